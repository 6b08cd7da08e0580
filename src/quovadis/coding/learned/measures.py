"""How good readings are against labels: events found, classes told apart, probabilities honest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from quovadis.records import EventType

__all__ = [
    "Found",
    "Phrase",
    "Tally",
    "calibration_error",
    "macro_f1",
    "match_events",
    "precision_at",
    "same_phrase",
]

_MUTUAL = frozenset({EventType.CONSULT, EventType.COOPERATE})
"""Who meets or works together does so both ways: the order of the two does not count."""

Phrase = tuple[int, int, int]
"""Head token, first token, one past the last."""


@dataclass(frozen=True, slots=True)
class Found:
    """An event as it is compared: type and the two phrases, None for an open side."""

    event_type: EventType
    source: Phrase | None
    target: Phrase | None


@dataclass(slots=True)
class Tally:
    """Counts of events found and missed.

    Attributes:
        right: Found and in the labels.
        wrong: Found, not in the labels.
        missed: In the labels, not found.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 when nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 0.0

    @property
    def recall(self) -> float:
        """Share of the labels that was found; 0 when there is none."""
        gold = self.right + self.missed
        return self.right / gold if gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        gold = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / gold if gold else 0.0

    def add(self, found: int, gold: int, right: int) -> None:
        """Count one sentence."""
        self.right += right
        self.wrong += found - right
        self.missed += gold - right


def same_phrase(a: Phrase | None, b: Phrase | None) -> bool:
    """Tell whether two sides are the same: both open, or the head of one stands in the other.

    Examples:
        >>> same_phrase((4, 2, 5), (4, 4, 5)), same_phrase((4, 2, 5), None)
        (True, False)
    """
    if a is None or b is None:
        return a is None and b is None
    return b[1] <= a[0] < b[2] or a[1] <= b[0] < a[2]


def match_events(
    found: Sequence[Found], gold: Sequence[Found], *, types: bool = True
) -> list[tuple[int, int]]:
    """Return pairs of positions, each found event with at most one gold event, in order.

    Args:
        found: What was read, the surest first.
        gold: The labels.
        types: Whether the type has to be the same.
    """
    pairs: list[tuple[int, int]] = []
    taken: set[int] = set()
    for i, event in enumerate(found):
        for j, label in enumerate(gold):
            if j not in taken and _same(event, label, types=types):
                taken.add(j)
                pairs.append((i, j))
                break
    return pairs


def _same(a: Found, b: Found, *, types: bool) -> bool:
    if types and a.event_type is not b.event_type:
        return False
    if same_phrase(a.source, b.source) and same_phrase(a.target, b.target):
        return True
    mutual = b.event_type in _MUTUAL and a.event_type in _MUTUAL
    return mutual and same_phrase(a.source, b.target) and same_phrase(a.target, b.source)


def macro_f1(pairs: Iterable[tuple[Hashable, Hashable]]) -> tuple[float, dict[Hashable, float]]:
    """Return the mean F1 over the gold classes and that of each.

    Args:
        pairs: Gold and predicted class of each case.

    Examples:
        >>> macro_f1([("a", "a"), ("a", "b"), ("b", "b")])[0]
        0.6666666666666666
    """
    both: Counter[Hashable] = Counter()
    gold: Counter[Hashable] = Counter()
    said: Counter[Hashable] = Counter()
    for g, p in pairs:
        gold[g] += 1
        said[p] += 1
        both[g] += g == p
    scores = {g: 2 * both[g] / (gold[g] + said[g]) for g in gold}
    return (sum(scores.values()) / len(scores) if scores else 0.0), scores


def calibration_error(cases: Sequence[tuple[float, bool]], bins: int = 10) -> float:
    """Return the expected calibration error over bins of equal width (Naeini et al. 2015).

    Args:
        cases: Probability and whether it came true.
        bins: How many.

    Examples:
        >>> round(calibration_error([(0.95, True), (0.95, True), (0.25, False), (0.25, True)]), 3)
        0.15
    """
    held: dict[int, list[tuple[float, bool]]] = {}
    for p, hit in cases:
        held.setdefault(min(int(p * bins), bins - 1), []).append((p, hit))
    total = sum(abs(sum(p for p, _ in box) - sum(hit for _, hit in box)) for box in held.values())
    return total / len(cases) if cases else 0.0


def precision_at(cases: Sequence[tuple[float, bool]], coverage: float) -> float:
    """Return the share that is right among the surest part of the cases.

    Args:
        cases: Confidence and whether the answer is right.
        coverage: Share of the cases that is answered (0 to 1).

    Examples:
        >>> precision_at([(0.9, True), (0.2, False)], 0.5)
        1.0
    """
    ranked = sorted(cases, key=lambda c: c[0], reverse=True)
    kept = ranked[: max(1, round(coverage * len(ranked)))]
    return sum(hit for _, hit in kept) / len(kept) if kept else 0.0
