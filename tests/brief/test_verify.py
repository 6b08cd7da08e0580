"""An altered claim is rejected, whichever claim and whatever was altered."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quovadis.brief import compose, problems, verify
from quovadis.brief.case import Case, records_of
from quovadis.brief.verify import examine
from quovadis.errors import ClaimError
from quovadis.ontology import load_ontology
from quovadis.records import Brief, Claim

sys.path.insert(0, str(Path(__file__).parent))
import alterations
import dossiers

ONTOLOGY = load_ontology()
RICH, SPARSE = dossiers.rich(), dossiers.sparse()
BRIEFS = {"rich": (compose(RICH, ONTOLOGY), RICH), "sparse": (compose(SPARSE, ONTOLOGY), SPARSE)}


KNOWN = {name: records_of(dossier, brief) for name, (brief, dossier) in BRIEFS.items()}


def accepted(brief: Brief, name: str) -> bool:
    return not problems(brief, BRIEFS[name][1], ONTOLOGY)


def passes(claim: Claim, key: str, name: str) -> bool:
    """Whether the claim passes by itself: that nothing else refers to it any more is no test."""
    brief, dossier = BRIEFS[name]
    return not examine(Case(claim, key, brief, dossier, ONTOLOGY, KNOWN[name]))


@pytest.mark.parametrize("name", BRIEFS)
def test_what_is_composed_passes(name: str) -> None:
    brief, dossier = BRIEFS[name]
    verify(brief, dossier, ONTOLOGY)


@pytest.mark.parametrize("name", BRIEFS)
@pytest.mark.parametrize("kind", alterations.ALTERATIONS)
def test_every_alteration_of_every_claim_is_rejected(name: str, kind: str) -> None:
    brief, _ = BRIEFS[name]
    slipped, tried = [], 0
    for key, claim in alterations.claims_of(brief):
        for altered in alterations.ALTERATIONS[kind](claim):
            tried += 1
            if passes(altered, key, name):
                slipped.append((key, altered.text, altered.actors, altered.modality))
    assert not slipped
    if name == "rich":
        assert tried >= 3, f"{kind} altered next to nothing: the test would prove nothing"


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_any_two_alterations_do_not_cancel_out(data: st.DataObject) -> None:
    brief, _ = BRIEFS["rich"]
    key, claim = data.draw(st.sampled_from(alterations.claims_of(brief)))
    altered = claim
    for kind in data.draw(
        st.lists(st.sampled_from(["actor_id", "modality", "number"]), min_size=1)
    ):
        choices = list(alterations.ALTERATIONS[kind](altered))
        altered = data.draw(st.sampled_from(choices)) if choices else altered
    if altered.text != claim.text or altered.actors != claim.actors:
        assert not passes(altered, key, "rich")


def test_source_and_target_cannot_change_places() -> None:
    brief, _ = BRIEFS["rich"]
    found = [
        (k, c)
        for k, c in alterations.claims_of(brief)
        if c.text == "Officials of the United States visited Sudan on 25 August 2020."
    ]
    key, claim = found[0]
    swapped = alterations.remade(
        claim, "Officials of Sudan visited the United States on 25 August 2020."
    )
    assert passes(claim, key, "rich")
    assert not passes(swapped, key, "rich")


def test_a_record_that_was_altered_in_the_dossier_is_noticed() -> None:
    brief, dossier = BRIEFS["rich"]
    first = dossier.events[0]
    other = dataclasses.replace(first, date=dt.date(1999, 1, 1))
    altered = dataclasses.replace(dossier, events=(other, *dossier.events[1:]))
    assert any("was altered" in p for p in problems(brief, altered, ONTOLOGY))


def test_a_document_that_was_altered_is_noticed() -> None:
    brief, dossier = BRIEFS["sparse"]
    document = dataclasses.replace(dossier.documents[0], text="Peru and Bolivia are at peace.")
    altered = dataclasses.replace(dossier, documents=(document,))
    found = problems(brief, altered, ONTOLOGY)
    assert any("does not stand at" in p for p in found)


def test_nothing_that_became_known_later_is_cited() -> None:
    brief, dossier = BRIEFS["rich"]
    earlier = dataclasses.replace(dossier, as_of=dt.date(2020, 8, 1))
    found = problems(dataclasses.replace(brief, as_of=dt.date(2020, 8, 1)), earlier, ONTOLOGY)
    assert any("after the as-of day" in p for p in found)


def test_a_forecast_that_the_dossier_does_not_hold_is_rejected() -> None:
    brief, _ = BRIEFS["rich"]
    lens = brief.lenses[0]
    forged = dataclasses.replace(lens.forecasts[0], probability=0.99, id="")
    lenses = (dataclasses.replace(lens, forecasts=(forged,)), *brief.lenses[1:])
    assert not accepted(dataclasses.replace(brief, lenses=lenses), "rich")


def test_the_takeaway_points_above_itself_only() -> None:
    brief, _ = BRIEFS["rich"]
    limits = next(s for s in brief.sections if s.key == "limits")
    takeaway = next(s for s in brief.sections if s.key == "takeaway")
    claim = limits.claims[0]
    again = alterations.remade(claim, refs=(claim.id,), evidence=())
    changed = dataclasses.replace(takeaway, claims=(again,))
    sections = tuple(changed if s is takeaway else s for s in brief.sections)
    found = problems(dataclasses.replace(brief, sections=sections), RICH, ONTOLOGY)
    assert any("does not stand above it" in p for p in found)


def test_a_section_must_hold_claims_or_say_why_not() -> None:
    brief, _ = BRIEFS["rich"]
    first = dataclasses.replace(brief.sections[0], claims=(), empty=None)
    assert not accepted(dataclasses.replace(brief, sections=(first, *brief.sections[1:])), "rich")


def test_verify_says_what_is_wrong() -> None:
    brief, dossier = BRIEFS["sparse"]
    key, claim = alterations.claims_of(brief)[0]
    altered = alterations.remade(claim, claim.text.replace("Peru", "Paraguay"))
    with pytest.raises(ClaimError, match="nothing it refers to speaks of Paraguay"):
        verify(alterations.with_claim(brief, key, claim, altered), dossier, ONTOLOGY)
