"""`quovadis read`: articles into documents and coded facts."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from quovadis.cli.options import backend_option, day_option, json_option, not_after_today
from quovadis.cli.output import amount, hint, plain, progress, safe, title, warn, write_json
from quovadis.errors import PARTIAL
from quovadis.settings import Settings

__all__ = ["command"]


@click.command(name="read")
@click.argument("sources", nargs=-1, required=True)
@day_option("--published", help="Day of publication, where the page does not say or says it wrong.")
@click.option("--publisher", help="Name of the publisher, where the page does not say.")
@click.option(
    "--keep/--no-keep", default=True, help="Keep what was read in the store. Default: keep."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that code; more than one pays from some hundred articles on.",
)
@backend_option
@json_option
@click.pass_obj
def command(
    settings: Settings,
    sources: tuple[str, ...],
    published: date | None,
    publisher: str | None,
    keep: bool,
    workers: int,
    backend: str,
    as_json: bool,
) -> int:
    """Read articles, code them, show what was found, and keep it in the store.

    SOURCES are files (text, Markdown, HTML), folders of them, feeds (RSS, Atom), URLs, or - for
    standard input. A source that cannot be read is reported, and the others go on.
    """
    from quovadis.pipeline import take_in
    from quovadis.store import Store

    not_after_today(published, settings, "--published")
    store = Store(settings.store) if keep else None
    with progress(settings) as display:
        task = display.add_task("documents", total=None) if display else None

        def advance(_: object) -> None:
            if display and task is not None:
                display.update(task, advance=1)

        intake = take_in(
            sources,
            store,
            now=settings.now,
            published=published,
            publisher=publisher,
            on_document=advance,
            workers=workers,
            backend=backend,
        )
    for error in intake.errors:
        warn(error, settings)
    if as_json:
        write_json(
            {
                "documents": [
                    {"document": plain(d), "coded": plain(c)}
                    for d, c in zip(intake.documents, intake.coded, strict=True)
                ],
                "failed": [str(e) for e in intake.errors],
            }
        )
    else:
        for document, coded in zip(intake.documents, intake.coded, strict=True):
            _show(document, coded, settings)
        if store is not None:
            hint(f"{intake.added} new, {len(intake.documents) - intake.added} already in the store")
            if others := sum(c.coder != intake.coder for c in intake.coded):
                hint(f"{others} coded by the other backend, as the store holds them")
    if not intake.errors:
        return 0
    return PARTIAL if intake.documents else intake.errors[0].exit_code


def _show(document: Any, coded: Any, settings: Settings) -> None:
    title(document.title or document.url or document.id[:12], settings)
    day = document.published.date() if document.published else "unknown"
    click.echo(f"  published {day} ({document.published_how}) · {safe(document.publisher or '–')}")
    for event in coded.events:
        source = event.source.name if event.source else "?"
        target = event.target.name if event.target else "?"
        click.echo(
            f"  {event.date or '?'}  {event.event_type.value:<9} {event.modality.value:<12} "
            f"{safe(source)} → {safe(target)}: {safe(event.phrase)}"
        )
    for status in coded.statuses:
        target = status.object.name if status.object else "?"
        change = (
            f"; {status.change.value}: {status.stage.value}"
            if status.change and status.stage
            else ""
        )
        click.echo(
            f"  status     {status.kind.value:<22} {safe(status.subject.name)} → {safe(target)}: "
            f"{status.state.value}{change}"
        )
    for item in coded.scheduled:
        who = f" ({safe(item.who.name)})" if item.who else ""
        click.echo(f"  scheduled  {item.date}  {safe(item.what)}{who}")
    for quantity in coded.quantities:
        says = quantity.says or "nobody named"
        click.echo(
            f"  quantity   {safe(amount(quantity))} of {safe(quantity.of_what)}, says {safe(says)}"
        )
    click.echo()
