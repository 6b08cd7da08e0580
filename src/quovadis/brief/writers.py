"""One door to the three forms in which a brief is written."""

from __future__ import annotations

from typing import Literal

from quovadis.brief.html_writer import write_html
from quovadis.brief.json_writer import write_json
from quovadis.brief.markdown_writer import write_markdown
from quovadis.records import Brief

__all__ = ["FORMATS", "write"]

FORMATS = ("html", "md", "json")
"""The forms in which a brief can be written; each is the suffix of its file, too."""


def write(brief: Brief, form: Literal["html", "md", "json"] | str) -> str:
    """Write a brief.

    Args:
        brief: A brief, as `compose` makes it.
        form: `html` (one self-contained page), `md` (Markdown) or `json` (see the JSON Schema).

    Raises:
        ValueError: When the form is none of `FORMATS`.
    """
    if form == "html":
        return write_html(brief)
    if form == "md":
        return write_markdown(brief)
    if form == "json":
        return write_json(brief)
    raise ValueError(f"a brief can be written as {', '.join(FORMATS)}, not as {form!r}")
