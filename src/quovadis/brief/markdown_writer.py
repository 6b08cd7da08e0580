"""A brief as Markdown: plain to read as text, with tables, and no raw HTML."""

from __future__ import annotations

import re

from quovadis.brief.html_writer import Page, safe_link
from quovadis.records import Brief, Claim, LensReading

__all__ = ["escape_markdown", "write_markdown"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_BLOCK = re.compile(r"^(\s*)([-+=]|\d+[.)])(?=\s|$)")


def escape_markdown(text: str) -> str:
    """Escape text so that Markdown shows it as it is, on one line.

    Examples:
        >>> escape_markdown("a *b* <i> [c](d) | e")
        'a \\\\*b\\\\* \\\\<i\\\\> \\\\[c\\\\](d) \\\\| e'
    """
    line = " ".join(text.split())
    escaped = _SPECIAL.sub(r"\\\1", line)
    # A scheme that a reader would turn into a link by itself is broken up.
    escaped = re.sub(r"(?i)\b(https?|ftp|javascript|data):", r"\1\\:", escaped)
    return _BLOCK.sub(r"\1\\\2", escaped)


def write_markdown(brief: Brief) -> str:
    """Write a brief as Markdown; numbers in brackets point to the evidence at its end."""
    page = Page(brief)
    e = escape_markdown
    lines = [
        f"# {e(brief.question)}",
        "",
        f"{e(page.pair)} · as of {page.as_of} · {page.basis}",
        "",
        "**Bottom line.** "
        + " ".join(_sentence(c, page) for c in page.section("bottom_line").claims),
        "",
    ]
    for key in ("shifting", "background", "drivers", "constraints", "scheduled"):
        lines += _section(key, page)
    lines += ["## What follows, under six lenses", "", f"{page.ground}", ""]
    for lens in brief.lenses:
        lines += _lens(lens, page)
    for key in ("signposts", "takeaway", "unsupported", "limits"):
        lines += _section(key, page)
    lines += _evidence(page)
    return "\n".join(lines).rstrip() + "\n"


def _sentence(claim: Claim, page: Page) -> str:
    marks = [f"[{a}]" if a == b else f"[{a}–{b}]" for a, b in page.citations(claim)]
    kind = claim.kind.value
    text = escape_markdown(claim.text) + (" " + " ".join(marks) if marks else "")
    above = page.above(claim)
    if above:
        text += f" (see {', '.join(title for _, title in above)})"
    return text if kind == "observed" else f"{text} *({kind})*"


def _section(key: str, page: Page) -> list[str]:
    section = page.section(key)
    lines = [f"## {section.title}", ""]
    lines += [f"- {_sentence(c, page)}" for c in section.claims] or [section.empty or ""]
    return [*lines, ""]


def _lens(lens: LensReading, page: Page) -> list[str]:
    e = escape_markdown
    lines = [f"### {lens.title}", "", f"*{e(lens.asks)}*", ""]
    if lens.empty:
        lines += [lens.empty, ""]
    if lens.claims:
        lines += [*(f"- {_sentence(c, page)}" for c in lens.claims), ""]
    if lens.forecasts:
        lines += [
            f"| what | {page.column} | {page.beside} | horizon | rests on |",
            "|---|---|---|---|---|",
        ]
        for f in lens.forecasts:
            chance = (
                e(page.reason(f)) if f.probability is None else f"{page.word(f)}, {page.chance(f)}"
            )
            lines.append(
                f"| {e(page.label(f))} | {chance} | {page.base(f)} | {f.outcome.horizon} d "
                f"| {e(page.rests(f))} |"
            )
        lines.append("")
        lines += [f"*{e(' '.join(page.caveats(lens)))}*", ""] if page.caveats(lens) else []
    for p in lens.precedents:
        followed = f" {e(page.followed(p))}" if p.followed else ""
        lines.append(f"- Precedent, {page.when(p)}: {e(p.label)}.{followed} {e(page.why(p))}")
    return [*lines, ""] if lens.precedents else lines


def _evidence(page: Page) -> list[str]:
    e = escape_markdown
    lines = ["## Evidence", ""]
    for source in page.sources:
        url = source.document.url if source.document else None
        link = safe_link(url)
        where = f"**{e(page.source_title(source))}** · {e(page.source_where(source))}"
        if link and not re.search(r"[<>()\[\]\\]", link):
            where += f" · <{link}>"
        elif url:
            where += f" · {e(url)}"
        lines += [where, ""]
        for c in source.citations:
            quote = e(c.quote) or e(f"row {c.evidence.row_id}")
            row = f" ({e(page.row(c))})" if c.evidence.row_id else ""
            lines.append(f"- [{c.number}] {quote}{row}")
        lines.append("")
    return lines
