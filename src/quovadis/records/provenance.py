"""Who is spoken of, and where it stands: actors, documents, and the evidence in them."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from quovadis.records.vocabulary import ActorKind, Precision

__all__ = [
    "Actor",
    "Coverage",
    "Document",
    "Evidence",
    "text_id",
]


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor as it was on the day of the record that names it.

    Attributes:
        id: `RUS` (country, ISO 3166-1 alpha-3), `RUS.GOV` (agent: country and PLOVER sector),
            `TALIBAN` (named actor), `name:igor-krasnov` (named in a text, unknown to the ontology).
        name: Canonical English name; for unknown actors the words of the text.
        country: ISO3 of the country it acts for or belongs to on that day, or None.
        sector: PLOVER sector code (`GOV`, `MIL`, `JUD`, `REB`, …) or None.
        kind: What it is.
        valid_from: First day on which this description holds, or None (unbounded).
        valid_to: Last day on which it holds, or None (unbounded).
    """

    id: str
    name: str
    country: str | None = None
    sector: str | None = None
    kind: ActorKind = ActorKind.UNKNOWN
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as it was published. `id` is the sha256 (hex) of `text`.

    Attributes:
        published: UTC moment of publication, or None when it could not be established.
        published_how: How the date was found (`front matter`, `meta`, `visible date line`, `url`,
            `feed`, `argument`, `none`).
        published_precision: `DAY` when only the day is known (`published` is then its midnight),
            `MOMENT` when the hour and its time zone are known too.
        retrieved: UTC moment at which we read it; never used for as-of filtering.
    """

    text: str
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    published: dt.datetime | None = None
    published_how: str = "none"
    published_precision: Precision = Precision.DAY
    retrieved: dt.datetime | None = None
    id: str = ""

    def __post_init__(self) -> None:
        if not self.id:
            object.__setattr__(self, "id", text_id(self.text))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: a span of a document, or a row of a dataset.

    Attributes:
        document_id: Id of the document, or None for a dataset row.
        start: First code point of the quote in the document's text.
        end: One past the last code point.
        quote: `text[start:end]`, verbatim; for a dataset row its wording, if it has any.
        dataset: Name of the dataset, or None for a document.
        row_id: Key of the row in the dataset.
    """

    document_id: str | None = None
    start: int = 0
    end: int = 0
    quote: str = ""
    dataset: str | None = None
    row_id: str | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The days over which a dataset says what happened: outside them its silence means nothing.

    Attributes:
        dataset: Its name; `text` for the coded documents.
        first: First day that it covers.
        last: Last day that it covers.
        n_events: Events that it holds.
    """

    dataset: str
    first: dt.date
    last: dt.date
    n_events: int = 0


def text_id(text: str) -> str:
    """Return the id of a text: its sha256 in hexadecimal.

    Examples:
        >>> text_id("")[:12]
        'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
