"""The shipped encoder on sentences of our own: what it is for, and that it is deterministic."""

from pathlib import Path

import pytest

pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from quovadis.coding.learned import LearnedCoder, SentenceReading, weights, weights_available
from quovadis.coding.mentions import find_mentions
from quovadis.coding.parse import parse
from quovadis.errors import QuovadisError
from quovadis.ontology import load_ontology
from quovadis.records import Document, EventType, Modality, SentenceRole


@pytest.fixture(scope="module")
def coder() -> LearnedCoder:
    return LearnedCoder()


def read(coder: LearnedCoder, text: str) -> SentenceReading:
    parsed = parse(Document(text=text))
    return coder.read(parsed.doc[:], find_mentions(parsed, load_ontology()))


def relate(coder: LearnedCoder, text: str, source: str, target: str) -> EventType:
    parsed = parse(Document(text=text))
    start, end = text.index(source), text.index(target)
    sides = (start, start + len(source)), (end, end + len(target))
    return coder.relate(parsed.doc[:], *sides).event_type


@pytest.mark.parametrize(
    ("text", "source", "target", "wanted"),
    [
        ("Kenya condemned the raid by Somalia.", "Kenya", "Somalia", EventType.ACCUSE),
        ("Rebels shelled the army near Goma.", "Rebels", "the army", EventType.ASSAULT),
        ("Envoys from Oman met the Iranian minister.", "Oman", "the Iranian minister",
         EventType.CONSULT),
        ("Peru rejected a proposal by Chile.", "Peru", "Chile", EventType.REJECT),
        ("Thousands rallied against the government.", "Thousands", "the government",
         EventType.PROTEST),
    ],
)  # fmt: skip
def test_a_given_pair(
    coder: LearnedCoder, text: str, source: str, target: str, wanted: EventType
) -> None:
    assert relate(coder, text, source, target) is wanted


def test_one_side_has_to_be_given(coder: LearnedCoder) -> None:
    parsed = parse(Document(text="It rained."))
    with pytest.raises(ValueError, match="at least one side"):
        coder.relate(parsed.doc[:], None, None)


def test_finds_who_did_it_to_whom(coder: LearnedCoder) -> None:
    pair = read(coder, "Turkish police arrested two Greek soldiers on Monday.").pairs[0]
    assert pair.event_type is EventType.COERCE
    assert pair.source is not None
    assert pair.source.mention is not None
    assert pair.source.mention.actor is not None
    assert pair.source.mention.actor.country == "TUR"
    assert pair.modality is Modality.ACTUAL


def test_probabilities_are_probabilities(coder: LearnedCoder) -> None:
    reading = read(coder, "Iran and Oman held talks, but Israel warned Iran of new strikes.")
    assert reading.roles is not None
    assert sum(reading.roles.values()) == pytest.approx(1)
    assert set(reading.roles) == set(SentenceRole)
    assert reading.pairs
    chances = [p.probability for p in reading.pairs]
    assert chances == sorted(chances, reverse=True)
    for pair in reading.pairs:
        assert 0 <= pair.probability <= 1
        for shares in (pair.types, pair.quads, pair.modalities):
            assert sum(shares.values()) == pytest.approx(1)


def test_the_same_sentence_reads_the_same_after_others(coder: LearnedCoder) -> None:
    text = "Russia expelled five Polish diplomats."
    before = read(coder, text)
    read(coder, "Chad and Sudan signed a truce. " * 20)
    assert read(coder, text) == before


@pytest.mark.parametrize("text", ["", " ", "((((((", "\u202e" * 40, "a " * 600, "🙂 " * 50])
def test_hostile_text_gives_no_event(coder: LearnedCoder, text: str) -> None:
    parsed = parse(Document(text=text or " "))
    pairs = coder.read(parsed.doc[:], ()).pairs
    assert all(p.probability < coder.threshold for p in pairs)


def test_strangers_are_scored_too(coder: LearnedCoder) -> None:
    parsed = parse(Document(text="Farmers attacked the miners."))
    assert coder.read(parsed.doc[:], ()).pairs


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Putin called the Taliban allies against terrorism.", EventType.SUPPORT),
        ("Peru called Chile a friend.", EventType.SUPPORT),
        ("Peru described Chile as no friend of the poor.", EventType.ACCUSE),
        ("Peru called Chile a terrorist state.", EventType.ACCUSE),
    ],
)
def test_who_is_called_a_friend_is_not_accused(
    coder: LearnedCoder, text: str, kind: EventType
) -> None:
    span = parse(Document(text=text)).doc[:]
    assert coder.read(span, ()).pairs[0].event_type is kind


def test_a_changed_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert weights_available()
    shipped = weights._folder()
    for name in (*weights._FILES, "hashes.json"):
        (tmp_path / name).write_bytes((shipped / name).read_bytes())
    with (tmp_path / "calibration.json").open("a") as file:
        file.write(" ")
    monkeypatch.setattr(weights, "_folder", lambda: tmp_path)
    weights.load_weights.cache_clear()
    with pytest.raises(QuovadisError, match="not the file that was shipped"):
        weights.load_weights()
    (tmp_path / "words.onnx").unlink()
    with pytest.raises(QuovadisError, match="cannot be read"):
        weights.load_weights()
    assert not weights_available()
    weights.load_weights.cache_clear()
