"""all-MiniLM-L6-v2 safetensors → the ONNX files that ``measure_embedder.py`` compares; the chosen one ships.

The graph takes ``input_ids`` and ``attention_mask`` (int64, batch × length) and returns ``embedding``
(float32, batch × 384): mean-pooled over the mask and of unit length, as the model's own
``modules.json`` lays down (Transformer → Pooling(mean) → Normalize).
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers import BertModel

OPSET = 17


class SentenceEncoder(torch.nn.Module):
    """The encoder with its pooling, so that one forward gives the vectors and nothing else leaves the engine."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = BertModel.from_pretrained(folder, attn_implementation="eager", add_pooling_layer=False)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        # The additive mask is made here: the library's own mask code does not trace with dynamic shapes.
        bias = (1.0 - attention_mask[:, None, None, :].float()) * -10000.0
        hidden = self.bert.embeddings(input_ids=input_ids)
        for layer in self.bert.encoder.layer:
            out = layer(hidden, bias)
            hidden = out[0] if isinstance(out, tuple) else out
        weight = attention_mask[:, :, None].float()
        mean = (hidden * weight).sum(1) / weight.sum(1).clamp(min=1e-9)
        return torch.nn.functional.normalize(mean, dim=1)


def export_fp32(folder: Path, target: Path) -> None:
    """Write the fp32 graph with dynamic batch and length."""
    model = SentenceEncoder(folder).eval()
    example = (torch.ones(2, 8, dtype=torch.int64), torch.ones(2, 8, dtype=torch.int64))
    torch.onnx.export(
        model,
        example,
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["embedding"],
        dynamic_axes={name: {0: "batch", 1: "length"} for name in ("input_ids", "attention_mask")}
        | {"embedding": {0: "batch"}},
        opset_version=OPSET,
        dynamo=False,
    )


def store_as_fp16(source: Path, target: Path) -> None:
    """Halve the file: weights are stored as fp16 and cast to fp32 on load, so that the arithmetic stays fp32.

    Both engines fold the casts when they load the graph; a weight loses at most 2^-11 of its value.
    """
    model = onnx.load(str(source))
    casts = []
    for tensor in model.graph.initializer:
        if tensor.data_type != TensorProto.FLOAT or int(np.prod(tensor.dims)) < 1024:
            continue
        half = numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), tensor.name + "_fp16")
        casts.append(helper.make_node("Cast", [half.name], [tensor.name], to=TensorProto.FLOAT))
        tensor.CopyFrom(half)
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend(casts + nodes)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder with config.json and model.safetensors")
    parser.add_argument("out", type=Path, help="folder for embedder-fp32.onnx and embedder-fp16.onnx")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    export_fp32(arguments.model, arguments.out / "embedder-fp32.onnx")
    store_as_fp16(arguments.out / "embedder-fp32.onnx", arguments.out / "embedder-fp16.onnx")


if __name__ == "__main__":
    main()
