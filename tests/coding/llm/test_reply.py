"""Only a strict, true answer counts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quovadis.coding.llm.reply import LONGEST_REPLY, read_reply
from quovadis.errors import FormatError
from quovadis.records import EventType, Modality

SENTENCE = "Peru met Chile and Peru praised Bolivia."
EVENT = {
    "word": "met", "type": "CONSULT", "modality": "actual", "source": "Peru", "target": "Chile",
}  # fmt: skip


def reply(**changes: Any) -> str:
    return json.dumps({"events": [{**EVENT, **changes}]})


def test_spans_are_found_where_they_are_nearest() -> None:
    (first,) = read_reply(reply(), SENTENCE)
    assert (first.source, first.target) == ((0, 4), (9, 14))
    assert (first.event_type, first.modality) == (EventType.CONSULT, Modality.ACTUAL)
    (second,) = read_reply(reply(word="praised", type="SUPPORT", target=None), SENTENCE)
    assert second.source == (19, 23)
    assert second.target is None


def test_no_event() -> None:
    assert read_reply('{"events": []}', SENTENCE) == ()


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "Sure! " + reply(),
        "```json\n" + reply() + "\n```",
        reply() + reply(),
        "[]",
        "null",
        '{"events": null}',
        '{"events": [], "note": "x"}',
        '{"events": [], "events": []}',
        '{"events": [1]}',
        '{"events": [NaN]}',
        json.dumps({"events": [EVENT] * 9}),
        reply(type="WAR"),
        reply(type=["CONSULT"]),
        reply(type=None),
        reply(modality="certain"),
        reply(source="Ghana"),
        reply(source="per"),
        reply(source=""),
        reply(source=7),
        reply(word=None),
        reply(word="meets"),
        reply(source=None, target=None),
        reply(extra="x"),
        json.dumps({"events": [{"word": "met"}]}),
        "[" * 100_000,
        '{"events": []}' + " " * LONGEST_REPLY,
    ],
    ids=lambda a: a[:40],
)
def test_what_is_refused(answer: str) -> None:
    with pytest.raises(FormatError) as refused:
        read_reply(answer, SENTENCE)
    assert "Ghana" not in str(refused.value), "an answer is not repeated in messages"


@given(st.text(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["events", *EVENT]), inner, max_size=6),
    max_leaves=12,
).map(json.dumps))  # fmt: skip
def test_any_answer_is_read_or_refused(answer: str) -> None:
    try:
        found = read_reply(answer, SENTENCE)
    except FormatError:
        return
    assert all(SENTENCE[slice(*o.word)] for o in found)
