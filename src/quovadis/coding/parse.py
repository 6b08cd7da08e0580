"""Document to dependency parse, sentence by sentence, with offsets that stay exact.

Each unit of `segment` is parsed on its own, so headings and list items never leak into the next
sentence and hostile lengths stay harmless; the parses are then laid side by side in one `Doc`
whose token offsets (`token.idx`) are code points of `document.text`. All units of a document go
through the parser in one batch, and no two documents share one: coding many documents gives
exactly what coding each alone gives.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from quovadis.coding.parser import load_parser, parse_all
from quovadis.coding.repair import mend
from quovadis.coding.segment import Unit, segment
from quovadis.records import Document, Evidence

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

__all__ = ["Parsed", "SentenceSpan", "parse"]

# One character for one character, so that offsets stand; the parser knows the plain forms better.
_PLAIN = {
    ord(k): v
    for k, v in {
        "’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " ", "\u2009": " ",
        "\t": " ", "\n": " ", "\r": " ", "\x0b": " ", "\x0c": " ", "\x85": " ", "\u2028": " ",
        "\u2029": " ", "‑": "-",
    }.items()
}  # fmt: skip
_PLAIN |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_PLAIN |= dict.fromkeys((*range(0x1C, 0x20), 0), " ")


@dataclass(frozen=True, slots=True)
class SentenceSpan:
    """A sentence, heading or list item of a parsed document.

    Attributes:
        index: Position among the document's sentences, from 0 (headings count).
        start: First code point in `document.text`.
        end: One past the last.
        token_start: First token in `Parsed.doc`.
        token_end: One past the last token.
        heading: Text of the heading under which it stands, or None.
        is_heading: It is a heading itself.
        bullet: It stands in a list item.
        cut: It is a piece of an overlong unit: it has tokens, but no parse.
    """

    index: int
    start: int
    end: int
    token_start: int
    token_end: int
    heading: str | None = None
    is_heading: bool = False
    bullet: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Parsed:
    """A document and its parse.

    `doc` has the length of `document.text` and the same offsets, but plain quotes and spaces: take
    words for records from `text`, never from tokens. Between sentences stand whitespace tokens
    that belong to none.

    Attributes:
        document: The document.
        doc: The spaCy parse (`token.idx` is a code point offset of `document.text`).
        sentences: In order; no overlap.
    """

    document: Document
    doc: Doc
    sentences: tuple[SentenceSpan, ...]

    def known_at(self, published: dt.datetime | None = None) -> dt.datetime:
        """Return the moment from which the document's facts are known.

        That is its publication; of a text without a date the moment at which we retrieved it,
        since nothing tells that it was there before. A text with neither is as old as time.

        Args:
            published: Overrides the document's own moment of publication.
        """
        given = published or self.document.published or self.document.retrieved
        return given or dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

    def text(self, start: int, end: int) -> str:
        """Return the words of the document between two offsets, verbatim."""
        return self.document.text[start:end]

    def tokens(self, sentence: SentenceSpan) -> Span:
        """Return the tokens of a sentence."""
        return self.doc[sentence.token_start : sentence.token_end]

    def sentence_of(self, token: Token | int) -> SentenceSpan | None:
        """Return the sentence that holds a token (or token index), or None between sentences."""
        i = token if isinstance(token, int) else token.i
        return self._last(lambda s: s.token_start <= i, lambda s: i < s.token_end)

    def sentence_at(self, offset: int) -> SentenceSpan | None:
        """Return the sentence that holds a code point, or None between sentences."""
        return self._last(lambda s: s.start <= offset, lambda s: offset < s.end)

    def words(self, first: int, end: int) -> str:
        """Return the document's words from token `first` up to, not including, token `end`."""
        if first >= end:
            return ""
        last = self.doc[end - 1]
        return self.document.text[self.doc[first].idx : last.idx + len(last.text)]

    def evidence(self, start: int, end: int) -> Evidence:
        """Return the span as evidence, with its verbatim quote."""
        return Evidence(self.document.id, start, end, self.document.text[start:end])

    def sentence_evidence(self, sentence: SentenceSpan) -> Evidence:
        """Return a sentence as evidence."""
        return self.evidence(sentence.start, sentence.end)

    def _last(self, begun: Any, holds: Any) -> SentenceSpan | None:
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if begun(self.sentences[middle]):
                low = middle + 1
            else:
                high = middle
        found = self.sentences[low - 1] if low else None
        return found if found is not None and holds(found) else None


_BLANK = {c: " " for c in (*range(0x20), *range(0x7F, 0xA0)) if chr(c) not in "\t\n\r"}
"""Control characters, which are no part of a sentence."""


def parse(document: Document, nlp: Language | None = None) -> Parsed:
    """Parse a document.

    Time and memory grow linearly with the text.

    Examples:
        >>> parsed = parse(Document(text="Talks\\nRussia met the Taliban. They signed a deal."))
        >>> [parsed.text(s.start, s.end) for s in parsed.sentences]
        ['Talks', 'Russia met the Taliban.', 'They signed a deal.']
        >>> [t.lemma_ for t in parsed.tokens(parsed.sentences[1]) if t.dep_ == "ROOT"]
        ['meet']
    """
    nlp = nlp or load_parser()
    text = document.text
    plain = text.translate(_PLAIN)
    units = segment(text.translate(_BLANK))
    whole = iter(parse_all(nlp, (plain[u.start : u.end] for u in units if not u.cut)))
    pieces = [nlp.make_doc(plain[u.start : u.end]) if u.cut else mend(next(whole)) for u in units]
    doc, bounds = _join(nlp, plain, units, pieces)
    sentences = tuple(
        SentenceSpan(
            index=n,
            start=u.start,
            end=u.end,
            token_start=first,
            token_end=last,
            heading=None if u.under is None else text[units[u.under].start : units[u.under].end],
            is_heading=u.heading,
            bullet=u.bullet,
            cut=u.cut,
        )
        for n, (u, (first, last)) in enumerate(zip(units, bounds, strict=True))
    )
    return Parsed(document, doc, sentences)


_COLUMNS = ("TAG", "POS", "LEMMA", "DEP", "MORPH", "HEAD", "SENT_START", "ENT_IOB", "ENT_TYPE")
_OUTSIDE = 2  # ENT_IOB of a token that is in no name


def _join(
    nlp: Language, plain: str, units: list[Unit], pieces: list[Doc]
) -> tuple[Doc, list[tuple[int, int]]]:
    """Lay the parsed units side by side, with whitespace tokens in the gaps."""
    from spacy.tokens import Doc

    words: list[Any] = []  # ids of words, which spaCy takes as well
    spaces: list[bool] = []
    rows: list[Any] = []
    bounds: list[tuple[int, int]] = []
    gap_row = _gap_row(nlp)
    at = 0

    def fill(gap: str) -> None:
        if gap.startswith(" ") and words and not spaces[-1]:
            spaces[-1] = True
            gap = gap[1:]
        for i in range(0, len(gap), 1_000):
            words.append(nlp.vocab.strings.add(gap[i : i + 1_000]))
            spaces.append(False)
            rows.append(gap_row)

    for unit, piece in zip(units, pieces, strict=True):
        fill(plain[at : unit.start])
        first = len(words)
        own = piece.to_array(["ORTH", "SPACY"])
        words.extend(own[:, 0].tolist())
        spaces.extend(own[:, 1].astype(bool).tolist())
        rows.append(_rows(piece))
        bounds.append((first, len(words)))
        at = unit.end
    fill(plain[at:])
    doc = Doc(nlp.vocab, words, spaces)
    if rows:
        table: Any = np.concatenate(rows)
        doc.from_array(list(_COLUMNS), table)
    return doc, bounds


def _rows(piece: Doc) -> np.ndarray[Any, Any]:
    """The annotations of a unit: it is one sentence, whatever the parser thinks."""
    found: np.ndarray[Any, Any] = piece.to_array(list(_COLUMNS))
    starts, kinds = found[:, _COLUMNS.index("SENT_START")], found[:, -1]
    starts[:] = np.array(-1).astype(np.uint64)
    starts[:1] = 1
    found[kinds == 0, _COLUMNS.index("ENT_IOB")] = _OUTSIDE
    return found


def _gap_row(nlp: Language) -> np.ndarray[Any, Any]:
    from spacy.symbols import SPACE

    strings = nlp.vocab.strings
    tag, lemma, dep = (strings.add(word) for word in ("_SP", " ", "dep"))
    row = [tag, SPACE, lemma, dep, nlp.vocab.morphology.add(""), 0, 1, _OUTSIDE, 0]
    return np.array([row], dtype=np.uint64)
