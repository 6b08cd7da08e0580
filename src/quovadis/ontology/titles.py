"""Titles and institutions: which words name which sector of a country.

Sectors are PLOVER's. A generic title ("spokesman", "official", "chief") takes the sector of the
word beside it; alone it speaks for the government.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from quovadis.ontology.tables import read_table
from quovadis.ontology.tokens import Tokens, tokenize

__all__ = ["Sector", "Title", "Titles", "load_sectors", "load_titles"]


@dataclass(frozen=True, slots=True)
class Sector:
    """A PLOVER sector.

    Attributes:
        state: Whether it acts for the state as one of its organs.
        template: English name of the agent; `{}` stands for the country.
    """

    code: str
    name: str
    state: bool
    template: str


@dataclass(frozen=True, slots=True)
class Title:
    """Words that name a sector: a person's title, an institution, or a group of people."""

    words: str
    sector: str
    kind: str
    generic: bool


class Titles:
    """All titles, found by their longest match."""

    def __init__(self, titles: tuple[Title, ...]) -> None:
        self.all = titles
        self._root: dict[str, object] = {}
        for title in titles:
            node = self._root
            for word in tokenize(title.words).folded:
                step = node.setdefault(word, {})
                assert isinstance(step, dict)  # noqa: S101  only the key "" holds a Title
                node = step
            node.setdefault("", title)

    def at(self, tokens: Tokens, start: int) -> tuple[int, Title] | None:
        """The longest title that begins at a token, with the index one past its end."""
        node: object = self._root
        best: tuple[int, Title] | None = None
        i = start
        while isinstance(node, dict):
            title = node.get("")
            if isinstance(title, Title):
                best = (i, title)
            node = node.get(tokens.folded[i]) if i < len(tokens) else None
            i += 1
        return best

    def all_in(self, tokens: Tokens) -> list[tuple[int, int, Title]]:
        """All titles in order, longest first and without overlap."""
        found, i = [], 0
        while i < len(tokens):
            match = self.at(tokens, i)
            if match:
                found.append((i, *match))
                i = match[0]
            else:
                i += 1
        return found

    def sector(self, words: str) -> str | None:
        """Sector of a phrase, or None.

        Examples:
            >>> titles = load_titles()
            >>> [titles.sector(w) for w in ("deputy foreign minister", "army spokesman", "rebels")]
            ['GOV', 'MIL', 'REB']
        """
        title = self.head([t for _, _, t in self.all_in(tokenize(words))])
        return title.sector if title else None

    @staticmethod
    def head(titles: list[Title]) -> Title | None:
        """The title that decides: the last specific one, else the last."""
        specific = [t for t in titles if not t.generic]
        decisive = specific or titles
        return decisive[-1] if decisive else None


def load_titles() -> Titles:
    """Read the table `titles`.

    Examples:
        >>> load_titles().sector("the prosecutor general")
        'JUD'
    """
    return Titles(
        tuple(
            Title(row["words"], row["sector"], row["kind"], row["generic"] == "yes")
            for row in read_table("titles", ("words", "sector", "kind", "generic"))
        )
    )


def load_sectors() -> Mapping[str, Sector]:
    """Read the table `sectors`, keyed by code.

    Examples:
        >>> load_sectors()["JUD"].template.format("Russia")
        'Courts of Russia'
    """
    return MappingProxyType(
        {
            row["code"]: Sector(row["code"], row["name"], row["state"] == "yes", row["template"])
            for row in read_table("sectors", ("code", "name", "state", "template"))
        }
    )
