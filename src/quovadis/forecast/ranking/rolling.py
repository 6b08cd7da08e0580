"""Rank day by day as the days pass: ask, learn, add; never look ahead."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.additive import Additive, fit_additive
from quovadis.forecast.ranking.boosted import Boosted, fit_boosted
from quovadis.forecast.ranking.features import ask
from quovadis.forecast.ranking.history import History
from quovadis.forecast.ranking.quadruples import Quadruples, both_directions, by_day, questions
from quovadis.forecast.ranking.sample import Sample, draw, join, ranks, some
from quovadis.forecast.ranking.traits import Traits

__all__ = ["Plan", "Ranked", "rank_days"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to learn from, and how often.

    Attributes:
        window: Days to learn from, back from the day of fitting.
        share: Share of the questions of a day of learning that are drawn, 0 to 1.
        refit: Days after which both models are fitted anew.
        candidates: Per question.
        hard, easy: Candidates of a question to learn from: the best, and others by chance.
        rounds: Trees for each seed.
        seeds: Of the sampling (the first) and of the trees.
        threads: How many to work with.
    """

    window: int = 140
    share: float = 1.0
    refit: int = 10
    candidates: int = 240
    hard: int = 40
    easy: int = 20
    rounds: int = 160
    seeds: tuple[int, ...] = (0, 1)
    threads: int = 1


@dataclass(slots=True)
class Ranked:
    """Ranks of the answers asked for, in the order of both directions of the facts asked.

    Attributes:
        first_stage, additive, boosted: Mean ranks, from 1.
        day: Of each answer.
        missed: Answers that were no candidates.
        models: The last additive and boosted model.
    """

    first_stage: NDArray[np.float64]
    additive: NDArray[np.float64]
    boosted: NDArray[np.float64]
    day: NDArray[np.int32]
    missed: int = 0
    models: tuple[Additive, Boosted] | None = field(default=None, repr=False)


def rank_days(
    history: Quadruples, asked: Quadruples, n_entities: int, traits: Traits, plan: Plan
) -> Ranked:
    """Rank the answers of the facts asked, with models fitted to the days before.

    Each day is asked before its facts are added to the history and to the sample.

    Args:
        history: All facts, in order of time or not; those of a day asked, and later ones, must
            be there too if they are to serve the days after them.
        asked: The facts to ask for, in both directions; their days follow each other.
        n_entities: How many entities there are.
        traits: What names say.
        plan: How much to learn from, and how often.

    Raises:
        QuovadisError: Without Numba or LightGBM (extra `quovadis[forecast]`).
        ValueError: When no day before the first one asked can be learned from.
    """
    facts = both_directions(history, traits.n_relations)
    both = both_directions(asked, traits.n_relations)
    wanted = dict(by_day(both))
    first, last = min(wanted), max(wanted)
    state = History(n_entities, traits, last)
    rng = np.random.default_rng(plan.seeds[0])
    one, two, three = (np.zeros(len(both)) for _ in range(3))
    found = Ranked(one, two, three, both.day)
    samples: list[Sample] = []
    fitted_on = None
    for day, index in by_day(facts):
        if day > last:
            break
        today = facts.take(index)
        if day in wanted:
            if fitted_on is None or day - fitted_on >= plan.refit:
                again = day + plan.refit <= last
                found.models = _fit(samples, plan, consume=not again)
                fitted_on = day
            learned = _rank_day(state, both.take(wanted[day]), wanted[day], found, plan, rng)
            if fitted_on + plan.refit <= last:
                samples.append(learned)
        elif day >= first - plan.window:
            every = questions(today, day)
            kept = np.flatnonzero(rng.random(len(every)) < plan.share)
            if len(kept):
                reply = ask(state, every.take(kept), plan.candidates, plan.threads)
                samples.append(draw(reply, rng, hard=plan.hard, easy=plan.easy))
        samples = [s for s in samples if len(s.day) and s.day[0] > day - plan.window]
        state.add(today, day)
    return found


def _rank_day(
    state: History,
    facts: Quadruples,
    where: NDArray[np.intp],
    found: Ranked,
    plan: Plan,
    rng: np.random.Generator,
) -> Sample:
    """Write one day's ranks; return what can be learned from that day, once it is over."""
    if found.models is None:
        raise ValueError("no model has been fitted yet")
    additive, boosted = found.models
    asked = questions(facts, int(facts.day[0]))
    size = 4000  # questions at a time, to bound the memory
    samples = []
    for low in range(0, len(asked), size):
        part = asked.take(np.arange(low, min(low + size, len(asked))))
        reply = ask(state, part, plan.candidates, plan.threads)
        into = where[part.fact]
        place = -np.arange(reply.candidates.shape[1])[None, :].repeat(len(part), 0)
        found.first_stage[into] = ranks(reply, place.astype(np.float64))
        found.additive[into] = ranks(reply, additive.score(reply.features).astype(np.float64))
        found.boosted[into] = ranks(reply, boosted.score(reply.features))
        found.missed += int((reply.rest > 0).sum())
        drawn = draw(reply, rng, hard=plan.hard, easy=plan.easy)
        samples.append(some(drawn, rng.random(len(drawn.day)) < plan.share))
    return join(samples)


def _fit(samples: list[Sample], plan: Plan, *, consume: bool) -> tuple[Additive, Boosted]:
    sample = join(samples, consume=consume)
    additive = fit_additive(sample)
    log.info("additive model fitted to %d questions", len(sample.start) - 1)
    boosted = fit_boosted(
        sample, additive, rounds=plan.rounds, seeds=plan.seeds, threads=plan.threads
    )
    return additive, boosted
