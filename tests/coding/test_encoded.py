"""The seam to the learned encoder: what its scores change, with a reader made to order."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from quovadis.coding import CODER, Coder, backends
from quovadis.coding import coder as coder_module
from quovadis.coding.encoded import EncodedRefiner
from quovadis.records import Document, EventType, Modality, SentenceRole


@dataclasses.dataclass(frozen=True)
class Side:
    root: int
    start: int
    end: int
    mention: Any


@dataclasses.dataclass(frozen=True)
class Scored:
    source: Any
    target: Any
    trigger: int
    event_type: EventType
    probability: float
    modality: Modality = Modality.ACTUAL
    reasons: tuple[str, ...] = ("made to order",)

    @property
    def types(self) -> Mapping[EventType, float]:
        return {self.event_type: 0.9}


@dataclasses.dataclass(frozen=True)
class Said:
    """A pair by its words: source, target, trigger."""

    source: str | None
    target: str | None
    trigger: str
    event_type: EventType
    probability: float
    modality: Modality = Modality.ACTUAL


class Reader:
    threshold = 0.5
    roles: Mapping[SentenceRole, float] | None = None

    def __init__(self, *pairs: Said) -> None:
        self._pairs = pairs

    def read(self, span: Any, mentions: Sequence[Any]) -> Any:
        def side(word: str | None) -> Side | None:
            if word is None:
                return None
            token = next(t for t in span if t.text == word)
            found = next((m for m in mentions if m.root == token.i), None)
            return Side(token.i, token.i, token.i + 1, found)

        pairs = [
            Scored(
                side(p.source), side(p.target), next(t.i for t in span if t.text == p.trigger),
                p.event_type, p.probability, p.modality,
            )
            for p in self._pairs
        ]  # fmt: skip
        return type("Reading", (), {"pairs": pairs, "roles": self.roles})


def code(monkeypatch: pytest.MonkeyPatch, text: str, *pairs: Said) -> list[tuple[Any, ...]]:
    refiner = EncodedRefiner(Reader(*pairs), "w1")
    monkeypatch.setattr(coder_module, "learned_refiner", lambda: refiner)
    coded = Coder(backend="default").code(Document(text=text))
    assert (coded.coder, coded.coder_version.endswith("+w1")) == ("default", True)
    return [
        (
            e.source.id if e.source else None, e.target.id if e.target else None,
            e.event_type.value, e.mode, e.modality.value, e.probability,
        )
        for e in coded.events
    ]  # fmt: skip


TEXT = "Kenya attacked Uganda."


def test_agreement_takes_the_probability_and_keeps_the_mode(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pair = Said("Kenya", "Uganda", "bombed", EventType.ASSAULT, 0.97)
    found = code(monkeypatch, "Kenya bombed Uganda.", pair)
    assert found == [("KEN", "UGA", "ASSAULT", "explosives", "actual", 0.97)]


def test_the_country_stands_for_a_place_that_was_attacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pairs = (
        Said("forces", "Kharkiv", "shelled", EventType.ASSAULT, 0.9),
        Said("forces", "people", "killing", EventType.ASSAULT, 0.8),
    )
    found = code(monkeypatch, "Russian forces shelled Kharkiv, killing three people.", *pairs)
    assert found == [("RUS.MIL", "UKR", "ASSAULT", "heavy-weapons", "actual", 0.9)]


def test_a_stranger_may_attack_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Said("Gunmen", "base", "attacked", EventType.ASSAULT, 0.9)
    found = code(monkeypatch, "Gunmen attacked a base in northern Nigeria.", pair)
    assert [f[:3] for f in found] == [(None, "NGA", "ASSAULT")]
    pair = Said("Gunmen", "bank", "robbed", EventType.ASSAULT, 0.9)
    assert code(monkeypatch, "Gunmen robbed a bank after Nigeria closed.", pair) == []


def test_who_was_hit_in_a_place_is_of_its_country_unless_one_guest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pair = Said("Iran", "people", "killed", EventType.ASSAULT, 0.9)
    found = code(monkeypatch, "Iran killed ten people in a hotel in Goma.", pair)
    assert [f[:2] for f in found] == [("IRN", "COD")]
    pair = Said("Iran", "dissident", "killed", EventType.ASSAULT, 0.9)
    found = code(monkeypatch, "Iran killed a dissident in Goma.", pair)
    assert [f[:2] for f in found] == [("IRN", None)]


def test_a_thing_is_taken_for_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:
    class Whole(Reader):
        def read(self, span: Any, mentions: Sequence[Any]) -> Any:
            reading = super().read(span, mentions)
            ship = reading.pairs[0].target
            wider = dataclasses.replace(ship, start=ship.root - 2)
            reading.pairs = [dataclasses.replace(reading.pairs[0], target=wider)]
            return reading

    pair = Said("Iran", "ship", "attacked", EventType.ASSAULT, 0.9)
    monkeypatch.setattr(coder_module, "learned_refiner", lambda: EncodedRefiner(Whole(pair), "w1"))
    (event,) = Coder(backend="default").code(Document(text="Iran attacked a Greek ship.")).events
    assert (event.source.id, event.target.id, event.probability) == ("IRN", "GRC", 0.9)


def test_nobody_is_hit_who_leaves_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Said("forces", "Kharkiv", "left", EventType.RETREAT, 0.9)
    found = code(monkeypatch, "Russian forces left Kharkiv.", pair)
    assert [(f[0], f[1]) for f in found] == [("RUS.MIL", None)]


def test_another_type_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    found = code(monkeypatch, TEXT, Said("Kenya", "Uganda", "attacked", EventType.ACCUSE, 0.8))
    assert found == [("KEN", "UGA", "ACCUSE", None, "actual", 0.8)]


def test_another_modality_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Said("Kenya", "Uganda", "attacked", EventType.ASSAULT, 0.8, Modality.NEGATED)
    assert code(monkeypatch, TEXT, pair)[0][4] == "negated"


@pytest.mark.parametrize(
    "pairs", [(), (Said("Kenya", "Uganda", "attacked", EventType.ACCUSE, 0.2),)]
)
def test_what_is_improbable_is_left_out(
    monkeypatch: pytest.MonkeyPatch, pairs: tuple[Said, ...]
) -> None:
    assert code(monkeypatch, TEXT, *pairs) == []


def test_a_sure_frame_stands_where_the_encoder_sees_its_type(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    turned = Said("Uganda", "Kenya", "attacked", EventType.ASSAULT, 0.2)
    found = code(monkeypatch, TEXT, turned)
    assert [f[:3] for f in found] == [("KEN", "UGA", "ASSAULT")]
    surer = Said("Uganda", "Kenya", "attacked", EventType.ASSAULT, 0.8)
    assert [f[:3] for f in code(monkeypatch, TEXT, surer)] == [("KEN", "UGA", "ASSAULT")]


def test_nothing_is_added_to_a_motive(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Said("Peru", "Chile", "lunch", EventType.CONSULT, 0.7)
    monkeypatch.setattr(Reader, "roles", {SentenceRole.DRIVER: 0.9, SentenceRole.REPORT: 0.1})
    assert code(monkeypatch, "Peru shared a lunch with Chile.", pair) == []


def test_what_only_the_encoder_sees_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Said("Peru", "Chile", "lunch", EventType.CONSULT, 0.7)
    found = code(monkeypatch, "Peru shared a lunch with Chile.", pair)
    assert found == [("PER", "CHL", "CONSULT", None, "actual", 0.7)]


def test_a_thing_gives_no_event_and_a_place_is_an_open_side(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    thing = Said("lunch", None, "shared", EventType.CONSULT, 0.9)
    assert code(monkeypatch, "Peru shared a lunch in Lima.", thing) == []
    place = Said("Peru", "Lima", "shared", EventType.ACCUSE, 0.9)
    found = code(monkeypatch, "Peru shared a lunch in Lima.", place)
    assert [f[:3] for f in found] == [("PER", None, "ACCUSE")]


def test_a_name_that_nobody_knows_is_told_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Said("Tashkun", "Peru", "attacked", EventType.ASSAULT, 0.9)
    found = code(monkeypatch, "Orvil Tashkun attacked Peru.", pair)
    assert [f[:3] for f in found] == [("name:tashkun", "PER", "ASSAULT")]


def test_who_was_hit_replaces_an_attack_on_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs = (
        Said("Kenya", None, "raided", EventType.ASSAULT, 0.9),
        Said("Kenya", "Somalis", "killing", EventType.ASSAULT, 0.8),
    )
    found = code(monkeypatch, "Kenya raided a farm, killing four Somalis.", *pairs)
    assert [f[:3] for f in found] == [("KEN", "SOM.CVL", "ASSAULT")]


def test_the_lexicon_adds_those_who_did_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Kenya and Uganda signed an agreement with Egypt in Nairobi."
    pair = Said("Kenya", "Egypt", "signed", EventType.SUPPORT, 0.9)
    found = code(monkeypatch, text, pair)
    assert [f[:3] for f in found] == [("KEN", "EGY", "SUPPORT"), ("UGA", "EGY", "SUPPORT")]
    open_side = Said(None, "Egypt", "signed", EventType.SUPPORT, 0.9)
    found = code(monkeypatch, text, open_side)
    assert [f[:3] for f in found] == [("KEN", "EGY", "SUPPORT"), ("UGA", "EGY", "SUPPORT")]


def test_a_leader_whom_nobody_knows_does_not_do_it_again(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "A delegation of Kenya led by Orvil Tashkun held talks with Uganda."
    pairs = (
        Said("delegation", "Uganda", "talks", EventType.CONSULT, 0.9),
        Said("Tashkun", "Uganda", "held", EventType.CONSULT, 0.8),
    )
    assert [f[:3] for f in code(monkeypatch, text, *pairs)] == [("KEN.GOV", "UGA", "CONSULT")]


def test_what_is_only_planned_may_have_an_open_side(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = Said("Peru", None, "resign", EventType.CONCEDE, 0.9, Modality.PLANNED)
    found = code(monkeypatch, "Peru will resign on Monday.", pair)
    assert [f[:5] for f in found] == [("PER", None, "CONCEDE", None, "planned")]


@pytest.mark.parametrize(
    ("text", "roles", "expected"),
    [
        ("Kenya attacked Uganda.", None, "report"),
        ("Kenya attacked Uganda.", {"background": 0.6, "report": 0.4}, "background"),
        ("Kenya needs support for Uganda.", {"report": 0.8, "driver": 0.2}, "driver"),
        ("Kenya needs support for Uganda.", {"report": 0.9, "driver": 0.1}, "report"),
        ("Kenya is driven by fear of Uganda.", {"report": 0.99, "driver": 0.01}, "driver"),
        ("What drives it\nKenya bombed Uganda.", {"report": 0.9, "driver": 0.1}, "driver"),
        ("If Kenya attacks Uganda, Egypt loses.", {"driver": 0.9, "report": 0.1}, "conditional"),
    ],
)
def test_the_encoder_weighs_roles_unless_a_strong_cue_or_the_heading_settles_them(
    monkeypatch: pytest.MonkeyPatch, text: str, roles: dict[str, float] | None, expected: str
) -> None:
    reader = Reader()
    reader.roles = {SentenceRole(r): p for r, p in roles.items()} if roles else None
    monkeypatch.setattr(coder_module, "learned_refiner", lambda: EncodedRefiner(reader, "w1"))
    coded = Coder(backend="default").code(Document(text=text))
    assert coded.sentences[0].role.value == expected


def test_without_weights_light_codes_alone_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    import quovadis.coding.learned as room

    monkeypatch.setattr(room, "weights_available", lambda: False)
    backends.learned_refiner.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            first, second = Coder(backend="default"), Coder(backend="default")
        assert (first.name, second.name) == (CODER, CODER)
        assert len(caplog.records) == 1
        assert first.code(Document(text=TEXT)) == Coder().code(Document(text=TEXT))
    finally:
        backends.learned_refiner.cache_clear()
