"""Numbers for what a brief cites: one for each quote or row, grouped by where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quovadis.brief.quotes import flat
from quovadis.records import Brief, Claim, Document, Evidence

__all__ = ["Citation", "Source", "cite", "compress", "sources"]

_CONTEXT = 140


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote or row.

    Attributes:
        number: From 1, in order of the evidence list.
        before: Text that stands before the quote in its document.
        quote: The quote, lines joined.
        after: Text that stands after it.
    """

    number: int
    evidence: Evidence
    before: str
    quote: str
    after: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document or dataset with what is cited of it, in the order of its text."""

    document: Document | None
    dataset: str | None
    citations: tuple[Citation, ...]


def sources(brief: Brief) -> list[Source]:
    """Return what a brief cites: documents in the order in which they are first cited, then rows.

    Numbers run through the list, so that a printed list can be searched by number.
    """
    cited: dict[str, dict[Evidence, None]] = {}
    rows: dict[str, dict[Evidence, None]] = {}
    for claim in _claims(brief):
        for e in claim.evidence:
            if e.document_id is not None:
                cited.setdefault(e.document_id, {})[e] = None
            else:
                rows.setdefault(e.dataset or "", {})[e] = None
    documents = {d.id: d for d in brief.documents}
    out: list[Source] = []
    number = 1
    for document_id, spans in cited.items():
        document = documents.get(document_id)
        ordered = sorted(spans, key=lambda e: (e.start, e.end))
        made = tuple(_citation(number + i, e, document) for i, e in enumerate(ordered))
        out.append(Source(document, None, made))
        number += len(made)
    for dataset, found in rows.items():
        made = tuple(_citation(number + i, e, None) for i, e in enumerate(found))
        out.append(Source(None, dataset, made))
        number += len(made)
    return out


def cite(found: Sequence[Source]) -> dict[Evidence, int]:
    """Return the number of each quote or row."""
    return {c.evidence: c.number for s in found for c in s.citations}


def compress(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Join numbers that follow each other into runs, first and last.

    Examples:
        >>> compress([4, 1, 2, 3, 7])
        [(1, 4), (7, 7)]
    """
    runs: list[tuple[int, int]] = []
    for n in sorted(set(numbers)):
        if runs and n == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], n)
        else:
            runs.append((n, n))
    return runs


def _claims(brief: Brief) -> list[Claim]:
    """Claims in the order in which a reader meets them."""
    claims: list[Claim] = []
    for section in brief.sections:
        claims += section.claims
        if section.key == "scheduled":
            claims += [c for lens in brief.lenses for c in lens.claims]
    return claims


def _citation(number: int, evidence: Evidence, document: Document | None) -> Citation:
    quote = flat(evidence.quote)
    if document is None:
        return Citation(number, evidence, "", quote, "")
    text, start, end = document.text, evidence.start, evidence.end
    return Citation(number, evidence, _before(text, start), quote, _after(text, end))


def _before(text: str, start: int) -> str:
    """What stands before the quote in its paragraph, cut at a word, its last blank kept."""
    part = text[max(0, start - _CONTEXT) : start].rpartition("\n")[2]
    cut = start > _CONTEXT and len(part) == _CONTEXT
    words = flat("… " + part.partition(" ")[2] if cut else part)
    return words + (" " if words and part[-1:].isspace() else "")


def _after(text: str, end: int) -> str:
    """What stands after the quote in its paragraph, cut at a word, its first blank kept."""
    part = text[end : end + _CONTEXT].partition("\n")[0]
    cut = end + _CONTEXT < len(text) and len(part) == _CONTEXT
    words = flat(part.rpartition(" ")[0] + " …" if cut else part)
    return (" " if words and part[:1].isspace() else "") + words
