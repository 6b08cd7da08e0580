"""`--as-of` hides what became known later, in every command that answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

NOTES = Path(__file__).resolve().parents[2] / "examples" / "russia-taliban" / "notes"


@pytest.fixture
def asked(quovadis):  # type: ignore[no-untyped-def]
    """A function that asks a store with the example's notes, and returns the JSON answer."""
    assert quovadis("read", NOTES).code == 0

    def ask(*args: object) -> object:
        ran = quovadis(*args, "--json")
        assert ran.code == 0, ran.err
        return json.loads(ran.out)

    return ask


def test_relation(asked) -> None:
    early = asked("relation", "Russia", "Taliban", "--as-of", "2025-04-16")
    late = asked("relation", "Russia", "Taliban", "--as-of", "2025-07-31")
    everything = asked("relation", "Russia", "Taliban")
    assert early["n_events"] < late["n_events"] <= everything["n_events"]
    states = {(s["kind"], s["state"]) for s in early["statuses"] if s["subject"] == "RUS"}
    assert ("designation", "suspended") not in states
    assert ("recognition", "in force") not in states
    states = {(s["kind"], s["state"]) for s in late["statuses"] if s["subject"] == "RUS"}
    assert ("designation", "suspended") in states


def test_precedents(asked) -> None:
    def sources(day: str) -> set[str]:
        found = asked("precedents", "Russia", "Taliban", "--as-of", day, "--limit", "50")
        assert all(p["date"] <= day for p in found["precedents"])
        return {p["source"] for p in found["precedents"] if p["target"] == "TALIBAN"}

    assert "KAZ" not in sources("2023-11-30")
    assert "KAZ" in sources("2024-01-31")
    assert "KGZ" not in sources("2024-08-31")
    assert "KGZ" in sources("2024-10-31")


def test_actors(asked) -> None:
    def described(day: str) -> dict:
        (profile,) = asked("actors", "Taliban", "--as-of", day)
        return profile

    assert described("2021-08-14")["actor"]["sector"] == "REB"
    assert described("2021-08-15")["actor"]["sector"] == "GOV"
    assert not any("Kazakhstan delisted" in d for d in described("2023-11-30")["designations"])
    assert any("Kazakhstan delisted" in d for d in described("2024-01-31")["designations"])


def test_shifts(quovadis, data) -> None:
    assert quovadis("load", data / "tkg" / "ICEWS14").code == 0
    early = quovadis("shifts", "--as-of", "2014-06-30", "--json")
    found = json.loads(early.out)
    assert found["until"] <= "2014-06-30"
    assert found["coverage"][0]["last"] <= "2014-06-30"
    assert all(s["detected_at"] <= "2014-06-30" for s in found["shifts"])


def test_brief(quovadis) -> None:
    article = NOTES.parent / "article.md"
    early = quovadis(
        "brief", article, "--history", NOTES, "--as-of", "2025-04-16", "--stdout", "md"
    )
    late = quovadis("brief", article, "--as-of", "2025-04-17", "--stdout", "md")
    assert early.code == late.code == 0
    assert "suspended its designation of the Taliban on 17 April 2025" not in early.out
    assert "suspended its designation of the Taliban on 17 April 2025" in late.out
