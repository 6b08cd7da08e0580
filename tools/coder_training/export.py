"""From the trained network to the files that ship: three ONNX graphs with int8 weights, hashes."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from coder_training.network import Network
from quovadis.coding.learned.carriers import CARRIER_FEATURES
from quovadis.coding.learned.links import LINK_FEATURES
from quovadis.coding.learned.representation import PAIR_FEATURES, RELATIONS, SIDE_FEATURES
from quovadis.coding.learned.weights import NETWORKS


class _Words(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.whole = network

    def forward(self, pieces: Tensor, spots: Tensor, facts: Tensor) -> tuple[Tensor, ...]:
        h = self.whole.encoder(pieces[None])[0]
        z, types, modalities = self.whole.words(h, spots, facts)
        return h, z, types, modalities, self.whole.roles(h)


class _Links(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.whole = network

    def forward(
        self, states: Tensor, words: Tensor, pool: Tensor, sides: Tensor, links: Tensor
    ) -> Tensor:
        found: Tensor = self.whole.links(words, self.whole.phrases(states, pool, sides), links)
        return found


class _Pairs(nn.Module):
    def __init__(self, network: Network) -> None:
        super().__init__()
        self.whole = network

    def forward(
        self, states: Tensor, pool: Tensor, sides: Tensor, pairs: Tensor, facts: Tensor,
        relations: Tensor,
    ) -> tuple[Tensor, ...]:  # fmt: skip
        return self.whole.pairs(states, pool, sides, pairs, facts, relations)


_AXES = {
    "pieces": "L", "states": "L", "spots": "WL", "facts": "W", "words": "W", "types": "W",
    "modalities": "W", "pool": "CL", "sides": "C", "links": "WC", "ends": "WC", "pairs": "W",
    "relations": "WL", "triggers": "WL",
}  # fmt: skip
"""The axes of each array that differ from text to text, by a letter each."""


def export(network: Network, folder: Path, *, small: bool = True) -> None:
    """Write the three graphs, int8 if `small`."""
    network.eval()
    length, phrases, words = 12, 4, 5
    states, pool = torch.rand(length, network.width), torch.rand(phrases, length)
    sides = torch.rand(phrases, len(SIDE_FEATURES))
    graphs: dict[str, tuple[nn.Module, dict[str, Tensor], tuple[str, ...]]] = {
        "words": (
            _Words(network),
            {
                "pieces": torch.randint(1000, 2000, (length,)),
                "spots": torch.rand(words, length),
                "facts": torch.rand(words, len(CARRIER_FEATURES)),
            },
            ("states", "words", "types", "modalities", "roles"),
        ),
        "links": (
            _Links(network),
            {
                "states": states,
                "words": torch.rand(words, network.width),
                "pool": pool,
                "sides": sides,
                "links": torch.rand(words, phrases, len(LINK_FEATURES)),
            },
            ("ends",),
        ),
        "pairs": (
            _Pairs(network),
            {
                "states": states,
                "pool": pool,
                "sides": sides,
                "pairs": torch.randint(0, phrases, (words, 2)),
                "facts": torch.rand(words, len(PAIR_FEATURES)),
                "relations": torch.randint(0, RELATIONS, (words, length)),
            },
            ("types", "modalities", "triggers"),
        ),
    }
    for name in NETWORKS:
        _write(*graphs[name], folder / f"{name}.onnx", small=small)


def _write(
    graph: nn.Module,
    inputs: dict[str, Tensor],
    outputs: tuple[str, ...],
    path: Path,
    *,
    small: bool,
) -> None:
    axes = {name: dict(enumerate(_AXES[name])) for name in (*inputs, *outputs) if name in _AXES}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            graph.eval(),
            tuple(inputs.values()),
            str(plain),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        if small:
            quantize_dynamic(
                plain, path, weight_type=QuantType.QInt8, per_channel=True, reduce_range=False
            )
        else:
            shutil.copyfile(plain, path)


def seal(folder: Path, calibration: dict[str, Any]) -> None:
    """Write the calibration and the hash of each file."""
    (folder / "calibration.json").write_text(
        json.dumps(calibration, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )
    names = (*(f"{n}.onnx" for n in NETWORKS), "tokenizer.json", "calibration.json")
    hashes = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in names}
    (folder / "hashes.json").write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")


__all__ = ["export", "seal"]
