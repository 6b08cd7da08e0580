"""Where a text speaks of a lasting fact: which, whose, towards whom, and what is done to it.

Each finder looks at one verb or noun; `statuses` judges its mood and makes the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from quovadis.coding.clauses import Named
from quovadis.coding.status_nouns import changed, see_noun
from quovadis.coding.status_verbs import see_verb
from quovadis.coding.status_words import Sighting, words_of

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Sighting", "changed", "sightings", "words_of"]


def sightings(named: Named, token: Token) -> Iterator[Sighting]:
    """Yield what a token, as head of its frame, says of lasting facts."""
    if token.pos_ in ("VERB", "AUX") or token.tag_.startswith("VB"):
        yield from see_verb(named, token)
    elif token.pos_ in ("NOUN", "PROPN"):
        yield from see_noun(named, token)
