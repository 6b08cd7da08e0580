"""Whom the backend asks, where it keeps answers, how much it may ask and what it has cost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

__all__ = ["Answer", "Answers", "Asker", "Limits", "Tally"]


class Answer(Protocol):
    """What a model answered."""

    @property
    def text(self) -> str:
        """Its words."""
        ...

    @property
    def prompt_tokens(self) -> int:
        """Tokens of the question, as the endpoint counts them (0: it did not say)."""
        ...

    @property
    def completion_tokens(self) -> int:
        """Tokens of the answer, as the endpoint counts them (0: it did not say)."""
        ...


class Asker(Protocol):
    """Whoever can ask a model: `readers.ChatEndpoint`, or `FakeModel` in tests."""

    @property
    def model(self) -> str:
        """Name of the model, which stands in the version of the coder."""
        ...

    def ask(self, system: str, user: str) -> Answer:
        """Return the model's answer.

        Args:
            system: What it is to do.
            user: The question.

        Raises:
            QuovadisError: There is no answer, for whatever reason.
        """
        ...


class Answers(Protocol):
    """Where answers are kept from one run to the next: `pipeline.AnswerFolder`."""

    def get(self, key: str) -> str | None:
        """Return the answer kept under a key, or None."""
        ...

    def put(self, key: str, text: str) -> None:
        """Keep an answer; a failure to do so is not raised."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """When to ask, and how much.

    Attributes:
        least: An event that is less probable than this is unsure …
        most: … unless it is at least as probable as this (0 to 1).
        requests: Questions that may be sent, those that fail included.
        tokens: Tokens that may be used up, question and answer; None for any number. What the
            endpoint does not count is taken as one token for four characters.
        failures: After so many failures in a row the model is left alone for the rest of the run.
    """

    least: float = 0.25
    most: float = 0.65
    requests: int = 1_000
    tokens: int | None = None
    failures: int = 3


@dataclass(slots=True)
class Tally:
    """What asking has cost so far.

    Attributes:
        requests: Questions sent.
        kept: Questions whose answer was kept from before, and cost nothing.
        failed: Questions without an answer.
        refused: Answers that were no valid JSON, named words that are not in the sentence, or a
            type that does not exist.
        passed: Unsure sentences that were not asked about, since a limit was reached or the model
            failed too often.
        prompt_tokens: Tokens of the questions.
        completion_tokens: Tokens of the answers.
    """

    requests: int = 0
    kept: int = 0
    failed: int = 0
    refused: int = 0
    passed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0

    @property
    def tokens(self) -> int:
        """All tokens together."""
        return self.prompt_tokens + self.completion_tokens

    def __str__(self) -> str:
        parts = [f"{self.requests} questions", f"{self.tokens:,} tokens"]
        counts = (
            (self.kept, "answers kept from before"),
            (self.failed, "without an answer"),
            (self.refused, "answers refused"),
            (self.passed, "sentences not asked about"),
        )
        return ", ".join([*parts, *(f"{n} {what}" for n, what in counts if n)])
