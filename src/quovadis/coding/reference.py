"""Pronouns and definite descriptions, resolved only when one antecedent is clear.

Candidates stand in the same sentence before the word, or in the sentence before it. Number and kind
have to fit; the subject of the clause comes first, then the only candidate. Two candidates that fit
equally well leave the word open, with a reason that names them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from quovadis.coding.grammar import coordinated, subjects
from quovadis.coding.noun_actors import Namer
from quovadis.coding.spans import MentionSpan
from quovadis.coding.words import word_class
from quovadis.records import ActorKind

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.parse import SentenceSpan

__all__ = ["refer"]

_PERSON = frozenset({"he", "him", "his", "she", "her"})
_THING = frozenset({"it", "its"})
_THEY = frozenset({"they", "them", "their"})
_COLLECTIVE = frozenset({ActorKind.ARMED_GROUP, ActorKind.ORGANISATION, ActorKind.BLOC})


def refer(token: Token, sentence: SentenceSpan, namer: Namer) -> MentionSpan | None:
    """Resolve a pronoun or description and enter it among the namer's mentions."""
    if token.i in namer.by_root or sentence.is_heading or sentence.cut:
        return None
    word = token.lower_
    if token.pos_ == "PRON":
        if word not in _PERSON | _THING | _THEY or _expletive(token):
            return None
        found, reason = _pronoun(token, sentence, namer)
        form = "pronoun"
    else:
        kind = _description(token)
        if kind is None:
            return None
        found, reason = _described(token, kind, sentence, namer)
        form = "description"
    last = token.idx + len(token.text)
    first = token.i
    for child in token.lefts:
        if child.dep_ in {"det", "amod", "nummod"}:
            first = min(first, child.i)
    mention = MentionSpan(
        namer.parsed.doc[first].idx, last, found.actor if found else None, first, token.i + 1,
        token.i, form, reason=None if found else reason,
        antecedent=(found.start, found.end) if found else None, also=found.also if found else (),
    )  # fmt: skip
    namer.by_root[token.i] = mention
    return mention


def _expletive(token: Token) -> bool:
    if token.dep_ == "expl":
        return True
    # "it is clear that", "it would be too early to"
    head = token.head
    return (
        token.lower_ == "it"
        and head.lemma_ == "be"
        and any(c.dep_ in {"acomp", "attr"} for c in head.children)
        and any(c.dep_ in {"ccomp", "xcomp", "advcl"} for c in head.subtree if c.i > head.i)
    )


def _fits(word: str, mention: MentionSpan) -> bool:
    actor = mention.actor
    if actor is None or mention.place:
        return False
    human = mention.form == "person" or actor.kind is ActorKind.PERSON
    if word in _PERSON:
        return human
    if human:
        return False
    if word in _THING:
        return mention.form != "title"
    return True


def _plural(mention: MentionSpan, namer: Namer) -> bool:
    actor = mention.actor
    root = namer.parsed.doc[mention.root]
    named = mention.form not in {"institution", "title", "person"}
    return (named and actor is not None and actor.kind in _COLLECTIVE) or root.tag_ in {
        "NNS",
        "NNPS",
    }


def _candidates(
    token: Token, sentence: SentenceSpan, namer: Namer, word: str
) -> tuple[list[MentionSpan], list[MentionSpan]]:
    """Return the fitting mentions of this sentence before the word, and of the one before it."""
    before = namer.parsed.sentences[sentence.index - 1] if sentence.index else None
    if before is not None and (before.is_heading or before.cut):
        before = None
    here, there = [], []
    for mention in namer.by_root.values():
        if mention.form in {"unknown", "demonym"} or not _fits(word, mention):
            continue
        if sentence.token_start <= mention.root < token.i:
            here.append(mention)
        elif before is not None and before.token_start <= mention.root < before.token_end:
            there.append(mention)
    return _outermost(here, namer), _outermost(there, namer)


def _outermost(mentions: list[MentionSpan], namer: Namer) -> list[MentionSpan]:
    """Leave out possessors and modifiers inside a larger mention ("Russia" in "Russia's army")."""
    roots = {m.root for m in mentions}

    def is_inner(token: Token) -> bool:
        if token.dep_ in {"poss", "amod", "compound", "nmod"}:
            return token.head.i in roots
        return token.dep_ == "pobj" and token.head.lower_ == "of" and token.head.head.i in roots

    return [m for m in mentions if not is_inner(namer.parsed.doc[m.root])]


def _pronoun(
    token: Token, sentence: SentenceSpan, namer: Namer
) -> tuple[MentionSpan | None, str | None]:
    word = token.lower_
    here, there = _candidates(token, sentence, namer, word)
    here = [m for m in here if _agrees(word, m, namer)]
    there = [m for m in there if _agrees(word, m, namer)]
    verb = _verb_above(token)
    is_subject = token.dep_ in {"nsubj", "nsubjpass"}
    if word == "they" and is_subject and not here:
        joint = _joint_subject(sentence, namer)
        if joint is not None:
            return joint, None
    if verb is not None and (is_subject or token.dep_ == "poss"):
        clause = _outer_subjects(verb) if is_subject else _clause_subjects(verb)
        found = _only(clause, here)
        if found is not None:
            return found, None
        if is_subject and not here and not clause:
            found = _only(_main_subjects(sentence, namer), there)
            if found is not None and word != "they":
                return found, None
    if verb is not None and not is_subject and token.dep_ != "poss":
        # "banned it": what else the verb governs is something else.
        mates = {t.i for t in verb.subtree if verb.i in {t.head.i, t.head.head.i}}
        mates |= {t.i for t in _clause_subjects(verb)}
        here = [m for m in here if m.root not in mates]
    if word in _THING | _THEY and _rivals(token, sentence, namer, here):
        return None, f"‘{token.text}’ may stand for something that is no actor"
    for candidates in (here, there):
        ids = {m.actor.id for m in candidates if m.actor}
        if len(ids) == 1:
            return candidates[-1], None
        if ids:
            names = " and ".join(sorted(ids)[:4])
            return None, f"‘{token.text}’ may stand for {names}"
    return None, f"‘{token.text}’ has no antecedent in this sentence or the one before"


def _only(tokens: list[Token], mentions: list[MentionSpan]) -> MentionSpan | None:
    """Return the mention that the tokens name, if they all name the same one."""
    by_root = {m.root: m for m in mentions}
    if not tokens or any(t.i not in by_root for t in tokens[:1]):
        return None
    found = by_root[tokens[0].i]
    beside = [c for c in tokens[0].children if c.dep_ == "conj"]
    return None if beside and tokens[0].lower_ else found


def _joint_subject(sentence: SentenceSpan, namer: Namer) -> MentionSpan | None:
    """Return those who acted together in the sentence before, as one mention of them all.

    "Kenya and Uganda held talks. They agreed …": each of them must be an actor that we know.
    """
    found: list[MentionSpan] = []
    for token in (t for s in _main_subjects(sentence, namer) for t in coordinated(s)):
        mention = namer.by_root.get(token.i)
        if mention is None or mention.actor is None or mention.place:
            return None
        found.append(mention)
    actors = [a for m in found for a in (m.actor, *m.also) if a is not None]
    if len({a.id for a in actors}) < 2:
        return None
    return replace(found[0], also=tuple(actors[1:]))


def _main_subjects(sentence: SentenceSpan, namer: Namer) -> list[Token]:
    """Return the subject of the main clause of the sentence before."""
    if not sentence.index:
        return []
    before = namer.parsed.tokens(namer.parsed.sentences[sentence.index - 1])
    root = next((t for t in before if t.dep_ == "ROOT"), None)
    if root is not None and root.lemma_.lower() in word_class("g-report"):
        # "The step is meant to …, the ministry said": the talk is of the step
        root = next((c for c in root.children if c.dep_ == "ccomp"), root)
    return [t for t in before if t.dep_ in {"nsubj", "nsubjpass"} and root and t.head.i == root.i]


def _rivals(token: Token, sentence: SentenceSpan, namer: Namer, here: list[MentionSpan]) -> bool:
    """Tell whether a plain noun before the pronoun could be meant just as well."""
    if token.dep_ == "poss" and here:
        return False
    start = sentence.token_start
    if not here and sentence.index:
        start = namer.parsed.sentences[sentence.index - 1].token_start
    plural = token.lower_ in _THEY
    return any(
        t.tag_ == ("NNS" if plural else "NN")
        and t.dep_ in {"nsubj", "nsubjpass", "dobj"}
        and t.i not in namer.by_root
        and t.ent_type_ not in {"DATE", "TIME"}
        for t in namer.parsed.doc[start : token.i]
    )


def _agrees(word: str, mention: MentionSpan, namer: Namer) -> bool:
    if word in _THEY:
        return _plural(mention, namer)
    root = namer.parsed.doc[mention.root]
    joined = root.dep_ == "conj" or any(c.dep_ == "conj" for c in root.children)
    return word in _PERSON or (root.tag_ != "NNS" and not (joined and word == "it"))


def _verb_above(token: Token) -> Token | None:
    at = token
    for _ in range(14):
        if at.head.i == at.i:
            break
        at = at.head
        if at.tag_[:2] == "VB" and at.dep_ not in {"amod", "aux", "auxpass"}:
            return at
    return at if at.tag_[:2] == "VB" else None


def _clause_subjects(verb: Token) -> list[Token]:
    """Who acts in the clause; for a passive, what the clause is about."""
    found = [c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}]
    return found or subjects(verb)


def _outer_subjects(verb: Token) -> list[Token]:
    """Subjects of the clauses above ("Russia announced that it …")."""
    found: list[Token] = []
    at = verb
    for _ in range(6):
        if at.head.i == at.i:
            break
        at = at.head
        if at.tag_[:2] == "VB":
            found.extend(c for c in at.children if c.dep_ in {"nsubj", "nsubjpass"})
    return found


def _description(token: Token) -> str | None:
    """Return the kind of actor that a definite description speaks of."""
    determiners = {c.lower_ for c in token.lefts if c.dep_ == "det"}
    if not determiners & {"the", "this", "that"}:
        return None
    if any(
        c.dep_ in {"prep", "relcl", "poss", "compound", "nummod", "acl"} for c in token.children
    ):
        return None
    lemma = token.lemma_.lower()
    for kind in ("d-group", "d-country", "d-bloc"):
        if lemma in word_class(kind) or token.lower_ in word_class(kind):
            return kind
    return None


def _described(
    token: Token, kind: str, sentence: SentenceSpan, namer: Namer
) -> tuple[MentionSpan | None, str | None]:
    kinds = {
        "d-group": {ActorKind.ARMED_GROUP},
        "d-country": {ActorKind.COUNTRY},
        "d-bloc": {ActorKind.BLOC, ActorKind.ORGANISATION},
    }[kind]
    near = sentence.index - (1 if kind == "d-country" else sentence.index)
    start = namer.parsed.sentences[max(near, 0)].token_start
    fitting = [
        m
        for m in namer.by_root.values()
        if start <= m.root < token.i and m.actor is not None and m.actor.kind in kinds
        if m.form not in {"demonym"} and not (m.place and m.form == "capital")
    ]
    ids = {m.actor.id for m in fitting if m.actor}
    if len(ids) == 1:
        return max(fitting, key=lambda m: m.root), None
    if not ids:
        return None, f"‘the {token.text}’ has no antecedent"
    return None, f"‘the {token.text}’ may stand for {' and '.join(sorted(ids)[:4])}"
