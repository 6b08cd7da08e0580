"""Whether the text says that an act was done, is pending, denied, possible, or only supposed.

Purely grammatical: auxiliaries, subordinating words, and the verbs that govern an infinitive
("asked the court to lift", "agreed in principle to remove", "is considering recognising").
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from quovadis.coding.clauses import ancestors, auxiliaries, is_negated
from quovadis.records import Stage

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = [
    "CONDITION_WORDS",
    "Mood",
    "Reading",
    "is_bare_gerund",
    "is_supposed",
    "read_mood",
    "sentence_supposes",
]


class Mood(StrEnum):
    """What the text says of an act."""

    DONE = "done"
    PENDING = "pending"
    POSSIBLE = "possible"
    DENIED = "denied"
    SUPPOSED = "supposed"
    """A condition, or what would follow from one: no fact and no plan."""


class Reading(NamedTuple):
    """The mood of an act, and how far a pending one has come."""

    mood: Mood
    stage: Stage | None = None


CONDITION_WORDS = frozenset({"if", "unless", "once", "provided", "assuming", "lest"})
_POSSIBLE = frozenset({"could", "may", "might", "can", "would", "should"})
_FUTURE = frozenset({"will", "shall", "wo", "'ll"})

_ASK = frozenset({"ask", "petition", "request", "appeal", "apply", "file", "sue", "motion", "move"})
_ASKED = frozenset({"petition", "request", "appeal", "application", "motion", "lawsuit", "bid",
                    "filing"})  # fmt: skip
_DECIDE = frozenset({"decide", "agree", "resolve", "vote", "approve"})
_DECIDED = frozenset({"decision", "agreement", "resolution"})
_RULE = frozenset({"rule", "order"})
_INTEND = frozenset(
    {"plan", "intend", "consider", "propose", "want", "aim", "seek", "mull", "weigh", "discuss",
     "promise", "pledge", "vow", "expect", "prepare", "urge", "call", "demand", "advise",
     "recommend", "offer", "hope", "wish", "allow", "let", "help", "need", "explore", "debate",
     "threaten", "look", "try", "attempt", "work", "push", "press", "favour", "favor", "go",
     "announce", "begin", "start", "suggest", "oppose", "permit", "set", "have"}
)  # fmt: skip
_INTENDED = frozenset(
    {"plan", "proposal", "intention", "intent", "bill", "draft", "call", "talk", "discussion",
     "idea", "possibility", "prospect", "effort", "step", "move", "law", "promise", "pledge",
     "threat", "right", "way", "recommendation"}
)  # fmt: skip
_REFUSE = frozenset({"refuse", "decline", "reject", "deny", "fail"})
_COURT = frozenset({"court", "judge", "tribunal", "prosecutor", "judiciary", "justice"})
_SUCCEED = frozenset({"manage", "proceed", "become", "first", "succeed", "help", "state",
                      "country", "nation"})  # fmt: skip


_MEANS = frozenset({"by", "after", "since", "before", "for", "despite", "upon"})


def is_supposed(token: Token) -> bool:
    """Tell whether a token stands in a condition: "if …", "should X …", "in the event of …",
    or in a gerund that is the subject of what "could" follow.
    """
    here = token
    for head in (token, *ancestors(token)):
        if any(_opens_condition(child, head) for child in head.children):
            return True
        opens = head.dep_ in ("advcl", "ccomp") and head.left_edge.lower_ in (
            "should",
            "were",
            "had",
        )
        if opens and head.left_edge.i == head.sent.start and head.sent[-1].text != "?":
            return True
        if head.dep_ == "pcomp" and head.tag_ == "VBG" and head.head.lower_ not in _MEANS:
            # "wary of recognising X": an idea, unless something governs it as a plan
            return here.i == head.i and not _planned(head.head.head)
        if head.lower_ in ("event", "case", "condition") and here.i != head.i:
            return True
        if head.dep_ == "csubj" and is_bare_gerund(head) and auxiliaries(head.head) & _POSSIBLE:
            return True
        # "A suspension would …", "Recognition of X could …"
        opener = here.i == token.i and here.tag_ == "VBG" and here.i == head.sent.start
        acts = (
            head.dep_ == "nsubj"
            and head.tag_ in ("NN", "NNS", "NNP")
            and (here.i == head.i or opener)
        )
        if acts and auxiliaries(head.head) & {"would", "could", "might"}:
            return True
        here = head
    return False


def is_bare_gerund(token: Token) -> bool:
    """Tell "removing X could …" from "Singapore is hosting X and leaders will …"."""
    return token.tag_ == "VBG" and not any(c.dep_ in ("aux", "nsubj") for c in token.children)


def _planned(token: Token) -> bool:
    return token.lemma_.lower() in _INTENDED | _INTEND | _ASKED | _DECIDED | _REFUSE


def _opens_condition(word: Token, head: Token) -> bool:
    if word.lower_ not in CONDITION_WORDS or word.dep_ not in ("mark", "advmod", "prep"):
        return False
    if word.lower_ == "once" and word.dep_ == "advmod" and head.dep_ != "advcl":
        return False  # "once banned": formerly
    return head.dep_ in ("advcl", "pcomp", "ccomp", "ROOT", "conj", "dep", "csubj")


_OPENING = ("mark", "advmod", "prep")


def sentence_supposes(token: Token) -> bool:
    """Tell whether the sentence of a token ties something to a condition."""
    for t in token.sent:
        lower = t.lower_
        if lower in ("if", "unless", "provided", "assuming") and t.dep_ in _OPENING:
            return True
        if lower == "once" and t.dep_ in _OPENING and t.head.dep_ == "advcl":
            return True
        if lower in ("event", "case") and t.head.lower_ == "in":
            return True
        if t.i == token.sent.start and lower in ("should", "were") and t.pos_ in ("AUX", "VERB"):
            return token.sent[-1].text != "?"
    return False


def read_mood(token: Token) -> Reading:
    """Return the mood of the act that a verb, or a noun of action, expresses."""
    if is_supposed(token):
        return Reading(Mood.SUPPOSED)
    own = auxiliaries(token)
    negated = is_negated(token) or "longer" in {c.lower_ for c in token.children}
    if own & _POSSIBLE:
        if sentence_supposes(token):
            return Reading(Mood.SUPPOSED)
        return Reading(Mood.DENIED if negated else Mood.POSSIBLE, Stage.PROPOSED)
    if own & _FUTURE:
        return Reading(Mood.DENIED if negated else Mood.PENDING, Stage.PROPOSED)
    if negated:
        return Reading(Mood.DENIED)
    governed = "to" in own or token.tag_ in ("VBG", "NN", "NNS") or token.dep_ in ("xcomp", "acl")
    if token.tag_ == "VBG" and own & {"is", "are", "'s", "'re"}:
        return Reading(Mood.PENDING, Stage.PROPOSED)
    if governed or token.dep_ in ("ccomp", "pcomp", "pobj", "dobj", "conj"):
        return _governed(token, infinitive="to" in own)
    return Reading(Mood.DONE)


def _governed(token: Token, *, infinitive: bool) -> Reading:
    """Read the mood of an act from what governs it."""
    here = token
    for n, head in enumerate(ancestors(token)):
        if n > 4:
            break
        lemma = head.lemma_.lower()
        unreal = infinitive or here.tag_ == "VBG" or here.pos_ == "NOUN" or here.dep_ == "ccomp"
        if head.pos_ in ("VERB", "AUX"):
            if here.dep_ in ("nsubj", "nsubjpass", "relcl"):
                break
            if lemma in _REFUSE and unreal:
                return Reading(Mood.DENIED)
            supposed = bool(auxiliaries(head) & _POSSIBLE) and infinitive
            if supposed:
                return Reading(Mood.POSSIBLE, Stage.PROPOSED)
            if not unreal:
                here = head
                continue
            if lemma in _ASK or lemma == "receive":
                return Reading(Mood.PENDING, _asked(head))
            if lemma in _DECIDE and (infinitive or here.dep_ == "xcomp"):
                return Reading(Mood.PENDING, Stage.AGREED_IN_PRINCIPLE)
            if lemma in _RULE and infinitive:
                return Reading(Mood.PENDING, Stage.RULING)
            if lemma in _INTEND and (infinitive or here.tag_ == "VBG" or here.pos_ == "NOUN"):
                return Reading(Mood.PENDING, Stage.PROPOSED)
        elif head.pos_ in ("NOUN", "PROPN", "ADJ"):
            if lemma in _ASKED:
                return Reading(Mood.PENDING, _asked(head))
            if lemma in _DECIDED and infinitive:
                return Reading(Mood.PENDING, Stage.AGREED_IN_PRINCIPLE)
            if lemma in _INTENDED and (infinitive or here.dep_ in ("pcomp", "pobj", "acl")):
                return Reading(Mood.PENDING, Stage.PROPOSED)
            if lemma in _SUCCEED and infinitive:  # "the first state to recognise"
                return Reading(Mood.DONE)
        here = head
    if infinitive:
        return Reading(Mood.PENDING, Stage.PROPOSED)
    return Reading(Mood.DONE)


def _asked(head: Token) -> Stage:
    """A request is a petition where a court is asked, or a petition named; else a proposal."""
    words = {t.lemma_.lower() for t in head.sent}
    if words & (_COURT | {"petition", "lawsuit"}):
        return Stage.PETITION
    return Stage.PROPOSED
