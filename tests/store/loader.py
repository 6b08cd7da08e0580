"""A writer in a process of its own, which tests start, race against each other and kill.

Run as `python loader.py STORE MODE SEED N`: says "ready" when everything is imported, then waits
for a line on standard input before it writes.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
from datetime import UTC, date, datetime, timedelta

from quovadis import schema
from quovadis.errors import StoreError
from quovadis.records import (
    Actor,
    ActorKind,
    Coded,
    Document,
    Event,
    EventType,
    Evidence,
    Modality,
    Precision,
    QuadClass,
    Sentence,
    SentenceRole,
)
from quovadis.store import Store, adding

BATCH = 50
FACTS = 3
RURITANIA = Actor("RUR", "Ruritania", "RUR", None, ActorKind.COUNTRY)
GRAUSTARK = Actor("GRA", "Graustark", "GRA", None, ActorKind.COUNTRY)
START = date(2024, 1, 1)


def moment(day: int) -> datetime:
    """Midnight (UTC) of a day, counted from the first of 2024."""
    return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=day)


def event(row: int, *, dataset: str = "made", day: int | None = None, **fields: object) -> Event:
    """A dataset's event, different for each row."""
    day = row % 300 if day is None else day
    values: dict[str, object] = {
        "date": START + timedelta(days=day),
        "precision": Precision.DAY,
        "source": RURITANIA if row % 2 else GRAUSTARK,
        "target": GRAUSTARK if row % 2 else RURITANIA,
        "event_type": EventType.CONSULT,
        "quad_class": QuadClass.VERBAL_COOPERATION,
        "modality": Modality.ACTUAL,
        "known_at": moment(day),
        "evidence": Evidence(dataset=dataset, row_id=str(row), quote="consult"),
        "dataset": dataset,
    }
    return Event(**(values | fields))  # type: ignore[arg-type]


def batch(number: int) -> list[Event]:
    """The events of one commit."""
    return [event(number * BATCH + i, day=number) for i in range(BATCH)]


def document(number: int) -> Document:
    """A published text, different for each number."""
    return Document(text=f"Ruritania met Graustark {number} times.", published=moment(number))


def coded(number: int, version: str = "1", facts: int = FACTS, coder: str = "t") -> Coded:
    """A coding of `document(number)` with so many events and as many sentences."""
    text = document(number)
    evidence = [Evidence(text.id, i, i + 4, text.text[i : i + 4]) for i in range(facts)]
    made = {"coder": coder, "coder_version": version, "known_at": moment(number)}
    return Coded(
        document_id=text.id,
        coder=coder,
        coder_version=version,
        events=tuple(event(0, dataset="text", day=number, evidence=e, **made) for e in evidence),
        sentences=tuple(
            Sentence(index=i, role=SentenceRole.REPORT, evidence=e, **made)  # type: ignore[arg-type]
            for i, e in enumerate(evidence)
        ),
        unresolved=("a place",),
    )


def load(store: Store, number: int) -> None:
    """Write one batch of events, one document and its coding, each on its own."""
    store.add("events", schema.to_table("events", batch(number)))
    store.add_documents([document(number)])
    store.add_coded(coded(number))


def main() -> None:
    """Do as the arguments say."""
    path, mode, seed, n = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with tempfile.TemporaryDirectory() as folder:  # imports all that a load needs
        load(Store(folder), 0)
    if mode == "without lock":
        adding.writer_lock = lambda _: contextlib.nullcontext()  # type: ignore[assignment,return-value]
    if mode == "nobody" and os.geteuid() == 0:
        os.setuid(65534)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    order = list(range(n))
    random.Random(seed).shuffle(order)  # noqa: S311 - a seeded order, not a secret
    try:
        store = Store(path)
        for number in order:
            load(store, number)
    except StoreError as error:
        sys.stdout.write(f"{error}\n")
        raise SystemExit(error.exit_code) from error


if __name__ == "__main__":
    main()
