"""Plain text and Markdown to lines: one paragraph, heading or list item a line."""

from __future__ import annotations

import re
from itertools import pairwise

__all__ = ["from_markdown", "from_text"]

_NARROW, _WIDE = 50, 100
_MOST_FORCED = 0.7


def from_text(text: str) -> list[str]:
    """Return the paragraphs of a plain text.

    A line is a paragraph, unless the text is hard-wrapped: then its lines are joined. A line break
    is one that a wrapping editor made when the next word would not have fitted; a text is wrapped
    when at least 7 in 10 of the breaks inside its blocks are of that kind.

    Examples:
        >>> from_text("One.\\nTwo.\\n\\nThree.")
        ['One.', 'Two.', 'Three.']
    """
    blocks = [b.split("\n") for b in re.split(r"\n\s*\n", text.strip("\n"))]
    width = max((len(line) for block in blocks for line in block), default=0)
    breaks = [pair for b in blocks for pair in pairwise(b)]
    forced = sum(_is_forced(a, b, width) for a, b in breaks)
    wrapped = (
        _NARROW <= width <= _WIDE and len(breaks) >= 3 and forced >= _MOST_FORCED * len(breaks)
    )
    lines: list[str] = []
    for block in blocks:
        joined = block[:1]
        for before, line in pairwise(block):
            if wrapped and _is_forced(before, line, width):
                joined[-1] = _join(joined[-1], line)
            else:
                joined.append(line)
        lines += joined
    return lines


def _is_forced(line: str, following: str, width: int) -> bool:
    if not line or not following:
        return False
    word = following.split(" ", 1)[0]
    # An editor's width is not known, only that no line is longer: allow for a few characters.
    return len(line) + 1 + len(word) > width - 3


def _join(line: str, following: str) -> str:
    return f"{line} {following}".strip()


_FENCE = re.compile(r"(`{3,}|~{3,}).*")
_HEADING = re.compile(r"#{1,6}\s+(.*?)\s*#*")
_RULE = re.compile(r"(?:[*_-]\s?){3,}|=+|-+")
_ITEM = re.compile(r"(?:[-*+]|\d{1,3}[.)])\s+.*")
_TABLE_RULE = re.compile(r"\|?[\s:|-]*-{2,}[\s:|-]*\|?")
_BLOCKS = re.compile(r"<(script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_INLINE = (
    (re.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,500}\)"), ""),
    (re.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,500}\)"), r"\1"),
    (re.compile(r"\[([^\]\n]{1,300})\]\[[^\]\n]{0,100}\]"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]{1,2000})>"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>\n]{0,500}>"), ""),
    (re.compile(r"(\*\*|__)(?=\S)([^\n]{1,2000}?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,99})(?<=[^\s\\])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!\w)_(?=[^\s_])([^_\n]{1,99})(?<=[^\s_])_(?!\w)"), r"\1"),
    (re.compile(r"`([^`\n]{1,500})`"), r"\1"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|>-])"), r"\1"),
)


def from_markdown(text: str) -> tuple[list[str], str | None]:
    """Return the paragraphs of a Markdown text without its marks, and its first heading.

    Headings, paragraphs and list items become lines of their own; wrapped lines are joined;
    emphasis, links and inline HTML leave their words; images, rules, scripts and fences go.

    Examples:
        >>> from_markdown("# Kabul\\n\\nThe *court*\\nruled.\\n\\n- [ISKP](http://x.org) attacks")
        (['Kabul', 'The court ruled.', 'ISKP attacks'], 'Kabul')
    """
    lines: list[str] = []
    title: str | None = None
    fresh = True  # the next line opens a paragraph
    for raw in _BLOCKS.sub("", text).split("\n"):
        line = raw.lstrip("> ").rstrip()
        heading = _HEADING.fullmatch(line)
        if not line or _FENCE.fullmatch(line) or _TABLE_RULE.fullmatch(line):
            if line and set(line) <= {"-"} and not fresh and lines:
                title = title or lines[-1]  # underlined heading
            fresh = True
        elif _RULE.fullmatch(line):
            if not fresh and lines and set(line) == {"="}:
                title = title or lines[-1]
            fresh = True
        elif heading:
            words = _inline(heading[1])
            if words:
                lines.append(words)
                title = title or words
            fresh = True
        elif _ITEM.fullmatch(line) or fresh or line.startswith("|"):
            lines.append(_inline(line))
            fresh = False
        else:
            lines[-1] = _join(lines[-1], _inline(line))
    return [re.sub(r"^[-*+]\s+", "", line) for line in lines if line], title


_LONGEST = 20_000
"""Characters of a line above which marks inside it are left: no paragraph is that long."""


def _inline(line: str) -> str:
    if len(line) > _LONGEST:
        return line.strip()
    for pattern, words in _INLINE:
        line = pattern.sub(words, line)
    return line.strip()
