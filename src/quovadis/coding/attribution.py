"""Who says what a sentence says: "according to …", "… said", "by an estimate of …".

The answer is in the words of the text; None means that nobody is named, and nothing is guessed: a
bare "estimated" or "reportedly" is no source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quovadis.coding.clauses import ancestors, phrase_text, preposition_objects

if TYPE_CHECKING:
    from spacy.tokens import Token

    from quovadis.coding.parse import Parsed, SentenceSpan

__all__ = ["REPORTING", "sentence_speaker", "speaker"]

REPORTING = frozenset(
    {
        "acknowledge", "add", "admit", "allege", "announce", "argue", "assert", "assess", "believe",
        "calculate", "caution", "claim", "confirm", "contend", "declare", "deny", "estimate",
        "explain", "forecast", "find", "indicate", "insist", "maintain", "note", "observe",
        "predict", "project", "put", "recall", "remark", "report", "reveal", "say", "show",
        "state", "stress", "suggest", "tell", "testify", "think", "value", "warn", "write",
    }
)  # fmt: skip
"""Lemmas of verbs whose subject vouches for what depends on them."""

_OTHERWISE = frozenset(
    {
        "add", "admit", "deny", "find", "maintain", "note", "observe", "recall", "reveal", "show",
        "stress",
    }
)  # fmt: skip
"""Those that report only what stands in a clause: "maintained an embassy" vouches for nothing."""

_COMMITS = frozenset({"threaten", "warn", "vow", "pledge", "promise", "offer", "swear"})
"""Verbs whose subject binds itself: what would follow is its own word, not the author's."""

_ESTIMATES = frozenset(
    {"estimate", "figure", "calculation", "count", "data", "assessment", "view", "opinion", "word"}
)
_NOBODY = frozenset(
    {
        "it",
        "they",
        "this",
        "that",
        "which",
        "who",
        "he",
        "she",
        "we",
        "you",
        "i",
        "one",
        "some",
        "many",
        "there",
        "these",
        "those",
        "what",
    }
)


def speaker(parsed: Parsed, token: Token) -> str | None:
    """Return who vouches for what stands at a token, in the words of the text, or None.

    Args:
        parsed: The document.
        token: Any token of the statement.
    """
    sentence = parsed.sentence_of(token)
    if sentence is None or sentence.cut:
        return None
    return (
        _according(parsed, sentence)
        or _by_estimate(parsed, sentence)
        or _reporting(parsed, token)
        or _agent(parsed, token)
    )


def sentence_speaker(parsed: Parsed, sentence: SentenceSpan) -> str | None:
    """Return who vouches for a sentence as a whole, or None."""
    if sentence.cut:
        return None
    root = next((t for t in parsed.tokens(sentence) if t.dep_ == "ROOT"), None)
    if root is None:
        return None
    found = _according(parsed, sentence)
    if found:
        return found
    if root.lemma_.lower() in REPORTING:
        clause = [c for c in root.children if c.dep_ in ("ccomp", "parataxis") or _regards(c)]
        if clause:
            return _name(parsed, _subject_of(root))
    if root.lemma_.lower() in _COMMITS and any(c.dep_ in ("xcomp", "ccomp") for c in root.children):
        return _name(parsed, _subject_of(root))
    judges = root.lemma_.lower() in ("call", "regard", "describe", "see", "view", "consider")
    if judges and any(
        c.dep_ in ("oprd", "ccomp", "xcomp") or (c.dep_ == "prep" and c.lower_ == "as")
        for c in root.children
    ):
        return _name(parsed, _subject_of(root))
    inserted = [c for c in root.children if c.dep_ in ("parataxis", "ccomp")]
    for verb in inserted:  # "Some observers believe that …; others fear that …"
        clause = [c for c in verb.children if c.dep_ == "ccomp"]
        if verb.i < root.i and verb.lemma_.lower() in REPORTING and clause:
            return _name(parsed, _subject_of(verb))
    for verb in inserted:  # "The deal, he said, would fail."
        if verb.lemma_.lower() in REPORTING and not any(
            c.dep_ in ("ccomp", "dobj") for c in verb.children
        ):
            return _name(parsed, _subject_of(verb))
    return None


def _regards(token: Token) -> bool:
    return token.dep_ == "xcomp" and token.tag_ in ("VB", "JJ")


def _name(parsed: Parsed, token: Token | None) -> str | None:
    if (
        token is None
        or token.lower_ in _NOBODY
        or token.pos_ not in ("NOUN", "PROPN", "NUM", "ADJ")
        or token.ent_type_ in ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY")
        or token.text[:1].isdigit()
    ):
        return None
    words = phrase_text(parsed, token).strip()
    others = [c for c in token.conjuncts if c.i > token.i]
    if others and not words.endswith(others[-1].text):  # "Armenia and Azerbaijan said"
        last = max(o.i for o in others)
        words = parsed.words(_without_article(token.left_edge), last + 1).strip()
    return words[:120] or None


def _without_article(first: Token) -> int:
    return first.i + 1 if first.tag_ in ("DT", "PRP$") else first.i


def _subject_of(verb: Token) -> Token | None:
    return next((c for c in verb.children if c.dep_ == "nsubj"), None)


def _according(parsed: Parsed, sentence: SentenceSpan) -> str | None:
    for token in parsed.tokens(sentence):
        if token.lower_ == "according":
            for child in token.children:
                if child.lower_ == "to":
                    for inner in child.children:
                        name = _name(parsed, inner)
                        if name:
                            return name
    return None


def _by_estimate(parsed: Parsed, sentence: SentenceSpan) -> str | None:
    """ "by an estimate of the World Bank", "in the ministry's view", "a UN estimate"."""
    for token in parsed.tokens(sentence):
        if token.lemma_.lower() not in _ESTIMATES or token.pos_ != "NOUN":
            continue
        if not any(a.lower_ in ("by", "in", "on", "according") for a in [token.head]):
            continue
        for source in preposition_objects(token, "of", "by", "from"):
            name = _name(parsed, source)
            if name:
                return name
        for child in token.children:
            if child.dep_ in ("poss", "compound", "amod") and child.pos_ in ("PROPN", "NOUN"):
                name = _name(parsed, child)
                if name:
                    return name
    return None


def _reporting(parsed: Parsed, token: Token) -> str | None:
    below = token
    for head in ancestors(token):
        if head.lemma_.lower() in REPORTING and head.pos_ in ("VERB", "AUX"):
            who = _subject_of(head)
            inside = who is not None and (below.i == who.i)
            told = head.lemma_.lower() not in _OTHERWISE or below.dep_ in ("ccomp", "parataxis")
            if who is not None and not inside and told and below.dep_ != "relcl":
                name = _name(parsed, who)
                if name:
                    return name
        for child in head.children:  # "…, the ministry said", parsed as an insertion
            if (
                child.dep_ in ("parataxis", "ccomp")
                and child.i != below.i
                and child.lemma_.lower() in REPORTING
                and not any(c.dep_ in ("ccomp", "dobj", "pobj") for c in child.children)
            ):
                name = _name(parsed, _subject_of(child))
                if name:
                    return name
        below = head
    return None


def _agent(parsed: Parsed, token: Token) -> str | None:
    """ "estimated by the World Bank at $3 billion"."""
    for head in (token, *ancestors(token)):
        if head.lemma_.lower() in REPORTING:
            for who in preposition_objects(head, "by"):
                name = _name(parsed, who)
                if name:
                    return name
    return None
