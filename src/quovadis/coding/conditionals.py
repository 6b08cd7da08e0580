"""Sentences that tie a consequence to a condition.

"If …, …", "… unless …", "once …", "should X …", "in the event of …", a gerund or a noun of change
as the subject of "could" ("Removing X from the list could strain …"), and the sentence that goes
on with "It could also …".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from quovadis.coding.attribution import sentence_speaker
from quovadis.coding.clauses import Named, ancestors, auxiliaries, is_negated
from quovadis.coding.mood import is_bare_gerund
from quovadis.coding.triggers import build_trigger, main_trigger
from quovadis.records import Conditional, Event, Evidence, Status, Trigger

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.mentions import MentionSpan
    from quovadis.coding.parse import Parsed, SentenceSpan
    from quovadis.ontology import Ontology

__all__ = ["find", "main_trigger"]

_MODAL = frozenset({"could", "would", "may", "might", "will", "can", "should"})
_OPENERS = frozenset({"if", "unless", "once", "provided", "assuming"})
_AUTHOR = "the author"


class _Condition(NamedTuple):
    head: Token
    start: int
    end: int
    negated: bool
    consequent: tuple[int, int]


def find(
    parsed: Parsed,
    mentions: Sequence[MentionSpan],
    ontology: Ontology,
    published: dt.datetime | None = None,
    *,
    statuses: Sequence[Status] = (),
    events: Sequence[Event] = (),
) -> list[Conditional]:
    """Return the conditional sentences of a document, in order.

    Args:
        parsed: The document.
        mentions: Its mentions of actors.
        ontology: For the countries that agents act for.
        published: Overrides the document's own moment of publication (it becomes `known_at`).
        statuses: `statuses.find(…)`: completes "if the ban is lifted".
        events: Events of the document: give a condition that is no status its type and actors.
    """
    known_at = parsed.known_at(published)
    named = Named(parsed, tuple(mentions))
    out: list[Conditional] = []
    last: tuple[int, Trigger] | None = None
    for sentence in parsed.sentences:
        if sentence.cut or sentence.is_heading:
            continue
        condition = _condition(parsed, sentence)
        if condition is not None:
            trigger = build_trigger(
                named,
                ontology,
                condition.head,
                (condition.start, condition.end),
                negated=condition.negated,
                statuses=statuses,
                events=events,
            )
            span = condition.consequent
        else:
            goes_on = _continues(parsed, sentence)
            if goes_on is None or last is None or sentence.index - last[0] > 1:
                continue
            trigger, span = last[1], goes_on
        consequent = _span(parsed, *span)
        if not consequent.quote:
            continue
        last = (sentence.index, trigger)
        out.append(
            Conditional(
                trigger=trigger,
                consequent=consequent,
                known_at=known_at,
                evidence=parsed.sentence_evidence(sentence),
                says=sentence_speaker(parsed, sentence) or _AUTHOR,
                toward=_toward(parsed, *span),
            )
        )
    return out


def _condition(parsed: Parsed, sentence: SentenceSpan) -> _Condition | None:
    """Find the condition of a sentence and where its consequence stands."""
    tokens = parsed.tokens(sentence)
    end = sentence.token_end
    for token in tokens:
        lower = token.lower_
        if lower in _OPENERS and token.dep_ in ("mark", "advmod", "prep"):
            head = token.head
            if head.dep_ == "advcl" and not _unlike(parsed, token):
                return _clause(parsed, sentence, head, token.i + 1, negated=lower == "unless")
        if lower in ("should", "were") and token.i == sentence.token_start:
            head = token.head if token.head.i != token.i else token
            if head.dep_ in ("advcl", "ccomp") and parsed.doc[end - 1].text != "?":
                return _clause(parsed, sentence, head, token.i + 1, negated=False)
        if lower in ("event", "case") and token.head.lower_ == "in":
            of = next((c for c in token.children if c.lower_ in ("of", "that")), None)
            thing = (
                next((c for c in of.children if c.dep_ in ("pobj", "pcomp")), None) if of else None
            )
            if thing is not None:
                first, last = thing.left_edge.i, thing.right_edge.i + 1
                return _Condition(
                    thing, first, last, False, _rest(parsed, sentence, token.head.i, last)
                )
        if token.dep_ in ("csubj", "nsubj") and auxiliaries(token.head) & _MODAL:
            gerund = token.dep_ == "csubj" and is_bare_gerund(token)
            opener = any(
                c.tag_ == "VBG" and c.i == sentence.token_start and c.dep_ == "amod"
                for c in token.children
            )
            if gerund or opener or _noun_of_change(token):
                return _subject_condition(token)
    return None


def _unlike(parsed: Parsed, token: Token) -> bool:
    """Tell "as if", "ask if", "even if" and "if needed", which state no condition."""
    before = parsed.doc[token.i - 1].lower_ if token.i else ""
    short = token.head.right_edge.i - token.i < 2
    return short or before in ("as", "ask", "asked", "see", "even")


_CHANGES = frozenset(
    {
        "suspension", "removal", "delisting", "lifting", "recognition", "withdrawal", "reopening",
        "listing", "designation", "closure", "annexation", "invasion", "intervention", "failure",
        "collapse", "defeat", "victory", "normalisation", "normalization",
    }
)  # fmt: skip


def _noun_of_change(token: Token) -> bool:
    """Tell "a suspension would …" from "the suspension will …", which is a plan."""
    return token.lemma_.lower() in _CHANGES and not auxiliaries(token.head) & {"will", "can"}


def _clause(
    parsed: Parsed, sentence: SentenceSpan, head: Token, start: int, *, negated: bool
) -> _Condition:
    first, last = head.left_edge.i, head.right_edge.i + 1
    # The parser sometimes lets the clause run into the main one: stop at the main subject.
    main = head.head
    if first <= sentence.token_start + 3 and main.i > head.i:
        last = min(last, main.left_edge.i if main.left_edge.i > head.i else last)
    while last > start and parsed.doc[last - 1].is_punct:
        last -= 1
    return _Condition(head, start, last, negated, _rest(parsed, sentence, first, last, main))


def _rest(
    parsed: Parsed, sentence: SentenceSpan, first: int, last: int, main: Token | None = None
) -> tuple[int, int]:
    """The part of a sentence outside a condition: what follows it, else what precedes it."""
    after = last
    while after < sentence.token_end and parsed.doc[after].is_punct:
        after += 1
    if sentence.token_end - after >= 2 and first - sentence.token_start <= 6:
        return after, sentence.token_end
    before = first
    while before > sentence.token_start and (
        parsed.doc[before - 1].is_punct or parsed.doc[before - 1].lower_ == "even"
    ):
        before -= 1
    start = sentence.token_start
    for head in ancestors(main) if main is not None else ():
        if main is None or main.dep_ not in ("relcl", "acl", "advcl", "xcomp", "pcomp"):
            break
        main = head  # what follows is said by the whole clause, not by a phrase in it
    if main is not None and start <= main.left_edge.i < before:
        start = main.left_edge.i
    for i in range(before - 1, start, -1):  # not what another main clause says
        if parsed.doc[i].text == ";":
            start = i + 1
            break
    return start, before


def _subject_condition(token: Token) -> _Condition:
    first, last = token.left_edge.i, token.right_edge.i + 1
    modal = next((c.i for c in token.head.children if c.dep_ == "aux"), last)
    return _Condition(token, first, min(last, modal), False, (modal, token.head.right_edge.i + 1))


def _continues(parsed: Parsed, sentence: SentenceSpan) -> tuple[int, int] | None:
    """ "It could also signal …": the consequence goes on; returns its tokens."""
    tokens = list(parsed.tokens(sentence))
    words = [t for t in tokens if not t.is_punct]
    if len(words) < 4:
        return None
    lead = [t.lower_ for t in words[:3]]
    pronoun = lead[0] in ("it", "this", "that")
    step = lead[0] in ("such", "this", "the") and lead[1] in (
        "a", "step", "move", "decision", "change", "shift"
    )  # fmt: skip
    if not (pronoun or step):
        return None
    modal = next((t for t in words[:6] if t.dep_ == "aux" and t.lower_ in _MODAL), None)
    return (modal.i, sentence.token_end) if modal is not None else None


def _span(parsed: Parsed, first: int, end: int) -> Evidence:
    if first >= end:
        return Evidence(parsed.document.id, 0, 0, "")
    while first < end - 1 and parsed.doc[first].lower_ in ("that", "then", ",", ":"):
        first += 1
    a, b = parsed.doc[first], parsed.doc[end - 1]
    stop = b.idx + len(b.text)
    if b.text in (".", "!", ";", ","):
        stop = b.idx
    return parsed.evidence(a.idx, stop)


@cache
def _verdicts() -> dict[str, bool]:
    out: dict[str, bool] = {}
    text = files("quovadis.coding").joinpath("data/verdicts.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.startswith(("#", "toward\t")):
            toward, lemmas = line.split("\t")
            out |= dict.fromkeys(lemmas.split(), toward == "yes")
    return out


_GOOD_TO_LOSE = frozenset(
    {"ban", "sanction", "tension", "conflict", "violence", "attack", "war", "hostility", "embargo",
     "pressure", "criticism", "isolation", "insurgency", "terrorism"}
)  # fmt: skip
_RELIEF = frozenset({"ease", "thaw", "unlock", "help", "stabilise", "stabilize"})


def _toward(parsed: Parsed, first: int, end: int) -> bool | None:
    """Whether the consequence favours or strains; None when its verbs disagree or are mute."""
    votes: set[bool] = set()
    for token in parsed.doc[first:end]:
        lemma = token.lemma_.lower()
        if token.pos_ != "VERB" or token.dep_ in ("relcl", "acl", "pcomp"):
            continue
        verdict = _verdicts().get(lemma)
        if verdict is None:
            continue
        things = {c.lemma_.lower() for c in token.children if c.dep_ in ("dobj", "nsubjpass")}
        turned = is_negated(token) != bool(things & _GOOD_TO_LOSE and lemma not in _RELIEF)
        votes.add(verdict != turned)
    return votes.pop() if len(votes) == 1 else None
