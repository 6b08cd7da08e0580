"""How well the lexicon types a given pair, and how often an event is found without marks.

    python benchmarks/pairs.py ../shared/data/text/plover_pairs/train.tsv

The frames were tuned on these sentences, so the figures say whether a change broke something, not
how good the coder is on text that nobody has seen.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from pathlib import Path

from quovadis.coding import Coder
from quovadis.coding.pairs import read_pair
from quovadis.coding.parse import parse
from quovadis.ontology import load_ontology
from quovadis.records import Document, EventType

_MARK = re.compile(r"</?[st]>")
_NOWHERE = (0, 0)
"""Where an actor stands that the sentence does not name."""


_YIELD = frozenset({"CONCEDE", "RETREAT"})
"""The set has one name for both."""


def _root(event_type: str) -> str:
    return "YIELD" if event_type in _YIELD else event_type


def _spans(marked: str) -> tuple[str, dict[str, tuple[int, int]]]:
    """The sentence without its marks, and where they stood."""
    at, plain, found, begun = 0, "", {}, {}
    for mark in _MARK.finditer(marked):
        plain += marked[at : mark.start()]
        at = mark.end()
        name = mark.group().strip("</>")
        if mark.group().startswith("</"):
            found[name] = (begun[name], len(plain))
        else:
            begun[name] = len(plain)
    return plain + marked[at:], found


def _macro_f1(pairs: list[tuple[str, str]]) -> float:
    right, said, there = Counter(), Counter(), Counter()
    for gold, guess in pairs:
        there[gold] += 1
        said[guess] += 1
        right[gold] += gold == guess
    return sum(2 * right[c] / (said[c] + there[c]) for c in there) / len(there)


def main(path: Path) -> None:
    coder, plover = Coder(), load_ontology().plover
    given: list[tuple[str, str]] = []
    found = typed = 0
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    for row in rows:
        text, spans = _spans(row["marked_sentence"])
        parsed = parse(Document(text=text))
        readings = [
            r
            for s in parsed.sentences
            if (
                r := read_pair(parsed.tokens(s), spans.get("s", _NOWHERE), spans.get("t", _NOWHERE))
            )
            is not None
        ]
        best = max(readings, key=lambda r: r.score, default=None)
        given.append((row["gold_root"], _root(best.event_type.value) if best else "NONE"))
        events = coder.code(Document(text=text)).events
        found += bool(events)
        typed += any(_root(e.event_type.value) == row["gold_root"] for e in events)

    def quad(name: str) -> str:
        if name == "NONE":
            return name
        return plover.quad_class(EventType("RETREAT" if name == "YIELD" else name)).value

    accuracy = sum(g == s for g, s in given) / len(given)
    print(f"{len(rows)} sentences")
    print(f"root macro-F1  {100 * _macro_f1(given):.1f}   accuracy {100 * accuracy:.1f}")
    print(f"quad macro-F1  {100 * _macro_f1([(quad(g), quad(s)) for g, s in given]):.1f}")
    print(f"without marks  {100 * found / len(rows):.1f}% with an event, ", end="")
    print(f"{100 * typed / len(rows):.1f}% with one of the marked type")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
