"""Plain sentences for what a detector found, or did not find."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from quovadis.records import Direction, Shift

__all__ = ["TOO_FEW", "amount", "changed", "span", "unchanged", "when"]

TOO_FEW = 30
"""Events below which the level of a series says too little to speak of a mean or of a net."""
"""Events below which "no change" says more about the data than about the relation."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def amount(value: float) -> str:
    """Write a mean per step with as many digits as it carries.

    Examples:
        >>> amount(0.04), amount(2.14), amount(99.97), amount(1234.5), amount(-0.001)
        ('0.04', '2.1', '100', '1,234', '0')
    """
    size = abs(value)
    if size < 0.005:
        return "0"
    if size < 0.1:
        return f"{value:.2f}"
    return f"{value:.1f}" if round(size, 1) < 100 else f"{value:,.0f}"


def when(day: dt.date, step: str) -> str:
    """Name a step by its first day.

    Examples:
        >>> when(dt.date(2019, 10, 1), "month"), when(dt.date(2025, 4, 7), "week")
        ('October 2019', 'the week of 7 April 2025')
    """
    month = f"{_MONTHS[day.month - 1]} {day.year}"
    if step == "month":
        return month
    return f"the week of {day.day} {month}" if step == "week" else f"{day.day} {month}"


def span(n_steps: int, step: str) -> str:
    """Name a length of time in the largest unit that fits.

    Examples:
        >>> span(264, "month"), span(10, "month"), span(1, "day")
        ('22 years', '10 months', '1 day')
    """
    years = n_steps / {"month": 12, "week": 52.18, "day": 365.25}[step]
    if years >= 2:
        return f"{years:.0f} years"
    return f"{n_steps:,} {step}{'' if n_steps == 1 else 's'}"


def changed(
    shifts: Sequence[Shift],
    measure: str,
    names: Mapping[str, str],
    *,
    unit: str,
    picked: bool = False,
) -> str:
    """Say what changed, in order of onset.

    Args:
        shifts: At least one, of one dyad and measure.
        measure: Its name.
        names: Actor names by id; an id stands for itself where it has none.
        unit: Of the series ("a month").
        picked: Whether the counts come from texts that someone picked, not from a feed.
    """
    parts = [
        f"{'rose' if s.direction is Direction.UP else 'fell'} from {amount(s.before)} to "
        f"{amount(s.after)} {unit} from {when(s.onset, s.step)}"
        for s in shifts
    ]
    text = f"{_subject(shifts[0].source, shifts[0].target, measure, names)} " + ", and ".join(parts)
    if picked:
        text += (
            "; the texts were picked, so that their number may have changed and not the relation"
        )
    return f"{text[0].upper()}{text[1:]}."


def unchanged(
    source: str,
    target: str,
    measure: str,
    names: Mapping[str, str],
    *,
    n_events: int,
    n_steps: int,
    step: str,
    mean: float,
    unit: str,
    p_value: float | None,
) -> str:
    """Say that no change was found, and whether one could have been."""
    if n_steps == 0:
        return f"No loaded data covers {names.get(source, source)} and {names.get(target, target)}."
    what = _subject(source, target, measure, names)
    noun = "event" if n_events == 1 else "events"
    if n_events == 0:
        return f"No detectable change in {what}: no event in {span(n_steps, step)}."
    if p_value is None or n_events < TOO_FEW:
        verb = "is" if n_events == 1 else "are"
        return (
            f"No detectable change in {what}: {n_events} {noun} over {span(n_steps, step)} "
            f"{verb} too few to tell."
        )
    return (
        f"No detectable change in {what}: {n_events:,} {noun} over {span(n_steps, step)}, "
        f"{amount(mean)} {unit} on average (p = {p_value:.2f})."
    )


def _subject(source: str, target: str, measure: str, names: Mapping[str, str]) -> str:
    return (
        f"{measure.replace('_', ' ')} from {names.get(source, source)} "
        f"to {names.get(target, target)}"
    )
