"""How good the coder is as it is used: events with actors, not words and phrases.

Run: `python benchmarks/whole.py [dev | articles | test ...]` (default: dev and articles).

`benchmarks/coding.py --figures` asks whether the encoder points at the right phrases. This asks
whether the events that `Coder.code` returns are right, with the actors that stand in them: each
event is held against the gold events of its sentence. It is right if one of its type is left whose
sides it names. A told side names a gold phrase if it is an actor of that phrase, of its country, or
bears a name in it; a pronoun may stand for anybody; a phrase that names nobody may be open, or be
told by whoever stands for it. An open side is wrong where the phrase names somebody. Talks,
cooperation and agreements hold both ways. Sentences are coded alone, articles whole.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from quovadis.coding import Coder
from quovadis.coding.learned.labels import LabelledEvent, Offsets, read_corpus, sentence_of
from quovadis.coding.mentions import MentionSpan, find_mentions
from quovadis.coding.parse import Parsed, parse
from quovadis.ontology import load_ontology
from quovadis.records import Actor, Document, Event, EventType

CORPUS = Path(__file__).resolve().parents[1] / "corpus"
MUTUAL = frozenset({EventType.CONSULT, EventType.COOPERATE, EventType.AGREE})
SMALL = frozenset({"the", "government", "armed", "forces", "people", "police", "courts"})
"""Words that stand in names that we made ("Government of Kenya")."""


@dataclass(slots=True)
class Text:
    """A text with gold events.

    Attributes:
        document: The text.
        events: Its gold events.
        parsed: Its parse.
        mentions: Who is named in it.
    """

    document: Document
    events: list[LabelledEvent]
    parsed: Parsed = field(init=False)
    mentions: tuple[MentionSpan, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.parsed = parse(self.document)
        self.mentions = find_mentions(self.parsed, load_ontology())


def texts(part: str) -> Iterator[Text]:
    """Yield the sentences of a part, or the articles whole."""
    if part == "articles":
        yield from _articles()
        return
    for label in read_corpus(CORPUS, part):
        yield Text(_document(label.text, label.published), list(label.events))


def _articles() -> Iterator[Text]:
    for path in sorted((CORPUS / "articles").glob("*.json")):
        held = json.loads(path.read_text(encoding="utf-8"))
        text, events = "", []
        for paragraph in held["paragraphs"]:
            for n, row in enumerate(paragraph):
                text += "" if not text else " " if n else "\n\n"
                label = sentence_of({**row, "id": held["id"], "before": ""})
                events += [_moved(e, len(text)) for e in label.events]
                text += row["text"]
        yield Text(_document(text, held["published"]), events)


def _document(text: str, day: str) -> Document:
    published = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    return Document(text=text, published=published)


def _moved(event: LabelledEvent, by: int) -> LabelledEvent:
    def place(offsets: Offsets | None) -> Offsets | None:
        return None if offsets is None else (offsets[0] + by, offsets[1] + by)

    return LabelledEvent(
        event.event_type, event.modality, place(event.source), place(event.target),
        place(event.word),
    )  # fmt: skip


def names(text: Text, span: Offsets | None, actor: Actor | None) -> bool:
    """Tell whether a told side names a gold phrase."""
    if span is None:
        return actor is None
    start, end = span
    tokens = [t for t in text.parsed.doc if start <= t.idx < end]
    inside = [
        m.actor
        for m in text.mentions
        if m.actor is not None
        and ((start <= m.start and m.end <= end + 1) or (m.start <= start and end <= m.end))
    ]
    if actor is None:
        return not inside and not any(t.pos_ == "PROPN" for t in tokens)
    if len(tokens) == 1 and tokens[0].pos_ == "PRON":
        return True
    words = text.document.text[start:end].lower()
    named = [w.lower() for w in actor.name.split() if len(w) > 2 and w[0].isupper()]
    return (
        not inside
        or actor.id in {a.id for a in inside}
        or any(w in words for w in named if w not in SMALL)
        or (actor.country is not None and actor.country in {a.country for a in inside})
    )


def fits(text: Text, gold: LabelledEvent, event: Event) -> bool:
    """Tell whether an event tells a gold event of its sentence."""
    if gold.event_type is not event.event_type or gold.word is None:
        return False
    if not event.evidence.start <= gold.word[0] < event.evidence.end:
        return False
    ends = [(event.source, event.target)]
    if event.event_type in MUTUAL:
        ends.append((event.target, event.source))
    return any(names(text, gold.source, a) and names(text, gold.target, b) for a, b in ends)


def score(part: str, coder: Coder) -> dict[str, int]:
    """Return how many events were told, how many there are, and how many are right."""
    told = right = there = 0
    for text in texts(part):
        left = list(text.events)
        there += len(left)
        for event in coder.code(text.document).events:
            told += 1
            found = next((g for g in left if fits(text, g, event)), None)
            if found is not None:
                left.remove(found)
                right += 1
    return {"told": told, "gold": there, "right": right}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("parts", nargs="*", default=["dev", "articles"])
    chosen = parser.parse_args()
    print(f"{'backend':10} {'part':10} {'told':>6} {'gold':>6} {'precision':>10} {'recall':>7}")
    for backend in ("light", "default"):
        coder = Coder(backend=backend)
        for part in chosen.parts:
            found = score(part, coder)
            precision = found["right"] / max(1, found["told"])
            recall = found["right"] / max(1, found["gold"])
            print(
                f"{backend:10} {part:10} {found['told']:6} {found['gold']:6} "
                f"{precision:10.3f} {recall:7.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
