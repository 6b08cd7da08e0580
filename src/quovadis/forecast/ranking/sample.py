"""Which candidates are answers, and a sample of candidates to learn from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quovadis.forecast.ranking.features import FEATURES, Asked
from quovadis.forecast.ranking.jit import compiled

__all__ = ["Sample", "answers", "draw", "join", "ranks", "some"]


@dataclass(frozen=True, slots=True)
class Sample:
    """Candidates to learn from, one row each; those of a question stand together.

    Attributes:
        features: Shape (rows, features); float16, since there are many.
        answer: Which rows are answers.
        offset: Added to scores while learning, to make up for candidates left out by chance.
        start: Rows of question i stand from start[i] to start[i + 1].
        day: Of each question.
    """

    features: NDArray[np.floating]
    answer: NDArray[np.bool_]
    offset: NDArray[np.float32]
    start: NDArray[np.int64]
    day: NDArray[np.int32]


_NONE = Sample(
    np.zeros((0, len(FEATURES)), np.float16),
    np.zeros(0, np.bool_),
    np.zeros(0, np.float32),
    np.zeros(1, np.int64),
    np.zeros(0, np.int32),
)


def answers(asked: Asked) -> NDArray[np.bool_]:
    """Which candidates are answers: shape (questions, k)."""
    q = asked.questions
    found = np.zeros(asked.candidates.shape, np.bool_)
    _mark(asked.candidates, asked.count, q.start, q.answer, found)
    return found


def draw(asked: Asked, rng: np.random.Generator, *, hard: int = 40, easy: int = 20) -> Sample:
    """Draw candidates to learn from: all answers, the `hard` best, and about `easy` of the rest.

    Questions without an answer among their candidates are left out: nothing can be learned
    from them.
    """
    found = answers(asked)
    place = np.arange(found.shape[1])[None, :]
    there = place < asked.count[:, None]
    chance = min(easy / max(found.shape[1] - hard, 1), 1.0)
    lucky = rng.random(found.shape) < chance
    keep = there & ((place < hard) | lucky | found)
    keep &= np.any(found, axis=1, keepdims=True)
    stands_for = np.float32(-np.log(chance)) if chance > 0 else np.float32(0)
    offset = np.where((place >= hard) & ~found, stands_for, np.float32(0))
    count = keep.sum(1)
    return Sample(
        asked.features[keep].astype(np.float16),
        found[keep],
        offset[keep],
        np.append(0, np.cumsum(count[count > 0])),
        np.full(int((count > 0).sum()), asked.questions.day, np.int32),
    )


def join(samples: list[Sample], *, consume: bool = False) -> Sample:
    """One sample of many, in their order.

    Args:
        samples: Any number of them.
        consume: Empty the list on the way, so that no two copies have to fit into memory.
    """
    rows = sum(len(s.answer) for s in samples)
    features = np.empty((rows, len(FEATURES)), np.float16)
    answer, offset = np.empty(rows, np.bool_), np.empty(rows, np.float32)
    starts, days = [np.zeros(1, np.int64)], [np.zeros(0, np.int32)]
    row = 0
    for i in range(len(samples)):
        s = samples[i]
        part = slice(row, row + len(s.answer))
        features[part], answer[part], offset[part] = s.features, s.answer, s.offset
        starts.append(s.start[1:] + row)
        days.append(s.day)
        row = part.stop
        if consume:
            samples[i] = _NONE
    if consume:
        samples.clear()
    return Sample(features, answer, offset, np.concatenate(starts), np.concatenate(days))


def some(sample: Sample, kept: NDArray[np.bool_]) -> Sample:
    """Those questions of a sample for which `kept` is true."""
    size = np.diff(sample.start)
    rows = np.repeat(kept, size)
    return Sample(
        sample.features[rows],
        sample.answer[rows],
        sample.offset[rows],
        np.append(0, np.cumsum(size[kept])),
        sample.day[kept],
    )


def ranks(asked: Asked, scores: NDArray[np.floating]) -> NDArray[np.float64]:
    """Mean rank of each answer, other answers of its question passed over.

    Candidates come first, by their scores; then the other entities, by the first stage; last those
    never seen before, which share their mean rank.

    Args:
        asked: The questions, and their candidates.
        scores: Of the candidates, the higher the better; shape (questions, k).
    """
    q = asked.questions
    found = np.zeros(len(q.answer))
    _rank(
        asked.candidates,
        asked.count,
        scores,
        answers(asked),
        (q.start, q.answer, asked.rest),
        found,
    )
    return found


@compiled
def _mark(candidates, count, start, answer, found):  # type: ignore[no-untyped-def]
    for i in range(len(count)):
        for k in range(count[i]):
            for j in range(start[i], start[i + 1]):
                if answer[j] == candidates[i, k]:
                    found[i, k] = True


@compiled
def _rank(candidates, count, scores, is_answer, asked, found):  # type: ignore[no-untyped-def]
    start, answer, rest = asked
    for i in range(len(count)):
        for j in range(start[i], start[i + 1]):
            others, mine = 0, -np.inf
            for k in range(count[i]):
                others += 0 if is_answer[i, k] else 1
                if candidates[i, k] == answer[j]:
                    mine = scores[i, k]
            if rest[j] > 0:
                found[j] = others + rest[j]
                continue
            better, equal = 0, 0
            for k in range(count[i]):
                if not is_answer[i, k]:
                    better += 1 if scores[i, k] > mine else 0
                    equal += 1 if scores[i, k] == mine else 0
            found[j] = 1 + better + equal / 2
