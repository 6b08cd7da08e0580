"""Copies of a story are reports of its events; contradictions are told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from quovadis.pipeline import take_in
from quovadis.pipeline.stories import disagreements
from quovadis.store import Store

WIRE = (
    "Kenya expelled three Ugandan diplomats on Monday after a row over fishing rights on the lake. "
    "The envoys were told to leave within two days. Uganda condemned the move and said that it "
    "would answer in kind. The two neighbours have argued about the border for many years, and "
    "fishermen on both sides say that patrols have become more frequent since the spring."
)
NOW = datetime(2024, 6, 1, tzinfo=UTC)


def write(folder: Path, name: str, text: str, day: str, publisher: str) -> Path:
    path = folder / f"{name}.md"
    path.write_text(f"---\ndate: {day}\npublisher: {publisher}\n---\n\n{text}\n", encoding="utf-8")
    return path


@pytest.fixture
def copies(tmp_path: Path) -> list[Path]:
    return [
        write(tmp_path, "a", WIRE, "2024-05-14", "First Post"),
        write(tmp_path, "b", WIRE + " More follows.", "2024-05-14", "Second Post"),
        write(tmp_path, "c", WIRE + " This is all.", "2024-05-15", "Third Post"),
    ]


def test_copies_are_reports(copies: list[Path], tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    intake = take_in(copies, store, now=NOW)
    first, *others = intake.coded
    assert [e.event_type.value for e in first.events] == ["SANCTION", "ACCUSE"]
    assert [c.events for c in others] == [(), ()]
    assert all("a copy of" in c.unresolved[-1] for c in others)
    rows = store.rows("events").to_pylist()
    # The third paper came a day later: as of the first day nobody had read it.
    assert [(r["n_reports"], r["n_publishers"]) for r in rows] == [(2, 2), (2, 2)]
    reports = store.rows("reports").to_pylist()
    assert {r["event_id"] for r in reports} == {e.id for e in first.events}
    assert sorted(r["publisher"] for r in reports) == ["Second Post"] * 2 + ["Third Post"] * 2
    assert len(store.rows("reports", NOW.replace(month=5, day=14)).to_pylist()) == 2
    for report in reports:
        kept = [s for c in intake.coded for s in c.sentences]
        evidence = [
            s
            for s in kept
            if (s.evidence.document_id, s.index) == (report["document_id"], report["sentence"])
        ]
        assert len(evidence) == 1


def test_reading_again_changes_nothing(copies: list[Path], tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    first = take_in(copies, store, now=NOW)
    again = take_in(copies, store, now=NOW)
    assert [c.events for c in again.coded] == [c.events for c in first.coded]
    assert store.rows("events").num_rows == 2
    assert store.rows("reports").num_rows == 4


def test_what_only_the_copy_tells_stays_its_own(copies: list[Path], tmp_path: Path) -> None:
    extra = write(tmp_path, "d", WIRE + " Rwanda praised Kenya.", "2024-05-14", "Fourth Post")
    intake = take_in([copies[0], extra], now=NOW)
    assert [e.event_type.value for e in intake.coded[1].events] == ["SUPPORT"]


def test_figures_that_differ_are_told(tmp_path: Path) -> None:
    one = write(tmp_path, "a", "Al-Shabaab killed 20 people in an attack.", "2024-05-14", "First")
    two = write(tmp_path, "b", "Al-Shabaab killed 35 people in an attack.", "2024-05-15", "Second")
    late = write(tmp_path, "c", "Al-Shabaab killed 50 people in an attack.", "2024-05-30", "Third")
    intake = take_in([one, two, late], now=NOW)
    coded = {c.document_id: c for c in intake.coded}
    assert disagreements(intake.documents, coded) == (
        "Reports on AL_SHABAAB disagree on how many people were killed: 20 (First), 35 (Second).",
    )
    assert disagreements(intake.documents[:1], coded) == ()


def test_a_denial_is_told(tmp_path: Path) -> None:
    one = write(tmp_path, "a", "Kenya attacked Uganda on Monday.", "2024-05-14", "First")
    two = write(tmp_path, "b", "Kenya did not attack Uganda.", "2024-05-15", "Second")
    intake = take_in([one, two], now=NOW)
    coded = {c.document_id: c for c in intake.coded}
    assert disagreements(intake.documents, coded) == (
        "First reports ASSAULT by Kenya towards Uganda; Second says that it did not happen.",
    )
