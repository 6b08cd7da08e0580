"""The head of a note: `key: value` lines between two lines of three dashes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from quovadis.errors import FormatError

__all__ = ["FrontMatter", "split_front_matter"]

_PAIR = re.compile(r"([A-Za-z][\w -]{0,30}?)\s*:(?:\s+(.*))?")
_MOST_LINES = 50
_ALIASES = {
    "published": "date",
    "publication date": "date",
    "publication_date": "date",
    "source": "publisher",
    "site": "publisher",
    "link": "url",
    "lang": "language",
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the head of a note says; keys are in lower case.

    Known keys are `title`, `date` (or `published`), `publisher` (or `source`, `site`), `url` (or
    `link`) and `language` (or `lang`). Others are kept in `fields` and not used.
    """

    fields: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        """Return a value, or None when it is absent or empty."""
        return self.fields.get(key) or None


def split_front_matter(text: str, where: str) -> tuple[FrontMatter, str]:
    """Split a text into its front matter and the rest.

    This is not YAML: a value is the rest of its line, with or without quotation marks. Lines that
    begin with `#` are comments. A text whose first line is `---` and whose second is no
    `key: value` pair has no front matter.

    Raises:
        FormatError: The front matter is not closed, or a line in it is no `key: value` pair.

    Examples:
        >>> head, body = split_front_matter("---\\ntitle: Kabul\\n---\\nText.", "a.md")
        >>> head.get("title"), body
        ('Kabul', 'Text.')
    """
    lines = text.lstrip("\n").split("\n")
    if lines[0].rstrip() != "---" or len(lines) < 2 or not _PAIR.fullmatch(lines[1].strip()):
        return FrontMatter(), text
    fields: dict[str, str] = {}
    for number, line in enumerate(lines[1 : _MOST_LINES + 1], 2):
        line = line.strip()
        if line in ("---", "..."):
            return FrontMatter(fields), "\n".join(lines[number:])
        if not line or line.startswith("#"):
            continue
        pair = _PAIR.fullmatch(line)
        if pair is None:
            what = f"line {number} of the front matter is no “key: value” pair"
            raise FormatError(what, where=where, do="mend the line, or close the head with ---")
        key = pair[1].lower()
        fields[_ALIASES.get(key, key)] = _unquote((pair[2] or "").strip())
    what = f"the front matter is not closed within {_MOST_LINES} lines"
    raise FormatError(what, where=where, do="close the head with a line of three dashes")


def _unquote(value: str) -> str:
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1].strip()
    return value
