"""Articles in: read, code, keep. What was coded before by the same coder is not coded again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quovadis.errors import InputError, QuovadisError
from quovadis.records import Coded, Document
from quovadis.store import Store

if TYPE_CHECKING:
    from quovadis.coding import Coder
    from quovadis.pipeline.stories import Stories

__all__ = ["STORED", "Intake", "must_have_read", "take_in"]

STORED = ("light", "default")
"""Backends of the coder whose facts are kept in a store."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What came of a batch of sources.

    Attributes:
        documents: What was read, in order, each text once.
        coded: What was found in each, in the same order.
        errors: What could not be read, in order.
        added: How many of the documents the store did not hold before (0 without a store).
        coder: Name of the backend that codes what is new; without learned weights it is `light`.
    """

    documents: tuple[Document, ...]
    coded: tuple[Coded, ...]
    errors: tuple[QuovadisError, ...]
    added: int
    coder: str = "light"


def take_in(
    sources: Sequence[str | Path],
    store: Store | None = None,
    *,
    now: datetime | None = None,
    published: date | None = None,
    publisher: str | None = None,
    on_document: Callable[[Document], Any] | None = None,
    workers: int = 1,
    backend: str = "light",
) -> Intake:
    """Read articles, code them, and keep them in a store.

    Of near-duplicate texts in one batch (wire copies) the earliest tells the events; what the
    others say again is counted as reports of them (`stories`).

    Args:
        sources: Files, folders, feeds, URLs, or `-` for standard input.
        store: Where to keep them, or None.
        now: The moment after which a date is in the future; None for the clock's.
        published: Day of publication, overriding what the pages say.
        publisher: Name of the publisher, where the page does not say.
        on_document: Called with each document once it is coded.
        workers: Processes that code; see `Coder.code_all`.
        backend: Of the coder, one of `STORED`. What the store holds as coded by the other stays so.

    Returns:
        Documents, coded facts, and errors; an error of one source does not stop the others.

    Raises:
        StoreError: The store cannot be read or written.

    Examples:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     note = Path(folder, "note.md")
        ...     _ = note.write_text("---\\ndate: 2025-04-09\\n---\\n\\nFrance condemned Iran.\\n")
        ...     intake = take_in([note])
        >>> [e.event_type.value for e in intake.coded[0].events]
        ['ACCUSE']
    """
    from quovadis.readers import read_all

    documents: dict[str, Document] = {}
    errors: list[QuovadisError] = []
    for item in read_all(sources, published=published, publisher=publisher, now=now):
        if isinstance(item, QuovadisError):
            errors.append(item)
        else:
            documents.setdefault(item.id, item)
    coded = _code(list(documents.values()), store, on_document or _nothing, workers, backend)
    added = 0
    told: Stories | None = None
    if len(documents) > 1:
        from quovadis.pipeline.stories import fold_copies

        told = fold_copies(list(documents.values()), coded)
        coded = told.coded
    if store is not None and documents:
        added = store.add_documents(documents.values()).added
        if told is not None:
            _add_reports(store, told)
        store.add_coded([coded[d] for d in documents])
    return Intake(
        documents=tuple(documents.values()),
        coded=tuple(coded[d] for d in documents),
        errors=tuple(errors),
        added=added,
        coder=_coder(backend).name if documents else backend,
    )


def _add_reports(store: Store, told: Stories) -> None:
    """Add events that have copies with their counts, before the coding that vouches for them."""
    if not told.reports:
        return
    import pyarrow as pa

    from quovadis import schema

    events = [e for c in told.coded.values() for e in c.events if e.id in told.counts]
    if events:
        counts = [told.counts[e.id] for e in events]
        extra = {"n_reports": [c[0] for c in counts], "n_publishers": [c[1] for c in counts]}
        store.add("events", schema.to_table("events", events, **extra))
    rows = pa.Table.from_pylist(list(told.reports), schema=schema.arrow_schema("reports"))
    store.add("reports", rows)


def _code(
    documents: list[Document],
    store: Store | None,
    on_document: Callable[[Document], Any],
    workers: int,
    backend: str,
) -> dict[str, Coded]:
    """Code what nobody has coded yet; take the rest from the store.

    A text is coded by one backend: facts of two would count twice. The first one keeps it, and
    codes it anew when its version has been raised.
    """
    if not documents:
        return {}
    codings = _codings(store) if store is not None else {}
    todo: dict[str, list[Document]] = {}
    for document in documents:
        held = {name for name, _ in codings.get(document.id, ())}
        wanted = _coder(backend).name
        todo.setdefault(wanted if wanted in held or not held else min(held), []).append(document)
    found: dict[str, Coded] = {}
    for name, those in todo.items():
        coder = _coder(name)
        whose = (coder.name, coder.version)
        # Without its weights a backend cannot code anew; what it has coded stands.
        gone = coder.name != name
        known = [d.id for d in those if gone or whose in codings.get(d.id, ())]
        kept = store.coded_many(known, coder=name) if store is not None and known else {}
        for document in those:
            before = kept.get(document.id)
            if before and _of_the_same_day(before[0], document):
                found[document.id] = before[0]
                on_document(document)
        rest = [d for d in those if d.id not in found]
        for document, coded in zip(rest, coder.code_all(rest, workers=workers), strict=True):
            found[document.id] = coded
            on_document(document)
    return found


def _codings(store: Store) -> dict[str, set[tuple[str, str]]]:
    """Return by whom each document was coded: backend and version."""
    found: dict[str, set[tuple[str, str]]] = {}
    for row in store.rows("codings").select(_CODING).to_pylist():
        if row["coder"] in STORED:
            whose = (row["coder"], row["coder_version"])
            found.setdefault(row["document_id"], set()).add(whose)
    return found


def _of_the_same_day(coded: Coded, document: Document) -> bool:
    """Tell whether a text was coded under the date of publication that it has now.

    Relative dates and `known_at` hang on it: with another date the text is coded anew.
    """
    if document.published is None:
        return True
    return all(s.known_at == document.published for s in coded.sentences[:1])


def _nothing(_: Document) -> None:
    """Called where nobody wants to know how far the coder is."""


_CODING = ["document_id", "coder", "coder_version"]


@cache
def _coder(backend: str) -> Coder:
    """The coder, made when there is first something to code: its parser takes a second to load."""
    from quovadis.coding import Coder

    return Coder(backend=backend)


def must_have_read(intake: Intake) -> None:
    """Raise the first error of an intake that brought nothing at all."""
    if intake.documents:
        return
    if intake.errors:
        raise intake.errors[0]
    raise InputError("no article was found", do="pass files, folders with articles, feeds or URLs")
