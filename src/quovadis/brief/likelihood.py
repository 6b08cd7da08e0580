"""Words of estimative probability, and confidence apart from them.

Words: Intelligence Community Directive 203, "Analytic Standards" (2015), section D.6.e.2.a. The
directive's classes share their ends ("5-20%", "20-45%"). Here an end belongs to the class that lies
nearer to even, so that the scale is symmetric: 20% and 80% are "unlikely" and "likely", 45% and 55%
are "roughly even chance". The word is chosen from the whole percentage that is printed beside it,
so that word and number never disagree.
"""

from __future__ import annotations

__all__ = ["LIKELIHOODS", "confidence", "likelihood", "percent"]

LIKELIHOODS: tuple[tuple[str, int, int], ...] = (
    ("almost no chance", 0, 4),
    ("very unlikely", 5, 19),
    ("unlikely", 20, 44),
    ("roughly even chance", 45, 55),
    ("likely", 56, 80),
    ("very likely", 81, 95),
    ("almost certain", 96, 100),
)
"""Word, and the lowest and highest whole percentage for which it stands (both included)."""

_HIGH, _MODERATE = 60, 20


def percent(p: float) -> str:
    """Write a probability as a whole percentage; the ends are never printed as certain.

    Args:
        p: Probability, 0 to 1.

    Raises:
        ValueError: When `p` is not a probability.

    Examples:
        >>> percent(0.644), percent(0.002), percent(1.0)
        ('64%', 'under 1%', 'over 99%')
    """
    if not 0.0 <= p <= 1.0:
        raise ValueError(f"{p} is not a probability")
    if p < 0.01:
        return "under 1%"
    if p > 0.99:
        return "over 99%"
    return f"{round(p * 100)}%"


def likelihood(p: float) -> str:
    """Return the ICD 203 word for a probability.

    Args:
        p: Probability, 0 to 1.

    Raises:
        ValueError: When `p` is not a probability.

    Examples:
        >>> likelihood(0.04), likelihood(0.2), likelihood(0.5), likelihood(0.64), likelihood(0.97)
        ('almost no chance', 'unlikely', 'roughly even chance', 'likely', 'almost certain')
    """
    percent(p)
    whole = round(p * 100)
    return next(word for word, low, high in LIKELIHOODS if low <= whole <= high)


def confidence(n_windows: int, n_publishers: int, n_precedents: int) -> str:
    """Return how good the basis is: high, moderate or low.

    High asks for at least 60 windows of the dyad's own history and two publishers; moderate for 20
    windows, or for three publishers and three precedents. A base rate over few windows is low
    however narrow its interval looks, since it is shrunk towards a class that may not fit. The
    caller passes no windows when they were counted in coded texts alone, and no precedents when
    the forecast is not conditional on what they are precedents of.

    Args:
        n_windows: Windows of the dyad's own history behind the forecast.
        n_publishers: Publishers of documents, and datasets, that the brief rests on.
        n_precedents: Past cases that resemble the trigger.

    Examples:
        >>> confidence(90, 3, 0), confidence(24, 1, 0), confidence(0, 4, 5), confidence(0, 1, 0)
        ('high', 'moderate', 'moderate', 'low')
    """
    if n_windows >= _HIGH and n_publishers >= 2:
        return "high"
    if n_windows >= _MODERATE or (n_publishers >= 3 and n_precedents >= 3):
        return "moderate"
    return "low"
