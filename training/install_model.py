"""Copy a made model into ``qa/models`` and note its sha256 in ``checksums.json``."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

MODELS = Path(__file__).resolve().parent.parent / "qa" / "models"


def main() -> None:
    """Copy and note."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("made", type=Path)
    parser.add_argument("name", choices=("embedder.onnx", "reader.onnx", "entailment.onnx"))
    arguments = parser.parse_args()
    shutil.copy(arguments.made, MODELS / arguments.name)
    sums = json.loads((MODELS / "checksums.json").read_text("utf-8"))
    sums[arguments.name] = hashlib.sha256((MODELS / arguments.name).read_bytes()).hexdigest()
    (MODELS / "checksums.json").write_text(json.dumps(sums, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
