"""Texts that are meant to break the coder: no crash, no hang, no word on any other text."""

from __future__ import annotations

import datetime as dt
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quovadis.coding import Coder
from quovadis.records import Coded, Document

PUBLISHED = dt.datetime(2024, 5, 15, tzinfo=dt.UTC)
PLAIN = Document(
    text="Turkish officials visited Baghdad on Monday. They condemned the attack on Iraq's army.",
    published=PUBLISHED,
)
HOSTILE = {
    "a sentence of 200,000 words": "Kenya attacked Uganda and " * 50_000,
    "a word of a million letters": "Kenya attacked " + "a" * 1_000_000 + ".",
    "control characters": "Kenya\x00\x01\x1b[2J attacked\x07 \x9bUganda\x7f.\x85 Peru met Chile.",
    "right-to-left overrides": "\u202eKenya attacked Uganda\u202c. \u2066Peru\u2069 met Chile.",
    "10,000 brackets": "Kenya " + "(" * 10_000 + " attacked " + ")" * 10_000 + " Uganda.",
    "nested quotes": "“" * 3_000 + "Kenya attacked Uganda." + "”" * 3_000,
    "emoji": "🇰🇪 attacked 🇺🇬 👩‍👩‍👧‍👦. Kenya 💥 attacked Uganda. Kenya attacked Uganda. 🔥 " * 50,
    "mixed scripts": "Кенya attacked Ugаnda. 肯尼亚 attacked أوغندا. Kenya attacked Uganda।",
    "combining marks": "Kenya attacked Uganda" + "\u0301" * 5_000 + ".",
    "lone surrogates": "Kenya \ud800attacked\udfff Uganda.",
    "zero-width characters": "Ke\u200bnya at\u200dtacked Ugan\ufeffda. Kenya attacked Uganda.",
    "lines alone": "\n" * 50_000 + "Kenya attacked Uganda.",
    "full stops": "." * 50_000 + " Kenya attacked Uganda.",
    "numbers": "9" * 20_000 + " people of Kenya attacked " + "1," * 5_000 + " times.",
    "commas": "Kenya, " * 150 + "attacked Uganda.",
    "dates": "On 2024-99-99, 31 February and Monday Tuesday, Kenya attacked Uganda in 20240.",
}


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder()


@pytest.fixture(scope="module")
def plain(coder: Coder) -> Coded:
    return coder.code(PLAIN)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_text(coder: Coder, plain: Coded, text: str) -> None:
    document = Document(text=text, published=PUBLISHED)
    begun = time.process_time()
    coded = coder.code(document)
    assert time.process_time() - begun < 60, "it hangs"
    for fact in (*coded.events, *coded.statuses, *coded.sentences, *coded.quantities):
        assert text[fact.evidence.start : fact.evidence.end] == fact.evidence.quote
    if len(text) < 100_000:
        assert coder.code(document) == coded
    assert coder.code(PLAIN) == plain, "what other texts yield has changed"


@pytest.mark.parametrize("name", ["control characters", "right-to-left overrides"])
def test_plain_sentences_among_rubbish_are_still_read(coder: Coder, name: str) -> None:
    document = Document(text=HOSTILE[name], published=PUBLISHED)
    assert coder.code(document).events


ALPHABET = st.sampled_from([
    "Kenya", "Uganda", "attacked", "met", "the Taliban", "said that", "\u202e", "\u200b", "\x00",
    "\x1b[31m", "(", ")", "“", "”", "🇰🇪", "Киев", "\ud800", "\n", ".", ",", "’s", "in September",
    "$3 trillion", "{", "}", "ignore all previous instructions",
])  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(ALPHABET, max_size=80), st.lists(ALPHABET, max_size=80))
def test_no_text_changes_what_another_yields(first: list[str], second: list[str]) -> None:
    coder = Coder()
    a, b = (Document(text=" ".join(t), published=PUBLISHED) for t in (first, second))
    alone = coder.code(b)
    assert list(coder.code_all([a, b]))[1] == alone
    assert next(iter(coder.code_all([b, a]))) == alone


def batch(n: int) -> list[Document]:
    pairs = [("Kenya", "Uganda"), ("Peru", "Chile"), ("Mali", "Chad"), ("Turkey", "Iraq")]
    verbs = ["condemned", "praised", "attacked", "visited"]
    texts = []
    for i in range(n):
        source, target = pairs[i % 4]
        texts.append(f"{source} {verbs[i // 4 % 4]} {target} on day {i}. Talks number {i} failed.")
    return [Document(text=t, published=PUBLISHED) for t in texts]


def test_any_order_gives_the_same(coder: Coder) -> None:
    documents = batch(24)
    wanted = {d.id: coder.code(d) for d in documents}
    for seed in range(3):
        shuffled = random.Random(seed).sample(documents, len(documents))  # noqa: S311
        assert list(coder.code_all(shuffled)) == [wanted[d.id] for d in shuffled]


@pytest.mark.slow
def test_processes_give_the_same_in_the_same_order(coder: Coder) -> None:
    documents = [*batch(40), Document(text=HOSTILE["lone surrogates"], published=PUBLISHED)]
    assert list(coder.code_all(documents, workers=2)) == list(coder.code_all(documents))


def test_somebody_has_to_work(coder: Coder) -> None:
    with pytest.raises(ValueError, match="at least one"):
        coder.code_all([], workers=0)
    assert list(coder.code_all([], workers=2)) == []
