"""A shipped int8 ``reader.onnx`` → ``reader.pt``, fp32 weights that a training can go on with.

What rounding to int8 lost stays lost (each weight is within half a step of its channel's scale); the scales that
SmoothQuant (Xiao et al. 2023) moved from weights to activations are moved back.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from training.reader_model import Reader

SMOOTHED = "nncf_smooth_quant_scale"


def restored(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """The graph's fp32 parameters by their names in :class:`Reader`; a matrix product's is told by the bias added to it."""
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    made = {output: node for node in graph.node for output in node.output}

    def value(name: str) -> np.ndarray | None:
        if name in held:
            return held[name]
        node = made.get(name)
        if node is None or node.op_type != "DequantizeLinear" or node.input[0] not in held:
            return None
        weight, scale = held[node.input[0]].astype(np.float32), held[node.input[1]]
        zero = held[node.input[2]].astype(np.float32)
        axis = next((a.i for a in node.attribute if a.name == "axis"), 1)
        if scale.ndim:
            shape = [1] * weight.ndim
            shape[axis] = -1
            scale, zero = scale.reshape(shape), zero.reshape(shape)
        return (weight - zero) * scale

    def smoothing(name: str) -> np.ndarray | None:
        node = made.get(name)
        while node is not None and node.op_type in {"DequantizeLinear", "QuantizeLinear"}:
            node = made.get(node.input[0])
        scale = None if node is None or node.op_type != "Mul" else node.input[1]
        return held[scale].reshape(-1, 1) if scale is not None and scale.endswith(SMOOTHED) else None

    out = {name: array for name, array in held.items() if name.startswith(("bert.", "places.", "answers."))}
    for source in {node.input[0] for node in graph.node if node.op_type == "Gather"}:
        table = value(source)
        if table is not None and source not in out:
            out["bert" + source.split("bert", 1)[1].rsplit("_", 1)[0]] = table
    for node in graph.node:
        if node.op_type not in {"MatMul", "Gemm"}:
            continue
        weight = value(node.input[1])
        if weight is None:
            continue
        if node.op_type == "Gemm":
            turned = any(a.name == "transB" and a.i for a in node.attribute)
            weight, bias = (weight.T if turned else weight), node.input[2]
        else:
            added = next(n for n in graph.node if n.op_type == "Add" and node.output[0] in n.input)
            bias = next(name for name in added.input if name in held)
        scale = smoothing(node.input[0])
        out[bias.removesuffix("bias") + "weight"] = (weight if scale is None else weight * scale).T
    return out


def main() -> None:
    """Write the weights, after a check that none is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder with config.json and model.safetensors")
    parser.add_argument("reader", type=Path, help="reader.onnx")
    parser.add_argument("out", type=Path, help="reader.pt")
    arguments = parser.parse_args()
    model = Reader(arguments.model)
    found = restored(onnx.load(str(arguments.reader)).graph)
    model.load_state_dict({name: torch.tensor(array) for name, array in found.items()}, strict=True)
    torch.save(model.state_dict(), arguments.out)


if __name__ == "__main__":
    main()
