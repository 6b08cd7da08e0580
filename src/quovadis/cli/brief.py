"""`quovadis brief`: from articles to a brief."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quovadis.cli.options import as_of_option, backend_option, day_option, not_after_today
from quovadis.cli.output import hint, progress, title, warn
from quovadis.errors import PARTIAL
from quovadis.settings import Settings

if TYPE_CHECKING:
    from quovadis.pipeline import Briefing

__all__ = ["command"]

_FORMATS = ("html", "md", "json")


@click.command(name="brief")
@click.argument("sources", nargs=-1, required=True)
@click.option(
    "--history",
    multiple=True,
    help="Files or folders of earlier articles to read in first, as background. Repeatable.",
)
@click.option("--source", help="Actor A (id or name). Default: from the trigger in the articles.")
@click.option("--target", help="Actor B (id or name). Default: from the trigger in the articles.")
@as_of_option(
    "Use only what was known by the end of this day (UTC). Default: the day on which the newest "
    "of the articles was published, else today."
)
@day_option("--published", help="Day of publication, where the page does not say or says it wrong.")
@click.option(
    "--horizon",
    type=click.IntRange(1, 365),
    help="Days within which the outcomes are asked for. Default: each lens's own.",
)
@backend_option
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("briefs"),
    show_default=True,
    help="Folder in which the brief is written.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(_FORMATS),
    help="Format to write; repeatable. Default: all three.",
)
@click.option(
    "--stdout", type=click.Choice(_FORMATS), help="Write this format to standard output, no file."
)
@click.pass_obj
def command(
    settings: Settings,
    sources: tuple[str, ...],
    history: tuple[str, ...],
    source: str | None,
    target: str | None,
    as_of: date | None,
    published: date | None,
    horizon: int | None,
    backend: str,
    out: Path,
    formats: tuple[str, ...],
    stdout: str | None,
) -> int:
    """Write a brief from SOURCES: what is shifting between two actors, and what may follow.

    SOURCES are the articles that raise the question: files, URLs, feeds, or - for standard input.
    What the store knows of the two actors by the as-of day is used as history, and what is read is
    kept there. Writes HTML, Markdown and JSON, and prints where they are and a summary.
    """
    from quovadis.pipeline import write_briefing
    from quovadis.store import Store

    not_after_today(as_of, settings, "--as-of")
    not_after_today(published, settings, "--published")
    with progress(settings) as display:
        task = display.add_task("reading", total=None) if display else None

        def advance(step: str) -> None:
            if display and task is not None:
                display.update(task, advance=1, description=step)

        briefing = write_briefing(
            sources,
            store=Store(settings.store),
            history=history,
            source=source,
            target=target,
            as_of=as_of,
            published=published,
            horizon=horizon,
            now=settings.now,
            on_step=advance,
            backend=backend,
        )
    for error in briefing.errors:
        warn(error, settings)
    if stdout:
        click.echo(briefing.render(stdout), nl=False)
    else:
        _write(briefing, out, formats or _FORMATS, settings)
    return PARTIAL if briefing.errors else 0


def _write(briefing: Briefing, out: Path, formats: tuple[str, ...], settings: Settings) -> None:
    for path in briefing.save(out, formats):
        click.echo(path)
    click.echo()
    for number, line in enumerate(briefing.summary()):
        if number:
            click.echo(line)
        else:
            title(line, settings)
    for note in briefing.hints:
        hint(note)
