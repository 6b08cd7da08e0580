"""No claim without evidence: on real briefs, altering any part of any claim is noticed."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from quovadis.brief import Dossier, compose, problems
from quovadis.ontology import load_ontology
from quovadis.pipeline.evidence import gather
from quovadis.pipeline.intake import take_in
from quovadis.pipeline.question import ask
from quovadis.records import Brief, Claim, Evidence, Modality
from quovadis.store import Store

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "russia-taliban"
DAY = date(2025, 4, 9)
NOW = datetime(2026, 11, 24, tzinfo=UTC)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> tuple[Brief, Dossier]:
    store = Store(tmp_path_factory.mktemp("claims") / "store")
    ontology = load_ontology()
    take_in([EXAMPLE / "notes"], store, now=NOW)
    intake = take_in([EXAMPLE / "article.md"], store, now=NOW)
    question = ask(intake.documents, intake.coded, ontology, DAY)
    dossier = gather(question, intake, store, ontology, as_of=DAY)
    return compose(dossier, ontology), dossier


def claims_of(brief: Brief) -> Iterator[tuple[str, int, Claim]]:
    for section in brief.sections:
        for n, claim in enumerate(section.claims):
            yield section.key, n, claim
    for lens in brief.lenses:
        for n, claim in enumerate(lens.claims):
            yield lens.key, n, claim


def with_claim(brief: Brief, key: str, n: int, claim: Claim) -> Brief:
    def swap(holder):  # type: ignore[no-untyped-def]
        if holder.key != key:
            return holder
        claims = (*holder.claims[:n], claim, *holder.claims[n + 1 :])
        return dataclasses.replace(holder, claims=claims)

    return dataclasses.replace(
        brief, sections=tuple(map(swap, brief.sections)), lenses=tuple(map(swap, brief.lenses))
    )


def other_quote(claim: Claim) -> Claim | None:
    spans = [e for e in claim.evidence if e.document_id]
    if not spans:
        return None
    forged = dataclasses.replace(spans[0], quote=spans[0].quote + " indeed")
    rest = tuple(e for e in claim.evidence if e is not spans[0])
    return dataclasses.replace(claim, evidence=(forged, *rest), id="")


def other_place(claim: Claim) -> Claim | None:
    spans = [e for e in claim.evidence if e.document_id]
    if not spans:
        return None
    moved = dataclasses.replace(spans[0], document_id="0" * 64)
    rest = tuple(e for e in claim.evidence if e is not spans[0])
    return dataclasses.replace(claim, evidence=(moved, *rest), id="")


def other_actor(claim: Claim) -> Claim | None:
    for name, forged in (("Russia", "Brazil"), ("Taliban", "Hezbollah"), ("Kazakhstan", "Chile")):
        if name in claim.text:
            return dataclasses.replace(claim, text=claim.text.replace(name, forged), id="")
    return None


def other_actor_id(claim: Claim) -> Claim | None:
    if not claim.actors:
        return None
    return dataclasses.replace(claim, actors=("BRA", *claim.actors[1:]), id="")


def other_number(claim: Claim) -> Claim | None:
    for n, char in enumerate(claim.text):
        if char in "12345678":
            text = claim.text[:n] + str(int(char) + 1) + claim.text[n + 1 :]
            return dataclasses.replace(claim, text=text, id="")
    return None


def other_modality(claim: Claim) -> Claim | None:
    flipped = Modality.ACTUAL if claim.modality is not Modality.ACTUAL else Modality.HYPOTHETICAL
    return dataclasses.replace(claim, modality=flipped, id="")


def tampered(claim: Claim) -> Claim | None:
    return dataclasses.replace(claim, text=claim.text + " Really.")


def no_ground(claim: Claim) -> Claim | None:
    return dataclasses.replace(claim, evidence=(), refs=(), id="")


def row_of_nothing(claim: Claim) -> Claim | None:
    forged = Evidence(dataset="designations", row_id="RUS:NOBODY:listed:2001-01-01", quote="x")
    return dataclasses.replace(claim, evidence=(forged,), id="")


ALTERATIONS: list[Callable[[Claim], Claim | None]] = [
    other_quote,
    other_place,
    other_actor,
    other_actor_id,
    other_number,
    other_modality,
    tampered,
    no_ground,
    row_of_nothing,
]


def test_the_brief_as_written_holds(case: tuple[Brief, Dossier]) -> None:
    brief, dossier = case
    assert problems(brief, dossier, load_ontology()) == []
    assert sum(1 for _ in claims_of(brief)) > 30


@pytest.mark.parametrize("alter", ALTERATIONS, ids=lambda f: f.__name__)
def test_any_altered_claim_is_rejected(
    case: tuple[Brief, Dossier], alter: Callable[[Claim], Claim | None]
) -> None:
    brief, dossier = case
    ontology = load_ontology()
    altered = 0
    for key, n, claim in claims_of(brief):
        forged = alter(claim)
        if forged is None or forged == claim:
            continue
        altered += 1
        found = problems(with_claim(brief, key, n, forged), dossier, ontology)
        assert found, f"{alter.__name__} went unnoticed in {key}: {claim.text}"
    assert altered > 5
