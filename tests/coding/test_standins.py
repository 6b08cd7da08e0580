"""Who stands for a side that an encoder points at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from quovadis.coding.drafts import EventWriter
from quovadis.coding.learned.candidates import find_candidates
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import parse
from quovadis.coding.refining import SentenceView
from quovadis.coding.standins import sides_of
from quovadis.ontology import load_ontology
from quovadis.records import ActorKind, Document, EventType


@dataclass(frozen=True)
class Pair:
    source: Any
    target: Any
    trigger: int
    event_type: EventType


def ends(
    text: str, source: str | None, trigger: str, target: str | None, kind: str = "COERCE"
) -> tuple[list[str], list[str]]:
    """Return ids of who stands for two phrases, told by their last words, in a sentence."""
    parsed = parse(Document(text=text))
    mentions = find_mentions(parsed, load_ontology())
    sentence = parsed.sentences[-1]
    span = parsed.tokens(sentence)
    writer = EventWriter(parsed, mentions, load_ontology())
    view = SentenceView(
        parsed=parsed, sentence=sentence, span=span, mentions=writer.mentions, found=(),
        writer=writer,
    )  # fmt: skip
    heads = {t.text: t.i for t in span}
    phrases = {c.root: c for c in find_candidates(span, mentions)}
    sides = [phrases[heads[word]] if word else None for word in (source, target)]
    found = sides_of(view, Pair(sides[0], sides[1], heads[trigger], EventType[kind]))
    for stand_in in (*found[0], *found[1]):
        assert stand_in.actor.kind is not ActorKind.UNKNOWN or stand_in.why
    return [s.actor.id for s in found[0]], [s.actor.id for s in found[1]]


def test_who_is_named_stands_for_himself() -> None:
    assert ends("Kenya fined Uganda.", "Kenya", "fined", "Uganda") == (["KEN"], ["UGA"])


def test_a_plural_with_two_owners_stands_for_both() -> None:
    text = "Egyptian and Libyan officers jailed two Greek sailors."
    assert ends(text, "officers", "jailed", "sailors")[0] == ["EGY.MIL", "LBY.MIL"]
    text = "Egyptian and Libyan officers fought in March."
    assert ends(text, "Egyptian", "fought", "officers") == (["EGY.MIL"], ["LBY.MIL"])


@pytest.mark.parametrize(
    ("text", "source", "trigger", "target", "expected"),
    [
        ("Officers jailed two priests in Nairobi.", None, "jailed", "priests", ([], ["KEN.REL"])),
        ("Rebels held ten farmers in Benue state.", "Rebels", "held", "farmers",
         (["NGA.REB"], ["NGA.AGR"])),
        ("Gunmen held ten farmers in Benue state.", "Gunmen", "held", "farmers",
         ([], ["NGA.AGR"])),
        ("Militants held ten farmers in Benue state.", "Militants", "held", "farmers",
         ([], ["NGA.AGR"])),
        ("Thousands marched in Lisbon.", "Thousands", "marched", None, (["PRT.CVL"], [])),
        ("Foreign students marched in Lisbon.", "students", "marched", None, ([], [])),
        ("A reporter was jailed in Lisbon.", None, "jailed", "reporter", ([], [])),
        ("Two reporters were jailed in Lisbon.", None, "jailed", "reporters", ([], ["PRT.MED"])),
        ("Soldiers jailed an envoy in Lisbon.", "Soldiers", "jailed", "envoy", ([], [])),
        ("Farmers marched on Monday.", "Farmers", "marched", None, ([], [])),
    ],
)  # fmt: skip
def test_people_are_of_the_country_where_they_act_unless_they_may_be_guests(
    text: str, source: str | None, trigger: str, target: str | None,
    expected: tuple[list[str], list[str]],
) -> None:  # fmt: skip
    assert ends(text, source, trigger, target) == expected


@pytest.mark.parametrize(
    ("text", "source", "expected"),
    [
        ("Orvil Tashkun accused the company.", "Tashkun", ["name:orvil-tashkun"]),
        ("Imam Orvil Tashkun accused the company.", "Tashkun", ["name:orvil-tashkun"]),
        ("The Brandel High Court accused the company.", "Court", ["name:brandel-high-court"]),
        ("The Prime Minister accused the company.", "Minister", []),
        ("He accused the company.", "He", []),
        ("Kyoto accused the company.", "Kyoto", []),
        ("The brandel accused the company.", "brandel", []),
        ("Orvil Tashkun left. Later Tashkun accused the company.", "Tashkun",
         ["name:orvil-tashkun"]),
    ],
)  # fmt: skip
def test_a_name_that_nobody_knows_stands_for_itself(
    text: str, source: str, expected: list[str]
) -> None:
    assert ends(text, source, "accused", None, "ACCUSE")[0] == expected


def test_the_country_stands_for_a_place_that_was_attacked() -> None:
    text = "Rebels shelled Goma on Monday."
    assert ends(text, "Rebels", "shelled", "Goma", "ASSAULT") == (["COD.REB"], ["COD"])
    assert ends(text, "Rebels", "shelled", "Goma", "RETREAT") == ([], [])
