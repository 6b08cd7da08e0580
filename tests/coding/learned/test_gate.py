"""The quality gate: the shipped encoder must not fall below `floors.tsv`.

`python benchmarks/coding.py --figures dev` prints the figures; the floors are changed by hand, with
a reason in the commit. A floor below zero is a ceiling. When the corpus has changed, the figures
say nothing about these floors: measure anew, then write the new hash beside them.
"""

import csv
from pathlib import Path

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from quovadis.coding.learned.scoring import part_hash, score_corpus

ROOM = Path(__file__).resolve().parent
CORPUS = ROOM.parents[2] / "corpus"
WANTED = {
    "event precision", "event recall", "pair precision", "modality accuracy", "role macro-F1",
    "calibration error",
}  # fmt: skip


def floors() -> list[dict[str, str]]:
    with (ROOM / "floors.tsv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_the_floors_are_those_of_this_corpus() -> None:
    held = floors()
    assert {row["figure"] for row in held} == WANTED
    assert {row["part"] for row in held} == {"dev"}, "the test part is looked at once a release"
    for row in held:
        assert part_hash(CORPUS, row["part"]) == row["corpus"], "the corpus changed: measure anew"


def test_no_figure_falls_below_its_floor() -> None:
    figures = score_corpus(CORPUS, "dev").figures()
    for row in floors():
        floor = float(row["floor"])
        value = figures[row["figure"]]
        held = value <= -floor if floor < 0 else value >= floor
        assert held, f"{row['figure']} is {value:.3f}, its floor {floor}"
