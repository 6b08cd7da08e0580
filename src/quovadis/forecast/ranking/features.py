"""What the history says of a question and a candidate answer, in numbers.

All features are read from the history before the day that is asked about. Shares are logarithms of
smoothed relative frequencies, ages are logarithms of days, counts are logarithms of one plus the
count.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.candidates import best, broad_scores, narrow_scores
from quovadis.forecast.ranking.contexts import (
    BY_COUNTRY,
    BY_COUNTRY_ANY,
    BY_QUAD,
    BY_ROLE,
    BY_ROOT,
    COUNTRY_OF_EXACT,
    COUNTRY_OF_PAIR,
    COUNTRY_TO_COUNTRY,
    COUNTRY_TO_COUNTRY_ANY,
    EXACT,
    NOVELTY,
    NOVELTY_OF,
    OVERALL,
    PAIR,
    POPULAR,
    ROLE_OF_EXACT,
    ROLE_OF_PAIR,
    ROLE_TO_ROLE,
    ROOT_POPULAR,
)
from quovadis.forecast.ranking.descriptions import (
    candidate_shares,
    entity_shares,
    rule_scores,
    trait_shares,
)
from quovadis.forecast.ranking.factors import question_vector, score_factor
from quovadis.forecast.ranking.history import History
from quovadis.forecast.ranking.jit import compiled
from quovadis.forecast.ranking.quadruples import Ints, Questions
from quovadis.forecast.ranking.tables import find_cell, find_context
from quovadis.forecast.ranking.walks import graph, relation_steps, three_steps, two_steps

__all__ = ["FEATURES", "GAPS", "PER_QUESTION", "Asked", "ask"]

_TO_ENTITY = (
    "exact", "root", "quad", "pair", "reversed pair", "reply", "popular", "overall", "country",
    "country any", "role", "root popular", "both ways",
)  # fmt: skip
_TO_TRAIT = (
    "exact to country", "pair to country", "country to country", "country to country any",
    "role to role", "pair to role", "exact to role", "country of sources", "country of partners",
    "role of sources", "role of partners",
)  # fmt: skip
_NOVELTY = ("new for relation", "exact for relation", "new for source", "exact for source")
PER_QUESTION = (
    "n exact", "n pair", "n popular", "relation", "root", "quad", "answers a day",
    "objects of exact", "objects of pair", *_NOVELTY,
)  # fmt: skip
_LED = (
    "exact: share", "exact: month", "exact: count", "root: month", "pair: month",
    "both ways: month", "reply: month", "popular: month", "likeness", "two steps", "rule: all",
    "first stage",
)  # fmt: skip
GAPS = tuple(f"{name}: behind the best" for name in _LED)
"""How far a candidate is behind the best one of its question: trees look at one row at a time."""
FEATURES: tuple[str, ...] = (
    *(f"{name}: {what}" for name in _TO_ENTITY for what in ("share", "month", "week", "age")),
    *(f"{name}: {what}" for name in _TO_TRAIT for what in ("share", "month")),
    "exact: count", "exact: two days", "pair: count", "pair: two days", "overall: trend",
    "two steps", "three steps", "three steps of relation",
    "two steps of week", "three steps of week",
    "country to country: week", "country to country any: week", "likeness",
    "rule: best", "rule: all", "first stage",
    "partners", "sources", "same country", "role of candidate", "itself",
    *PER_QUESTION, *GAPS,
)  # fmt: skip
"""Names of the features, in their order."""

_N_ENTITY, _N_TRAIT, _N = len(_TO_ENTITY), len(_TO_TRAIT), len(FEATURES)
_N_QUESTION = len(PER_QUESTION)
_RULES = 13  # columns between the shares and the rules
_LED_AT = tuple(FEATURES.index(name) for name in _LED)


@dataclass(frozen=True, slots=True)
class Asked:
    """The candidates of one day's questions, and what is known of them.

    Attributes:
        questions: As they were asked.
        candidates: Entities by question, best of the first stage first; shape (questions, k).
        count: How many of the k there are.
        features: Shape (questions, k, features); rows beyond `count` are zero.
        rest: For each answer that is no candidate its mean rank among the entities that are
            none, other answers passed over; else 0.
    """

    questions: Questions
    candidates: Ints
    count: Ints
    features: NDArray[np.float32]
    rest: NDArray[np.float64]


def ask(history: History, questions: Questions, k: int = 240, threads: int = 1) -> Asked:
    """Find candidates for one day's questions, and describe them.

    Args:
        history: All facts before that day.
        questions: Of one day.
        k: How many candidates each question gets at most.
        threads: How many to work with.

    Raises:
        ValueError: When the history holds facts of that day or later ones.
    """
    if history.day >= questions.day:
        raise ValueError(f"the history goes up to day {history.day}, day {questions.day} is asked")
    n, t = history.n_entities, history.traits
    q = len(questions)
    rows = tuple(
        graph(history.tables, history.fade, questions.day, n, d, h)
        for h in (3, 1)
        for d in range(3)
    )
    candidates = np.zeros((q, k), np.int32)
    count = np.zeros(q, np.int32)
    features = np.zeros((q, k, _N), np.float32)
    rest = np.zeros(len(questions.answer))

    def some(part: slice) -> None:
        _ask(
            history.tables, history.fade, questions.day, (history.transfer, history.factors), rows,
            (history.country, t.role, t.root, t.quad),
            (questions.source[part], questions.relation[part],
             questions.start[part.start : part.stop + 1], questions.answer),
            (candidates[part], count[part], features[part], rest),
        )  # fmt: skip

    edges = np.linspace(0, q, threads + 1).astype(int).tolist()
    parts = [slice(a, b) for a, b in pairwise(edges) if b > a]
    if len(parts) == 1:
        some(parts[0])
    else:
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(some, parts))
    return Asked(questions, candidates, count, features, rest)


@compiled
def _ask(tables, fade, day, learned, rows, traits, asked, found):  # type: ignore[no-untyped-def]
    source, relation, start, answer = asked
    candidates, count, features, rest = found
    country, role, root, quad = traits
    n, n_relations = len(country), len(root)
    broad = np.zeros((2 * n_relations, n), np.float32)
    have = np.zeros(2 * n_relations, np.bool_)
    two, three = np.zeros(n, np.float32), np.zeros(n, np.float32)
    three_r, middle = np.zeros(n, np.float32), np.zeros(n, np.float32)
    two_w, three_w = np.zeros(n, np.float32), np.zeros(n, np.float32)
    last_s, last_d = np.int64(-1), np.int64(-1)
    for i in range(len(source)):
        s, r = np.int64(source[i]), np.int64(relation[i])
        d = np.int64(0) if r < n_relations else np.int64(1)
        g = np.int64(root[r % n_relations]) * 2 + d
        qd = np.int64(quad[r % n_relations]) * 2 + d
        inverse = (r + n_relations) % (2 * n_relations)
        if not have[r]:
            broad_scores(tables, fade, day, r, g, d, broad[r])
            have[r] = True
        if s != last_s:
            two_steps(s, rows[2], two)
            two_steps(s, rows[5], two_w)
        if s != last_s or d != last_d:
            three_steps(s, rows[d], rows[1 - d], middle, three)
            three_steps(s, rows[3 + d], rows[4 - d], middle, three_w)
            last_s, last_d = s, d
        relation_steps(tables, s, r, inverse, middle, three_r)
        scores = broad[r].copy()
        keys = (s, r, inverse, g, d, np.int64(country[s]), np.int64(role[s]))
        narrow_scores(tables, fade, day, keys, (two, three), scores)
        count[i] = best(scores, candidates.shape[1], candidates[i])
        _rank_rest(scores, candidates[i, : count[i]], answer[start[i] : start[i + 1]],
                   rest[start[i] : start[i + 1]])  # fmt: skip
        _describe(tables, fade, day, learned, traits, (s, r, inverse, g, qd, d),
                  candidates[i, : count[i]], (two, three, three_r, scores, two_w, three_w),
                  features[i])  # fmt: skip


@compiled
def _rank_rest(scores, chosen, answers, rest):  # type: ignore[no-untyped-def]
    """Mean rank of each answer that is no candidate among the entities that are none."""
    missing = False
    for j in range(len(answers)):
        rest[j] = 1.0
        for c in chosen:
            if c == answers[j]:
                rest[j] = 0.0
        missing = missing or rest[j] > 0
    if not missing:
        return
    passed = np.zeros(len(scores), np.bool_)
    for c in chosen:
        passed[c] = True
    for a in answers:
        passed[a] = True
    for j in range(len(answers)):
        if rest[j] > 0:
            better, equal = 0, 0
            for o in range(len(scores)):
                if not passed[o]:
                    if scores[o] > scores[answers[j]]:
                        better += 1
                    elif scores[o] == scores[answers[j]]:
                        equal += 1
            rest[j] = 1 + better + equal / 2


@compiled
def _describe(tables, fade, day, learned, traits, question, chosen, reached, x):  # type: ignore[no-untyped-def]
    country, role, _, _ = traits
    s, r, inverse, _, _, d = question
    transfer, factors = learned
    n = len(chosen)
    cs, ks = np.int64(country[s]), np.int64(role[s])
    contexts, to_trait = _contexts(tables, question, cs, ks)
    co, ko, home = np.zeros(n, np.int64), np.zeros(n, np.int64), np.zeros(n, np.int64)
    for i in range(n):
        co[i], same = country[chosen[i]], 0
        if co[i] == cs and cs > 0:
            same = 1
        ko[i], home[i] = np.int64(role[chosen[i]]) * 2 + same, ks * 2 + same
    own = np.full(n, cs)
    extra = 4 * _N_ENTITY + 2 * _N_TRAIT
    for j in range(_N_ENTITY):
        more = extra if j == 0 else extra + 2 if j == 3 else -1
        entity_shares(tables, fade, day, contexts[j], chosen, x, 4 * j, more)
    for j in range(7):
        goals = co if j < 4 else ko
        week = extra + 8 + j if 2 <= j < 4 else -1
        trait_shares(tables, fade, day, to_trait[j], goals, x, 4 * _N_ENTITY + 2 * j, week)
    at = 4 * _N_ENTITY + 14
    candidate_shares(tables, fade, day, COUNTRY_OF_EXACT, inverse, chosen, own, x, at)
    candidate_shares(tables, fade, day, COUNTRY_OF_PAIR, 1 - d, chosen, own, x, at + 2)
    candidate_shares(tables, fade, day, ROLE_OF_EXACT, inverse, chosen, home, x, at + 4)
    candidate_shares(tables, fade, day, ROLE_OF_PAIR, 1 - d, chosen, home, x, at + 6)
    rule_scores(tables, transfer, day, s, r, chosen, x, extra + _RULES)
    vector = np.zeros(factors.source.shape[1], np.float32)
    question_vector(factors, s, r, country, role, vector)
    known = _of_question(tables, fade, day, (contexts[0], contexts[3], contexts[6]), question)
    _reach(reached, chosen, x, extra)
    for i in range(n):
        o = np.int64(chosen[i])
        x[i, extra + 4] = x[i, 4 * 7 + 2] - x[i, 4 * 7 + 1]
        x[i, extra + _RULES - 1] = score_factor(factors, vector, o, country, role)
        at = extra + _RULES + 3
        partners, sources = (
            find_context(tables, PAIR, o, 1 - d),
            find_context(tables, EXACT, o, inverse),
        )
        x[i, at] = np.log1p(np.float32(tables.context_cells[partners])) if partners >= 0 else 0
        x[i, at + 1] = np.log1p(np.float32(tables.context_cells[sources])) if sources >= 0 else 0
        x[i, at + 2] = np.float32(ko[i] % 2)
        x[i, at + 3], x[i, at + 4] = np.float32(ko[i]), np.float32(1 if o == s else 0)
        x[i, at + 5 : at + 5 + _N_QUESTION] = known
    _fall_behind(x, n)


@compiled
def _fall_behind(x, n):  # type: ignore[no-untyped-def]
    """Write how far each of n candidates is behind the best of them."""
    first = x.shape[1] - len(_LED_AT)
    for j in range(len(_LED_AT)):
        column, best_one = _LED_AT[j], np.float32(-np.inf)
        for i in range(n):
            best_one = max(best_one, x[i, column])
        for i in range(n):
            x[i, first + j] = x[i, column] - best_one


@compiled
def _contexts(tables, question, cs, ks):  # type: ignore[no-untyped-def]
    """Contexts of the question whose objects are entities, and those whose objects are traits."""
    s, r, inverse, g, qd, d = question
    contexts = np.array(
        [
            find_context(tables, EXACT, s, r),
            find_context(tables, BY_ROOT, s, g),
            find_context(tables, BY_QUAD, s, qd),
            find_context(tables, PAIR, s, d),
            find_context(tables, PAIR, s, 1 - d),
            find_context(tables, EXACT, s, inverse),
            find_context(tables, POPULAR, r, 0),
            find_context(tables, OVERALL, d, 0),
            find_context(tables, BY_COUNTRY, cs, r),
            find_context(tables, BY_COUNTRY_ANY, cs, d),
            find_context(tables, BY_ROLE, ks, r),
            find_context(tables, ROOT_POPULAR, g, 0),
            find_context(tables, PAIR, s, 2),
        ]
    )
    to_trait = np.array(
        [
            find_context(tables, COUNTRY_OF_EXACT, s, r),
            find_context(tables, COUNTRY_OF_PAIR, s, d),
            find_context(tables, COUNTRY_TO_COUNTRY, cs, r),
            find_context(tables, COUNTRY_TO_COUNTRY_ANY, cs, d),
            find_context(tables, ROLE_TO_ROLE, ks, r),
            find_context(tables, ROLE_OF_PAIR, s, d),
            find_context(tables, ROLE_OF_EXACT, s, r),
        ]
    )
    return contexts, to_trait


@compiled
def _reach(reached, chosen, x, extra):  # type: ignore[no-untyped-def]
    """Write the chances of the walks and the score of the first stage."""
    two, three, three_r, scores, two_w, three_w = reached
    tiny = np.float32(1e-6)
    for i in range(len(chosen)):
        o = chosen[i]
        x[i, extra + 5] = np.log(two[o] + tiny)
        x[i, extra + 6] = np.log(three[o] + tiny)
        x[i, extra + 7] = np.log(three_r[o] + np.float32(1e-5))
        x[i, extra + 8] = np.log(two_w[o] + tiny)
        x[i, extra + 9] = np.log(three_w[o] + tiny)
        x[i, extra + _RULES + 2] = np.log(scores[o] + np.float32(1e-8))


@compiled
def _of_question(tables, fade, day, contexts, question):  # type: ignore[no-untyped-def]
    """What does not depend on the candidate: how much there is to go by, and how new things are."""
    s, r, _, root, quad, d = question
    known = np.zeros(_N_QUESTION, np.float32)
    for j in range(3):
        c = contexts[j]
        known[j] = np.log1p(tables.context_total[c, 4]) if c >= 0 else 0.0
        if j < 2:
            known[7 + j] = np.log1p(tables.context_cells[c]) if c >= 0 else 0.0
    known[3], known[4], known[5] = np.float32(r), np.float32(root), np.float32(quad)
    if contexts[0] >= 0:
        age = day - tables.context_last[contexts[0]]
        known[6] = tables.context_total[contexts[0], 2] * fade[age, 2]
    for j in range(2):
        kind, a, b = (NOVELTY, r, np.int64(0)) if j == 0 else (NOVELTY_OF, s, d)
        context = find_context(tables, kind, a, b)
        for k in range(2):
            cell = find_cell(tables, context, 2 - 2 * k)
            n, total = np.float32(0.5), np.float32(1.5)
            if context >= 0:
                age = day - tables.context_last[context]
                total += tables.context_total[context, 2] * fade[age, 2]
            if cell >= 0:
                n += tables.cell_count[cell, 2] * fade[day - tables.cell_last[cell], 2]
            known[9 + 2 * j + k] = n / total
    return known
