"""From the trained network to the files that ship: ONNX with int8 weights, hashes."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from coder_training.network import WIDTH, Network
from quovadis.coding.learned.representation import PAIR_FEATURES, RELATIONS, SIDE_FEATURES

OUTPUTS = ("types", "modalities", "triggers", "roles")


def export(network: Network, path: Path, *, small: bool = True) -> None:
    """Write the network as ONNX, int8 if `small`."""
    network.eval()
    pieces, candidates, pairs = 12, 4, 5
    example = (
        torch.randint(1000, 2000, (pieces,)),
        torch.rand(candidates, pieces),
        torch.rand(candidates, len(SIDE_FEATURES)),
        torch.randint(0, candidates, (pairs, 2)),
        torch.rand(pairs, len(PAIR_FEATURES)),
        torch.randint(0, RELATIONS, (pairs, pieces)),
    )
    names = ("pieces", "pool", "sides", "pairs", "facts", "relations")
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            network,
            example,
            str(plain),
            input_names=list(names),
            output_names=list(OUTPUTS),
            dynamic_axes={
                "pieces": {0: "L"},
                "pool": {0: "C", 1: "L"},
                "sides": {0: "C"},
                "pairs": {0: "P"},
                "facts": {0: "P"},
                "relations": {0: "P", 1: "L"},
                "types": {0: "P"},
                "modalities": {0: "P"},
                "triggers": {0: "P", 1: "L"},
            },
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
    names = ("encoder.onnx", "tokenizer.json", "calibration.json")
    hashes = {n: hashlib.sha256((folder / n).read_bytes()).hexdigest() for n in names}
    (folder / "hashes.json").write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")


__all__ = ["OUTPUTS", "WIDTH", "export", "seal"]
