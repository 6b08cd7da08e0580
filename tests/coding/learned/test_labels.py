"""Labels are found where they stand in the text."""

import json
from pathlib import Path

import pytest

from quovadis.coding.learned.labels import (
    read_articles,
    read_corpus,
    read_pairs,
    sentence_of,
)
from quovadis.errors import FormatError
from quovadis.records import EventType

ROW = {
    "id": "x-001",
    "before": "Russia spoke.",
    "text": "Oman met Russia and Russia left.",
    "published": "2024-01-02",
    "role": "report",
    "classes": ["several"],
    "events": [
        {"type": "CONSULT", "modality": "actual", "source": "Oman", "target": "Russia#2",
         "word": "met"}
    ],
}  # fmt: skip


def test_offsets_count_the_sentence_before() -> None:
    line = sentence_of(ROW)
    event = line.events[0]
    assert line.text[line.start :] == ROW["text"]
    assert event.source == (14, 18)
    assert line.text[event.target[0] :] == "Russia left."
    assert line.text[slice(*event.word)] == "met"


def test_a_short_word_is_not_found_inside_a_longer_one() -> None:
    text = "The envoy quit the talks because it and he had been spied on."
    row = ROW | {
        "text": text,
        "events": [dict(ROW["events"][0], source="he", target="it", word="spied")],
    }
    event = sentence_of(row).events[0]
    shift = len("Russia spoke. ")
    assert event.source == (shift + text.index("he had"), shift + text.index(" had"))
    assert event.target == (shift + text.index("it and"), shift + text.index(" and"))


def test_words_that_are_not_there_are_an_error() -> None:
    broken = ROW | {"events": [dict(ROW["events"][0], source="Peru")]}
    with pytest.raises(FormatError, match="Peru"):
        sentence_of(broken)


def test_marked_pairs(tmp_path: Path) -> None:
    table = tmp_path / "pairs.tsv"
    table.write_text(
        "sentence_id\tsentence\tmarked_sentence\tsource\ttarget\tgold_penta\tgold_root\n"
        "1\tA left B.\t<s>A</s> left <t>B</t>.\tA\tB\t2\tYIELD\n"
        "2\tA sued.\t<s>A</s> sued.\tA\ta recipient\t3\tACCUSE\n",
        encoding="utf-8",
    )
    first, second = read_pairs(table)
    assert (first.source, first.target) == ((0, 1), (7, 8))
    assert first.types == {EventType.CONCEDE, EventType.RETREAT}
    assert (second.target, second.quad) == (None, 3)


def test_the_split_decides_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "sentences").mkdir()
    (tmp_path / "split.tsv").write_text("theme\tpart\na\ttrain\nb\tdev\n", encoding="utf-8")
    for theme in "ab":
        row = str(dict(ROW, id=f"{theme}-001")).replace("'", '"')
        (tmp_path / "sentences" / f"{theme}.jsonl").write_text(row + "\n", encoding="utf-8")
    assert [s.id for s in read_corpus(tmp_path, "dev")] == ["b-001"]


def test_each_sentence_of_an_article_follows_the_one_before(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    first = {key: ROW[key] for key in ROW if key not in {"id", "before"}}
    second = first | {"text": "It praised Oman.", "events": []}
    page = {"id": "strait", "paragraphs": [[first], [second]]}
    (tmp_path / "articles" / "strait.json").write_text(json.dumps(page), encoding="utf-8")
    one, two = read_articles(tmp_path)
    assert (one.id, one.start, one.text) == ("strait-001", 0, ROW["text"])
    assert (two.id, two.text) == ("strait-002", f"{ROW['text']} It praised Oman.")
    assert two.text[two.start :] == "It praised Oman."
