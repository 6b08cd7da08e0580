"""Aliases in a trie over folded tokens, so that the longest one at a place is found in one walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from quovadis.ontology.tokens import Tokens, tokenize

__all__ = ["Alias", "Form", "Index", "Node"]

Form = Literal["name", "demonym", "capital", "building", "title", "person", "alias"]
"""How a text names an actor."""


@dataclass(frozen=True, slots=True)
class Alias:
    """Words that name an actor.

    Attributes:
        words: As we write them.
        target: Actor id; `surname:<folded>` for a bare surname; None for words that look like an
            actor and are none ("Gulf of Mexico"): they are stepped over.
        form: How they name it.
        exact: Whether the case must be as written (acronyms).
    """

    words: str
    target: str | None
    form: Form
    exact: bool = False


class Node:
    """A place in the trie."""

    __slots__ = ("aliases", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.aliases: list[tuple[Alias, tuple[str, ...]]] = []


class Index:
    """The trie. Filled once, then only read.

    Examples:
        >>> index = Index()
        >>> index.add(Alias("Central Asia", "CENTRAL_ASIA", "name"))
        >>> tokens = tokenize("In Central Asia")
        >>> [(end, alias.target) for end, alias in index.at(tokens, 1)]
        [(3, 'CENTRAL_ASIA')]
    """

    def __init__(self) -> None:
        self.root = Node()

    def add(self, alias: Alias) -> None:
        """Add an alias; hyphens may be left out or written as spaces ("Al-Qaeda", "Al Qaeda")."""
        tokens = tokenize(alias.words)
        self._put(alias, tuple(tokens.raw), tuple(tokens.folded))
        if "-" in tokens.folded:
            keep = [i for i, word in enumerate(tokens.folded) if word != "-"]
            self._put(
                alias, tuple(tokens.raw[i] for i in keep), tuple(tokens.folded[i] for i in keep)
            )

    def _put(self, alias: Alias, raw: tuple[str, ...], folded: tuple[str, ...]) -> None:
        node = self.root
        for word in folded:
            node = node.next.setdefault(word, Node())
        if all(
            known.target != alias.target or known.exact != alias.exact for known, _ in node.aliases
        ):
            node.aliases.append((alias, raw))

    def at(
        self, tokens: Tokens, start: int, *, anycase: bool = False
    ) -> Iterator[tuple[int, Alias]]:
        """Aliases that begin at a token, longest first; several of one length in order of adding.

        Args:
            tokens: The text.
            start: Index of the first token.
            anycase: Take any case; else names must be capitalised and acronyms exact.
        """
        folded = tokens.folded
        node = self.root.next.get(folded[start])
        found: list[tuple[int, Node]] = []
        i = start + 1
        while node is not None:
            if node.aliases:
                found.append((i, node))
            node = node.next.get(folded[i]) if i < len(folded) else None
            i += 1
        for end, node in reversed(found):
            for alias, raw in node.aliases:
                if anycase or _case_fits(alias, raw, tokens.raw, start):
                    yield end, alias

    def get(self, text: str, *, anycase: bool = False) -> list[Alias]:
        """Aliases that are the whole text."""
        tokens = tokenize(text)
        if not len(tokens):
            return []
        return [a for end, a in self.at(tokens, 0, anycase=anycase) if end == len(tokens)]


def _case_fits(alias: Alias, raw: tuple[str, ...], text: list[str], start: int) -> bool:
    if alias.exact:
        return all(word == text[start + i] or not word[0].isalnum() for i, word in enumerate(raw))
    return all(
        not (word[0].isupper() and text[start + i][0].islower())
        or (len(raw) > 1 and word in _SMALL)
        for i, word in enumerate(raw)
    )


# Words within a name that some write small ("al-Qaida", "Al-Qaida").
_SMALL = frozenset(("Al", "El", "The", "Of", "De"))
