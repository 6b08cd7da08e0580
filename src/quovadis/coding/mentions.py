"""Who is named in a text: actors with their titles and institutions, and what refers to them.

A mention is a noun phrase (or the possessive or adjective that names an actor inside one), with the
actor it stands for, or none and a reason. Nothing is guessed: a pronoun or a description is
resolved only when exactly one antecedent fits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quovadis.coding.noun_actors import Namer
from quovadis.coding.reference import refer
from quovadis.coding.spans import MentionSpan

if TYPE_CHECKING:
    from quovadis.coding.parse import Parsed
    from quovadis.ontology import Ontology

__all__ = ["MentionSpan", "find_mentions"]


def find_mentions(parsed: Parsed, ontology: Ontology) -> tuple[MentionSpan, ...]:
    """Return the mentions of a document in order of appearance.

    They may nest: "Russia’s embassy" is a mention (RUS.GOV) and so is "Russia" in it.

    Examples:
        >>> from quovadis.coding.parse import parse
        >>> from quovadis.ontology import load_ontology
        >>> from quovadis.records import Document
        >>> parsed = parse(Document(text="Russia's embassy in Kabul thanked the Taliban."))
        >>> for mention in find_mentions(parsed, load_ontology()):
        ...     actor = mention.actor.id if mention.actor else None
        ...     print(parsed.text(mention.start, mention.end), actor, mention.place)
        Russia's embassy RUS.GOV False
        Russia RUS False
        Kabul AFG True
        Taliban TALIBAN False
    """
    namer = Namer(parsed, ontology)
    for sentence in parsed.sentences:
        for token in parsed.tokens(sentence):
            if token.pos_ in {"NOUN", "PROPN"} or token.i in namer.inside:
                if namer.name(token) is None:
                    refer(token, sentence, namer)
            elif token.pos_ == "PRON":
                refer(token, sentence, namer)
    return tuple(sorted(namer.by_root.values(), key=lambda m: (m.start, -m.end, m.root)))
