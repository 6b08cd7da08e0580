"""The corpus keeps its form, its split and its size, and its measure of agreement is right."""

from __future__ import annotations

import importlib.util
import json
import math
import re
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from quovadis.records import EventType

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
PARTS = ("train", "dev", "test")


def tool(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load a script of `tools/`, which is no package."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    spec = importlib.util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, name, module)
    spec.loader.exec_module(module)
    return module


def split() -> list[tuple[str, str]]:
    lines = (CORPUS / "split.tsv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "theme\tpart"
    return [(theme, part) for theme, part in (line.split("\t") for line in lines[1:])]


def sentences(theme: str) -> list[dict[str, Any]]:
    lines = (CORPUS / "sentences" / f"{theme}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_every_label_keeps_to_the_codebook(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = tool("check_corpus", monkeypatch).main([])
    assert code == 0, capsys.readouterr().out[-2000:]


def test_the_check_finds_a_span_that_is_not_in_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    row = sentences("courts")[0]
    event = {"type": "CONSULT", "mode": None, "modality": "actual", "source": "Atlantis"}
    body = {key: value for key, value in row.items() if key not in ("id", "before")}
    body["events"] = [{**event, "target": None, "word": body["text"].split()[0]}]
    faults = list(tool("check_corpus", monkeypatch).sentence_faults(body))
    assert "source 'Atlantis' is not in the text" in faults


def test_the_split_names_every_theme_and_none_twice() -> None:
    themes = [theme for theme, _ in split()]
    assert len(themes) == len(set(themes))
    assert set(themes) == {path.stem for path in (CORPUS / "sentences").glob("*.jsonl")}
    assert {part for _, part in split()} == set(PARTS)


def test_the_corpus_is_large_enough() -> None:
    assert sum(len(sentences(theme)) for theme, _ in split()) >= 2000
    assert len(list((CORPUS / "articles").glob("*.json"))) == 12


@pytest.mark.parametrize(("part", "least"), [("train", 25), ("test", 10)])
def test_every_type_is_told_often_enough(part: str, least: int) -> None:
    types = Counter(
        event["type"]
        for theme, p in split()
        if p == part
        for row in sentences(theme)
        for event in row["events"]
    )
    assert {t.value: types[t.value] for t in EventType if types[t.value] < least} == {}


def test_the_second_pass_labels_all_that_is_judged_by_and_twenty_of_a_theme_of_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    check = tool("check_corpus", monkeypatch)
    lines = (CORPUS / "second-pass.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    texts = {row["id"]: row["text"] for theme, _ in split() for row in sentences(theme)}
    assert len({row["id"] for row in rows}) == len(rows)
    labelled = Counter(row["id"].rpartition("-")[0] for row in rows)
    parts = dict(split())
    judged = {theme for theme, part in parts.items() if part != "train"}
    assert {t: labelled[t] for t in judged} == {t: len(sentences(t)) for t in judged}
    assert {n for theme, n in labelled.items() if theme not in judged} == {20}
    assert labelled.keys() <= parts.keys()
    faults = [
        fault
        for row in rows
        for event in row["events"]
        for fault in check.event_faults(event, texts[row["id"]])
    ]
    assert faults == []


def test_agreement_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    tool("check_corpus", monkeypatch)
    agreement = tool("corpus_agreement", monkeypatch)
    text = "Kyiv accused Moscow and met Oslo officials."
    accuse = {"modality": "actual", "source": "Kyiv", "target": "Moscow", "word": "accused"}
    meet = {"modality": "actual", "source": "Kyiv", "target": "Oslo", "word": "met"}
    one = {
        "role": "report",
        "events": [{**accuse, "type": "ACCUSE"}, {**meet, "type": "CONSULT"}],
    }
    two = {
        "role": "report",
        "events": [
            {**accuse, "type": "REJECT"},
            {**meet, "type": "CONSULT", "target": "Oslo officials"},
            {**meet, "type": "AGREE", "source": None},
        ],
    }
    found = agreement.Agreement()
    assert not found.add(one, two, text)
    # 2 and 3 events: one pair has type and sides, two have the sides; both words are shared.
    assert found.f1("typed") == pytest.approx(2 * 1 / 5)
    assert found.f1("blind") == pytest.approx(2 * 2 / 5)
    assert found.f1("word") == pytest.approx(2 * 2 / 5)
    assert found.confusion == {
        ("ACCUSE", "REJECT"): 1,
        ("CONSULT", "CONSULT"): 1,
        ("NONE", "AGREE"): 1,
    }


def test_kappa_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    tool("check_corpus", monkeypatch)
    kappa = tool("corpus_agreement", monkeypatch).kappa
    # 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no: observed 0.7, chance 0.5.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)
    assert math.isnan(kappa([("y", "y")]))
    assert math.isnan(kappa([]))


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    said = words(text)
    return {tuple(said[i : i + length]) for i in range(len(said) - length + 1)}


def test_the_unlabelled_sentences_are_single_and_share_no_words_with_what_judges() -> None:
    text = (CORPUS / "unlabelled.txt").read_text(encoding="utf-8")
    found = text.splitlines()
    assert len(found) == len(set(found)) >= 10_000
    assert all(4 <= len(line.split()) <= 70 and line == line.strip() for line in found)
    judging = {t for theme, part in split() if part != "train" for t in said(theme)}
    judged = set[tuple[str, ...]]().union(*(runs(text) for text in judging))
    assert judged
    assert [line for line in found if not judged.isdisjoint(runs(line))] == []


def said(theme: str) -> list[str]:
    return [row["text"] for row in sentences(theme)]
