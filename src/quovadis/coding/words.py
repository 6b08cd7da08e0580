"""The word classes of `data/classes.tsv`, read once."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from quovadis.errors import OntologyError

__all__ = ["read_classes", "word_class"]


def word_class(name: str) -> frozenset[str]:
    """Return the lemmas of a class.

    Raises:
        OntologyError: There is no such class.

    Examples:
        >>> "ceasefire" in word_class("truce")
        True
    """
    try:
        return _shipped()[name]
    except KeyError:
        raise OntologyError(
            f"no word class named {name!r}", where="classes.tsv", do="reinstall the package"
        ) from None


def read_classes(text: str) -> dict[str, frozenset[str]]:
    """Read a table of word classes: name, tab, lemmas separated by blanks.

    Raises:
        OntologyError: A line has not two columns, or a class stands twice.
    """
    found: dict[str, frozenset[str]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, tab, lemmas = line.partition("\t")
        if not tab or name in found:
            raise OntologyError(
                "a class needs a name of its own and its lemmas",
                where=f"classes.tsv, line {number}",
                do="reinstall the package",
            )
        found[name.strip()] = frozenset(lemmas.split())
    return found


@lru_cache(maxsize=1)
def _shipped() -> dict[str, frozenset[str]]:
    table = resources.files("quovadis.coding") / "data" / "classes.tsv"
    return read_classes(table.read_text(encoding="utf-8"))
