"""From labelled texts to training examples: candidate pairs with what is known of each."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from coder_training.examples import (
    MODALITIES,
    NONE,
    ROLES,
    TYPES,
    Example,
    Given,
    Side,
    Words,
    key_of,
)
from quovadis.coding.learned.candidates import Candidate, find_candidates, span_candidate
from quovadis.coding.learned.carriers import carrier_facts, carrier_spots, find_carriers
from quovadis.coding.learned.deeds import groups_of
from quovadis.coding.learned.labels import (
    MERGED,
    LabelledSentence,
    MarkedPair,
    Offsets,
    read_corpus,
    read_pairs,
)
from quovadis.coding.learned.links import link_facts
from quovadis.coding.learned.representation import Arrays, represent
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import parse
from quovadis.ontology import Ontology
from quovadis.records import Document, EventType

PENTA = {1: ("AGREE", "CONSULT", "SUPPORT"), 2: ("AID", "COOPERATE", "CONCEDE", "RETREAT"),
         3: ("ACCUSE", "REJECT", "REQUEST", "THREATEN"),
         4: ("ASSAULT", "COERCE", "MOBILIZE", "PROTEST", "SANCTION")}  # fmt: skip
"""Types of the four quad classes as the sets of pairs have them (CONCEDE with RETREAT)."""

Tokenize = Callable[[str], tuple[list[int], list[tuple[int, int]]]]


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

    def classed(self, folder: Path) -> list[Example]:
        """Return the sentences of which only the quad class is known.

        Those of none are left out: they tell of deeds that the codebook counts.
        """
        known = _read_classes(folder / "classes.tsv").values()
        spanned = {m.text for m in _read_spans(folder / "spans.txt", folder / "classes.tsv")}
        return [
            self.told(text, frozenset(EventType(t) for t in PENTA[quad]))
            for text, quad in known
            if quad in PENTA and text not in spanned
        ]

    def stories(self, path: Path) -> list[Example]:
        """Return headlines and leads of machine-written stories of which the type is known."""
        return [self.told(text, types) for text, types in _read_stories(path)]

    def told(self, text: str, types: frozenset[EventType]) -> Example:
        """Return a sentence some word of which carries one of some types."""
        return replace(self.unlabelled(text)[0], told=types)

    def unlabelled(self, text: str) -> tuple[Example, Any]:
        """Return a sentence without labels, and its parse."""
        span, mentions = self._parse(text, None, 0)
        candidates = list(find_candidates(span, mentions))
        arrays = self._arrays(span, candidates)
        words = self._words(span, arrays, candidates)
        groups = groups_of(span, candidates)
        return Example(key_of(text), arrays, candidates, groups, words, None), span

    def give(self, e: Example, span: Any, pairs: Sequence[tuple[int | None, int | None]]) -> None:
        """Give pairs of its candidates to a sentence without labels."""
        if not pairs:
            return
        held = sorted({n for pair in pairs for n in pair if n is not None})
        places = [tuple(-1 if n is None else held.index(n) for n in pair) for pair in pairs]
        every = [frozenset(TYPES)] * len(pairs)
        e.given = self._given(span, [e.candidates[n] for n in held], places, every)

    def labelled(self, row: LabelledSentence) -> Example:
        """Return one line of the corpus as an example."""
        span, mentions = self._parse(row.text, row.published, row.start)
        candidates = list(find_candidates(span, mentions))
        arrays = self._arrays(span, candidates)
        gold = [(_at(span, e.source), _at(span, e.target)) for e in row.events]
        return Example(
            key_of(row.text[row.start :]), arrays, candidates, groups_of(span, candidates),
            self._labelled_words(row, span, arrays, candidates, gold),
            self._labelled_pairs(row, span, gold), role=ROLES.index(row.role), sentence=row,
            gold=gold,
        )  # fmt: skip

    def marked(self, row: MarkedPair) -> Example:
        """Return a sentence with one marked pair."""
        span, mentions = self._parse(row.text, None, 0)
        candidates = list(find_candidates(span, mentions))
        arrays = self._arrays(span, candidates)
        gold = [_at(span, row.source), _at(span, row.target)]
        held = [g for g in gold if g is not None]
        place = [held.index(g) if g is not None else -1 for g in gold]
        given = self._given(span, held, [(place[0], place[1])], [row.types])
        words = self._marked_words(span, arrays, candidates, [_hits(g, candidates) for g in gold])
        return Example(
            key_of(row.text), arrays, candidates, groups_of(span, candidates), words, given,
            marked=row, gold=[(gold[0], gold[1])],
        )  # fmt: skip

    def _given(
        self, span: Any, held: list[Candidate], pairs: Sequence[tuple[int, ...]],
        types: Sequence[frozenset[EventType]],
    ) -> Given:  # fmt: skip
        allowed = np.array([[t in own for t in TYPES] for own in types])
        unknown = np.full(len(pairs), -1)
        arrays = self._arrays(span, held, pairs, given=True)
        return Given(arrays, allowed, unknown, unknown.copy())

    def _labelled_pairs(
        self, row: LabelledSentence, span: Any, gold: list[tuple[Side, Side]]
    ) -> Given | None:
        known = [n for n, sides in enumerate(gold) if sides != (None, None)]
        if not known:
            return None
        held: list[Candidate] = []
        for n in known:
            held.extend(side for side in gold[n] if side is not None and side not in held)
        places = [[held.index(g) if g is not None else -1 for g in gold[n]] for n in known]
        events = [row.events[n] for n in known]
        given = self._given(
            span, held, [(s, t) for s, t in places], [frozenset({e.event_type}) for e in events]
        )
        given.modality[:] = [MODALITIES.index(e.modality) for e in events]
        words = [_at(span, e.word) for e in events]
        given.trigger[:] = [-1 if w is None else w.root for w in words]
        return given

    def _words(self, span: Any, arrays: Arrays, candidates: list[Candidate]) -> Words:
        carriers = find_carriers(span)
        size = len(carriers)
        return Words(
            carriers, carrier_spots(carriers, arrays.tokens), carrier_facts(span, carriers),
            link_facts(span, carriers, candidates).astype(np.uint8),
            np.zeros((size, NONE + 1), dtype=bool), np.full(size, -1),
            np.zeros((2, size, len(candidates) + 1), dtype=np.int8),
        )  # fmt: skip

    def _labelled_words(
        self, row: LabelledSentence, span: Any, arrays: Arrays, candidates: list[Candidate],
        gold: list[tuple[Side, Side]],
    ) -> Words:  # fmt: skip
        words = self._words(span, arrays, candidates)
        places = {c.token: n for n, c in enumerate(words.carriers)}
        for event, sides in zip(row.events, gold, strict=True):
            word = _at(span, event.word)
            at = None if word is None else places.get(word.root)
            if at is None:
                continue
            words.types[at, TYPES.index(event.event_type)] = True
            words.modality[at] = MODALITIES.index(event.modality)
            for n, side in enumerate(sides):
                for near in _near(side, candidates, span):
                    own = words.sides[n, at]
                    own[near + 1] = own[near + 1] or -1
                match = _match(side, candidates, span)
                if match is not None:
                    words.sides[n, at, match + 1] = 1
        words.types[~words.types.any(axis=1), NONE] = True
        return words

    def _marked_words(
        self, span: Any, arrays: Arrays, candidates: list[Candidate], hits: list[set[int]]
    ) -> Words:
        words = self._words(span, arrays, candidates)
        for n, held in enumerate(hits):
            for hit in held:
                words.sides[n, :, hit + 1] = 1
        return words

    def _parse(self, text: str, published: str | None, start: int) -> Any:
        day = None
        if published:
            day = dt.datetime.fromisoformat(published).replace(tzinfo=dt.UTC)
        parsed = parse(Document(text=text, published=day))
        mentions = find_mentions(parsed, self.ontology)
        tokens = (t.i for t in parsed.doc if t.idx + len(t.text) > start and not t.is_space)
        return parsed.doc[next(tokens) :], mentions

    def _arrays(
        self, span: Any, candidates: list[Candidate], pairs: Any = (), *, given: bool = False
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


_SAME_TITLES = 3
"""Headlines of one pattern that are kept; they differ in the names of countries only."""

_LEADS = 7
"""One lead in so many is kept: they are noisier than the headlines."""


def _read_stories(path: Path) -> Iterator[tuple[str, frozenset[EventType]]]:
    """Headlines, and of some stories the first sentence, with what each should tell."""
    seen: Counter[str] = Counter()
    with zipfile.ZipFile(path) as held, held.open(held.namelist()[0]) as raw:
        rows = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8"))
        for n, row in enumerate(rows):
            own = EventType(row["label"])
            types = next((m for m in MERGED.values() if own in m), frozenset({own}))
            title, lead = row["prompt"].split("\n")[0], _lead(row["text"])
            seen[row["title"]] += 1
            if seen[row["title"]] <= _SAME_TITLES:
                yield title, types
            if n % _LEADS == 0 and lead:
                yield lead, types


def story_sentences(path: Path) -> list[str]:
    """Return all sentences of machine-written stories that have 6 to 50 words, each once."""
    found: dict[str, None] = {}
    with zipfile.ZipFile(path) as held, held.open(held.namelist()[0]) as raw:
        for row in csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8")):
            for sentence in re.split(r"(?<=[.!?])\s+", row["text"].strip()):
                if 6 <= len(sentence.split()) <= 50 and sentence[-1] in ".!?\"'”":
                    found[" ".join(sentence.split())] = None
    return list(found)


def _lead(text: str) -> str:
    found = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0].strip()
    return found if 6 <= len(found.split()) <= 60 else ""


def _read_classes(path: Path) -> dict[str, tuple[str, int]]:
    """Sentences with their quad class, by their letters."""
    known: dict[str, tuple[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        text, _, quad = line.rpartition("\t")
        known[key_of(text)] = text, int(quad)
    return known


def _read_spans(spans: Path, classes: Path) -> Iterator[MarkedPair]:
    known = _read_classes(classes)
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
