"""What is set for a day to come: hearings, votes, summits, visits, deadlines, talks, elections.

A date that is neither past nor vague (day, week or month), tied to an occasion: "a hearing
scheduled for 17 April", "will meet on Monday", "the notice expires on 11 December".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from quovadis.coding import dates
from quovadis.coding.clauses import (
    Named,
    ancestors,
    auxiliaries,
    descendants,
    phrase_text,
    preposition_objects,
    subject,
)
from quovadis.coding.dates import DateExpression
from quovadis.coding.mood import is_supposed
from quovadis.coding.status_frames import sightings
from quovadis.records import Actor, Precision, Scheduled, StatusKind

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.mentions import MentionSpan
    from quovadis.coding.parse import Parsed, SentenceSpan
    from quovadis.ontology import Ontology

__all__ = ["find"]

_FINE = (Precision.DAY, Precision.WEEK, Precision.MONTH)
_SET = frozenset(
    {"schedule", "set", "slate", "due", "plan", "expect", "postpone", "adjourn", "fix"}
)


@cache
def _occasions() -> tuple[dict[str, str], dict[str, str]]:
    """Nouns that are occasions, and verbs that imply one, each with what to call it."""
    nouns: dict[str, str] = {}
    verbs: dict[str, str] = {}
    text = files("quovadis.coding").joinpath("data/occasions.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith(("#", "part\t")):
            continue
        part, lemmas, what = line.split("\t")
        (nouns if part == "noun" else verbs).update(dict.fromkeys(lemmas.split(), what))
    return nouns, verbs


def find(
    parsed: Parsed,
    mentions: Sequence[MentionSpan],
    ontology: Ontology,  # noqa: ARG001  (one signature for all finders of facts)
    published: dt.datetime | None = None,
) -> list[Scheduled]:
    """Return what a document says is set for its day of publication or later, in order.

    Without a day of publication nothing can be told to be to come, and nothing is returned.

    Args:
        parsed: The document.
        mentions: Its mentions of actors.
        ontology: Unused; every finder takes it.
        published: Overrides the document's own moment of publication.
    """
    when = published or parsed.document.published
    if when is None:
        return []
    named = Named(parsed, tuple(mentions))
    out: list[Scheduled] = []
    seen: set[tuple[dt.date, str]] = set()
    for expression in dates.find_in(parsed, when):
        item = _scheduled(parsed, named, expression, when)
        if item is not None and (item.date, item.what.split()[-1]) not in seen:
            seen.add((item.date, item.what.split()[-1]))
            out.append(item)
    return out


def _scheduled(
    parsed: Parsed, named: Named, expression: DateExpression, when: dt.datetime
) -> Scheduled | None:
    sentence = parsed.sentence_at(expression.start)
    if sentence is None or sentence.cut or expression.date is None:
        return None
    if expression.precision not in _FINE or expression.relation not in ("on", "by", "until"):
        return None
    last = expression.date_to or expression.date
    if last < when.date():
        return None
    anchor = next(
        (t for t in parsed.tokens(sentence) if t.idx + len(t.text) > expression.start), None
    )
    if anchor is None:
        return None
    occasion = _occasion(parsed, anchor, expression)
    if occasion is None or is_supposed(occasion[0]):
        return None
    token, what = occasion
    if not _ahead(token) and (expression.date <= when.date() or _over(token)):
        return None  # "this week they met" reaches past the day, but tells of what was
    change, kind = _would_change(parsed, named, sentence, token)
    return Scheduled(
        date=expression.date,
        precision=expression.precision,
        what=what,
        who=_who(parsed, named, sentence, token),
        known_at=when,
        evidence=parsed.sentence_evidence(sentence),
        would_change=change,
        status_kind=kind,
    )


def _occasion(
    parsed: Parsed, anchor: Token, expression: DateExpression
) -> tuple[Token, str] | None:
    """The noun or verb that the date is set for, and what to call it."""
    nouns, verbs = _occasions()
    for head in (anchor, *ancestors(anchor)):
        lemma = head.lemma_.lower()
        if head.idx >= expression.start and head.idx < expression.end:
            continue
        if head.pos_ in ("NOUN", "PROPN") and lemma in nouns:
            return head, _called(parsed, head)
        if head.pos_ not in ("VERB", "AUX"):
            continue
        for child in head.children:  # "a hearing will be held", "hold talks", "the notice expires"
            noun = child.lemma_.lower()
            if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and noun in nouns:
                return child, _called(parsed, child)
        if lemma in verbs and (_ahead(head) or auxiliaries(head)):
            thing = [c for c in head.children if c.dep_ == "dobj"]
            words = verbs[lemma]
            if thing and lemma in ("hear", "consider", "examine"):
                words = f"{words} on the {phrase_text(parsed, thing[0], complements=False)}"
            return head, words
    return None


def _called(parsed: Parsed, noun: Token) -> str:
    words = phrase_text(parsed, noun, complements=False)
    return words if len(words) <= 60 else noun.text


def _over(token: Token) -> bool:
    """Tell whether the sentence tells of the occasion as past, or as called off."""
    for head in (token, *ancestors(token)):
        if head.pos_ in ("VERB", "AUX"):
            if head.lemma_.lower() in ("cancel", "scrap", "attend", "begin", "call"):
                return True
            return head.tag_ == "VBD" or bool(auxiliaries(head) & {"has", "have", "had", "did"})
    return False


_AHEAD = frozenset({"will", "shall", "wo", "'ll", "would"})


def _ahead(token: Token) -> bool:
    """Tell whether an occasion lies ahead in the text's own words."""
    for head in (token, *list(ancestors(token))[:3], *list(descendants(token, limit=12))):
        if (
            auxiliaries(head) & _AHEAD
            or head.lemma_.lower() in _SET
            or head.lower_
            in (
                "next",
                "upcoming",
                "coming",
                "expires",
                "ends",
                "due",
                "deadline",
            )
        ):
            return True
        if "to" in auxiliaries(head) and head.head.lower_ in ("is", "are", "due", "set"):
            return True
    return False


def _who(parsed: Parsed, named: Named, sentence: SentenceSpan, token: Token) -> Actor | None:
    """Who holds it: the subject of its verb, its possessor, or the court named before it."""
    if token.pos_ in ("VERB", "AUX"):
        actor = named.actor(subject(token))
        if actor is not None:
            return actor
    else:
        actor = named.actor(token)
        if actor is not None:
            return actor
    for head in list(ancestors(token))[:4]:
        if head.pos_ in ("VERB", "AUX"):
            who = subject(head)
            actor = named.actor(who) if who is not None and who.i != token.i else None
            if actor is not None:
                return actor
            for by in preposition_objects(head, "by"):
                if named.actor(by) is not None:
                    return named.actor(by)
    return _court_before(parsed, named, sentence) if _is_hearing(token) else None


def _is_hearing(token: Token) -> bool:
    return token.lemma_.lower() in ("hearing", "hear", "session", "trial", "ruling", "verdict")


def _court_before(parsed: Parsed, named: Named, sentence: SentenceSpan) -> Actor | None:
    """The court last named in this sentence or the two before it; a hearing needs one."""
    courts = [
        m.actor
        for n in range(max(0, sentence.index - 2), sentence.index + 1)
        for m in named.within(parsed.sentences[n])
        if m.actor is not None and m.actor.sector == "JUD" and "court" in m.actor.name.lower()
    ]
    return courts[-1] if courts else None


def _would_change(
    parsed: Parsed, named: Named, sentence: SentenceSpan, token: Token
) -> tuple[str | None, StatusKind | None]:
    """What it would change: the pending change that stands in its sentence, or for a hearing in
    the two sentences before.
    """
    back = 2 if _is_hearing(token) else 0
    for n in range(sentence.index, max(-1, sentence.index - 1 - back), -1):
        there = parsed.sentences[n]
        for t in parsed.tokens(there):
            if t.i == token.i:
                continue
            for sighting in sightings(named, t):
                if sighting.change is None or sighting.kind is StatusKind.HOSTING:
                    continue
                act = sighting.act
                plain = act.tag_ == "VB" or "to" in auxiliaries(act)
                if plain and not is_supposed(act):
                    end = max(act.i + 1, min(_phrase_end(act), there.token_end))
                    return parsed.words(act.i, end), sighting.kind
    return None, None


def _phrase_end(act: Token) -> int:
    """One past the last token of the act and its object."""
    things = [c for c in act.children if c.dep_ in ("dobj", "prep", "prt") and c.i > act.i]
    last = max((c.right_edge.i for c in things), default=act.i)
    return min(last + 1, act.i + 14)
