"""Say how far two passes over the corpus label it alike.

Run: `python tools/corpus_agreement.py [--differences] [FIRST SECOND]`

FIRST and SECOND are files of labels, one JSON object a line, or folders of such files; the texts
are taken from whichever has them. Default: `corpus/sentences` and `corpus/second-pass.jsonl`.
Only sentences that stand in both count. `--differences` lists every sentence labelled otherwise.

Measured are

- events, as F1 of the second pass against the first: a pair matches when the type is equal and,
  on either side, the spans overlap or both are open; also without regard to the type, and by the
  event's word alone without regard to the sides;
- Cohen's kappa for event or none in a sentence; for the type and for the modality of the pairs
  that match (without regard to the type); for the type of the pairs that share the word; for the
  sentence's role;
- which types were told apart, or found by one pass alone.

A sentence's events are paired one to one so that most pairs match, then most types, then most
words are equal. Kappa is (observed - chance) / (1 - chance), chance from both passes' own shares
(Cohen 1960); `nan` where there is nothing to agree on.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from check_corpus import CORPUS, occurrence

Event = dict[str, Any]
Row = dict[str, Any]
Pair = tuple[Event, Event]
Test = Callable[[Event, Event, str], bool]


def read_labels(path: Path) -> dict[str, Row]:
    """Read a file of labels, or all files of a folder, by sentence id."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return {row["id"]: row for row in map(json.loads, lines)}


def span(text: str, mark: str | None) -> range | None:
    """Return the characters of `text` that `mark` names, or None for an open side."""
    start = None if mark is None else occurrence(text, mark)
    if mark is None or start is None:
        return None
    return range(start, start + len(mark.partition("#")[0]))


def overlap(one: range | None, two: range | None) -> bool:
    """Say whether two spans share a character, or are both open."""
    if one is None or two is None:
        return one is two
    return one.start < two.stop and two.start < one.stop


def same_sides(one: Event, two: Event, text: str) -> bool:
    """Say whether source and target of two events overlap or are open in both."""
    return all(overlap(span(text, one[s]), span(text, two[s])) for s in ("source", "target"))


def same_event(one: Event, two: Event, text: str) -> bool:
    """Say whether two events are of one type between the same sides."""
    return bool(one["type"] == two["type"]) and same_sides(one, two, text)


def same_word(one: Event, two: Event, text: str) -> bool:
    """Say whether two events hang on the same word of the text."""
    return overlap(span(text, one["word"]), span(text, two["word"]))


def pairs(first: Sequence[Event], second: Sequence[Event], text: str, test: Test) -> list[Pair]:
    """Pair events one to one: most pairs that pass the test, then types, then words alike."""

    def worth(found: list[Pair]) -> tuple[int, int, int]:
        types = sum(a["type"] == b["type"] for a, b in found)
        return len(found), types, sum(same_word(a, b, text) for a, b in found)

    if not first:
        return []
    head, rest = first[0], first[1:]
    ways = [pairs(rest, second, text, test)]
    for i, other in enumerate(second):
        if test(head, other, text):
            left = [*second[:i], *second[i + 1 :]]
            ways.append([(head, other), *pairs(rest, left, text, test)])
    return max(ways, key=worth)


def kappa(labels: Sequence[tuple[str, str]]) -> float:
    """Return Cohen's kappa of pairs of labels; nan where chance alone agrees wholly."""
    n = len(labels)
    if not n:
        return math.nan
    one, two = Counter(a for a, _ in labels), Counter(b for _, b in labels)
    observed = sum(a == b for a, b in labels) / n
    chance = sum(one[name] * two[name] for name in one) / n**2
    return math.nan if chance == 1 else (observed - chance) / (1 - chance)


@dataclass
class Agreement:
    """What two passes over the same sentences have in common.

    Attributes:
        sentences: How many sentences stand in both.
        first: How many events the first pass has.
        second: How many events the second pass has.
        hits: How many events match, by kind of match.
        any_event: For each sentence, both passes' say on whether it has an event.
        roles: For each sentence, both passes' role.
        modalities: For each pair between the same sides, both passes' modality.
        types: For each pair between the same sides, both passes' type.
        word_types: For each pair on the same word, both passes' type.
        confusion: Types told apart, NONE where the other pass has no event there.
    """

    sentences: int = 0
    first: int = 0
    second: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    any_event: list[tuple[str, str]] = field(default_factory=list)
    roles: list[tuple[str, str]] = field(default_factory=list)
    modalities: list[tuple[str, str]] = field(default_factory=list)
    types: list[tuple[str, str]] = field(default_factory=list)
    word_types: list[tuple[str, str]] = field(default_factory=list)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, one: Row, two: Row, text: str) -> bool:
        """Count a sentence; return whether its events and role are the same in both."""
        a, b = one["events"], two["events"]
        alike = pairs(a, b, text, same_event)
        sides = pairs(a, b, text, same_sides)
        self.sentences += 1
        self.first += len(a)
        self.second += len(b)
        self.hits["typed"] += len(alike)
        self.hits["blind"] += len(sides)
        words = pairs(a, b, text, same_word)
        self.hits["word"] += len(words)
        self.word_types += [(x["type"], y["type"]) for x, y in words]
        self.any_event.append((str(bool(a)), str(bool(b))))
        self.roles.append((one["role"], two["role"]))
        self.modalities += [(x["modality"], y["modality"]) for x, y in sides]
        self.types += [(x["type"], y["type"]) for x, y in sides]
        self._confuse(a, b, text)
        modality = all(x["modality"] == y["modality"] for x, y in alike)
        whole = len(alike) == len(a) == len(b)
        return whole and modality and bool(one["role"] == two["role"])

    def _confuse(self, a: list[Event], b: list[Event], text: str) -> None:
        linked = pairs(a, b, text, lambda x, y, t: same_sides(x, y, t) or same_word(x, y, t))
        self.confusion.update((x["type"], y["type"]) for x, y in linked)
        for pass_, events in enumerate((a, b)):
            taken = [id(pair[pass_]) for pair in linked]
            for event in (e for e in events if id(e) not in taken):
                kind = event["type"]
                self.confusion[("NONE", kind) if pass_ else (kind, "NONE")] += 1

    def f1(self, kind: str) -> float:
        """Return the F1 of one kind of match; nan without events."""
        total = self.first + self.second
        return 2 * self.hits[kind] / total if total else math.nan

    def row(self, name: str) -> str:
        """Return the figures as a line of a Markdown table."""
        kinds = (self.any_event, self.types, self.word_types, self.modalities, self.roles)
        figures = [
            *(f"{100 * self.f1(kind):.1f}" for kind in ("typed", "blind", "word")),
            *(f"{kappa(labels):.2f}" for labels in kinds),
        ]
        return f"| {name} | {self.sentences} | {self.first} | {self.second} | " + (
            " | ".join(figures) + " |"
        )


HEAD = (
    "| theme | sentences | events, first | second | F1 | F1, any type | F1, word"
    " | κ event or none | κ type | κ type, word | κ modality | κ role |",
    "|" + "---|" * 12,
)


def shown(row: Row) -> str:
    """Return a sentence's labels in one line."""
    events = (
        f"{e['type']}/{e['mode'] or ''} {e['modality']} {e['source']} > {e['target']} [{e['word']}]"
        for e in row["events"]
    )
    return f"{row['role']}; " + ("; ".join(events) or "NONE")


def report(first: dict[str, Row], second: dict[str, Row], differences: bool) -> Iterator[str]:
    """Yield the figures by theme and over all, the confusions, and the differences if asked."""
    whole = Agreement()
    themes: dict[str, Agreement] = {}
    told: list[str] = []
    for name in (n for n in second if n in first):
        one, two = first[name], second[name]
        text = one.get("text") or two["text"]
        themes.setdefault(name.rpartition("-")[0], Agreement()).add(one, two, text)
        if not whole.add(one, two, text):
            told += [f"{name}: {text}", f"  first:  {shown(one)}", f"  second: {shown(two)}"]
    yield from HEAD
    yield from (part.row(theme) for theme, part in sorted(themes.items()))
    yield whole.row("all")
    yield "\nTypes told apart (first, second):"
    for (a, b), n in whole.confusion.most_common():
        if a != b:
            yield f"  {a} {b} {n}"
    if differences:
        yield from ("", *told)


def main(arguments: Iterable[str]) -> int:
    """Compare two passes and write the figures; return the exit code."""
    parser = argparse.ArgumentParser(description="Say how well two passes over the corpus agree.")
    parser.add_argument("first", nargs="?", type=Path, default=CORPUS / "sentences")
    parser.add_argument("second", nargs="?", type=Path, default=CORPUS / "second-pass.jsonl")
    parser.add_argument("--differences", action="store_true")
    asked = parser.parse_args(list(arguments))
    lines = report(read_labels(asked.first), read_labels(asked.second), asked.differences)
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
