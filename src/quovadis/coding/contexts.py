"""Which PLOVER contexts the words of a sentence touch (`data/context_words.tsv`)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files

__all__ = ["contexts_of"]

_WORD = re.compile(r"\w+")


def contexts_of(text: str) -> tuple[str, ...]:
    """Return the PLOVER contexts that the words of a text touch, sorted.

    Examples:
        >>> contexts_of("The court heard a case on terrorism and women's rights.")
        ('gender', 'human_rights', 'legal', 'terrorism')
    """
    lower = text.lower()
    found = {c for word in _WORD.findall(lower) for c in _of_word(word)}
    found |= {context for context, phrases in _phrases() if phrases.search(lower)}
    return tuple(sorted(found))


@lru_cache(maxsize=8192)
def _of_word(word: str) -> tuple[str, ...]:
    return tuple(context for context, words in _words() if words.fullmatch(word))


@cache
def _words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """For each context, what a single word has to be."""
    return _patterns(lambda word: _WORD.fullmatch(word.rstrip("*")) is not None)


@cache
def _phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The same for what stands in more than one: "human rights", "al-qaeda"."""
    return _patterns(lambda word: _WORD.fullmatch(word.rstrip("*")) is None)


def _patterns(wanted: Callable[[str], bool]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    text = files("quovadis.coding").joinpath("data/context_words.tsv").read_text(encoding="utf-8")
    out = []
    for line in text.splitlines():
        if line.startswith(("#", "context\t")):
            continue
        context, words = line.split("\t")
        parts = [w.replace("*", r"\w*") for w in words.split(" ") if wanted(w)]
        if parts:
            out.append((context, re.compile(rf"\b(?:{'|'.join(parts)})\b")))
    return tuple(out)
