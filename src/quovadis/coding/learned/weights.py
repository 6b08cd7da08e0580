"""The shipped weights: three ONNX files, the word pieces, the calibration, each with its hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from quovadis.errors import QuovadisError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["NETWORKS", "Weights", "load_weights", "weights_available"]

NETWORKS = ("words", "links", "pairs")
"""What each reads stands in `encoder`."""

_FILES = (*(f"{name}.onnx" for name in NETWORKS), "tokenizer.json", "calibration.json")


@dataclass(frozen=True, slots=True)
class Weights:
    """What a trained encoder consists of.

    Attributes:
        networks: ONNX bytes of each of `NETWORKS`.
        tokenizer: The tokenizer's JSON text.
        calibration: Figures of `calibration.Calibration`.
        version: First 12 hex digits of the hash over the files.
    """

    networks: Mapping[str, bytes]
    tokenizer: str
    calibration: dict[str, Any]
    version: str


def weights_available() -> bool:
    """Tell whether the encoder can run: its libraries and its weights are installed."""
    libraries = all(find_spec(name) is not None for name in ("onnxruntime", "tokenizers"))
    return libraries and all((_folder() / name).is_file() for name in (*_FILES, "hashes.json"))


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Read the shipped weights.

    Raises:
        QuovadisError: A file is missing or is not the one that was shipped.
    """
    folder = _folder()
    try:
        hashes = json.loads((folder / "hashes.json").read_text(encoding="utf-8"))
        held = {name: (folder / name).read_bytes() for name in _FILES}
    except OSError as error:
        raise QuovadisError(
            f"the encoder's weights cannot be read: {error}",
            where=str(folder),
            do="reinstall the package, or use the coder `light`",
        ) from error
    whole = hashlib.sha256()
    for name, content in held.items():
        digest = hashlib.sha256(content).hexdigest()
        if digest != hashes.get(name):
            raise QuovadisError(
                f"{name} is not the file that was shipped",
                where=str(folder),
                do="reinstall the package",
            )
        whole.update(content)
    return Weights(
        {name: held[f"{name}.onnx"] for name in NETWORKS},
        held["tokenizer.json"].decode("utf-8"),
        json.loads(held["calibration.json"]),
        whole.hexdigest()[:12],
    )


def _folder() -> Traversable:
    return resources.files("quovadis.coding") / "data" / "encoder"
