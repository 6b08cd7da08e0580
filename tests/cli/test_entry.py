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
