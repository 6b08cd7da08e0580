"""Cut text into tokens with offsets, and fold words so that spellings meet.

A token is a run of letters and digits, or one other visible character. Folding lowers case, drops
diacritics and unifies quotes and dashes: `Côte d’Ivoire` and `Cote d'Ivoire` become the same.
Both are linear in the length of the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Tokens", "fold", "slug", "tokenize"]

# Combining marks belong to the word that they stand on.
_TOKEN = re.compile(r"[^\W_]+(?:[\u0300-\u036f]+[^\W_]*)*|[^\w\s]|_")
_SAME = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´ʻ′‛", "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ı": "i", "ð": "d", "Ð": "d",
        "þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ə": "a", "Ə": "a",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists: where each token starts and ends, its text, and its folded form."""

    starts: list[int]
    ends: list[int]
    raw: list[str]
    folded: list[str]

    def __len__(self) -> int:
        return len(self.starts)


def tokenize(text: str) -> Tokens:
    """Cut a text into tokens.

    Examples:
        >>> tokenize("Russia’s U.S. envoy").folded
        ['russia', "'", 's', 'u', '.', 's', '.', 'envoy']
    """
    starts, ends, raw, folded = [], [], [], []
    known: dict[str, str] = {}
    for match in _TOKEN.finditer(text):
        word = match[0]
        form = known.get(word)
        if form is None:
            form = known[word] = fold(word)
        starts.append(match.start())
        ends.append(match.end())
        raw.append(word)
        folded.append(form)
    return Tokens(starts, ends, raw, folded)


def fold(text: str) -> str:
    """Lower case without diacritics, with plain quotes and dashes.

    Examples:
        >>> fold("Türkiye"), fold("N’Djaména")
        ('turkiye', "n'djamena")
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    plain = unicodedata.normalize("NFKD", text.translate(_SAME))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def slug(text: str) -> str:
    """Words joined by hyphens, for ids.

    Examples:
        >>> slug("Recep Tayyip Erdoğan")
        'recep-tayyip-erdogan'
    """
    return "-".join(re.findall(r"[^\W_]+", fold(text).replace("'", ""))) or "unnamed"
