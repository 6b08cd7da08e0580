"""The figures of the model card, between two marks of its Markdown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

BEGIN, END = "<!-- figures: written by tools/train_coder.py -->", "<!-- end of figures -->"


def table(figures: dict[str, Any]) -> str:
    """Return the figures on the dev part as Markdown tables."""
    lines = ["| on the dev part | value |", "|---|---|"]
    lines += [f"| {k} | {v:.3f} |" for k, v in figures.items() if isinstance(v, float)]
    for title in ("types", "classes"):
        lines += ["", f"| {title[:-1] if title == 'types' else 'class'} | right | wrong | missed |"]
        lines += ["|---|---|---|---|"]
        for name, t in sorted(figures[title].items()):
            lines.append(f"| {name} | {t.right} | {t.wrong} | {t.missed} |")
    return "\n".join(lines)


def write(path: Path, figures: dict[str, Any]) -> None:
    """Put the figures into the card; a card without the marks stays as it is."""
    text = path.read_text(encoding="utf-8") if path.exists() else f"{BEGIN}\n{END}\n"
    head, mark, rest = text.partition(BEGIN)
    if mark:
        tail = rest.partition(END)[2]
        text = f"{head}{BEGIN}\n\n{table(figures)}\n\n{END}{tail}"
        path.write_text(text, encoding="utf-8")
