"""Labelled sentences: lines of the corpus, and sentences in which one pair of actors is marked.

Both are read from paths; nothing of them ships with the package. The form of the corpus is that of
docs/codebook.md.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quovadis.errors import FormatError
from quovadis.records import EventType, Modality, SentenceRole

__all__ = [
    "MERGED",
    "LabelledEvent",
    "LabelledSentence",
    "MarkedPair",
    "Offsets",
    "occurrence",
    "read_articles",
    "read_corpus",
    "read_pairs",
    "sentence_of",
]

Offsets = tuple[int, int]
"""First code point and one past the last."""

MERGED = {"YIELD": frozenset({EventType.CONCEDE, EventType.RETREAT})}
"""Roots of the labelled sets that stand for several types."""


@dataclass(frozen=True, slots=True)
class LabelledEvent:
    """A gold event; offsets are those of `LabelledSentence.text`.

    Attributes:
        event_type: PLOVER type.
        modality: Whether it happened.
        source: Who acts, or None.
        target: To whom, or None.
        word: The word that carries it, or None.
    """

    event_type: EventType
    modality: Modality
    source: Offsets | None
    target: Offsets | None
    word: Offsets | None


@dataclass(frozen=True, slots=True)
class LabelledSentence:
    """A line of the corpus.

    Attributes:
        id: Theme and number.
        text: The sentence, after the one before it where the corpus gives that.
        start: Where the labelled sentence begins in `text`.
        published: Day of publication, ISO.
        role: Its role.
        classes: What makes it hard.
        events: In order; empty for none.
    """

    id: str
    text: str
    start: int
    published: str
    role: SentenceRole
    classes: tuple[str, ...]
    events: tuple[LabelledEvent, ...]


@dataclass(frozen=True, slots=True)
class MarkedPair:
    """A sentence with one marked pair.

    Attributes:
        text: The sentence.
        source: Offsets of the marked source, or None.
        target: Offsets of the marked target, or None.
        root: Label, one of the 15 roots (`YIELD` is CONCEDE or RETREAT).
        types: The types that the root stands for.
        quad: 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    """

    text: str
    source: Offsets | None
    target: Offsets | None
    root: str
    types: frozenset[EventType]
    quad: int


def sentence_of(row: Mapping[str, Any]) -> LabelledSentence:
    """Return a line of the corpus.

    Examples:
        >>> row = {"id": "x-001", "before": "Egypt spoke.", "text": "It blamed Sudan.",
        ...        "published": "2024-01-02", "role": "report", "classes": [], "events": [
        ...        {"type": "ACCUSE", "modality": "actual", "source": "It", "target": "Sudan",
        ...         "word": "blamed"}]}
        >>> line = sentence_of(row)
        >>> line.text[slice(*line.events[0].target)]
        'Sudan'
    """
    before = row.get("before") or ""
    text = f"{before} {row['text']}" if before else row["text"]
    shift = len(text) - len(row["text"])

    def place(mark: str | None) -> Offsets | None:
        return None if mark is None else _offsets(row["text"], mark, shift)

    events = tuple(
        LabelledEvent(
            EventType(e["type"]), Modality(e["modality"]), place(e["source"]), place(e["target"]),
            place(e["word"]),
        )
        for e in row["events"]
    )  # fmt: skip
    return LabelledSentence(
        row.get("id", ""), text, shift, row["published"], SentenceRole(row["role"]),
        tuple(row["classes"]), events,
    )  # fmt: skip


def read_corpus(folder: Path, part: str) -> Iterator[LabelledSentence]:
    """Yield the sentences of one part (`train`, `dev` or `test`), theme by theme.

    Args:
        folder: The corpus: `split.tsv` and `sentences/*.jsonl`.
        part: Which part.
    """
    lines = (folder / "split.tsv").read_text(encoding="utf-8").splitlines()[1:]
    for theme, _, held in (line.partition("\t") for line in lines):
        if held == part:
            path = folder / "sentences" / f"{theme}.jsonl"
            for line in path.read_text(encoding="utf-8").splitlines():
                yield sentence_of(json.loads(line))


def read_articles(folder: Path) -> Iterator[LabelledSentence]:
    """Yield the sentences of the whole articles, each after the one before it in its article.

    Args:
        folder: The corpus: `articles/*.json`.
    """
    for path in sorted((folder / "articles").glob("*.json")):
        article = json.loads(path.read_text(encoding="utf-8"))
        before = ""
        for n, row in enumerate(row for held in article["paragraphs"] for row in held):
            yield sentence_of(row | {"id": f"{article['id']}-{n + 1:03}", "before": before})
            before = row["text"]


def read_pairs(path: Path) -> Iterator[MarkedPair]:
    """Yield the sentences of a table with the columns `sentence`, `marked_sentence`, `source`,
    `target`, `gold_root` and `gold_penta`.

    A side that is not in the sentence ("a recipient") is open.
    """
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            root = row["gold_root"]
            types = MERGED[root] if root in MERGED else frozenset({EventType(root)})
            yield MarkedPair(
                row["sentence"], _marked(row, "s", "t"), _marked(row, "t", "s"), root, types,
                int(row["gold_penta"]),
            )  # fmt: skip


def occurrence(text: str, mark: str) -> int | None:
    """Return where the words of a mark stand in a text, or None; only whole words count.

    Args:
        text: Of the sentence.
        mark: The words, with `#2` at the end for the second time that they stand there.

    Examples:
        >>> occurrence("The mayor said he would quit, and he did.", "he")
        15
        >>> occurrence("The mayor said he would quit, and he did.", "he#2")
        34
    """
    words, _, nth = mark.partition("#")
    if not words or (nth and not nth.isdigit()):
        return None
    found = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    place = int(nth or 1) - 1
    return found[place] if 0 <= place < len(found) else None


def _offsets(text: str, mark: str, shift: int) -> Offsets:
    at = occurrence(text, mark)
    if at is None:
        raise FormatError(f"{mark!r} does not stand in {text!r}")
    return at + shift, at + shift + len(mark.partition("#")[0])


def _marked(row: Mapping[str, str], tag: str, other: str) -> Offsets | None:
    words = row["source" if tag == "s" else "target"]
    plain = re.sub(f"</?{other}>", "", row["marked_sentence"])
    at = plain.find(f"<{tag}>")
    if at >= 0:
        return at, plain.index(f"</{tag}>") - 3
    at = row["sentence"].find(words)
    return None if at < 0 else (at, at + len(words))
