"""A trained ``reader.pt`` → ``reader-fp32.onnx``, ``reader-fp16.onnx`` and ``reader-int8.onnx``; the chosen one ships.

The model of entailment is one of the reader's kind, and is exported likewise, calibrated on statements.

The graph takes ``input_ids``, ``attention_mask`` and ``token_type_ids`` (int64, batch × length) and returns
``places`` (float32, batch × length × 2: start and end logits) and ``answers`` (float32, batch).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch

from qa.engine import tokenizer
from training import reader_data, statement_data
from training.export_embedder import OPSET, store_as_fp16
from training.quantize_embedder import SEED, quantize
from training.reader_data import Row
from training.reader_model import Reader, encode

CALIBRATION_ROWS = 300
# Of .25, .5, .75, .85 and .95 this alters the logits least (training/README.md).
SMOOTH = 0.85


def export_fp32(model: Reader, target: Path) -> None:
    """Write the fp32 graph with dynamic batch and length."""
    names = ["input_ids", "attention_mask", "token_type_ids"]
    torch.onnx.export(
        model.eval(),
        tuple(torch.ones(2, 8, dtype=torch.int64) for _ in names),
        str(target),
        input_names=names,
        output_names=["places", "answers"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in [*names, "places"]} | {"answers": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )


def calibration(rows: Sequence[Row]) -> list[dict[str, np.ndarray]]:
    """Inputs of one of ``rows`` each, drawn with a fixed seed, titles in front of every other."""
    pieces = tokenizer()
    data = []
    for number, row in enumerate(random.Random(SEED).sample(rows, CALIBRATION_ROWS)):
        window = encode(pieces, row, number, title=number % 2 == 0)[0]
        data.append(
            {
                "input_ids": np.array([window.ids]),
                "attention_mask": np.ones((1, len(window.ids)), np.int64),
                "token_type_ids": np.array([window.types]),
            }
        )
    return data


def main() -> None:
    """Export all three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder with config.json and model.safetensors")
    parser.add_argument("weights", type=Path, help="reader.pt")
    parser.add_argument("out", type=Path)
    parser.add_argument("squad", type=Path, nargs="+", help="squadshifts-*.json.gz (CC BY 4.0), to calibrate int8 on")
    parser.add_argument(
        "--statements", type=Path, help="statements.jsonl.gz, to calibrate on those over these passages"
    )
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    model = Reader(arguments.model)
    model.load_state_dict(torch.load(arguments.weights))
    fp32 = arguments.out / "reader-fp32.onnx"
    export_fp32(model, fp32)
    store_as_fp16(fp32, arguments.out / "reader-fp16.onnx")
    rows = [row for path in arguments.squad for row in reader_data.read_squad(path)]
    if arguments.statements:
        rows = statement_data.read_statements(arguments.statements, rows)
    onnx.save(quantize(fp32, calibration(rows), SMOOTH), str(arguments.out / "reader-int8.onnx"))


if __name__ == "__main__":
    main()
