"""One change at a time to a claim, so that a test can ask whether it is noticed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable, Iterator

from quovadis.brief.dates import day, read_dates
from quovadis.brief.figures import figures, numbers
from quovadis.brief.likelihood import LIKELIHOODS
from quovadis.brief.quotes import own_words, quotes_in
from quovadis.records import Brief, Claim, ClaimKind, EventType, Modality

STRANGERS = ("Paraguay", "Mongolia")
_WORD = re.compile("|".join(sorted((w for w, _, _ in LIKELIHOODS), key=len, reverse=True)))


def remade(claim: Claim, text: str | None = None, **changes: object) -> Claim:
    """The claim as its writer would have made it with the change in it: a sound id, fresh numbers.

    Without this, every alteration would be noticed by the id alone.
    """
    if text is not None:
        changes |= {"text": text, "numbers": numbers(text)}
    return dataclasses.replace(claim, id="", **changes)  # type: ignore[arg-type]


def quote(claim: Claim) -> Iterator[Claim]:
    for i, e in enumerate(claim.evidence):
        for bad in (
            dataclasses.replace(e, quote=e.quote + " indeed"),
            dataclasses.replace(e, start=e.start + 1, end=e.end + 1, row_id="other"),
        ):
            yield remade(claim, evidence=(*claim.evidence[:i], bad, *claim.evidence[i + 1 :]))
    if claim.evidence:
        yield remade(claim, evidence=())
    for words in quotes_in(claim.text):
        yield remade(claim, claim.text.replace(words, words + " never"))


def actor_name(claim: Claim) -> Iterator[Claim]:
    """Another country in the place of each that the text names, and one more at its end."""
    named = r"\b(?:the United States|United States|Sudan|Egypt|China|Peru|Bolivia)\b"
    for match in re.finditer(named, claim.text):
        for stranger in STRANGERS:
            yield remade(claim, claim.text[: match.start()] + stranger + claim.text[match.end() :])
    yield remade(claim, claim.text.rstrip(".") + " with Paraguay.")


def actor_id(claim: Claim) -> Iterator[Claim]:
    for i in range(len(claim.actors)):
        yield remade(claim, actors=(*claim.actors[:i], "PRY", *claim.actors[i + 1 :]))
    yield remade(claim, actors=(*claim.actors, "PRY"))


def number(claim: Claim) -> Iterator[Claim]:
    for f in figures(claim.text):
        digits = re.search(r"\d[\d,.]*", f.text)
        assert digits is not None
        old = digits[0].rstrip(".,")
        at = len(f.before) + digits.start()
        for new in (old + "7", str(int(float(old.replace(",", ""))) + 1)):
            yield remade(claim, claim.text[:at] + new + claim.text[at + len(old) :])
    if claim.numbers:
        yield remade(claim, numbers=claim.numbers[1:])
    yield remade(claim, numbers=(*claim.numbers, "99"))


def date(claim: Claim) -> Iterator[Claim]:
    for m in read_dates(own_words(claim.text)):
        at = claim.text.find(m.text)
        for days in (1, 37, 800):
            moved = m.first + dt.timedelta(days=days)
            shorter = day(moved).split(" ", 3 - len(m.text.split()))[-1]
            if shorter != m.text:
                yield remade(claim, claim.text[:at] + shorter + claim.text[at + len(m.text) :])


def event_type(claim: Claim) -> Iterator[Claim]:
    for other in EventType:
        if other is not claim.event_type:
            yield remade(claim, event_type=other)
    if claim.event_type is not None:
        yield remade(claim, event_type=None)


def verb(claim: Claim) -> Iterator[Claim]:
    """Another deed told of the same event."""
    if claim.event_type is None or quotes_in(claim.text):
        return
    swaps = {"held talks with": "bombed", "visited": "abducted", "provided": "withheld"}
    for old, new in swaps.items():
        if old in claim.text:
            text = claim.text.replace(old, new).replace("economic aid", "all from")
            yield remade(claim, text)


def modality(claim: Claim) -> Iterator[Claim]:
    for other in Modality:
        if other is not claim.modality:
            yield remade(claim, modality=other)


def mood(claim: Claim) -> Iterator[Claim]:
    """A possibility or a denial made of what is told as done."""
    if claim.event_type is None or quotes_in(claim.text):
        return
    for old in ("held", "visited", "provided", "struck", "reached", "withdrew"):
        for new in (f"would have {old}", f"may have {old}", f"did not {old}", f"will {old}"):
            if f" {old} " in claim.text:
                yield remade(claim, claim.text.replace(f" {old} ", f" {new} ", 1))


def likelihood(claim: Claim) -> Iterator[Claim]:
    words = [w for w, _, _ in LIKELIHOODS]
    for match in _WORD.finditer(claim.text):
        for word in words:
            if word != match[0]:
                text = claim.text[: match.start()] + word + claim.text[match.end() :]
                yield remade(claim, text)
    if claim.kind is ClaimKind.FORECAST:
        yield remade(claim, re.sub(r" \((?:under |over )?\d+%[^)]*\)", "", claim.text))


def owner(claim: Claim) -> Iterator[Claim]:
    if claim.kind is ClaimKind.OPINION:
        yield remade(claim, says=None)
        yield remade(claim, says="the President of Paraguay")
        yield remade(claim, kind=ClaimKind.OBSERVED)


def reference(claim: Claim) -> Iterator[Claim]:
    yield remade(claim, refs=())
    yield remade(claim, refs=("event:00000000000000000000",))


def kept_id(claim: Claim) -> Iterator[Claim]:
    """An alteration by a hand that does not remake the id."""
    yield dataclasses.replace(claim, text=claim.text + " ")


ALTERATIONS: dict[str, Callable[[Claim], Iterator[Claim]]] = {
    f.__name__: f
    for f in (
        quote, actor_name, actor_id, number, date, event_type, verb, modality, mood, likelihood,
        owner, reference, kept_id,
    )
}  # fmt: skip


def claims_of(brief: Brief) -> list[tuple[str, Claim]]:
    """Every claim of a brief with the key of the section or lens in which it stands."""
    rows = [(s.key, c) for s in brief.sections for c in s.claims]
    return rows + [(lens.key, c) for lens in brief.lenses for c in lens.claims]


def with_claim(brief: Brief, key: str, old: Claim, new: Claim) -> Brief:
    """The brief with one claim replaced where it stands."""

    def swap(claims: tuple[Claim, ...]) -> tuple[Claim, ...]:
        return tuple(new if c is old else c for c in claims)

    return dataclasses.replace(
        brief,
        sections=tuple(
            dataclasses.replace(s, claims=swap(s.claims)) if s.key == key else s
            for s in brief.sections
        ),
        lenses=tuple(
            dataclasses.replace(x, claims=swap(x.claims)) if x.key == key else x
            for x in brief.lenses
        ),
    )
