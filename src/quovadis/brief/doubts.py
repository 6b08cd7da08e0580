"""What a brief must not hide: what its sources leave unsupported, and what it cannot see."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quovadis.brief.claims import claim, sentence_claim
from quovadis.brief.dates import day
from quovadis.brief.desk import TEXT, Desk
from quovadis.brief.dossier import CoverageSpan
from quovadis.brief.measures import counted
from quovadis.brief.prose import capital, money
from quovadis.brief.quotes import flat, quoted
from quovadis.brief.reading import group_quantities
from quovadis.records import (
    Claim,
    ClaimKind,
    LensReading,
    Modality,
    Section,
    Sentence,
    SentenceRole,
)

__all__ = ["limits", "unsupported", "verdicts_in"]

_VERDICT = re.compile(
    r"\b(?:significant|major|historic|unprecedented|crucial|key|pivotal?|landmark|dramatic"
    r"|broader|clearly|inevitabl[ey]|undoubtedly|game.changer|directly challeng\w+|pragmatic"
    r"|pragmatism|risky|decisive|remarkable|alarming|reckless|bold)\b",
    re.IGNORECASE,
)
_DETERMINER = re.compile(r"\b(?:an?|the|its|their|his|her)\s+(?:[\w-]+\s+){0,2}$", re.I)
_RIGHT = re.compile(r"[,;:.!?]|\s[—–]\s?|\s(?:that|which|who|while|aiming|whom|as)\b")
_MOST, _MOST_WORDS = 7, 12
_NO_EFFECT = (
    "The differences that go with the trigger are those of past cases of its kind, matched to "
    "quiet dyads; no effect is shown."
)
_VAGUE = frozenset({"estimated", "an estimated", "some"})


def unsupported(desk: Desk, told: Sequence[Claim] = ()) -> Section:
    """What the sources assert without saying how they know: figures, verdicts, opinions.

    Args:
        desk: The dossier.
        told: Claims of the lenses: an opinion that one of them quotes is not quoted again.
    """
    claims = [*_figures(desk), *_verdicts(desk), *_opinions(desk, told)]
    return Section(
        key="unsupported",
        title="Unsupported statements of the source",
        claims=tuple(claims),
        empty=None if claims else "No figure, verdict or opinion without a source was found.",
    )


def verdicts_in(text: str) -> list[str]:
    """Return the phrases of a sentence that pass a verdict, verbatim.

    Examples:
        >>> verdicts_in("They met, marking a significant shift in its policy, he said.")
        ['a significant shift in its policy']
    """
    sentence, found, end = flat(text), [], 0
    for match in _VERDICT.finditer(sentence):
        if match.start() < end:
            continue
        before = _DETERMINER.search(sentence, max(end, match.start() - 40), match.start())
        start = before.start() if before else match.start()
        stop = _RIGHT.search(sentence, match.end())
        phrase = sentence[start : stop.start() if stop else len(sentence)]
        phrase = " ".join(phrase.split(" ")[:_MOST_WORDS])
        end = start + len(phrase)
        if len(phrase.split()) > 1:
            found.append(phrase)
    return found


def limits(desk: Desk, lenses: Sequence[LensReading]) -> Section:
    """What the brief cannot see."""
    d = desk.dossier
    history = len(d.documents) - len(d.primary)
    handed = f"{counted(len(d.primary), 'article')} handed over"
    lines = [(f"The dossier holds {handed} and {counted(history, 'earlier document')}.", "dossier")]
    if len({x.publisher for x in d.documents if x.publisher}) == 1 and len(d.documents) > 1:
        lines.append(("All documents come from 1 publisher.", "dossier"))
    lines += [(_covers(span), f"coverage:{span.dataset}") for span in d.coverage]
    if desk.only_texts():
        lines.append(("No event dataset is loaded: there are no rates to count.", "dossier"))
        lines.append(
            ("The texts were picked: a rise in their count is no proof of more events.", "dossier")
        )
    if all(f.given is None for x in lenses for f in x.forecasts):
        lines.append(("No forecast here is conditional on the trigger.", "dossier"))
    else:
        lines.append((_NO_EFFECT, "dossier"))
    if d.unresolved:
        left = counted(len(d.unresolved), "statement")
        lines.append((f"The coder left {left} of the article unresolved.", "dossier"))
    lines += [(text, f"limit:{i}") for i, text in enumerate(d.limits)]
    claims = tuple(
        claim(capital(text), ClaimKind.INFERRED, Modality.ACTUAL, refs=(ref,))
        for text, ref in lines
    )
    return Section(key="limits", title="Limits", claims=claims)


def _covers(span: CoverageSpan) -> str:
    days = f"{day(span.first)} to {day(span.last)} with {span.n_events:,} events"
    if span.dataset == TEXT:
        return f"The coded texts cover {days}; what no text reports is not in them."
    return f"The dataset {span.dataset} covers {days}; what happened later is not in it."


def _figures(desk: Desk) -> list[Claim]:
    out = []
    for group in group_quantities(desk):
        bare = [q for q in group if q.says is None]
        if not bare:
            continue
        amount = money(bare[0].amount, bare[0].unit)
        bounds = {None if q.qualifier in _VAGUE else q.qualifier for q in bare}
        bound = next((b for b in bounds if b), None)
        text = f"The figure of {bound + ' ' if bound else ''}{amount} has no source in the article"
        if bound and None in bounds:
            text += f", which elsewhere gives it as {amount} without “{bound}”"
        out.append(
            claim(
                f"{text}.",
                ClaimKind.OBSERVED,
                Modality.ACTUAL,
                evidence=tuple(dict.fromkeys(q.evidence for q in bare)),
                refs=tuple(q.id for q in bare),
            )
        )
    return out


def _verdicts(desk: Desk) -> list[Claim]:
    out: list[Claim] = []
    for s in desk.dossier.sentences:
        hypothetical = s.modality is Modality.HYPOTHETICAL
        if hypothetical or not desk.is_primary(s.evidence) or s.says not in (None, "the author"):
            continue
        for phrase in verdicts_in(s.evidence.quote):
            words = quoted(phrase)
            out += [_verdict(words, s)] if words else []
    return out[:_MOST]


def _opinions(desk: Desk, told: Sequence[Claim]) -> list[Claim]:
    """Opinions of the article that no lens asks about."""
    quoted_already = {e for c in told for e in c.evidence}
    return [
        made
        for s in desk.dossier.sentences
        if s.role is SentenceRole.OPINION
        and desk.is_primary(s.evidence)
        and s.evidence not in quoted_already
        and not verdicts_in(s.evidence.quote)
        and (made := sentence_claim(s, desk)) is not None
    ][:_MOST]


def _verdict(words: str, sentence: Sentence) -> Claim:
    return claim(
        f"The author gives no support for {words}.",
        ClaimKind.OPINION,
        sentence.modality,
        evidence=(sentence.evidence,),
        refs=(sentence.id,),
        actors=sentence.actors,
        says="the author",
    )
