"""The role of a sentence, its matter, its speaker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quovadis.coding import Coder
from quovadis.coding.contexts import contexts_of
from quovadis.records import Document, Modality, SentenceRole

Read = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "role", "about", "says"),
    [
        ("China's interest is driven by access to lithium.", "driver", "access to lithium", None),
        (
            "Ethiopia seeks to win a port on the Red Sea.",
            "driver",
            "win a port on the Red Sea",
            None,
        ),
        ("Turkey is eyeing gas fields off Libya.", "driver", "gas fields off Libya", None),
        ("Hunger comes first.", "driver", "Hunger comes first", None),
        (
            "Deep ethnic divisions raise questions about the deal.",
            "constraint",
            "Deep ethnic divisions",
            None,
        ),
        ("However, challenges remain.", "constraint", "challenges remain", None),
        (
            "Drought may complicate the return of refugees.",
            "constraint",
            "Drought may complicate",
            None,
        ),
        ("Sanctions on banks still bind investors.", "constraint", "Sanctions on banks", None),
        ("Historically, Armenia relied on Russian troops.", "background", None, None),
        ("In the 1980s Iraq fought Iran.", "background", None, None),
        ("The visit underscores a broader trend.", "opinion", None, "the author"),
        ("Paris is choosing commerce over values.", "opinion", None, "the author"),
        ("It is clear that the deal marks a new era.", "opinion", None, "the author"),
        ("Critics argue that the deal is reckless.", "opinion", None, "Critics"),
        ("If Iran signs, trade would grow.", "conditional", None, "the author"),
        ("Iran and Iraq signed an agreement on Monday.", "report", None, None),
        ("The minister said on Tuesday that talks had failed.", "report", None, "minister"),
    ],
)
def test_role(read_facts: Read, text: str, role: str, about: str | None, says: str | None) -> None:
    (sentence,) = read_facts(text).sentences
    assert sentence.role.value == role
    assert sentence.says == says
    assert sentence.evidence.quote == text
    if about is None:
        assert sentence.about is None
    else:
        assert about in (sentence.about or "")
        assert (sentence.about or "") in text


def test_headings_are_no_sentences_but_lend_their_weight(read_facts: Read) -> None:
    facts = read_facts(
        "What stands against it\n\nIn December rebels killed the minister inside his ministry."
    )
    (sentence,) = facts.sentences
    assert sentence.heading == "What stands against it"
    assert sentence.role.value == "constraint"


def test_modality_follows_the_role(read_facts: Read) -> None:
    facts = read_facts("If Iran signs, trade would grow. In the 1980s Iraq fought Iran.")
    assert [s.modality for s in facts.sentences] == [Modality.HYPOTHETICAL, Modality.BACKGROUND]


def test_actors_in_order_of_appearance(read_facts: Read) -> None:
    (sentence,) = read_facts("Turkey and Qatar asked Turkey's allies to help Libya.").sentences
    assert sentence.actors[:2] == ("TUR", "QAT")


def test_contexts_are_plovers() -> None:
    from quovadis.ontology import load_ontology

    known = set(load_ontology().plover.contexts)
    found = contexts_of("Courts, courts-martial, oil, women, nuclear arms, refugees, elections.")
    assert {"legal", "natural_resource", "gender", "cbrn"} <= set(found)
    assert set(found) <= known
    assert contexts_of("") == ()


def test_a_heading_that_names_one_role_settles_it_for_a_plain_report() -> None:
    text = "## What drives it\n\nFrance opened a school in Chad in March 2024.\n"
    roles = [s.role for s in Coder().code(Document(text=text)).sentences]
    assert roles == [SentenceRole.DRIVER]


def test_a_heading_that_names_two_roles_only_leans() -> None:
    text = "## Opportunities and risks\n\nFrance opened a school in Chad in March 2024.\n"
    roles = [s.role for s in Coder().code(Document(text=text)).sentences]
    assert roles == [SentenceRole.REPORT]
