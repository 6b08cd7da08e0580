"""Frames and pairs: the right reading of a verb, and what fills its slots."""

from __future__ import annotations

import pytest

from quovadis.coding.frames import fillers, find_predicates
from quovadis.coding.pairs import read_pair
from quovadis.coding.parse import parse
from quovadis.coding.topics import off_topic
from quovadis.records import Document


def sentence(text: str):  # type: ignore[no-untyped-def]
    return parse(Document(text=text)).doc[:]


@pytest.mark.parametrize(
    ("text", "event_type", "mode", "source", "target"),
    [
        ("Peru imposed a curfew in Lima.", "COERCE", "curfew", "Peru", None),
        ("Peru imposed sanctions on Chile.", "COERCE", "restrict", "Peru", "Chile"),
        ("Peru held talks with Chile.", "CONSULT", None, "Peru", "Chile"),
        ("Talks were held by Peru with Chile.", "CONSULT", None, "Peru", "Chile"),
        ("Chile was attacked by Peru.", "ASSAULT", None, "Peru", "Chile"),
        ("Peru called off the talks with Chile.", "REJECT", "meet", "Peru", "Chile"),
        ("Peru carried out a series of attacks on Chile.", "ASSAULT", None, "Peru", "Chile"),
        ("Peru received a petition from Chile.", "REQUEST", None, "Chile", "Peru"),
        ("Peru declared a cease-fire with Chile.", "RETREAT", "ceasefire", "Peru", "Chile"),
        ("Peru launched a cyber attack on Chile.", "COERCE", "cyber", "Peru", "Chile"),
        ("Peru launched a scathing attack on Chile.", "ACCUSE", "disapprove", "Peru", "Chile"),
    ],
)
def test_reading(
    text: str, event_type: str, mode: str | None, source: str, target: str | None
) -> None:
    predicate = find_predicates(sentence(text))[0]
    assert (predicate.frame.event_type.value, predicate.frame.mode) == (event_type, mode)

    def words(slots: tuple[str, ...]) -> list[str]:
        return [t.text for slot in slots for t in fillers(predicate, slot)]

    assert words(predicate.frame.source)[0] == source
    if target:
        assert target in words(predicate.frame.target)


@pytest.mark.parametrize(
    ("text", "source", "target", "expected"),
    [
        ("Peru is willing to withdraw its troops from Chile.", "Peru", "Chile", "AGREE"),
        ("Peru will not lift the embargo on Chile.", "Peru", "Chile", "REJECT"),
        ("Peru will attack Chile.", "Peru", "Chile", "THREATEN"),
        ("Peru attacked Chile after Bolivia had thanked Peru.", "Peru", "Chile", "ASSAULT"),
        ("Peru attacked Chile after Bolivia had thanked Ghana.", "Bolivia", "Ghana", "SUPPORT"),
    ],
)
def test_a_given_pair(text: str, source: str, target: str, expected: str) -> None:
    def span(word: str) -> tuple[int, int]:
        return text.index(word), text.index(word) + len(word)

    reading = read_pair(sentence(text), span(source), span(target))
    assert reading is not None
    assert reading.event_type.value == expected


def test_a_pair_without_a_verb_has_no_reading() -> None:
    assert read_pair(sentence("Peru and Chile."), (0, 4), (9, 14)) is None


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Peru beat Chile 2-1 on Sunday.", "sport"),
        ("The striker attacked from the left.", "sport"),
        ("Chile lost the league match against the visiting team.", "sport"),
        ("Investors sold bank stocks in Lima.", "markets"),
        ("Peru attacked Chile in 1879-83.", None),
        ("Peru beat back an attack by rebels.", None),
    ],
)
def test_what_is_no_politics(text: str, topic: str | None) -> None:
    assert off_topic(sentence(text)) == topic
