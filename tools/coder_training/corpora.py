"""From labelled texts to training examples: candidate pairs with what is known of each."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from quovadis.coding.learned.candidates import Candidate, find_candidates, span_candidate
from quovadis.coding.learned.labels import (
    LabelledSentence,
    MarkedPair,
    Offsets,
    read_corpus,
    read_pairs,
)
from quovadis.coding.learned.representation import Arrays, represent
from quovadis.coding.learned.suggestions import Suggestion, find_suggestions
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import parse
from quovadis.ontology import Ontology
from quovadis.records import Document, EventType, Modality, SentenceRole

TYPES = tuple(EventType)
NONE = len(TYPES)
MODALITIES = tuple(Modality)
ROLES = tuple(SentenceRole)
PENTA = {1: ("AGREE", "CONSULT", "SUPPORT"), 2: ("AID", "COOPERATE", "CONCEDE", "RETREAT"),
         3: ("ACCUSE", "REJECT", "REQUEST", "THREATEN"),
         4: ("ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "SANCTION")}  # fmt: skip
"""Types of the four quad classes as the sets of pairs have them (CONCEDE with RETREAT)."""

Tokenize = Callable[[str], tuple[list[int], list[tuple[int, int]]]]
Side = Candidate | None


@dataclass
class Example:
    """One text with its labels.

    Attributes:
        key: Letters and digits of the text, to find the same text in another set.
        arrays: All candidate pairs.
        candidates: The phrases behind the arrays' rows.
        types: (P, 17) bool: the types that a pair may have (last: NONE); all false: unknown.
        modality: (P,) index or −1.
        trigger: (P,) token or −1.
        role: Index or −1.
        given: Arrays of the marked pair alone; then only this pair is labelled, and the others are
            less likely than it, not NONE.
        given_types: (16,) bool: types that the marked pair may have.
        marked: The marked pair's labels.
        sentence: The corpus line.
        gold: Source and target of each gold event.
        hints: What the lexicon says.
    """

    key: str
    arrays: Arrays
    candidates: list[Candidate]
    types: np.ndarray[Any, Any]
    modality: np.ndarray[Any, Any]
    trigger: np.ndarray[Any, Any]
    role: int = -1
    given: Arrays | None = None
    given_types: np.ndarray[Any, Any] | None = None
    marked: MarkedPair | None = None
    sentence: LabelledSentence | None = None
    gold: list[tuple[Side, Side]] = field(default_factory=list)
    hints: dict[tuple[int | None, int | None], Suggestion] = field(default_factory=dict)


def key_of(text: str) -> str:
    """Return the letters and digits of a text."""
    return re.sub(r"\W", "", text).lower()


def without(examples: Sequence[Example], keys: set[str]) -> list[Example]:
    """Leave out the examples whose text is among the keys."""
    return [e for e in examples if e.key not in keys]


class Builder:
    """Parses texts and lays out their pairs."""

    def __init__(self, ontology: Ontology, tokenize: Tokenize) -> None:
        self.ontology = ontology
        self.tokenize = tokenize

    def corpus(self, folder: Path, part: str) -> list[Example]:
        """Return the sentences of one part of the corpus."""
        return [self.labelled(s) for s in read_corpus(folder, part)]

    def pairs(self, path: Path) -> list[Example]:
        """Return the sentences with a marked pair and its root."""
        return [self.marked(p) for p in read_pairs(path)]

    def spans(self, folder: Path) -> list[Example]:
        """Return the sentences with marked spans and a quad class."""
        return [self.marked(p) for p in _read_spans(folder / "spans.txt", folder / "classes.tsv")]

    def stories(self, path: Path, seed: int = 1) -> list[Example]:
        """Return titles and first sentences of stories that are labelled as a whole.

        What the subject of the main clause does is taken for what the story is about. That is
        often wrong, so these only come before better labels.
        """
        found = []
        for text, event_type in _read_stories(path, seed):
            span, _ = self._parse(text, None, 0)
            candidates = list(find_candidates(span, ()))
            main = next((t for t in span if t.dep_ == "ROOT"), span[0])
            source = _main_subject(candidates, main)
            rest = [c for c in candidates if c is not source and c.root > main.i]
            target = next((c for c in rest if span.doc[c.root].dep_ in {"dobj", "pobj"}), None)
            held = [c for c in (source, target) if c is not None]
            if not held:
                continue
            place = [held.index(c) if c is not None else -1 for c in (source, target)]
            given = self._arrays(span, held, [(place[0], place[1])], given=True)
            unknown = np.array([-1])
            marked = MarkedPair(text, None, None, event_type, frozenset({EventType(event_type)}), 0)
            found.append(
                Example(
                    key_of(text), given, held, np.zeros((1, NONE + 1), dtype=bool), unknown,
                    unknown, given=given,
                    given_types=np.array([t.value == event_type for t in TYPES]), marked=marked,
                )
            )  # fmt: skip
        return found

    def labelled(self, row: LabelledSentence) -> Example:
        """Return one line of the corpus as an example."""
        span, mentions = self._parse(row.text, row.published, row.start)
        candidates = list(find_candidates(span, mentions))
        arrays = self._arrays(span, candidates)
        size = len(arrays.pairs)
        types = np.zeros((size, NONE + 1), dtype=bool)
        modality, trigger = np.full(size, -1), np.full(size, -1)
        gold: list[tuple[Side, Side]] = []
        for event in row.events:
            sides = (_at(span, event.source), _at(span, event.target))
            gold.append(sides)
            word = _at(span, event.word)
            for n in _rows(arrays, [_match(side, candidates, span) for side in sides]):
                types[n, TYPES.index(event.event_type)] = True
                modality[n] = MODALITIES.index(event.modality)
                trigger[n] = -1 if word is None else word.root
        positive = types.any(axis=1)
        types[~positive & ~_ambiguous(arrays, candidates, gold, span), NONE] = True
        return Example(
            key_of(row.text[row.start :]), arrays, candidates, types, modality, trigger,
            role=ROLES.index(row.role), sentence=row, gold=gold,
            hints=find_suggestions(span, [c.root for c in candidates]),
        )  # fmt: skip

    def marked(self, row: MarkedPair) -> Example:
        """Return a sentence with one marked pair."""
        span, mentions = self._parse(row.text, None, 0)
        candidates = list(find_candidates(span, mentions))
        arrays = self._arrays(span, candidates)
        gold = [_at(span, row.source), _at(span, row.target)]
        types = np.zeros((len(arrays.pairs), NONE + 1), dtype=bool)
        allowed = np.array([t in row.types for t in TYPES])
        hits = [_hits(g, candidates) for g in gold]
        for n, (s, t) in enumerate(arrays.pairs - 1):
            if s in hits[0] and t in hits[1]:
                types[n, :NONE] = allowed
        held = [g for g in gold if g is not None]
        place = [held.index(g) if g is not None else -1 for g in gold]
        given = self._arrays(span, held, [(place[0], place[1])], given=True)
        unknown = np.full(len(arrays.pairs), -1)
        return Example(
            key_of(row.text), arrays, candidates, types, unknown, unknown, given=given,
            given_types=allowed, marked=row, gold=[(gold[0], gold[1])],
            hints=find_suggestions(span, [c.root for c in (*candidates, *held)]),
        )  # fmt: skip

    def _parse(self, text: str, published: str | None, start: int) -> Any:
        day = None
        if published:
            day = dt.datetime.fromisoformat(published).replace(tzinfo=dt.UTC)
        parsed = parse(Document(text=text, published=day))
        mentions = find_mentions(parsed, self.ontology)
        tokens = (t.i for t in parsed.doc if t.idx + len(t.text) > start and not t.is_space)
        return parsed.doc[next(tokens) :], mentions

    def _arrays(
        self, span: Any, candidates: list[Candidate], pairs: Any = None, *, given: bool = False
    ) -> Arrays:
        pieces, offsets = self.tokenize(span.text)
        return represent(span, candidates, pieces, offsets, pairs, given=given)


def _at(span: Any, offsets: Offsets | None) -> Side:
    return None if offsets is None else span_candidate(span, *offsets)


def _match(gold: Side, candidates: list[Candidate], span: Any) -> int | None:
    """The candidate for a gold phrase: the same head, else a head inside it, else one around it."""
    if gold is None:
        return -1
    for found in (
        [n for n, c in enumerate(candidates) if c.root == gold.root],
        [n for n, c in enumerate(candidates) if gold.start <= c.root < gold.end],
        [n for n, c in enumerate(candidates) if c.start <= gold.root < c.end],
    ):
        if found:
            return min(found, key=lambda n: sum(1 for _ in span.doc[candidates[n].root].ancestors))
    return None


def _hits(gold: Side, candidates: list[Candidate]) -> set[int]:
    if gold is None:
        return {-1}
    same = {n for n, c in enumerate(candidates) if c.root == gold.root}
    return same or {
        n
        for n, c in enumerate(candidates)
        if gold.start <= c.root < gold.end or c.start <= gold.root < c.end
    }


def _rows(arrays: Arrays, spots: list[int | None]) -> list[int]:
    if None in spots:
        return []
    wanted = np.array(spots) + 1
    return [int(n) for n in np.flatnonzero((arrays.pairs == wanted).all(axis=1))]


def _ambiguous(
    arrays: Arrays, candidates: list[Candidate], gold: list[tuple[Side, Side]], span: Any
) -> np.ndarray[Any, Any]:
    """Pairs that differ from a gold one only by an apposition: neither right nor wrong."""
    found = np.zeros(len(arrays.pairs), dtype=bool)
    for sides in gold:
        near = [_near(side, candidates, span) for side in sides]
        for n, (s, t) in enumerate(arrays.pairs - 1):
            found[n] |= s in near[0] and t in near[1]
    return found


def _near(side: Side, candidates: list[Candidate], span: Any) -> set[int]:
    if side is None:
        return {-1}
    doc = span.doc
    beside = {side.root}
    if doc[side.root].dep_ == "appos":
        beside.add(doc[side.root].head.i)
    return {
        n
        for n, c in enumerate(candidates)
        if c.root in beside or (doc[c.root].dep_ == "appos" and doc[c.root].head.i == side.root)
    }


def _main_subject(candidates: list[Candidate], main: Any) -> Side:
    subjects = [t.i for t in main.children if t.dep_[:5] == "nsubj"]
    first = candidates[0] if candidates else None
    return next((c for c in candidates if c.root in subjects), first)


def _read_stories(path: Path, seed: int) -> Iterator[tuple[str, str]]:
    """Titles (two of each pattern) and first sentences (160 of each type at most)."""
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as held:
        rows = list(csv.DictReader(io.TextIOWrapper(held, encoding="utf-8")))
    random.Random(seed).shuffle(rows)
    patterns: Counter[str] = Counter()
    firsts: Counter[str] = Counter()
    for row in rows:
        title = row["prompt"].partition("\n")[0].strip()
        patterns[row["title"]] += 1
        if patterns[row["title"]] <= 2 and len(title.split()) > 4:
            yield title, row["label"]
        text = re.sub(r"\s+", " ", row["text"])
        first = re.split(r"(?<=[a-z0-9]{2}[.!?])\s", text)[0].strip()
        if 6 < len(first.split()) < 45 and firsts[row["label"]] < 160:
            firsts[row["label"]] += 1
            yield first, row["label"]


def _read_spans(spans: Path, classes: Path) -> Iterator[MarkedPair]:
    known: dict[str, tuple[str, int]] = {}
    for line in classes.read_text(encoding="utf-8").splitlines():
        text, _, quad = line.rpartition("\t")
        known[key_of(text)] = text, int(quad)
    for block in spans.read_text(encoding="utf-8").split("\n\n"):
        words = [w.split() for w in block.splitlines() if len(w.split()) == 2]
        found = known.get(key_of("".join(w[0] for w in words)))
        if found is None or found[1] not in PENTA:
            continue
        source, target = (_letters(words, found[0], tag) for tag in "ST")
        if source is not None and target is not None:
            types = frozenset(EventType(t) for t in PENTA[found[1]])
            yield MarkedPair(found[0], source, target, "", types, found[1])


def _letters(words: list[list[str]], text: str, tag: str) -> Offsets | None:
    """Offsets in the plain text of the tokens with a tag, counted by letters and digits."""
    places = [n for n, c in enumerate(text) if re.match(r"\w", c)]
    at = 0
    found: list[Offsets] = []
    for word, label in words:
        size = len(re.sub(r"\W", "", word))
        if label == f"B-{tag}" and found:
            return None  # two sources: which goes with which target is not told
        if label[2:] == tag and size:
            found.append((at, at + size))
        at += size
    if not found or found[-1][1] > len(places):
        return None
    return places[found[0][0]], places[found[-1][1] - 1] + 1
