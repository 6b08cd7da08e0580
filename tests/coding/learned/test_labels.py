"""Labels are found where they stand in the text."""

from pathlib import Path

import pytest

from quovadis.coding.learned.labels import read_corpus, read_pairs, sentence_of
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
