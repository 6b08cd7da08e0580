"""Whether a sentence is about politics at all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quovadis.coding.words import word_class

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

__all__ = ["is_sport", "off_topic"]


def off_topic(sentence: Span) -> str | None:
    """Return "sport" or "markets" when the sentence speaks of these and not of politics.

    Countries stand for teams in one and for exchanges in the other, and their verbs are those of
    war: nothing in such a sentence is coded.
    """
    lemmas = {t.lemma_.lower() for t in sentence if t.is_alpha or "-" in t.text}
    if not lemmas.isdisjoint(word_class("sport-strong")) or _score_line(sentence.text):
        return "sport"
    if len(lemmas & word_class("sport-weak")) >= 3:
        return "sport"
    if len(lemmas & word_class("market")) >= 2:
        return "markets"
    return None


def is_sport(doc: Doc) -> bool:
    """Tell whether a whole text is a report on sport, so that none of it is politics.

    One sentence must say so by itself, and words of sport must be as many as three in four
    sentences: between its plain sentences such a text has others in which a country attacks.
    """
    sentences = list(doc.sents)
    if not any(off_topic(s) == "sport" for s in sentences):
        return False
    words = word_class("sport-weak") | word_class("sport-strong")
    said = [t.lemma_.lower() for t in doc if t.lemma_.lower() in words]
    return len(set(said)) >= 4 and len(said) >= 0.75 * len(sentences)


def _score_line(text: str) -> bool:
    return bool(
        re.search(r"(?<![\w$€£.,-])\d{1,3}[-–]\d{1,3}(?![\w-])(?! (?:years?|percent|%))", text)
    ) and bool(
        re.search(
            r"\b(?:win|won|beat|defeat(?:ed)?|thrash(?:ed)?|demolish(?:ed)?|edged?|lost|draw|drew"
            r"|victory|lead)\b",
            text,
            re.IGNORECASE,
        )
    )
