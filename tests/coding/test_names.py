"""Where a proper name begins, and where a text gives one in full."""

from __future__ import annotations

import pytest

from quovadis.coding.names import first_capital, full_names
from quovadis.coding.parse import parse
from quovadis.records import Document


@pytest.mark.parametrize(
    ("phrase", "name"),
    [
        ("Mr Orvil Tashkun", "Orvil"),
        ("the Brandel High Court", "Brandel"),
        ("former mayor Tashkun", "Tashkun"),
        ("Tashkun", "Tashkun"),
    ],
)
def test_a_name_begins_with_its_first_capital(phrase: str, name: str) -> None:
    doc = parse(Document(text=phrase)).doc
    assert doc[first_capital(doc, 0, len(doc) - 1)].text == name


def test_the_first_full_name_counts_for_each_of_its_words() -> None:
    doc = parse(Document(text="Orvil Tashkun left. Ada Tashkun stayed. Lima slept.")).doc
    assert full_names(doc) == {"Orvil": (0, 1), "Tashkun": (0, 1), "Ada": (4, 5)}
