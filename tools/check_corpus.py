"""Check the corpus against the codebook (`docs/codebook.md`) and count what is in it.

Run: `python tools/check_corpus.py [THEME ...]` (default: all themes and articles). Every fault is
written as `file:line: what`; a fault ends the run with exit code 1. In articles the "line" is
paragraph.sentence, from 1.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quovadis.coding.learned.labels import occurrence
from quovadis.ontology.tables import read_table
from quovadis.records import (
    EventType,
    Modality,
    SentenceRole,
    Stage,
    StatusChange,
    StatusKind,
    StatusState,
)

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
CLASSES = frozenset(
    [
        "passive",
        "reduced-relative",
        "nominal",
        "coordination",
        "apposition",
        "pronoun",
        "description",
        "quote",
        "reported",
        "several",
        "unrealised",
        "conditional",
        "negation",
        "history",
        "no-target",
        "place",
        "metonymy",
        "not-political",
        "idiom",
        "reversal",
        "collapse",
        "names",
        "title",
        "demonym",
        "headline",
        "sport",
        "weather",
        "business",
        "culture",
        "crime",
        "accident",
        "op-ed",
        "statistics",
        "calendar",
        "information",
    ]
)
SENTENCE_KEYS = frozenset(("text", "published", "role", "classes", "events", "statuses"))
EVENT_KEYS = frozenset(("type", "mode", "modality", "source", "target", "word"))
STATUS_KEYS = frozenset(("kind", "subject", "object", "state", "change", "stage"))
ARTICLE_KEYS = frozenset(("id", "title", "publisher", "published", "paragraphs"))
MODES = {(row["type"], row["mode"]) for row in read_table("plover_modes", ("type", "mode"))}
MIN_WORDS, MAX_WORDS = 5, 60


def member(vocabulary: Any, value: object, *, optional: bool = False) -> bool:
    """Say whether `value` is in the vocabulary, or is None where that is allowed."""
    return (optional and value is None) or value in [v.value for v in vocabulary]


def day_faults(row: dict[str, Any]) -> Iterator[str]:
    try:
        dt.date.fromisoformat(str(row.get("published")))
    except ValueError:
        yield f"published {row.get('published')!r} is no day"


def key_faults(row: dict[str, Any], keys: frozenset[str], what: str) -> Iterator[str]:
    if missing := keys - row.keys():
        yield f"{what} lacks {', '.join(sorted(missing))}"
    if extra := row.keys() - keys:
        yield f"{what} has {', '.join(sorted(extra))}"


def event_faults(event: dict[str, Any], text: str) -> Iterator[str]:
    yield from key_faults(event, EVENT_KEYS, "event")
    kind, mode = event.get("type"), event.get("mode")
    if not member(EventType, kind):
        yield f"no type {kind!r}"
    if mode is not None and (kind, mode) not in MODES:
        yield f"{kind} has no mode {mode!r}"
    if not member(Modality, event.get("modality")):
        yield f"no modality {event.get('modality')!r}"
    word = event.get("word")
    if not isinstance(word, str) or " " in word or occurrence(text, word) is None:
        yield f"word {word!r} is not one word of the text"
    yield from side_faults(event, ("source", "target"), text)


def side_faults(row: dict[str, Any], sides: tuple[str, ...], text: str) -> Iterator[str]:
    for side in sides:
        mark = row.get(side)
        if mark is not None and (not isinstance(mark, str) or occurrence(text, mark) is None):
            yield f"{side} {mark!r} is not in the text"


def status_faults(status: dict[str, Any], text: str) -> Iterator[str]:
    yield from key_faults(status, STATUS_KEYS, "status")
    if not member(StatusKind, status.get("kind")):
        yield f"no status kind {status.get('kind')!r}"
    if not member(StatusState, status.get("state")):
        yield f"no status state {status.get('state')!r}"
    if not member(StatusChange, status.get("change"), optional=True):
        yield f"no status change {status.get('change')!r}"
    if not member(Stage, status.get("stage"), optional=True):
        yield f"no stage {status.get('stage')!r}"
    yield from side_faults(status, ("subject", "object"), text)


def sentence_faults(row: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with one labelled sentence (without its id)."""
    yield from key_faults(row, SENTENCE_KEYS, "sentence")
    text = row.get("text")
    if not isinstance(text, str):
        yield "text is no string"
        return
    if not MIN_WORDS <= len(text.split()) <= MAX_WORDS:
        yield f"text has {len(text.split())} words"
    if text != " ".join(text.split()):
        yield "text has stray spaces"
    yield from day_faults(row)
    if not member(SentenceRole, row.get("role")):
        yield f"no role {row.get('role')!r}"
    if unknown := set(row.get("classes", ())) - CLASSES:
        yield f"no class {', '.join(sorted(unknown))}"
    events = row.get("events", [])
    for event in events:
        yield from event_faults(event, text)
    for status in row.get("statuses", []):
        yield from status_faults(status, text)
    places = [occurrence(text, str(e.get("word"))) for e in events]
    if None not in places and places != sorted(places, key=lambda p: p or 0):
        yield "events are not in the order of their words"
    if (len(events) > 1) != ("several" in row.get("classes", ())):
        yield f"{len(events)} events, but the class `several` says otherwise"


class Tally:
    """What the corpus holds, theme by theme.

    Attributes:
        counts: For each theme and heading, how often each label stands there.
    """

    def __init__(self) -> None:
        self.counts: dict[str, dict[str, Counter[str]]] = {}

    def add(self, theme: str, row: dict[str, Any]) -> None:
        """Count one sentence under its theme."""
        heads = self.counts.setdefault(theme, {})
        events = row.get("events", [])
        labels = {
            "types": [str(e.get("type")) for e in events] or ["NONE"],
            "modality": [str(e.get("modality")) for e in events],
            "roles": [str(row.get("role"))],
            "classes": [str(c) for c in row.get("classes", ())],
            "statuses": [str(s.get("kind")) for s in row.get("statuses", ())],
            "sentences": ["all"] if events else ["all", "NONE"],
        }
        for head, names in labels.items():
            heads.setdefault(head, Counter()).update(names)

    def lines(self) -> Iterator[str]:
        """Yield the counts in words, one theme after the other, and the sum over all."""
        total: dict[str, Counter[str]] = {}
        for theme, heads in sorted(self.counts.items()):
            yield from self._theme(theme, heads)
            for head, counter in heads.items():
                total.setdefault(head, Counter()).update(counter)
        if len(self.counts) > 1:
            yield from self._theme("ALL", total)

    @staticmethod
    def _theme(theme: str, heads: dict[str, Counter[str]]) -> Iterator[str]:
        every, none = heads["sentences"]["all"], heads["sentences"]["NONE"]
        yield f"{theme}: {every} sentences, {none / every:.0%} NONE"
        for head in ("types", "modality", "roles", "classes", "statuses"):
            named = ", ".join(f"{name} {n}" for name, n in heads[head].most_common())
            yield f"  {head}: {named}"


class Check:
    """One pass over the corpus.

    Attributes:
        faults: Every fault found, as `file:line: what`.
        tally: The counts of what was read.
    """

    def __init__(self) -> None:
        self.faults: list[str] = []
        self.tally = Tally()
        self._ids: dict[str, str] = {}
        self._texts: dict[str, str] = {}

    def theme(self, path: Path) -> None:
        """Check a file of sentences, one JSON object a line."""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            where = f"{path.name}:{number}"
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                self.faults.append(f"{where}: {error}")
                continue
            name = str(row.pop("id", None))
            if not re.fullmatch(rf"{re.escape(path.stem)}-\d{{3}}", name):
                self.faults.append(f"{where}: id {name!r} is not {path.stem}-NNN")
            self._once(self._ids, name, where, "id")
            before = row.pop("before", "")
            if not isinstance(before, str):
                self.faults.append(f"{where}: before is no string")
            self._sentence(path.stem, row, where)

    def article(self, path: Path) -> None:
        """Check an article: its head, and its sentences by paragraph."""
        try:
            page = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            self.faults.append(f"{path.name}:{error.lineno}: {error}")
            return
        heads = [*key_faults(page, ARTICLE_KEYS, "article"), *day_faults(page)]
        if page.get("id") != path.stem:
            heads.append(f"id {page.get('id')!r} is not {path.stem!r}")
        self.faults += [f"{path.name}:1: {fault}" for fault in heads]
        self._once(self._ids, str(page.get("id")), f"{path.name}:1", "id")
        for p, paragraph in enumerate(page.get("paragraphs", []), start=1):
            for s, row in enumerate(paragraph, start=1):
                self._sentence("articles", row, f"{path.name}:{p}.{s}")

    def _sentence(self, theme: str, row: dict[str, Any], where: str) -> None:
        self.faults += [f"{where}: {fault}" for fault in sentence_faults(row)]
        self._once(self._texts, str(row.get("text")).casefold(), where, "text")
        self.tally.add(theme, row)

    def _once(self, seen: dict[str, str], key: str, where: str, what: str) -> None:
        if key in seen:
            self.faults.append(f"{where}: {what} stands at {seen[key]} too")
        seen.setdefault(key, where)


def main(themes: list[str]) -> int:
    """Check the named themes, or all; return the exit code."""
    check = Check()
    for path in sorted((CORPUS / "sentences").glob("*.jsonl")):
        if not themes or path.stem in themes:
            check.theme(path)
    if not themes or "articles" in themes:
        for path in sorted((CORPUS / "articles").glob("*.json")):
            check.article(path)
    sys.stdout.writelines(f"{line}\n" for line in [*check.tally.lines(), *check.faults])
    return 1 if check.faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
