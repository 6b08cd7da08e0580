"""Events: our own sentences of all regions, the shipped notes, the reference page."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from quovadis.coding import Coder
from quovadis.readers import read
from quovadis.records import Document, Event, Modality, Precision

CASES = Path(__file__).with_name("cases.tsv")
NOTES = Path(__file__).resolve().parents[2] / "examples" / "russia-taliban" / "notes"


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


def short(event: Event) -> str:
    """Write an event as the tables of this test do."""
    source = event.source.id if event.source else "-"
    target = event.target.id if event.target else "-"
    modality = "" if event.modality is Modality.ACTUAL else f" {event.modality.value}"
    return f"{source}>{target} {event.event_type.value}{modality}"


def code(coder: Coder, text: str, day: str = "2024-05-15") -> tuple[Event, ...]:
    published = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    return coder.code(Document(text=text, published=published)).events


def _cases() -> list[tuple[str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]  # type: ignore[misc]


@pytest.mark.parametrize(("sentence", "expected"), _cases(), ids=lambda v: str(v)[:50])
def test_sentence(coder: Coder, sentence: str, expected: str) -> None:
    wanted = set() if expected == "none" else set(expected.split("; "))
    assert {short(e) for e in code(coder, sentence)} == wanted


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("2003-02-14", "RUS.JUD>TALIBAN COERCE; RUS>NORTHERN_ALLIANCE AID background; "
                       "NORTHERN_ALLIANCE>TALIBAN ASSAULT background"),
        ("2018-11-09", "RUS>TALIBAN CONSULT; TALIBAN>USA CONSULT planned; ->TALIBAN COERCE"),
        ("2022-09-28", "TALIBAN>RUS SUPPORT"),
        ("2023-12-29", "KAZ>TALIBAN CONCEDE; UNSC>TALIBAN COERCE negated; KAZ>AFG COOPERATE; "
                       "KAZ>TALIBAN SUPPORT hypothetical"),
        ("2024-09-06", "KGZ>TALIBAN CONCEDE; TJK>TALIBAN REJECT"),
        ("2024-12-28", "RUS.JUD>TALIBAN COERCE background"),
        ("2025-03-31", "RUS.JUD>RUS.JUD REQUEST; RUS.JUD>TALIBAN CONCEDE hypothetical; "
                       "RUS>TALIBAN CONSULT; RUS>TALIBAN SUPPORT negated"),
    ],
)  # fmt: skip
def test_whole_notes(coder: Coder, note: str, expected: str) -> None:
    (path,) = NOTES.glob(f"{note}*")
    (document,) = read(path)
    assert {short(e) for e in coder.code(document).events} == set(expected.split("; "))


@pytest.mark.parametrize(
    ("note", "event", "day"),
    [
        ("2021-10-20", "TALIBAN>CHN.GOV CONSULT", "2021-10-20"),
        ("2022-09-05", "->RUS.GOV ASSAULT", "2022-09-05"),
        ("2022-09-05", "ISKP>- ASSAULT", None),
        ("2022-12-25", "TALIBAN>- COERCE", "2022-12-24"),
        ("2022-12-25", "UN>- ACCUSE", None),
        ("2023-09-29", "RUS>TALIBAN CONSULT", "2023-09-29"),
        ("2024-01-30", "CHN>TALIBAN CONSULT", None),
        ("2024-05-27", "RUS>TALIBAN AGREE", None),
        ("2024-10-04", "RUS>TALIBAN CONCEDE planned", None),
        ("2024-11-25", "RUS.GOV>TALIBAN CONSULT", "2024-11-25"),
        ("2025-04-17", "RUS.JUD>TALIBAN CONCEDE", "2025-04-17"),
        ("2025-07-03", "RUS>TALIBAN SUPPORT", "2025-07-03"),
        ("2025-07-18", "UZB>PAK SUPPORT", "2025-07-17"),
    ],
)
def test_events_of_notes(coder: Coder, note: str, event: str, day: str | None) -> None:
    (path,) = NOTES.glob(f"{note}*")
    (document,) = read(path)
    found = [e for e in coder.code(document).events if short(e) == event]
    assert len(found) == 1
    if day:
        assert found[0].date == dt.date.fromisoformat(day)


def test_the_reference_page(coder: Coder, data: Path) -> None:
    (document,) = read(data / "articles" / "russia-taliban-2025-04-09.txt")
    events = {short(e): e for e in coder.code(document).events}
    assert set(events) == {
        "RUS>TALIBAN SUPPORT planned",
        "RUS.JUD>RUS.JUD REQUEST",
        "RUS>TALIBAN REJECT background",
        "RUS>NORTHERN_ALLIANCE SUPPORT background",
        "RUS>TALIBAN CONSULT",
        "ISKP>- ASSAULT",
        "TALIBAN>- COERCE",
    }
    petition = events["RUS.JUD>RUS.JUD REQUEST"]
    assert petition.source is not None
    assert "Igor Krasnov" in petition.source.name
    assert (petition.date, petition.precision) == (dt.date(2025, 3, 1), Precision.MONTH)
    assert petition.phrase == "received a petition"
    assert events["RUS>NORTHERN_ALLIANCE SUPPORT background"].date_to == dt.date(1999, 12, 31)
    assert events["RUS>TALIBAN CONSULT"].date == dt.date(2021, 1, 1)
    assert events["ISKP>- ASSAULT"].reasons == ("the target is open: no target is named",)


def test_every_null_has_a_reason_and_every_quote_is_verbatim(coder: Coder) -> None:
    for path in sorted(NOTES.glob("*.md")):
        (document,) = read(path)
        for event in coder.code(document).events:
            nulls = [event.source, event.target, event.date].count(None)
            assert len(event.reasons) >= nulls
            span = document.text[event.evidence.start : event.evidence.end]
            assert span == event.evidence.quote
            assert event.phrase in span
            assert event.probability is not None
            assert 0.25 <= event.probability <= 0.9


def test_says_place_and_dates(coder: Coder) -> None:
    (event,) = code(
        coder, "Egypt's foreign ministry said that Turkey had expelled the envoy of Iraq."
    )
    assert event.says == "Egypt's foreign ministry"
    (event,) = code(coder, "On Monday Kenya and Uganda signed a trade deal in Kampala.")
    assert (event.place, event.place_country) == ("Kampala", "UGA")
    assert event.date == dt.date(2024, 5, 13)
    (event,) = code(coder, "Sweden had sent aid to Yemen.")
    assert (event.date, event.modality) == (None, Modality.BACKGROUND)
    (event,) = code(coder, "Sweden sent aid to Yemen in September.")
    assert event.date == dt.date(2023, 9, 1)
    (event,) = code(coder, "Sweden apologised to Yemen for the war of 1945.")
    assert (event.date, event.precision) == (dt.date(2024, 5, 15), Precision.PUBLICATION)


def test_without_a_day_of_publication_the_date_is_open(coder: Coder) -> None:
    (event,) = coder.code(Document(text="Kenya sent aid to Yemen.")).events
    assert event.date is None
    assert event.precision is Precision.UNKNOWN
    assert any("date" in reason for reason in event.reasons)


def test_no_events_from_headings(coder: Coder) -> None:
    assert code(coder, "Kenya attacks Uganda\n\nThis is how a headline may look in a paper.") == ()


def test_mutual_and_joint_deeds(coder: Coder) -> None:
    found = {short(e) for e in code(coder, "Mali and Chad accused each other of lying.")}
    assert found == {"MLI>TCD ACCUSE", "TCD>MLI ACCUSE"}
    found = {short(e) for e in code(coder, "Peru, Chile and Bolivia signed a trade agreement.")}
    assert found == {"PER>CHL SUPPORT", "PER>BOL SUPPORT", "CHL>BOL SUPPORT"}


def test_the_country_of_a_place_is_told(coder: Coder) -> None:
    (event,) = code(coder, "Turkish police arrested three Greek journalists in Edirne.")
    assert (event.place, event.place_country) == ("Edirne", "TUR")
