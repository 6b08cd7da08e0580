"""Which coder a run uses, and whom it may ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quovadis.errors import InputError, QuovadisError
from quovadis.records import Coded, Document

if TYPE_CHECKING:
    from quovadis.coding import Coder
    from quovadis.coding.llm import Tally
    from quovadis.coding.traces import Trace

__all__ = ["CodedDocument", "ModelSettings", "code_sources", "make_coder"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Which language model is asked, and how much.

    Attributes:
        url: Base URL of an endpoint that speaks OpenAI's protocol.
        model: Name of the model.
        key: The key, or None; never shown.
        requests: Questions that may be sent.
        tokens: Tokens that may be used up, or None for any number.
        answers: Folder in which answers are kept from run to run, or None.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    requests: int = 1_000
    tokens: int | None = None
    answers: Path | None = None


def make_coder(
    backend: str = "default", model: ModelSettings | None = None
) -> tuple[Coder, Tally | None]:
    """Return a coder, and for `llm` the count of what asking costs, which grows as it codes.

    Args:
        backend: `light`, `default` or `llm`.
        model: For `llm`: whom to ask.

    Raises:
        InputError: `llm` without a model.
        UnsafeUrl: The endpoint's URL is none to send a key to.

    Examples:
        >>> coder, tally = make_coder("light")
        >>> coder.name, tally
        ('light', None)
    """
    from quovadis.coding import Coder

    if backend != "llm":
        return Coder(backend=backend), None
    if model is None:
        raise InputError("the backend llm needs an endpoint and the name of a model")

    from quovadis.coding.llm import Limits, SecondOpinion
    from quovadis.pipeline.answers import AnswerFolder
    from quovadis.readers.chat import ChatEndpoint

    second = SecondOpinion(
        ChatEndpoint(model.url, model.model, key=model.key),
        answers=AnswerFolder(model.answers) if model.answers else None,
        limits=Limits(requests=model.requests, tokens=model.tokens),
    )
    return Coder(backend="llm", second=second), second.tally


@dataclass(frozen=True, slots=True)
class CodedDocument:
    """A document, what was found in it, and how.

    Attributes:
        document: The document.
        coded: What was found.
        traces: Every reading of a predicate, kept or not.
    """

    document: Document
    coded: Coded
    traces: tuple[Trace, ...]


def code_sources(
    sources: Sequence[str | Path],
    coder: Coder,
    *,
    now: datetime | None = None,
    published: date | None = None,
    publisher: str | None = None,
) -> Iterator[CodedDocument | QuovadisError]:
    """Read articles and code them one by one, keeping nothing.

    Args:
        sources: Files, folders, feeds, URLs, or `-` for standard input.
        coder: Who codes them.
        now: The moment after which a date is in the future; None for the clock's.
        published: Day of publication, overriding what the pages say.
        publisher: Name of the publisher, where the page does not say.

    Yields:
        Each text once; an error in place of a source that cannot be read.
    """
    from quovadis.readers import read_all

    seen: set[str] = set()
    for item in read_all(sources, published=published, publisher=publisher, now=now):
        if isinstance(item, QuovadisError):
            yield item
        elif item.id not in seen:
            seen.add(item.id)
            yield CodedDocument(item, *coder.explain(item))
