"""Where a proper name begins, and where a text gives one in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quovadis.coding.grammar import noun_phrase
from quovadis.coding.words import word_class

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["first_capital", "full_names"]


def first_capital(doc: Doc, first: int, root: int) -> int:
    """Return where the name in a phrase begins: its first word with a capital, no article.

    Args:
        doc: The tokens.
        first: Where the phrase begins.
        root: The noun that governs it.

    Examples:
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.records import Document
        >>> first_capital(parse(Document(text="Mr Orvil Tashkun left.")).doc, 0, 2)
        1
    """
    while first < root:
        word = doc[first]
        courtesy = word.lower_.rstrip(".") in word_class("courtesy")
        if word.text[0].isupper() and word.pos_ != "DET" and not courtesy:
            break
        first += 1
    return first


def full_names(doc: Doc) -> dict[str, tuple[int, int]]:
    """Return where a name of several words first stands (first token, last), by each word of it.

    Examples:
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.records import Document
        >>> full_names(parse(Document(text="Orvil Tashkun left. Tashkun spoke.")).doc)
        {'Orvil': (0, 1), 'Tashkun': (0, 1)}
    """
    found: dict[str, tuple[int, int]] = {}
    for noun in doc:
        if noun.pos_ != "PROPN" or noun.dep_ == "compound":
            continue
        first = first_capital(doc, noun_phrase(noun)[0], noun.i)
        for word in doc[first : noun.i + 1] if first < noun.i else ():
            if word.pos_ == "PROPN":
                found.setdefault(word.text, (first, noun.i))
    return found
