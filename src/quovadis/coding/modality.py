"""Whether a text says that something happened: read off the words above and around a predicate.

The predicate's own auxiliaries and negation come first; then the walk goes up the tree, through
complements ("agreed to", "failed to"), clauses ("if", "unless", "before"), and nouns ("a plan to",
"the threat of"), until a finite clause stands on its own. Of several readings the weakest counts:
hypothetical before negated before planned before background before actual.

Word classes are in `data/classes.tsv` (`g-…` verbs, `n-…` nouns, `adj-…`, `adv-…`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quovadis.coding.words import word_class
from quovadis.records import Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Reading", "read_modality"]

_MAX_DEPTH = 14
_RANK = {
    Modality.ACTUAL: 0,
    Modality.BACKGROUND: 1,
    Modality.PLANNED: 2,
    Modality.NEGATED: 3,
    Modality.HYPOTHETICAL: 4,
}
_CONDITION = frozenset({"if", "unless", "whether", "lest", "provided", "assuming", "should"})
_SAID = frozenset({"say", "announce", "confirm", "declare", "state", "tell", "add", "reiterate"})
_SEEN = frozenset({"see", "watch", "witness"})
_BEFORE = frozenset({"before", "until", "till"})
_NOUN_DEPS = frozenset(
    {"dobj", "pobj", "nsubj", "nsubjpass", "conj", "attr", "appos", "poss", "dep"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A modality and the word that decides it.

    Attributes:
        modality: The reading.
        why: The deciding word, or an empty string for a plain statement.
        past_perfect: "had done": earlier than the story that is told.
        alleged: It stands as the content of an accusation, suspicion or claim.
    """

    modality: Modality = Modality.ACTUAL
    why: str = ""
    past_perfect: bool = False
    alleged: bool = False

    def weakened(self, modality: Modality, why: str) -> Reading:
        """Return the weaker of this reading and another."""
        if _RANK[modality] <= _RANK[self.modality]:
            return self
        return Reading(modality, why, self.past_perfect, self.alleged)


def read_modality(token: Token) -> Reading:
    """Return the modality of a predicate, verb or noun.

    Examples:
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.records import Document
        >>> doc = parse(Document(text="Iran refused to meet the envoy.")).doc
        >>> read_modality(doc[3]).modality.value
        'negated'
    """
    reading = _own(token, Reading())
    if token.doc[token.sent.end - 1].text == "?":
        reading = reading.weakened(Modality.HYPOTHETICAL, "?")
    at = token
    for _ in range(_MAX_DEPTH):
        if at.head.i == at.i or at.dep_ == "ROOT":
            break
        reading, up = _step(at, reading)
        if up is None:
            break
        at = up
    return reading


def _own(token: Token, reading: Reading) -> Reading:
    """Read the token's own auxiliaries, negation and adverbs."""
    lower = {c.lower_: c for c in token.children if c.dep_ in {"aux", "auxpass", "neg", "advmod"}}
    lower |= {c.lower_: c for c in token.children if c.dep_ in {"det", "preconj", "cc"}}
    negated = any(
        c.dep_ == "neg" or (c.lower_ in word_class("neg-words") and c.dep_ in {"advmod", "det"})
        for c in token.children
    ) or any(
        g.lower_ in {"no", "neither"} and g.dep_ == "det"
        for c in token.children
        if c.dep_ in {"dobj", "nsubj", "nsubjpass", "attr"}
        for g in c.children
    )
    negated = negated or any(
        c.lower_ in {"nobody", "none", "nothing", "neither"} and c.dep_[:5] == "nsubj"
        for c in token.children
    )
    if any(
        g.lower_ == "few" and not any(d.lower_ == "a" for d in c.lefts)
        for c in token.children
        if c.dep_ in {"nsubj", "nsubjpass", "dobj"}
        for g in c.lefts
    ):
        reading = reading.weakened(Modality.HYPOTHETICAL, "few")
    negated = negated or any(
        c.lower_ == "longer" and c.dep_ == "advmod" and any(g.lower_ == "no" for g in c.children)
        for c in token.children
    )
    modal = lower.keys() & {
        "may",
        "might",
        "could",
        "would",
        "can",
        "should",
        "must",
        "ought",
        "'d",
    }
    if modal & {"may", "might"} or (modal and not negated):
        reading = reading.weakened(Modality.HYPOTHETICAL, min(modal))
    if lower.keys() & {"will", "shall", "'ll", "wo"}:
        reading = reading.weakened(Modality.PLANNED, "will")
    if negated:
        reading = reading.weakened(Modality.NEGATED, "not")
    if any(w in word_class("adv-irreal") for w in lower):
        reading = reading.weakened(Modality.HYPOTHETICAL, "possibly")
    if any(c.lower_ == "had" and c.dep_ == "aux" for c in token.children):
        reading = Reading(reading.modality, reading.why, True, reading.alleged)
    if any(c.dep_ == "amod" and c.lower_ in word_class("adj-irreal") for c in token.children):
        reading = reading.weakened(Modality.HYPOTHETICAL, "possible")
    return _condition_below(token, reading)


def _has_condition(verb: Token) -> bool:
    return any(
        c.dep_ == "mark" and c.lower_ in _CONDITION
        for child in verb.children
        if child.dep_ == "advcl"
        for c in child.children
    )


def _condition_below(token: Token, reading: Reading) -> Reading:
    """A main clause with "if …" beneath it, or "Should it …, …", is hypothetical itself."""
    if token.tag_[:2] not in {"VB", "MD"}:
        return reading
    for child in token.children:
        if child.dep_ == "advcl" and any(
            (c.dep_ == "mark" and c.lower_ in _CONDITION)
            or (
                c.dep_ == "aux"
                and c.lower_ in {"should", "had", "were"}
                and c.i == child.left_edge.i
            )
            for c in child.children
        ):
            if reading.modality in {Modality.PLANNED, Modality.HYPOTHETICAL}:
                return reading.weakened(Modality.HYPOTHETICAL, "if")
            if not any(c.dep_ == "mark" and c.lower_ == "whether" for c in child.children):
                return reading.weakened(Modality.HYPOTHETICAL, "if")
    return reading


def _step(at: Token, reading: Reading) -> tuple[Reading, Token | None]:
    """Go one step up; return the reading and where to go on (None: the clause stands alone)."""
    head, dep = at.head, at.dep_
    if dep in {"ccomp", "parataxis"} and _stands_apart(at, head):
        return reading, None
    if dep in {"xcomp", "ccomp", "oprd", "acomp"}:
        return _complement(at, head, reading), head
    if dep == "advcl":
        return _adverbial(at, head, reading)
    if dep in {"acl", "relcl"}:
        return _below_noun(at, head, reading)
    if dep == "pcomp":
        return _below_preposition(head, reading)
    if dep in {"csubj", "csubjpass"}:
        return _own(head, reading), head
    if dep == "conj" and at.tag_[:2] == "VB":
        if any(c.dep_ == "cc" and c.lower_ == "nor" for c in head.children):
            reading = reading.weakened(Modality.NEGATED, "nor")
        shares = not any(c.dep_ in {"nsubj", "nsubjpass"} for c in at.children)
        bare = at.tag_ in {"VB", "VBG", "VBN"} and not any(c.dep_ == "aux" for c in at.children)
        if shares and bare and head.tag_[:2] in {"VB", "MD"}:
            reading = _own(head, reading)
        elif shares and head.tag_[:2] == "VB":
            reading = _condition_below(head, reading)
        return reading, head
    if dep in _NOUN_DEPS:
        return _nominal(at, head, reading)
    if dep in {"prep", "agent", "dative"}:
        return reading, head
    return reading, head if head.tag_[:2] == "VB" and at.tag_ in {"VBG", "VB"} else None


def _stands_apart(at: Token, head: Token) -> bool:
    """ "A accused B of it; B denied the charge": two statements, whatever the parser ties."""
    first, last = sorted((at.i, head.i))
    return any(t.text == ";" for t in at.doc[first:last])


def _complement(at: Token, head: Token, reading: Reading) -> Reading:
    """What the governing verb or adjective says about its complement."""
    lemma = head.lemma_.lower()
    auxiliaries = {c.lower_ for c in at.children if c.dep_ == "aux"}
    infinitive = "to" in auxiliaries or (at.tag_ == "VB" and not auxiliaries)
    marks = {c.lower_ for c in at.children if c.dep_ == "mark"}
    marks |= {
        c.lower_ for c in at.children if c.dep_ == "advmod" and c.lower_ in {"when", "whether"}
    }
    if marks & {"if", "whether", "when"}:
        return reading.weakened(Modality.HYPOTHETICAL, "whether")
    if lemma in _SEEN and at.tag_ == "VB" and not auxiliaries:
        return _governor(head, reading)  # "September saw Kenya expel …"
    if lemma in word_class("g-not"):
        reading = _governor(head, reading.weakened(Modality.NEGATED, lemma))
    elif infinitive and lemma == "be":
        reading = reading.weakened(Modality.PLANNED, "is to")
    elif infinitive and lemma == "have":
        reading = reading.weakened(Modality.HYPOTHETICAL, "have to")
    elif infinitive and lemma == "use":
        reading = reading.weakened(Modality.BACKGROUND, "used to")
    elif infinitive and lemma in word_class("g-plan") | word_class("motion"):
        reading = reading.weakened(Modality.PLANNED, lemma)
    elif reading.why == "would" and (lemma in word_class("g-plan") or _own_plan(at, head)):
        reading = Reading(Modality.PLANNED, lemma, reading.past_perfect, reading.alleged)
    elif infinitive and lemma in word_class("g-pass"):
        pass
    elif infinitive or lemma in word_class("g-wish"):
        reading = reading.weakened(Modality.HYPOTHETICAL, lemma)
    if not infinitive and head.pos_ == "NOUN" and lemma in word_class("n-irreal"):
        reading = reading.weakened(Modality.HYPOTHETICAL, lemma)
    if not infinitive and lemma in {"allege", "accuse", "suspect", "claim", "charge"}:
        reading = Reading(reading.modality, reading.why, reading.past_perfect, True)
    return (
        _governor(head, reading) if infinitive or head.pos_ != "VERB" else _asserts(head, reading)
    )


def _own_plan(at: Token, head: Token) -> bool:
    """Tell whether whoever says it speaks of a deed of its own: "Kenya said it would leave"."""
    if head.lemma_.lower() not in _SAID:
        return False
    who = next((c for c in at.children if c.dep_ == "nsubj"), None)
    said = next((c for c in head.children if c.dep_ == "nsubj"), None)
    if who is None or said is None or _has_condition(at):
        return False
    return who.lower_ in {"it", "they", "he", "she", "we", "i"} or who.lower_ == said.lower_


def _governor(head: Token, reading: Reading) -> Reading:
    """The governor's own modality holds for what is below ("is not expected to")."""
    above = _own(head, Reading())
    copula = head.head if head.dep_ in {"acomp", "xcomp"} else head
    if copula.i != head.i:
        above = _own(copula, above)
    if above.modality is Modality.ACTUAL:
        return reading
    return reading.weakened(above.modality, above.why)


def _asserts(head: Token, reading: Reading) -> Reading:
    """ "did not say that": what is not said or only may be said is no report."""
    above = _own(head, Reading())
    if above.modality in {Modality.NEGATED, Modality.HYPOTHETICAL}:
        return reading.weakened(Modality.HYPOTHETICAL, above.why)
    return reading


def _adverbial(at: Token, head: Token, reading: Reading) -> tuple[Reading, Token | None]:
    marks = {c.lower_ for c in at.children if c.dep_ in {"mark", "advmod"}}
    marks |= {c.lower_ for c in at.children if c.dep_ == "aux" and c.i == at.left_edge.i}
    if marks & _CONDITION:
        return reading.weakened(Modality.HYPOTHETICAL, "if"), None
    past = at.tag_ == "VBD" or any(c.tag_ == "VBD" for c in at.children if c.dep_ == "aux")
    if marks & _BEFORE and not past:
        return reading.weakened(Modality.HYPOTHETICAL, "before"), None
    if any(c.dep_ == "aux" and c.lower_ == "to" for c in at.children):
        # A purpose: "travelled to Astana to meet …". It is meant to happen; nothing says it did.
        return _own(head, _complement(at, head, reading.weakened(Modality.PLANNED, "to"))), head
    if at.tag_ in {"VBG", "VBN"} and not any(c.dep_ == "aux" for c in at.children):
        # A participle shares the fate of its clause: "could backfire, undermining …".
        return _own(head, reading), head
    return reading, None


def _below_noun(at: Token, head: Token, reading: Reading) -> tuple[Reading, Token | None]:
    infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in at.children)
    lemma = head.lemma_.lower()
    if at.dep_ == "relcl" and not infinitive:
        if any(c.lower_ in {"any", "every", "no", "whichever"} for c in head.children):
            return reading.weakened(Modality.HYPOTHETICAL, "any"), None
        return reading, None
    if infinitive:
        if lemma in {
            "state",
            "country",
            "nation",
            "first",
            "second",
            "third",
            "last",
            "only",
        } or any(
            c.lower_ in {"first", "second", "third", "last", "only", "latest"}
            for c in head.children
        ):
            # "became the first state to recognise": it did.
            return reading, head
        if lemma in word_class("n-plan"):
            return reading.weakened(Modality.PLANNED, lemma), None
        return reading.weakened(Modality.HYPOTHETICAL, lemma), None
    if lemma in word_class("n-irreal") and any(c.dep_ == "mark" for c in at.children):
        return reading.weakened(Modality.HYPOTHETICAL, lemma), None
    return reading, None


def _below_preposition(prep: Token, reading: Reading) -> tuple[Reading, Token | None]:
    word, outer = prep.lower_, prep.head
    if word == "without":
        return reading.weakened(Modality.NEGATED, word), None
    if word in _BEFORE or word in {"against", "despite", "than", "instead", "about"}:
        return reading.weakened(Modality.HYPOTHETICAL, word), None
    if word == "from":
        return reading.weakened(Modality.NEGATED, word), None
    lemma = outer.lemma_.lower()
    if outer.tag_[:2] != "VB":
        known = lemma in {"history", "record", "campaign", "policy", "practice"}
        return (reading if known else reading.weakened(Modality.HYPOTHETICAL, lemma)), None
    if word in {"of", "for"} and lemma in {"accuse", "blame", "suspect", "charge", "condemn"}:
        return Reading(Modality.HYPOTHETICAL, lemma, reading.past_perfect, True), None
    if word in {"on", "to", "of", "in", "for"} and lemma in word_class("g-wish"):
        return reading.weakened(Modality.HYPOTHETICAL, lemma), None
    return _own(outer, reading), outer


def _nominal(at: Token, head: Token, reading: Reading) -> tuple[Reading, Token | None]:
    """A noun below a verb, preposition or noun: "called for talks", "the threat of attacks"."""
    lemma = head.lemma_.lower()
    if head.tag_[:2] == "VB":
        over = at.dep_ in {"nsubj", "nsubjpass"} and lemma in word_class("g-over")
        if over or lemma in word_class("g-not"):
            reading = reading.weakened(Modality.NEGATED, lemma)
        elif at.dep_ != "nsubj" and lemma in {
            "plan",
            "schedule",
            "expect",
            "set",
            "announce",
            "agree",
        }:
            reading = reading.weakened(Modality.PLANNED, lemma)
        elif at.dep_ not in {"nsubj"} and lemma in word_class("g-wish"):
            reading = reading.weakened(Modality.HYPOTHETICAL, lemma)
        return _own(head, reading), head
    if at.dep_ == "pobj":
        outer = head.head
        governor = outer.lemma_.lower()
        if head.lower_ == "without":
            return reading.weakened(Modality.NEGATED, "without"), None
        if head.lower_ in _BEFORE:
            return reading.weakened(Modality.HYPOTHETICAL, head.lower_), None
        if outer.tag_[:2] == "VB" and head.lower_ in {"for", "to", "on", "of", "against"}:
            if governor in word_class("g-wish") | {
                "ask",
                "call",
                "push",
                "prepare",
                "wait",
                "brace",
            }:
                return reading.weakened(Modality.HYPOTHETICAL, governor), None
            if governor in word_class("g-plan"):
                return reading.weakened(Modality.PLANNED, governor), None
        if outer.pos_ == "NOUN" and governor in word_class("n-irreal"):
            return reading.weakened(Modality.HYPOTHETICAL, governor), None
        if outer.pos_ == "NOUN" and governor in word_class("n-plan"):
            return reading.weakened(Modality.PLANNED, governor), None
        return reading, outer
    return reading, head
