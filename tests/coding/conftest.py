"""Fixtures of this room: every finder of facts run over a text, in its order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from quovadis.coding import conditionals, quantities, scheduled, sentence_roles, statuses
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import Parsed, parse
from quovadis.ontology import load_ontology
from quovadis.records import Conditional, Document, Quantity, Scheduled, Sentence, Status


@dataclass(frozen=True)
class Facts:
    """Everything that the finders of facts say of one text."""

    parsed: Parsed
    statuses: list[Status]
    scheduled: list[Scheduled]
    quantities: list[Quantity]
    conditionals: list[Conditional]
    sentences: list[Sentence]
    unresolved: list[str] = field(default_factory=list)


def _read(text: str | Document, day: str | None = "2025-04-09") -> Facts:
    """Read a text as published on a day (ISO; None: unknown)."""
    if isinstance(text, Document):
        document = text
    else:
        published = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC) if day else None
        document = Document(text=text, published=published)
    ontology = load_ontology()
    parsed = parse(document)
    mentions = find_mentions(parsed, ontology)
    unresolved: list[str] = []
    agenda = scheduled.find(parsed, mentions, ontology)
    facts = statuses.find(parsed, mentions, ontology, scheduled=agenda, unresolved=unresolved)
    conditions = conditionals.find(parsed, mentions, ontology, statuses=facts)
    return Facts(
        parsed,
        facts,
        agenda,
        quantities.find(parsed),
        conditions,
        sentence_roles.assign(parsed, mentions, ontology, conditionals=conditions),
        unresolved,
    )


@pytest.fixture(scope="session")
def read_facts() -> Callable[..., Facts]:
    """Read a text (or `Document`) as published on a day (ISO, or None for unknown)."""
    return _read
