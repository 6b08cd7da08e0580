"""How a run ends: what the shell sees."""

from __future__ import annotations

import subprocess
import sys


def test_a_reader_that_leaves_is_no_error() -> None:
    """`quovadis … | head -1` ends with 0, whenever head closes the pipe."""
    command = [
        sys.executable,
        "-c",
        "from quovadis.cli import main; main(['actors', '--limit', '10000', '--json'])",
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.stdout.close()
        complaint = process.stderr.read()
    assert first.startswith((b"[", b"{"))
    assert (process.returncode, complaint) == (0, b"")


def test_a_command_imports_one_dialect_and_no_pandas() -> None:
    """Ibis still works on DuckDB; what costs a third of a second stays out."""
    program = """
import sys
from quovadis.cli.startup import start_fast
start_fast()
import ibis
table = ibis.duckdb.connect().sql("SELECT 1 AS a, DATE '2025-04-09' AS day")
query = table.group_by(month=table.day.truncate("M")).aggregate(n=table.count())
from quovadis.query import fetch
assert fetch(query)["n"].to_pylist() == [1]
late = {"pandas", "ibis.backends.sql.compilers.snowflake", "sqlglot.generators.tsql"}
assert not late & set(sys.modules), late & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], check=True)
