"""fp32 ONNX → int8 ONNX with activations calibrated, in the QDQ form that OpenVINO and ONNX Runtime both run as int8.

A weights-only export keeps fp32 arithmetic and is slower than fp32; with static activation ranges the matrix
products run on the CPU's int8 instructions (VNNI, AMX). SmoothQuant (Xiao et al. 2023) moves the outliers of the
activations into the weights first, and NNCF's fast bias correction evens out what is left.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import nncf
import numpy as np
import onnx
from tokenizers import Tokenizer

SEED = 20261122
PASSAGES = 150
QUESTIONS = 50


def calibration_texts(squad: Path) -> list[str]:
    """Passages and questions of a SQuAD v1.1 file (gzip), drawn with a fixed seed."""
    with gzip.open(squad, "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    chosen = random.Random(SEED).sample(paragraphs, PASSAGES)
    return [p["context"] for p in chosen] + [p["qas"][0]["question"] for p in chosen[:QUESTIONS]]


def quantize(fp32: Path, data: Sequence[Mapping[str, np.ndarray]], smooth: float = 0.5) -> onnx.ModelProto:
    """The int8 graph of the transformer in ``fp32``, its activation ranges taken from the inputs ``data``.

    ``smooth``, 0 to 1, is how much of the activations' outliers goes into the weights (alpha of SmoothQuant).
    """
    return nncf.quantize(
        onnx.load(str(fp32)),
        nncf.Dataset(data),
        model_type=nncf.ModelType.TRANSFORMER,
        preset=nncf.QuantizationPreset.MIXED,
        subset_size=len(data),
        advanced_parameters=nncf.AdvancedQuantizationParameters(
            smooth_quant_alphas=nncf.AdvancedSmoothQuantParameters(matmul=smooth)
        ),
    )


def main() -> None:
    """Calibrate, quantise, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fp32", type=Path)
    parser.add_argument("tokenizer", type=Path)
    parser.add_argument("squad", type=Path, help="squadshifts-new_wiki.json.gz (CC BY 4.0)")
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()
    tokenizer = Tokenizer.from_file(str(arguments.tokenizer))
    tokenizer.no_padding()
    tokenizer.enable_truncation(256)
    rows = [encoding.ids for encoding in tokenizer.encode_batch(calibration_texts(arguments.squad))]
    data = [{"input_ids": np.array([row]), "attention_mask": np.ones((1, len(row)), np.int64)} for row in rows]
    onnx.save(quantize(arguments.fp32, data), str(arguments.out))


if __name__ == "__main__":
    main()
