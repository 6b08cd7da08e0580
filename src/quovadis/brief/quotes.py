"""Verbatim words: cut from a source at its own joints, set in typographic quotes, found again.

A brief's own words never hold “ or ”, so whatever stands between them is a quotation and must be
found in the evidence. Marks that the source itself uses stay as they are and must be balanced.
"""

from __future__ import annotations

import re

__all__ = ["clause", "ended", "flat", "own_words", "quoted", "quotes_in"]

_OPEN, _CLOSE = "“", "”"
_JOINT = re.compile(
    r"(?<=[;:])\s+|,\s+(?=(?:and|but|while|with|which|although|though|so)\b)|\s+[—–]\s+"
)
_EDGE = " \t\r\n,;:—–-•·*#>"


def flat(text: str) -> str:
    """Join lines: every run of white space becomes one space.

    Examples:
        >>> flat("a\\n  b")
        'a b'
    """
    return " ".join(text.split())


def quoted(text: str) -> str | None:
    """Set words in quotes, or return None when their own quotation marks are not balanced.

    Examples:
        >>> quoted("pragmatism over principle")
        '“pragmatism over principle”'
        >>> quoted("he said “no") is None
        True
    """
    words = flat(text).strip()
    if not words or not _balanced(words):
        return None
    return f"{_OPEN}{words}{_CLOSE}"


def clause(text: str, keep: str = "", limit: int = 220) -> str:
    """Cut a long sentence at its joints to the part that holds `keep`; short ones stay whole.

    Args:
        text: A sentence of the source.
        keep: Words that must stay; when they do not occur, the beginning is kept.
        limit: Longest result in characters, where a joint allows it.

    Returns:
        A verbatim part of `text` (lines joined), without bullets at its edges.

    Examples:
        >>> clause("A" * 30 + " came; " + "B" * 30 + " went", "went", limit=40)
        'BBBBBBBBBBBBBBBBBBBBBBBBBBBBBB went'
    """
    sentence = flat(text).strip(_EDGE)
    if len(sentence) <= limit:
        return sentence
    keep = flat(keep)
    at = sentence.find(keep) if keep else 0
    first, last = max(at, 0), max(at, 0) + len(keep)
    joints = [(0, 0), *((m.start(), m.end()) for m in _JOINT.finditer(sentence))]
    joints.append((len(sentence), len(sentence)))
    begin = max((e for _, e in joints if e <= first), default=0)
    if last - begin <= limit and len(sentence) - begin > limit:
        ends = [s for s, _ in joints if s >= last and s - begin <= limit]
        end = max(ends, default=len(sentence))
    else:
        end = len(sentence)
    return sentence[begin:end].strip(_EDGE)


def ended(sentence: str) -> str:
    """End a sentence with a full stop, unless its closing quotation already does.

    Examples:
        >>> ended("It says: “No.”"), ended("It says “no”")
        ('It says: “No.”', 'It says “no”.')
    """
    return sentence if sentence.rstrip(_CLOSE + "\"'’)")[-1:] in ".!?" else sentence + "."


def quotes_in(text: str) -> list[str]:
    """Return the quotations that a sentence of a brief holds, outermost marks only.

    Examples:
        >>> quotes_in("The author calls it “a “real” turn” and “new”.")
        ['a “real” turn', 'new']
    """
    return [text[a + 1 : b - 1] for a, b in _spans(text)]


def own_words(text: str) -> str:
    """Return the sentence with each quotation replaced by a dash: what the brief itself says.

    Examples:
        >>> own_words("The author calls it “a turn”.")
        'The author calls it –.'
    """
    out, at = [], 0
    for a, b in _spans(text):
        out += [text[at:a], "–"]
        at = b
    return "".join([*out, text[at:]])


def _spans(text: str) -> list[tuple[int, int]]:
    spans, depth, start = [], 0, 0
    for i, char in enumerate(text):
        if char == _OPEN:
            start = i if depth == 0 else start
            depth += 1
        elif char == _CLOSE and depth:
            depth -= 1
            if depth == 0:
                spans.append((start, i + 1))
    return spans


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == _OPEN) - (char == _CLOSE)
        if depth < 0:
            return False
    return depth == 0
