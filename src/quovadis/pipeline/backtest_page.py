"""A backtest as one self-contained page: what the numbers say, tables, and reliability plots."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quovadis.forecast.dyadic.backtest import Backtest, Row
    from quovadis.forecast.scores import Bin

__all__ = ["backtest_page"]

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2430; --soft: #667085; --line: #d5dae3; --page: #fff;
  --mark: #1f5f99; --band: #1f5f9922; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --line: #3a4354;
  --page: #14181f; --mark: #6db3f2; --band: #6db3f233; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--page);
  max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2.2rem; } p { max-width: 44rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-size: .85rem;
  font-variant-numeric: tabular-nums; } caption { text-align: left; color: var(--soft); }
th, td { padding: .2rem .6rem; border-bottom: 1px solid var(--line); text-align: right; }
th:nth-child(-n+2), td:nth-child(-n+2) { text-align: left; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem; } figure { margin: 0; }
figcaption { font-size: .85rem; color: var(--soft); max-width: 19rem; }
svg { width: 19rem; height: auto; }
svg text { font: 11px system-ui, sans-serif; fill: var(--soft); }
.axis { stroke: var(--line); } .ideal { stroke: var(--soft); stroke-dasharray: 4 4; }
.curve { fill: none; stroke: var(--mark); stroke-width: 1.5; } .dot { fill: var(--mark); }
.bar { fill: var(--band); }
"""
_HEAD = (
    "class", "model", "forecasts", "came about", "Brier", "log", "skill", "95%",
    "over recurrency", "ECE", "sharpness",
)  # fmt: skip
_SIZE, _LEFT, _TOP, _BARS = 220, 34, 8, 40


def backtest_page(found: Backtest) -> str:
    """Write a backtest as HTML with inline SVG; nothing is loaded from anywhere.

    Args:
        found: What came of it.
    """
    parts = [
        "<!doctype html>",
        '<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Backtest of dyad forecasts</title><style>{_STYLE}</style></head><body>",
        "<h1>Backtest of dyad forecasts</h1>",
        f"<p>{escape(_opening(found))}</p>",
        "<p>Skill is the share by which the mean Brier score is lower than that of climatology, "
        "the dyad’s own past shrunk to what is usual; 0 is no better, below 0 worse. Its interval "
        "draws whole dyads and whole origins anew. ECE is the expected calibration error, "
        "sharpness the standard deviation of the probabilities.</p>",
    ]
    groups = list(dict.fromkeys((r.horizon, r.group) for r in found.rows))
    for horizon, group in groups:
        rows = [r for r in found.rows if (r.horizon, r.group) == (horizon, group)]
        origins = found.origins[horizon]
        title = f"{_WORDS[group]}, {horizon} days"
        parts.append(f"<h2>{title}</h2>")
        parts.append(
            f"<p>{len(origins)} origins, {origins[0]} to {origins[-1]}."
            f"{'' if len(origins) >= 4 else ' So few say nothing of other times.'}</p>"
        )
        parts.append(_plots(rows))
        parts.append(_table(rows, title))
    parts.append("</body></html>")
    return "\n".join(parts) + "\n"


_WORDS = {
    "known": "Dyads with at least ten earlier events",
    "rare": "Dyads with one to nine earlier events",
    "unseen": "Pairs without any earlier event",
}


def _opening(found: Backtest) -> str:
    return (
        "Will at least one event of a class come about from A to B within so many days? Events "
        f"from {found.first} to {found.last}, actors at the level of the {found.level}: "
        f"{found.n_actors:,} actors, {found.n_dyads:,} directed dyads. At each origin the models "
        f"knew what was known then, and nothing later. Seed {found.seed}."
    )


def _table(rows: list[Row], title: str) -> str:
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in _cells(r)) + "</tr>" for r in rows
    )
    return (
        f'<div class="wide"><table><caption>{escape(title)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(r: Row) -> tuple[str, ...]:
    interval = f"{r.low:+.3f} to {r.high:+.3f}" if r.low is not None else "–"
    return (
        r.pool.replace("_", " "),
        r.model,
        f"{r.n:,}",
        f"{r.n_came:,}",
        f"{r.brier:.4f}",
        f"{r.log:.4f}",
        "–" if r.skill is None else f"{r.skill:+.4f}",
        interval,
        "–" if r.over_recurrency is None else f"{r.over_recurrency:+.4f}",
        f"{r.calibration_error:.4f}",
        f"{r.sharpness:.3f}",
    )


def _plots(rows: list[Row]) -> str:
    """Reliability of the best model of each pool of classes, beside that of climatology."""
    figures = []
    for pool in ("quad classes", "types"):
        for model in ("climatology", "hazard", "boosted"):
            row = next((r for r in rows if r.pool == pool and r.model == model), None)
            if row is not None:
                figures.append(
                    f"<figure>{_reliability(row.bins, f'{model}, {pool}')}<figcaption>{model}, "
                    f"{pool}: ECE {row.calibration_error:.4f}. Bars: forecasts in each bin, on a "
                    "logarithmic scale.</figcaption></figure>"
                )
    return f'<div class="plots">{"".join(figures)}</div>'


def _reliability(bins: tuple[Bin, ...], title: str) -> str:
    """What came about against what was said, with the counts below."""
    height = _TOP + _SIZE + 22 + _BARS + 14

    def x(v: float) -> float:
        return _LEFT + v * _SIZE

    def y(v: float) -> float:
        return _TOP + (1 - v) * _SIZE

    base = _TOP + _SIZE + 22 + _BARS
    most = max((math.log10(b.n + 1) for b in bins), default=1.0) or 1.0
    full = [(b.said, b.came, b.n) for b in bins if b.said is not None and b.came is not None]
    parts = [
        f'<line class="axis" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(0)}"/>',
        f'<line class="axis" x1="{x(0)}" y1="{y(0)}" x2="{x(0)}" y2="{y(1)}"/>',
        f'<line class="ideal" x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}"/>',
    ]
    for v in (0.0, 0.5, 1.0):
        parts.append(f'<text x="{x(v)}" y="{y(0) + 14}" text-anchor="middle">{v:.0%}</text>')
        parts.append(f'<text x="{x(0) - 4}" y="{y(v) + 4}" text-anchor="end">{v:.0%}</text>')
    points = " ".join(f"{x(said):.1f},{y(came):.1f}" for said, came, _ in full)
    parts.append(f'<polyline class="curve" points="{points}"/>')
    for b in bins:
        tall = _BARS * math.log10(b.n + 1) / most
        parts.append(
            f'<rect class="bar" x="{x(b.low) + 1:.1f}" y="{base - tall:.1f}" '
            f'width="{_SIZE / len(bins) - 2:.1f}" height="{tall:.1f}"/>'
        )
    parts += [
        f'<circle class="dot" cx="{x(said):.1f}" cy="{y(came):.1f}" r="3">'
        f"<title>said {said:.1%}, came {came:.1%}, n {n:,}</title></circle>"
        for said, came, n in full
    ]
    return (
        f'<svg viewBox="0 0 {_LEFT + _SIZE + 16} {height}" role="img">'
        f"<title>Reliability: {escape(title)}</title>{''.join(parts)}</svg>"
    )
