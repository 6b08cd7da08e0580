"""Run an Ibis expression and take the answer as an Arrow table.

On DuckDB, Ibis's own `to_pyarrow` imports pandas, half a second of start-up, only to pass the rows
through; here the compiled SQL goes to the connection directly. Every other backend answers
through Ibis unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import ibis

__all__ = ["fetch"]


def fetch(expression: ibis.Table) -> pa.Table:
    """Run a table expression on the backend that it belongs to.

    Args:
        expression: An Ibis table expression, bound to exactly one backend.

    Returns:
        All rows, as an Arrow table with the expression's column names.

    Examples:
        >>> import ibis, pyarrow
        >>> connection = ibis.duckdb.connect()
        >>> table = connection.create_table("t", pyarrow.table({"a": [1, 2, 3]}))
        >>> fetch(table.filter(table.a > 1)).to_pydict()
        {'a': [2, 3]}
    """
    # Ibis has no public name for "the backend of this expression".
    backend: Any = expression._find_backend(use_default=True)
    if backend.name != "duckdb" or _has_memtables(expression):
        return expression.to_pyarrow()
    sql = backend.compile(expression)
    return backend.con.sql(sql).to_arrow_table()


def _has_memtables(expression: ibis.Table) -> bool:
    """In-memory tables are registered by Ibis on execution, which the short way would miss."""
    from ibis.expr import operations as ops

    return bool(expression.op().find(ops.InMemoryTable))
