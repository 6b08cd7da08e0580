"""For whom a phrase stands that names no actor itself."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import parse
from quovadis.coding.sides import owner_of
from quovadis.ontology import load_ontology
from quovadis.records import Document


@dataclass(frozen=True)
class Side:
    root: int
    start: int


@pytest.mark.parametrize(
    ("text", "head", "actor"),
    [
        ("A Philippine supply ship was rammed on Monday.", "ship", "PHL"),
        ("Dozens of Serbs marched through Mitrovica.", "Dozens", "SRB.CVL"),
        ("The ship of Norway was seized on Monday.", "ship", "NOR"),
        ("Grain from Ukraine was burned on Monday.", "Grain", "UKR"),
        ("The visitor, France, left on Monday.", "visitor", "FRA"),
        ("Russia's critics met on Monday.", "critics", None),
        ("Their Russian critics met on Monday.", "critics", "RUS"),
        ("Envoys of Oman led by Orvil Tashkun met on Monday.", "Tashkun", "OMN.GOV"),
        ("Forces loyal to Khalifa Haftar left on Monday.", "Forces", "LNA"),
        ("Members of China's weather bureau left on Monday.", "Members", "CHN"),
        ("The Iran-backed group met on Monday.", "group", None),
        ("The Iran-led group met on Monday.", "group", "IRN"),
        ("The sister of Vladimir Putin left on Monday.", "sister", None),
        ("A ship in Norway was seized on Monday.", "ship", None),
        ("French and German wine was poured away.", "wine", None),
    ],
)
def test_owner(text: str, head: str, actor: str | None) -> None:
    parsed = parse(Document(text=text))
    mentions = {m.root: m for m in find_mentions(parsed, load_ontology())}
    token = next(t for t in parsed.doc if t.text == head)
    found = owner_of(parsed.doc, Side(token.i, token.left_edge.i), mentions)
    assert (found.id if found else None) == actor


def test_a_pronoun_has_no_owner() -> None:
    parsed = parse(Document(text="It left Norway on Monday."))
    mentions = {m.root: m for m in find_mentions(parsed, load_ontology())}
    assert owner_of(parsed.doc, Side(0, 0), mentions) is None
