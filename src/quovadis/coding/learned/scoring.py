"""The shipped encoder against labelled sentences: what benchmarks print and the gate holds."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from quovadis.coding.learned.candidates import Candidate, span_candidate
from quovadis.coding.learned.labels import (
    LabelledSentence,
    Offsets,
    read_articles,
    read_corpus,
)
from quovadis.coding.learned.measures import (
    Found,
    Tally,
    calibration_error,
    macro_f1,
    match_events,
)
from quovadis.coding.learned.reader import LearnedCoder, SentenceReading
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import parse
from quovadis.ontology import load_ontology
from quovadis.records import Document, EventType

if TYPE_CHECKING:
    from spacy.tokens import Span

    from quovadis.coding.spans import MentionSpan

__all__ = ["CorpusScore", "part_hash", "read_sentence", "score_corpus", "score_sentences"]


@dataclass(slots=True)
class CorpusScore:
    """Counts over labelled sentences.

    Attributes:
        events: Type, source and target right.
        pairs: Source and target right, whatever the type.
        types: Events by type.
        classes: Events by what makes the sentence hard.
        modalities: Gold and read modality of each event found.
        roles: Gold and read role of each sentence.
        chances: Probability of each pair that was weighed and whether it is right.
    """

    events: Tally = field(default_factory=Tally)
    pairs: Tally = field(default_factory=Tally)
    types: dict[str, Tally] = field(default_factory=dict)
    classes: dict[str, Tally] = field(default_factory=dict)
    modalities: list[tuple[str, str]] = field(default_factory=list)
    roles: list[tuple[str, str]] = field(default_factory=list)
    chances: list[tuple[float, bool]] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Return the figures by name, each from 0 to 1."""
        modalities = self.modalities
        return {
            "event precision": self.events.precision,
            "event recall": self.events.recall,
            "event F1": self.events.f1,
            "pair precision": self.pairs.precision,
            "pair recall": self.pairs.recall,
            "modality accuracy": sum(a == b for a, b in modalities) / max(len(modalities), 1),
            "role macro-F1": macro_f1(self.roles)[0],
            "calibration error": calibration_error(self.chances),
        }

    def add(
        self, label: LabelledSentence, gold: Sequence[Found], reading: SentenceReading, least: float
    ) -> None:
        """Count one sentence.

        Args:
            label: The corpus line.
            gold: Its events, as they are compared.
            reading: What the coder made of it.
            least: Pairs less probable than this are not reported.
        """
        weighed = [_found(p.event_type, p.source, p.target) for p in reading.pairs]
        hits = {i for i, _ in match_events(weighed, gold)}
        self.chances.extend((p.probability, i in hits) for i, p in enumerate(reading.pairs))
        told = [p for p in reading.pairs if p.probability >= least]
        found = weighed[: len(told)]
        matched = match_events(found, gold)
        found_count, gold_count = len(found), len(gold)
        self.events.add(found_count, gold_count, len(matched))
        untyped = match_events(found, gold, types=False)
        self.pairs.add(found_count, gold_count, len(untyped))
        for name in label.classes:
            self.classes.setdefault(name, Tally()).add(found_count, gold_count, len(matched))
        for event_type in {e.event_type for e in (*found, *gold)}:
            told_of, labelled = (
                sum(e.event_type is event_type for e in held) for held in (found, gold)
            )
            right = sum(gold[j].event_type is event_type for _, j in matched)
            self.types.setdefault(event_type.value, Tally()).add(told_of, labelled, right)
        self.modalities.extend(
            (label.events[j].modality.value, told[i].modality.value) for i, j in matched
        )
        if reading.role is not None:
            self.roles.append((label.role.value, reading.role.value))


def score_corpus(folder: Path, part: str, coder: LearnedCoder | None = None) -> CorpusScore:
    """Score the coder on one part of the corpus.

    Args:
        folder: The corpus.
        part: `train`, `dev`, `test`, or `articles` for the whole articles.
        coder: The coder; the shipped one by default.
    """
    labels = read_articles(folder) if part == "articles" else read_corpus(folder, part)
    return score_sentences(labels, coder or LearnedCoder())


def score_sentences(labels: Iterable[LabelledSentence], coder: LearnedCoder) -> CorpusScore:
    """Score the coder on labelled sentences."""
    score = CorpusScore()
    for label in labels:
        span, mentions = read_sentence(label)
        gold = [
            _found(e.event_type, _side(span, e.source), _side(span, e.target)) for e in label.events
        ]
        score.add(label, gold, coder.read(span, mentions), coder.threshold)
    return score


def read_sentence(label: LabelledSentence) -> tuple[Span, tuple[MentionSpan, ...]]:
    """Return the tokens of a labelled sentence and the mentions of its text."""
    day = dt.datetime.fromisoformat(label.published).replace(tzinfo=dt.UTC)
    parsed = parse(Document(text=label.text, published=day))
    mentions = find_mentions(parsed, load_ontology())
    first = next(t.i for t in parsed.doc if t.idx + len(t.text) > label.start and not t.is_space)
    return parsed.doc[first:], mentions


def part_hash(folder: Path, part: str) -> str:
    """Return the first 16 hex digits of the SHA-256 over the files of one part of the corpus."""
    whole = hashlib.sha256()
    for line in (folder / "split.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        theme, _, held = line.partition("\t")
        if held == part:
            whole.update((folder / "sentences" / f"{theme}.jsonl").read_bytes())
    return whole.hexdigest()[:16]


def _side(span: Span, offsets: Offsets | None) -> Candidate | None:
    return None if offsets is None else span_candidate(span, *offsets)


def _found(event_type: EventType, source: Candidate | None, target: Candidate | None) -> Found:
    sides = [None if c is None else (c.root, c.start, c.end) for c in (source, target)]
    return Found(event_type, sides[0], sides[1])
