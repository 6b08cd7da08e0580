"""The `quovadis` command: global options, the list of commands, and how errors end a run."""

from __future__ import annotations

import importlib
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from quovadis import __version__
from quovadis.cli.startup import end_fast, start_fast
from quovadis.errors import QuovadisError
from quovadis.settings import Settings

__all__ = ["COMMANDS", "cli", "main", "run"]

COMMANDS: dict[str, str] = {
    "brief": "Write a brief from one or more articles.",
    "read": "Read articles, code them, and keep them in the store.",
    "code": "Code articles and show what each sentence says, and why.",
    "load": "Load event files into the store as history.",
    "pull": "Pull event files from their publishers into the store.",
    "relation": "Show where the relation of two actors stands and has moved.",
    "shifts": "List lasting changes of relations, the newest first.",
    "forecast": "Say how likely events between two actors are.",
    "whatif": "Say what becomes more or less likely if a trigger happens.",
    "rules": "List what tends to follow what, with the cases behind it.",
    "precedents": "Find past cases like a change that may come.",
    "actors": "Look an actor up: id, names, roles by date, neighbours, blocs.",
    "store": "Look after the store: info, verify, compact, export.",
    "backtest": "Tell how good forecasts of dyads would have been on the store.",
    "doctor": "Check that everything that Quovadis needs is in place.",
}
"""Name of each command and its one-line help; the module of the same name holds it."""


class _LazyGroup(click.Group):
    """A group that imports a command's module only when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"quovadis.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(
    cls=_LazyGroup,
    name="quovadis",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done · 1 unexpected error · 2 wrong usage · 3 input that cannot be used "
    "· 4 unknown actor · 5 store · 6 nothing to say on evidence · 7 some inputs failed, the "
    "others went on.",
)
@click.version_option(__version__, "-V", "--version", prog_name="quovadis")
@click.option(
    "--store",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="QUOVADIS_STORE",
    help="Folder of the store. Default: QUOVADIS_STORE, else the platform's data directory.",
)
@click.option("-q", "--quiet", is_flag=True, help="No progress bars, no hints; errors only.")
@click.option("-v", "--verbose", count=True, help="Say what is being done; -vv for every step.")
@click.pass_context
def cli(ctx: click.Context, store: Path | None, quiet: bool, verbose: int) -> None:
    """Where is this relation going? From news and event data to a brief that rests on evidence.

    Try `quovadis brief ARTICLE`, or `quovadis relation RUS AFG` once event data is loaded.
    """
    level = (
        logging.ERROR if quiet else (logging.WARNING, logging.INFO, logging.DEBUG)[min(verbose, 2)]
    )
    logging.basicConfig(
        level=level, format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr
    )
    if not verbose:
        logging.getLogger("quovadis").setLevel(level)
        logging.getLogger().setLevel(logging.ERROR)
    ctx.obj = Settings(
        store=store or _default_store(),
        now=datetime.now(UTC),
        color=sys.stdout.isatty() and not os.environ.get("NO_COLOR"),
        progress=sys.stderr.isatty() and not quiet,
        verbose=verbose,
    )


def _default_store() -> Path:
    from quovadis.store import default_store_path

    return default_store_path()


def main(args: list[str] | None = None) -> None:
    """Run the command line and exit with the documented code.

    Args:
        args: Arguments without the program's name; None takes those of the process.
    """
    start_fast()
    code = run(args)
    end_fast()
    sys.exit(code)


def run(args: list[str] | None = None) -> int:
    """Run the command line and return the exit code (see `quovadis.errors`)."""
    try:
        code = cli.main(args=args, standalone_mode=False)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return 130
    except SystemExit:
        # So Click leaves when the reader of our output has gone (`| head`): no error of ours.
        return 0
    except QuovadisError as error:
        _show(error)
        return error.exit_code
    except Exception as error:
        # Not foreseen, so a defect of ours: one line for the user, the trace for whoever mends it.
        logging.getLogger(__name__).info("unexpected error", exc_info=True)
        _show(QuovadisError(f"unexpected {type(error).__name__}: {error}", do=_REPORT))
        return QuovadisError.exit_code
    return code if isinstance(code, int) else 0


_REPORT = "run it again with -v for the trace, and report it with what you ran"


def _show(error: QuovadisError) -> None:
    color = sys.stderr.isatty() and not os.environ.get("NO_COLOR")
    label = click.style("error:", fg="red", bold=True) if color else "error:"
    click.echo(f"{label} {error}", err=True)
