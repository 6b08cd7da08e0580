"""What each sentence does in its article: report, background, driver, constraint, conditional,
opinion.

Cues with weights (`data/role_cues.tsv`) vote; a sentence with a condition is conditional whatever
else it says; without a strong cue it is a report. The learned backend, which needs no cue, weighs
them anew. An evaluation that nobody is named for belongs to "the author".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from quovadis.coding import dates
from quovadis.coding.attribution import sentence_speaker
from quovadis.coding.clauses import Named
from quovadis.coding.contexts import contexts_of
from quovadis.records import Conditional, Modality, Precision, Sentence, SentenceRole

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.mentions import MentionSpan
    from quovadis.coding.parse import Parsed, SentenceSpan
    from quovadis.ontology import Ontology

__all__ = ["assign"]

_R = SentenceRole
_THRESHOLD = 1.5
"""Votes that a role needs to unseat "report"."""
_PAST_THRESHOLD = 2.5
"""The same where the main verb tells of something past."""
# Of roles with equal votes, the one that says more about why and why not.
_ORDER = (_R.CONSTRAINT, _R.DRIVER, _R.OPINION, _R.BACKGROUND)
_SURE = 3.0
"""Votes with which a role stands whatever a dearer backend thinks."""
_CUES = 0.7
"""Share that a dearer backend must see more in another role to go against cues."""
_OLD = 3 * 365  # days before publication from which a dated event is background
_ABOUT_WORDS = 20
_AUTHOR = "the author"


class _Cue(NamedTuple):
    role: SentenceRole
    weight: float
    matter: str
    pattern: re.Pattern[str]


class _Hit(NamedTuple):
    cue: _Cue
    start: int
    end: int


class _Voted(NamedTuple):
    role: SentenceRole
    sure: bool  # a strong cue, a heading or a condition says so: the sentence alone can't gainsay
    hits: dict[SentenceRole, _Hit]


@cache
def _cues(*, heading: bool = False) -> tuple[_Cue, ...]:
    out = []
    text = files("quovadis.coding").joinpath("data/role_cues.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(("#", "role\t")):
            continue
        role, weight, matter, pattern = line.split("\t")
        if role.startswith("heading-") is not heading:
            continue
        role = role.removeprefix("heading-")
        edged = pattern if pattern.startswith(("^", r"\b")) else rf"\b(?:{pattern})"
        if edged[-1].isalpha() or edged.endswith(")"):
            edged += r"\b"
        out.append(_Cue(SentenceRole(role), float(weight), matter, re.compile(edged)))
    return tuple(out)


def assign(
    parsed: Parsed,
    mentions: Sequence[MentionSpan],
    ontology: Ontology,  # noqa: ARG001  (one signature for all finders of facts)
    published: dt.datetime | None = None,
    *,
    conditionals: Sequence[Conditional] = (),
    weighed: Mapping[int, Mapping[SentenceRole, float]] | None = None,
) -> list[Sentence]:
    """Return a record for each sentence of a document but its headings, in order.

    Args:
        parsed: The document.
        mentions: Its mentions of actors.
        ontology: Unused; every finder takes it.
        published: Overrides the document's own moment of publication.
        conditionals: `conditionals.find(…)` of the document.
        weighed: By the index of a sentence, how likely a dearer backend holds each role.
    """
    when = published or parsed.document.published
    known_at = parsed.known_at(published)
    supposing = {c.evidence.start: c for c in conditionals}
    named = Named(parsed, tuple(mentions))
    out: list[Sentence] = []
    for sentence in parsed.sentences:
        if sentence.is_heading:
            continue
        conditional = supposing.get(sentence.start)
        voted = _role(parsed, sentence, when, conditional=conditional is not None)
        role = _weigh(voted, (weighed or {}).get(sentence.index))
        here = named.within(sentence)
        out.append(
            Sentence(
                index=sentence.index,
                role=role,
                known_at=known_at,
                evidence=parsed.sentence_evidence(sentence),
                modality=_modality(parsed, sentence, role),
                heading=sentence.heading,
                actors=tuple(dict.fromkeys(m.actor.id for m in here if m.actor is not None)),
                contexts=contexts_of(parsed.text(sentence.start, sentence.end)),
                says=_says(parsed, sentence, role, conditional),
                about=_about(parsed, sentence, voted.hits.get(role)),
            )
        )
    return out


def _heading_votes(
    heading: str | None, votes: dict[SentenceRole, float]
) -> dict[SentenceRole, float]:
    """Return what the heading above a sentence says of its role.

    A heading that names one role ("What drives it") settles it for a plain report; one that names
    two ("Opportunities and risks") only leans. An evaluation stays one under any heading.
    """
    above = (heading or "").lower()
    found = {c.role: c.weight for c in _cues(heading=True) if above and c.pattern.search(above)}
    if len(found) == 1 and votes.get(_R.OPINION, 0.0) < _THRESHOLD:
        return dict.fromkeys(found, _PAST_THRESHOLD)
    return found


_MUST = re.compile(r"\b(?<!it )must\b")
_MUST_WEIGHT = 2.0
"""What the word alone says for an opinion (`role_cues.tsv`)."""


def _is_hurdle(heading: str | None, plain: str) -> bool:
    """Tell whether "must" names a hurdle, not a duty: it stands under "Constraints"."""
    above = (heading or "").lower()
    found = {c.role for c in _cues(heading=True) if above and c.pattern.search(above)}
    return found == {_R.CONSTRAINT} and _MUST.search(plain) is not None


def _role(
    parsed: Parsed, sentence: SentenceSpan, when: dt.datetime | None, *, conditional: bool
) -> _Voted:
    """Return the role by cues, by the heading, and by what is dated."""
    plain = _lower(parsed.tokens(sentence).text)
    votes, hits = _cue_votes(plain)
    if conditional:
        return _Voted(_R.CONDITIONAL, True, hits)
    if _is_hurdle(sentence.heading, plain):
        votes[_R.OPINION] = votes.get(_R.OPINION, 0.0) - _MUST_WEIGHT
    named = _heading_votes(sentence.heading, votes)
    for role, weight in named.items():
        votes[role] = votes.get(role, 0.0) + weight
    past = _grammar_votes(parsed, sentence, votes)
    if when is not None:
        dated = _dated(parsed, sentence, when)
        if _is_old(dated, when.date()):
            votes[_R.BACKGROUND] = votes.get(_R.BACKGROUND, 0.0) + 2.0
        if past and _is_news(dated, when.date()):
            votes[_R.BACKGROUND] = votes.get(_R.BACKGROUND, 0.0) - 3.0
    role = _winner(votes, past)
    sure = votes.get(role, 0.0) >= _SURE or role in named
    return _Voted(role, sure and role is not _R.REPORT, hits)


def _cue_votes(plain: str) -> tuple[dict[SentenceRole, float], dict[SentenceRole, _Hit]]:
    """Return the votes of the cues in a sentence, and the best of those that have a matter."""
    votes: dict[SentenceRole, float] = {}
    best: dict[SentenceRole, _Hit] = {}
    for cue in _cues():
        match = cue.pattern.search(plain)
        if match is None or (cue.role is _R.DRIVER and _DENIED.search(plain[: match.start()])):
            continue
        votes[cue.role] = votes.get(cue.role, 0.0) + cue.weight
        held = best.get(cue.role)
        if cue.matter != "none" and (held is None or cue.weight > held.cue.weight):
            best[cue.role] = _Hit(cue, match.start(), match.end())
    return votes, best


def _winner(votes: dict[SentenceRole, float], past: bool) -> SentenceRole:
    """Return the role with the most votes, if they are enough, else "report"."""
    report = votes.pop(_R.REPORT, 0.0)
    # "The army violated the truce" tells what happened; it takes more to make it a constraint.
    floor = max(_THRESHOLD, report, _PAST_THRESHOLD if past else 0.0)
    if votes.get(_R.BACKGROUND, 0.0) >= max([_THRESHOLD, *votes.values()]):
        return _R.BACKGROUND
    role = max(_ORDER, key=lambda r: (votes.get(r, 0.0), -_ORDER.index(r)))
    return role if votes.get(role, 0.0) >= floor else _R.REPORT


def _weigh(voted: _Voted, shares: Mapping[SentenceRole, float] | None) -> SentenceRole:
    """Return the likeliest role; where cues speak for one, they count for `_CUES`."""
    if not shares or voted.sure:
        return voted.role
    held = dict(shares)
    if voted.role is not _R.REPORT:
        held[voted.role] = held.get(voted.role, 0.0) + _CUES
    return max(held, key=lambda r: (held[r], r is voted.role))


def _lower(text: str) -> str:
    """Lower case without a change of length, so that offsets stand ("İ" has two)."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _grammar_votes(
    parsed: Parsed, sentence: SentenceSpan, votes: dict[SentenceRole, float]
) -> bool:
    """Add what the main verb's auxiliaries say; return whether it tells of something past."""
    root = None if sentence.cut else _root(parsed, sentence)
    if root is None:
        return False
    own = {c.lower_ for c in root.children if c.dep_ in ("aux", "auxpass")}
    if own & {"could", "may", "might"}:
        votes[_R.OPINION] = votes.get(_R.OPINION, 0.0) + 1.5
    if "would" in own:
        votes[_R.OPINION] = votes.get(_R.OPINION, 0.0) + 1.0
    if "had" in own:
        votes[_R.BACKGROUND] = votes.get(_R.BACKGROUND, 0.0) + 1.5
    return root.tag_ == "VBD" or bool(own & {"has", "have", "was", "were", "did"})


def _dated(parsed: Parsed, sentence: SentenceSpan, when: dt.datetime) -> list[dates.DateExpression]:
    return [e for e in dates.find(parsed.tokens(sentence).text, when) if e.date is not None]


def _is_old(dated: Sequence[dates.DateExpression], today: dt.date) -> bool:
    """Tell whether all that a sentence dates lies years back and is over."""
    if not dated or any(e.relation == "since" for e in dated):
        return False
    latest = max(e.date_to or e.date or dt.date.min for e in dated)
    return (today - latest).days > _OLD


def _is_news(dated: Sequence[dates.DateExpression], today: dt.date) -> bool:
    """Tell whether a sentence is dated within a week of the report, and so no history."""
    days = [e.date for e in dated if e.date is not None and e.precision is Precision.DAY]
    return any(0 <= (today - d).days <= 7 for d in days)


def _modality(parsed: Parsed, sentence: SentenceSpan, role: SentenceRole) -> Modality:
    if role is _R.CONDITIONAL:
        return Modality.HYPOTHETICAL
    if role is _R.BACKGROUND:
        return Modality.BACKGROUND
    if sentence.cut:
        return Modality.ACTUAL
    root = _root(parsed, sentence)
    if root is None:
        return Modality.ACTUAL
    own = {c.lower_ for c in root.children if c.dep_ in ("aux", "auxpass")}
    if own & {"could", "may", "might", "would"}:
        return Modality.HYPOTHETICAL
    if own & {"will", "shall"}:
        return Modality.PLANNED
    return Modality.ACTUAL


def _root(parsed: Parsed, sentence: SentenceSpan) -> Token | None:
    return next((t for t in parsed.tokens(sentence) if t.dep_ == "ROOT"), None)


_UNNAMED = re.compile(r"^(?:one |an? |the |some |many |most )?(?:author|writer)s?$", re.IGNORECASE)


def _says(
    parsed: Parsed, sentence: SentenceSpan, role: SentenceRole, conditional: Conditional | None
) -> str | None:
    if conditional is not None:
        return conditional.says
    speaker = sentence_speaker(parsed, sentence)
    if speaker is None:
        return _AUTHOR if role is _R.OPINION else None
    return _AUTHOR if _UNNAMED.match(speaker) else speaker


_DENIED = re.compile(r"\b(?:no|not|never|without|n't|denie[sd]|deny)(?: \S+){0,5} $")
_STOP = re.compile(
    r"(?<![A-Z])\.(?=\s|$)|[;:!?]|\s[—–]\s|"
    r",\s(?:but|while|which|who|whom|whose|aiming|(?:and\s)?(?:it|they|he|she|this))\b"
)


def _about(parsed: Parsed, sentence: SentenceSpan, hit: _Hit | None) -> str | None:
    """In a few words of the text, what drives or stands against."""
    if hit is None or hit.cue.role not in (_R.DRIVER, _R.CONSTRAINT):
        return None
    after = (
        None
        if hit.cue.matter == "subject"
        else _words(parsed, sentence.start + hit.end, sentence.end)
    )
    return after or _before(parsed, sentence, sentence.start + hit.start)


def _words(parsed: Parsed, start: int, end: int) -> str | None:
    """The words from an offset to the end of their phrase, at most `_ABOUT_WORDS`."""
    text = parsed.text(start, end)
    stop = _STOP.search(text)
    words = (text[: stop.start()] if stop else text).split()[:_ABOUT_WORDS]
    return _span_of(text, words) or None


def _span_of(text: str, words: Sequence[str]) -> str:
    """The words as they stand in the text, with its own blanks."""
    at = 0
    for word in words:
        at = text.index(word, at) + len(word)
    return text[:at].strip(" ,;:—–-\n\t")


def _before(parsed: Parsed, sentence: SentenceSpan, offset: int) -> str | None:
    """The subject of the verb at an offset; with its predicate when it is a name alone."""
    subject = None if sentence.cut else _subject(parsed, sentence, offset)
    if subject is None:
        # What stands between the last comma and the cue is the best guess at its subject.
        text = parsed.text(sentence.start, offset)
        start = max(text.rfind(mark) for mark in ",;:") + 1
        words = text[start:].split()
        if len(words) <= 3:  # a name says too little alone
            return _words(parsed, sentence.start + start, sentence.end)
        return _span_of(text[start:], words) or None if len(words) <= _ABOUT_WORDS else None
    first, end = subject.left_edge.i, subject.right_edge.i + 1
    if parsed.doc[first].lower_ in ("the", "a", "an") and first < subject.i:
        first += 1
    if end - first <= 3 or subject.pos_ in ("PROPN", "PRON"):
        return _words(parsed, parsed.doc[first].idx, sentence.end)
    return parsed.words(first, min(end, first + _ABOUT_WORDS + 6)).rstrip(" ,;:")


def _subject(parsed: Parsed, sentence: SentenceSpan, offset: int) -> Token | None:
    verb = next((t for t in parsed.tokens(sentence) if t.idx + len(t.text) > offset), None)
    for _ in range(6):
        if verb is None:
            return None
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubjpass", "csubj") and child.tag_ not in ("WDT", "WP"):
                return child
        if verb.head.i == verb.i or verb.dep_ in ("advcl", "relcl"):
            return None
        verb = verb.head
    return None
