"""`quovadis pull`: event files from their publishers into the store."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quovadis.cli.options import day_option, json_option, not_after_today
from quovadis.cli.output import hint, progress, safe, table, warn, write_json
from quovadis.errors import PARTIAL, EmptyInput, FetchError
from quovadis.settings import Settings

if TYPE_CHECKING:
    from quovadis.pipeline.pulls import Plan, PullReport
    from quovadis.readers.pulling import RemoteFile, Selection, Site

__all__ = ["command"]

F = TypeVar("F", bound=Callable[..., Any])

_EARLIEST = date(1979, 1, 1)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The options that all pulls share."""

    since: date | None
    until: date | None
    actors: tuple[str, ...]
    countries: tuple[str, ...]
    parallel: int
    mirror: str | None
    dry_run: bool
    as_json: bool


def _shared(command: F) -> F:
    """Add the options that all pulls share."""
    for option in (
        json_option,
        click.option(
            "--dry-run", is_flag=True, help="Say how many files and bytes it would be; take none."
        ),
        click.option(
            "--mirror",
            metavar="URL",
            help="Take the files from a mirror of your own, which has the publisher's folders "
            "below this URL. It may lie on a private network.",
        ),
        click.option(
            "--parallel",
            type=click.IntRange(1, 16),
            default=4,
            show_default=True,
            help="Files that are fetched at a time.",
        ),
        click.option(
            "--country",
            "countries",
            multiple=True,
            metavar="COUNTRY",
            help="Keep events with a party of this country, or that took place there. Repeatable.",
        ),
        click.option(
            "--actor",
            "actors",
            multiple=True,
            metavar="ACTOR",
            help="Keep events with this actor on either side, at any level. Repeatable.",
        ),
        day_option("--to", "until", help="Last day. Default: today."),
    ):
        command = option(command)
    return command


@click.group(name="pull")
def command() -> None:
    """Pull event files from their publishers into the store: GDELT and UCDP GED.

    Files are fetched a few at a time and checked; rows that were not asked for are not stored. A
    pull that was cut off goes on where it was when it is run again. ICEWS, POLECAT and ACLED ask
    for a form or an account: `pull` says where, and `load` takes the files.
    """


@command.command("gdelt")
@day_option("--from", "since", help="First day on which GDELT took the events in.")
@click.option(
    "--release",
    type=click.Choice(("1.0", "2.0")),
    default="2.0",
    show_default=True,
    help="2.0: every 15 minutes since 2015-02-18. 1.0: every day, back to 1979.",
)
@click.option(
    "--kind",
    "kinds",
    type=click.Choice(("export", "mentions", "gkg")),
    multiple=True,
    help="Events (export, the default), mentions, or the GKG; repeatable. 1.0 has only events.",
)
@click.option("--translated", is_flag=True, help="Also what GDELT reads in translation (2.0).")
@_shared
@click.pass_obj
def _gdelt(
    settings: Settings,
    /,
    since: date | None,
    release: str,
    kinds: tuple[str, ...],
    translated: bool,
    **shared: Any,
) -> int:
    """Pull GDELT for some days, from its lists of files, each file checked by size and MD5.

    A day is the one on which GDELT took an event in; in the backfile of 1.0 (to March 2013) it is
    the day of the event.
    """
    from quovadis.readers.pulling import GDELT, list_gdelt
    from quovadis.readers.pulling import mirror as mirror_of

    kinds = kinds or ("export",)
    wanted = _Wanted(since=since, **shared)
    if since is None:
        raise click.UsageError("Missing option '--from': all of GDELT is more than you want.")
    if release == "1.0" and (translated or set(kinds) != {"export"}):
        raise click.UsageError("GDELT 1.0 has neither mentions nor GKG nor translated files.")
    if (wanted.actors or wanted.countries) and set(kinds) != {"export"}:
        raise click.UsageError("Only events have actors: --actor and --country go with export.")
    selection = _selection(wanted, settings)
    site = mirror_of(wanted.mirror) if wanted.mirror else GDELT
    with _store_lists(settings, keep=not wanted.dry_run) as (store, folder):
        with _busy(settings, "GDELT's list of files (the first time more than 100 MB)"):
            listing = list_gdelt(
                folder,
                selection.first,
                selection.last,
                release=release,
                kinds=kinds,
                translated=translated,
                site=site,
            )
        if listing.unread:
            hint(f"{listing.unread:,} lines of the list could not be read")
        if not listing.files:
            what = f"GDELT {release} lists no file from {selection.first} to {selection.last}"
            raise EmptyInput(what, do="ask for other days")
        return _run(settings, store, listing.files, selection, site, wanted)


@command.command("ucdp")
@click.argument("versions", nargs=-1, required=True)
@day_option("--from", "since", help="First day of the events. Default: all.")
@_shared
@click.pass_obj
def _ucdp(
    settings: Settings, /, versions: tuple[str, ...], since: date | None, **shared: Any
) -> int:
    """Pull releases of UCDP GED.

    VERSIONS are written as UCDP writes them: 24.1 for a yearly release, 25.0.3 or 25.01.25.06 for
    candidate events.
    """
    from quovadis.readers.pulling import UCDP, sized, ucdp_file
    from quovadis.readers.pulling import mirror as mirror_of
    from quovadis.store import Store

    wanted = _Wanted(since=since, **shared)
    selection = _selection(wanted, settings)
    site = mirror_of(wanted.mirror) if wanted.mirror else UCDP
    named = [ucdp_file(v, settings.now.date()) for v in dict.fromkeys(versions)]
    files = [sized(file, site) for file in named]
    return _run(settings, Store(settings.store), files, selection, site, wanted)


def _by_hand(dataset: str) -> click.Command:
    @click.command(
        dataset,
        help=f"Say where to get {dataset.upper()}, which cannot be pulled. Ends with exit code 3.",
    )
    def say() -> None:
        from quovadis.readers.pulling import where_to_get

        raise where_to_get(dataset)

    return say


for _name in ("icews", "polecat", "acled"):
    command.add_command(_by_hand(_name))


def _selection(wanted: _Wanted, settings: Settings) -> Selection:
    from quovadis.ontology import load_ontology
    from quovadis.readers.pulling import Selection

    not_after_today(wanted.since, settings, "--from")
    first, last = wanted.since or _EARLIEST, wanted.until or settings.now.date()
    if last < first:
        raise click.UsageError("--to lies before --from.")
    ontology = load_ontology()
    lands = tuple(ontology.lookup(c).id for c in wanted.countries)
    for given, land in zip(wanted.countries, lands, strict=True):
        if land not in ontology.countries:
            raise click.UsageError(f"{given} is no country: name it with --actor.")
    actors = tuple(ontology.lookup(a).id for a in wanted.actors)
    return Selection(ontology, first, last, actors, lands)


@contextlib.contextmanager
def _store_lists(settings: Settings, *, keep: bool) -> Iterator[Any]:
    from quovadis.pipeline.pulls import list_folder
    from quovadis.store import Store

    store = Store(settings.store)
    with list_folder(store, keep=keep) as folder:
        yield store, folder


def _run(
    settings: Settings,
    store: Any,
    files: Sequence[RemoteFile],
    selection: Selection,
    site: Site,
    wanted: _Wanted,
) -> int:
    from quovadis.pipeline.pulls import plan_pull, pull
    from quovadis.readers.pulling import Pace

    plan = plan_pull(files, store, selection)
    if wanted.dry_run:
        _show_plan(plan, wanted.as_json)
        return 0
    gc.enable()  # off by default: a command usually ends before there is garbage
    with _transfer(settings, plan) as (on_bytes, on_commit):
        report = pull(
            files,
            store,
            selection,
            site,
            pace=Pace(parallel=wanted.parallel),
            on_bytes=on_bytes,
            on_commit=on_commit,
        )
    _show(report, wanted.as_json)
    if report.files and not selection.whole:
        hint("For actors that were not asked for, the store has no events of these days.")
    if report.stopped:
        warn(FetchError(report.stopped), settings)
    if not (report.stopped or report.missing or report.failed):
        return 0
    return PARTIAL if report.files or report.done else FetchError.exit_code


@contextlib.contextmanager
def _busy(settings: Settings, what: str) -> Iterator[None]:
    """Say on a terminal what is being waited for."""
    with progress(settings) as display:
        if display:
            display.add_task(what, total=None)
        yield


@contextlib.contextmanager
def _transfer(settings: Settings, plan: Plan) -> Iterator[tuple[Any, Any]]:
    """Show bytes, rate and time left on a terminal."""
    if not settings.progress:
        yield None, None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as display:
        task = display.add_task(f"0/{len(plan.files):,} files", total=plan.size or None)
        sizes = {f.name: f.size or 0 for f in plan.files}

        def on_bytes(n: int) -> None:
            display.update(task, advance=n)

        def on_commit(report: PullReport) -> None:
            lost = [*report.missing, *report.failed]
            left = plan.size - sum(sizes.get(f.file, 0) for f in lost)
            what = f"{report.files + len(lost):,}/{len(plan.files):,} files, {report.added:,} rows"
            display.update(task, description=what, total=left or None)

        yield on_bytes, on_commit


def _show_plan(plan: Plan, as_json: bool) -> None:
    unknown = sum(f.size is None for f in plan.files)
    if as_json:
        found = {"files": len(plan.files), "bytes": plan.size, "done": plan.done}
        write_json(found | {"of_unknown_size": unknown})
        return
    text = f"{len(plan.files):,} files, {_megabytes(plan.size)} MB"
    if plan.files:
        days = min(f.first for f in plan.files), max(f.last for f in plan.files)
        text += f", {days[0]} to {days[1]}"
    click.echo(text)
    if unknown:
        click.echo(f"of {unknown:,} of them the size is not known")
    if plan.done:
        click.echo(f"{plan.done:,} more are in the store already")


def _show(report: PullReport, as_json: bool) -> None:
    if as_json:
        write_json(report)
        return
    rows = [
        ("files pulled", f"{report.files:,} ({_megabytes(report.size)} MB)"),
        ("pulled before", f"{report.done:,}"),
        ("listed, not there", f"{len(report.missing):,}"),
        ("failed", f"{len(report.failed):,}"),
        ("rows read", f"{report.read:,}"),
        ("repeats", f"{report.repeats:,}"),
        ("not asked for", f"{report.passed:,}"),
        ("added", f"{report.added:,}"),
        ("already there", f"{report.already:,}"),
        ("rejected", f"{report.rejected:,}"),
    ]
    table(("", "count"), rows, right=(1,))
    for failure in [*report.missing, *report.failed][:20]:
        hint(safe(failure.reason))
    more = len(report.missing) + len(report.failed) - 20
    if more > 0:
        hint(f"… and {more:,} more files (all with --json)")
    for reject in report.rejects[:20]:
        hint(str(reject))
    if report.rejected > 20:
        hint(f"… and {report.rejected - 20:,} more rejected rows (a thousand with --json)")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f}"
