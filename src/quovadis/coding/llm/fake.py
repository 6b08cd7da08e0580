"""A model that is none: it answers what it was told to, fails or lies, and remembers questions."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

__all__ = ["FakeAnswer", "FakeModel"]


@dataclass(frozen=True, slots=True)
class FakeAnswer:
    """An answer with what it is said to have cost."""

    text: str
    prompt_tokens: int = 1
    completion_tokens: int = 1


class FakeModel:
    """Stands in for an endpoint in tests; ships with the library so that others can use it.

    Args:
        answers: A function from the question (the fields of the JSON object that was asked) to
            the text of the answer; or answers in order, an exception among them is raised, and
            after the last the last again. None answers that there is no event.
        model: Its name.

    Attributes:
        asked: The questions, as the fields of the JSON objects.

    Examples:
        >>> fake = FakeModel(["no JSON"])
        >>> fake.ask("Do this.", '{"sentence": "Peru met Chile."}').text
        'no JSON'
        >>> fake.asked
        [{'sentence': 'Peru met Chile.'}]
    """

    def __init__(
        self,
        answers: Callable[[dict[str, str]], str] | Iterable[str | Exception] | None = None,
        *,
        model: str = "fake",
    ) -> None:
        self.model = model
        self.asked: list[dict[str, str]] = []
        self._answer = answers if callable(answers) else None
        self._scripted = [] if answers is None or callable(answers) else list(answers)

    def ask(self, system: str, user: str) -> FakeAnswer:  # noqa: ARG002 - it needs no instruction
        """Return the next answer, or raise the next exception."""
        self.asked.append(json.loads(user))
        if self._answer is not None:
            return FakeAnswer(self._answer(self.asked[-1]))
        if not self._scripted:
            return FakeAnswer('{"events": []}')
        at = min(len(self.asked), len(self._scripted)) - 1
        answer = self._scripted[at]
        if isinstance(answer, Exception):
            raise answer
        return FakeAnswer(answer)
