"""The main job: from articles to a brief, through every room."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from quovadis.errors import QuovadisError
from quovadis.ontology import load_ontology
from quovadis.pipeline.evidence import gather
from quovadis.pipeline.intake import must_have_read, take_in
from quovadis.pipeline.question import as_of_day, ask
from quovadis.records import Brief, Document
from quovadis.store import Store

__all__ = ["Briefing", "write_briefing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """A brief, and what happened on the way to it.

    Attributes:
        brief: The brief; every claim in it has been verified against its evidence.
        errors: Sources that could not be read.
        hints: Advice for the user, a sentence each.
    """

    brief: Brief
    errors: tuple[QuovadisError, ...]
    hints: tuple[str, ...]

    @property
    def name(self) -> str:
        """Stem of the files: as-of day and the two actors."""
        parts = (self.brief.as_of, self.brief.source.name, self.brief.target.name)
        return "-".join(re.sub(r"[^a-z0-9]+", "-", str(p).lower()).strip("-") for p in parts)

    def render(self, form: str) -> str:
        """Write the brief as `html`, `md` or `json`."""
        from quovadis.brief import write

        return write(self.brief, form)

    def save(self, folder: Path, formats: Sequence[str] = ("html", "md", "json")) -> list[Path]:
        """Write the brief into a folder, one file a format, and return their paths."""
        folder.mkdir(parents=True, exist_ok=True)
        paths = []
        for form in formats:
            path = folder / f"{self.name}.{form}"
            path.write_text(self.render(form), encoding="utf-8")
            paths.append(path)
        return paths

    def summary(self) -> list[str]:
        """Five lines at the most: the question, its basis, and the bottom line."""
        brief = self.brief
        since = f" since {brief.since.year}" if brief.since else ""
        documents = "1 document" if brief.n_documents == 1 else f"{brief.n_documents} documents"
        events = "1 event" if brief.n_events == 1 else f"{brief.n_events:,} events"
        basis = f"{documents}, {events} between the two{since}"
        bottom = next((s for s in brief.sections if s.key == "bottom_line"), None)
        claims = [c.text for c in bottom.claims] if bottom else []
        return [f"{brief.question} · as of {brief.as_of} · {basis}", *claims[:4]]


def write_briefing(
    sources: Sequence[str | Path],
    *,
    store: Store,
    history: Sequence[str | Path] = (),
    source: str | None = None,
    target: str | None = None,
    as_of: date | None = None,
    published: date | None = None,
    horizon: int | None = None,
    now: datetime | None = None,
    on_step: Callable[[str], Any] | None = None,
    backend: str = "light",
) -> Briefing:
    """Read articles and write the brief that they ask for.

    Args:
        sources: The articles that raise the question.
        store: Where history is, and where what is read is kept.
        history: Earlier articles to read in first.
        source: Actor A; None takes it from the articles.
        target: Actor B; None takes it from the articles.
        as_of: Use only what was known by the end of this day; None for the day of the newest
            article.
        published: Day of publication of the articles, where they do not say.
        horizon: Days within which the outcomes are asked for; None for each lens's own.
        now: The moment that counts as now; None for the clock's.
        on_step: Called with a word for each step.
        backend: Of the coder: `light` or `default`.

    Returns:
        The brief, the errors of sources that could not be read, and hints.

    Raises:
        InputError: None of the sources could be read.
        UnknownActor: A named actor is not in the ontology.
        Abstained: There is nothing that could be said on evidence.
        StoreError: The store cannot be read or written.
    """
    from quovadis.brief import compose, verify

    now = now or datetime.now(UTC)
    step = on_step or (lambda _: None)

    def reading(document: Document) -> None:
        step(f"reading {document.title or document.url or document.id[:12]}")

    errors: list[QuovadisError] = []
    if history:
        errors += take_in(history, store, now=now, on_document=reading, backend=backend).errors
    intake = take_in(
        sources, store, now=now, published=published, on_document=reading, backend=backend
    )
    must_have_read(intake)
    errors += intake.errors

    ontology = load_ontology()
    day = as_of_day(as_of, intake.documents, now)
    question = ask(intake.documents, intake.coded, ontology, day, source=source, target=target)
    step("asking the store")
    dossier = gather(question, intake, store, ontology, as_of=day, horizon=horizon)
    step("writing")
    brief = compose(dossier, ontology)
    verify(brief, dossier, ontology)
    return Briefing(brief=brief, errors=tuple(errors), hints=_hints(brief, day, now))


def _hints(brief: Brief, day: date, now: datetime) -> tuple[str, ...]:
    hints = []
    if day < now.date():
        hints.append(f"As of {day}: what became known later is left out (--as-of today uses it).")
    if not brief.n_events:
        hints.append("No history of the two is loaded: see `quovadis load --help`.")
    return tuple(hints)
