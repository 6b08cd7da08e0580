"""Modality: what happened, what is planned, possible, denied or past."""

from __future__ import annotations

import pytest

from quovadis.coding.modality import read_modality
from quovadis.coding.parse import parse
from quovadis.records import Document

CASES = """
Israel attacked Iran on Monday.|attacked|actual
Israel has attacked Iran.|attacked|actual
Putin said that Russia attacked Iran.|attacked|actual
Russia began to attack Iran.|attack|actual
Kenya managed to meet the envoy.|meet|actual
Ghana became the first state to recognise the republic.|recognise|actual
The minister travelled to Lima and met the president.|met|actual
Turkey is to meet Russia on Monday.|meet|planned
Russia will attack Iran.|attack|planned
The EU is expected to impose sanctions on Iran.|impose|planned
Iran has agreed to release prisoners.|release|planned
Egypt announced that it would send aid to Sudan.|send|planned
Japan is moving to strengthen its ties with India.|strengthen|planned
She flew to Rome to meet the Pope.|meet|planned
France urged NATO to attack Iran.|attack|hypothetical
If the judges grant it, Iran would attack Israel.|attack|hypothetical
If Iran attacks Israel, oil gets dearer.|attacks|hypothetical
Unless Iran attacks Israel, nothing happens.|attacks|hypothetical
Should it attack Israel, the ban could be restored.|attack|hypothetical
Iran could attack Israel, killing thousands.|killing|hypothetical
Iran accused Israel of killing a scientist.|killing|hypothetical
Removing the group from the list could strain relations.|Removing|hypothetical
He wants to strengthen ties with Iran and visit Turkey.|visit|hypothetical
Officials warned of possible attacks on Israel.|attacks|hypothetical
The president did not say when the movement would be removed from the list.|removed|hypothetical
Before a delisting can take place, parliament must adopt a law.|adopt|hypothetical
The state threatened to attack Iran and destroy its bases.|destroy|hypothetical
Did Israel attack Iran?|attack|hypothetical
Few officials met the envoy.|met|hypothetical
Israel has not attacked Iran.|attacked|negated
Iran refused to meet the envoy.|meet|negated
Iran denied attacking the ship.|attacking|negated
Russia failed to withdraw its troops from Georgia.|withdraw|negated
They left without signing the deal.|signing|negated
No talks were held.|held|negated
Talks between Iran and Iraq collapsed.|Talks|negated
The group is no longer attacking ships.|attacking|negated
Mali used to attack the rebels.|attack|background
""".strip().splitlines()


@pytest.mark.parametrize("case", CASES)
def test_reading(case: str) -> None:
    text, word, expected = case.split("|")
    token = next(t for t in parse(Document(text=text)).doc if t.text == word)
    assert read_modality(token).modality.value == expected


def test_past_perfect_and_allegation_are_noted() -> None:
    doc = parse(Document(text="Israel had attacked Iran in May.")).doc
    assert read_modality(next(t for t in doc if t.text == "attacked")).past_perfect
    doc = parse(Document(text="Iran accused Israel of killing a scientist.")).doc
    assert read_modality(next(t for t in doc if t.text == "killing")).alleged
