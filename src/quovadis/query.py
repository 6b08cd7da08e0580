"""Run an Ibis expression and take the answer as an Arrow table; say which expressions travel.

On DuckDB, Ibis's own `to_pyarrow` imports pandas, half a second of start-up, only to pass the rows
through; here the compiled SQL goes to the connection directly. On Spark it goes through pandas row
by row, and turns what is missing into NaN on the way; here the answer stays Arrow. Every other
backend answers through Ibis unchanged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import ibis

__all__ = ["PORTABLE", "PORTABLE_JOINS", "fetch", "foreign_operations"]

PORTABLE = frozenset(
    (
        # where rows come from, and what is kept of them
        *("DatabaseTable", "UnboundTable", "Field", "Project", "Filter", "Sort", "SortKey"),
        *("Limit", "Aggregate", "JoinChain", "JoinLink", "JoinReference"),
        # conditions
        *("And", "Or", "Not", "Equals", "NotEquals", "Less", "LessEqual", "Greater"),
        *("GreaterEqual", "Between", "InValues", "IsNull", "NotNull", "ArrayContains"),
        # values
        *("Literal", "Cast", "Coalesce", "IfElse", "SearchedCase", "Abs", "Add", "Multiply"),
        *("StringConcat", "StringLength", "Substring"),
        *("DateTruncate", "DateDelta", "Date", "WindowFunction", "RowNumber"),
        # counts
        *("Count", "CountStar", "CountDistinct", "Min", "Max", "Sum"),
    )
)
"""Ibis operations (classes of `ibis.expr.operations`) that our queries may use.

Each means the same on DuckDB, Spark and BigQuery. What is missing is missing on purpose: exact
quantiles and medians (BigQuery has approximate ones only), first and last (their order is not
given), regular expressions and formats of dates (three dialects), random numbers. A row number
must be over an order without ties.
"""

PORTABLE_JOINS = frozenset({"inner", "left", "semi", "anti"})
"""Kinds of joins that our queries may use: an as-of join runs on DuckDB alone."""


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
    if backend.name not in ("duckdb", "pyspark") or _has_memtables(expression):
        return expression.to_pyarrow()
    sql = backend.compile(expression)
    if backend.name == "duckdb":
        return backend.con.sql(sql).to_arrow_table()
    answer: pa.Table = backend.raw_sql(sql).toArrow()
    # Spark's moments are in UTC and say so; of that Ibis's own type for them knows nothing.
    pairs = zip(answer.schema, expression.schema().to_pyarrow(), strict=True)
    moment = pa.types.is_timestamp
    fields = [has if moment(has.type) and moment(says.type) else says for has, says in pairs]
    return answer.cast(pa.schema(fields))


def foreign_operations(expression: ibis.Table) -> tuple[str, ...]:
    """Name the operations of an expression that not every engine understands in the same way.

    Args:
        expression: An Ibis table expression, bound or not.

    Returns:
        Names that are neither in `PORTABLE` nor, as kinds of joins, in `PORTABLE_JOINS`, sorted.

    Examples:
        >>> import ibis
        >>> table = ibis.table({"day": "date", "n": "int64"}, name="t")
        >>> foreign_operations(table.group_by("day").aggregate(n=table.n.sum()))
        ()
        >>> foreign_operations(table.aggregate(middle=table.n.median()))
        ('Median',)
        >>> foreign_operations(table.asof_join(table.view(), "day"))
        ('SelfReference', 'asof join')
    """
    from ibis.expr import operations as ops

    found = set()
    for node in expression.op().find(ops.Node):
        name = type(node).__name__
        if name not in PORTABLE:
            found.add(name)
        if isinstance(node, ops.JoinLink) and node.how not in PORTABLE_JOINS:
            found.add(f"{node.how} join")
    return tuple(sorted(found))


def _has_memtables(expression: ibis.Table) -> bool:
    """In-memory tables are registered by Ibis on execution, which the short way would miss."""
    from ibis.expr import operations as ops

    return bool(expression.op().find(ops.InMemoryTable))
