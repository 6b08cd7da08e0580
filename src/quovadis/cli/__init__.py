"""The command line. Each command is a module, imported only when it is called."""

from __future__ import annotations

from quovadis.cli.entry import COMMANDS, cli, main, run

__all__ = ["COMMANDS", "cli", "main", "run"]
