"""Words that may carry an event and how phrases stand to them, on parsed sentences."""

import numpy as np
import pytest

from quovadis.coding.learned.candidates import find_candidates
from quovadis.coding.learned.carriers import (
    CARRIER_FEATURES,
    LEXICON_FEATURES,
    carrier_facts,
    carrier_spots,
    find_carriers,
)
from quovadis.coding.learned.links import FRAME_FEATURES, LINK_FEATURES, link_facts
from quovadis.coding.parse import parse
from quovadis.records import Document, EventType


def told(text: str, word: str) -> set[str]:
    """Return what is told of a word."""
    span = parse(Document(text=text)).doc[:]
    carriers = find_carriers(span)
    at = next(n for n, c in enumerate(carriers) if span.doc[c.token].text == word)
    row = carrier_facts(span, carriers)[at]
    return {CARRIER_FEATURES[n] for n in np.flatnonzero(row)}


def linked(text: str, word: str, phrase: str | None) -> set[str]:
    """Return what is told of a word and the phrase with a head."""
    span = parse(Document(text=text)).doc[:]
    carriers = [c for c in find_carriers(span) if span.doc[c.token].text == word]
    candidates = find_candidates(span, ())
    heads = [None, *(span.doc[c.root].text for c in candidates)]
    row = link_facts(span, carriers, candidates)[0, heads.index(phrase)]
    return {LINK_FEATURES[n] for n in np.flatnonzero(row)}


def test_verbs_nouns_and_adjectives_may_carry_an_event() -> None:
    span = parse(Document(text="The envoy has quickly rejected an angry demand.")).doc[:]
    words = [span.doc[c.token].text for c in find_carriers(span)]
    assert words == ["envoy", "rejected", "angry", "demand"]


def test_the_frame_that_fits_is_told_with_who_fills_it() -> None:
    span = parse(Document(text="Kenya condemned Somalia.")).doc[:]
    carrier = next(c for c in find_carriers(span) if c.token == 1)
    assert (carrier.event_type, carrier.sources, carrier.targets) == (EventType.ACCUSE, (0,), (2,))
    held = told("Kenya condemned Somalia.", "condemned")
    assert {"frame", "frame:ACCUSE", "lemma:ACCUSE", "tag:VBD", "slot:ROOT"} <= held


def test_the_lexicon_comes_first_and_can_be_hidden() -> None:
    assert all(n.startswith(("frame", "lemma")) for n in CARRIER_FEATURES[:LEXICON_FEATURES])
    assert not any(n.startswith(("frame", "lemma")) for n in CARRIER_FEATURES[LEXICON_FEATURES:])
    assert all(n.startswith("frame") for n in LINK_FEATURES[-FRAME_FEATURES:])
    assert not any(n.startswith("frame") for n in LINK_FEATURES[:-FRAME_FEATURES])


def test_mood_and_negation_are_told() -> None:
    assert {"aux:may", "negated"} <= told("Oman might not sign the treaty.", "sign")
    assert "mark:if" in told("It will react if Oman attacks Chad.", "attacks")


def test_subject_object_and_nobody() -> None:
    text = "Kenya condemned Somalia."
    assert {"below", "phrase by nsubj", "before", "frame source 1"} <= linked(
        text, "condemned", "Kenya"
    )
    assert {"below", "phrase by dobj", "after", "frame target 1"} <= linked(
        text, "condemned", "Somalia"
    )
    assert linked(text, "condemned", None) == {"nobody"}


def test_a_phrase_behind_a_preposition_of_a_passive() -> None:
    held = linked("Two men were detained by the army.", "detained", "army")
    assert {"passive", "after by", "below", "phrase up 2"} <= held


def test_the_word_below_the_phrase() -> None:
    held = linked("The army praised reporters detained in Chad.", "detained", "reporters")
    assert {"above", "word by acl", "passive"} <= held


def test_pieces_of_a_word_weigh_one_in_all() -> None:
    span = parse(Document(text="Kenya condemned Somalia.")).doc[:]
    spots = carrier_spots(find_carriers(span), np.array([-1, 0, 1, 1, 2, 3, -1]))
    assert spots.sum() == pytest.approx(1)
    assert spots[0].tolist() == [0, 0, 0.5, 0.5, 0, 0, 0]
