"""A model's graph made ready for ONNX Runtime gives what the file gives, and only what is known is changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from qa import engine, graph
from qa.graph import _classes, _node, prepared

MODELS = Path(engine.__file__).parent / "models"
WORDS = np.random.default_rng(5).integers(1_000, 20_000, (3, 40))


def outputs(model: bytes, inputs: dict[str, Any]) -> list[np.ndarray[Any, Any]]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.add_session_config_entry("session.x64quantprecision", "1")
    return list(onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"]).run(None, inputs))


def inputs(kind: str) -> dict[str, Any]:
    mask = np.ones_like(WORDS)
    mask[1, 25:] = 0
    tokens = {"input_ids": WORDS * mask, "attention_mask": mask}
    types = np.repeat([[0] * 9 + [1] * 31], 3, axis=0) * mask
    return tokens if kind == "embedder" else {**tokens, "token_type_ids": types}


def operations(model: bytes) -> list[str]:
    return [node.op_type for node in _classes()["Model"].FromString(model).graph.node]


@pytest.mark.parametrize("length", [16, 40])
@pytest.mark.parametrize("kind", ["embedder", "reader"])
def test_the_prepared_graph_gives_what_the_file_gives(kind: str, length: int) -> None:
    model = (MODELS / f"{kind}.onnx").read_bytes()
    given = {name: values[:, :length] for name, values in inputs(kind).items()}
    for one, other in zip(outputs(model, given), outputs(prepared(model), given), strict=True):
        if one.ndim == 3:
            # What stands beyond a text's end is nobody's answer.
            real = given["attention_mask"].astype(bool)
            one, other = one[real], other[real]
        # Two orders of adding up the same products, rounded to the same integers but for a few.
        assert one.shape == other.shape and np.abs(one - other).mean() < 0.05 * np.abs(one).mean()


def test_rows_looked_up_first_are_the_same_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph._Graph, "join_attention", lambda self: None)
    monkeypatch.setattr(graph._Graph, "join_products", lambda self: None)
    model = (MODELS / "embedder.onnx").read_bytes()
    (one,), (other,) = outputs(model, inputs("embedder")), outputs(prepared(model), inputs("embedder"))
    assert np.array_equal(one, other)


@pytest.mark.parametrize("kind", ["embedder", "reader"])
def test_each_layer_has_one_attention_and_one_product_for_its_three_inputs(kind: str) -> None:
    before = operations((MODELS / f"{kind}.onnx").read_bytes())
    after = operations(prepared((MODELS / f"{kind}.onnx").read_bytes()))
    assert (before.count("Softmax"), after.count("Softmax"), after.count("MultiHeadAttention")) == (6, 0, 6)
    # Of each layer the two products within attention are in its node, and two of the three before it in the first.
    assert before.count("MatMul") - after.count("MatMul") == 6 * (2 + 2)


def test_what_is_not_known_is_left_as_it_is() -> None:
    nodes = [
        _node("Softmax", ["scores"], ["shares"]),
        _node("Gather", ["shares", "which"], ["rows"]),
        # Without zero points, with one scale for all, with a scale for each column and not each row.
        _node("DequantizeLinear", ["table", "row scales"], ["bare"], axis=0),
        _node("DequantizeLinear", ["table", "one scale", "zeros"], ["even"], axis=0),
        _node("DequantizeLinear", ["table", "column scales", "zeros"], ["columns"]),
        *(_node("Gather", [table, "which"], [f"{table} rows"]) for table in ("even", "columns")),
        *(_node("MatMul", ["rows", table], [f"{table} product"]) for table in ("bare", "even")),
    ]
    tensors: dict[str, Any] = {
        "table": np.ones((3, 2), np.int8),
        "row scales": np.ones(3, np.float32),
        "column scales": np.ones(2, np.float32),
        "one scale": np.ones((), np.float32),
        "zeros": np.zeros((), np.int8),
    }
    model = _classes()["Model"]()
    model.graph.node.extend(nodes)
    for name, values in tensors.items():
        kind = 1 if values.dtype == np.float32 else 3
        model.graph.initializer.add(name=name, dims=values.shape, data_type=kind, raw_data=values.tobytes())
    for node in nodes:
        model.graph.output.add(name=node.output[0])
    assert operations(prepared(model.SerializeToString())) == [node.op_type for node in nodes]


@pytest.mark.parametrize(
    ("change", "joined"),
    [("nothing", 6), ("scale", 0), ("mask", 0), ("turn", 5)],
    ids=["known", "scale", "mask", "turn"],
)
def test_attention_of_another_kind_is_left_as_it_is(change: str, joined: int) -> None:
    model = _classes()["Model"].FromString((MODELS / "reader.onnx").read_bytes())
    made = {node.output[0]: node for node in model.graph.node}
    for softmax in [node for node in model.graph.node if node.op_type == "Softmax"]:
        masked = made[softmax.input[0]]
        scaled = made[masked.input[0]]
        if change == "scale":
            made[scaled.input[1]].attribute[0].t.raw_data = np.float32(0.5).tobytes()
        elif change == "mask":
            # As a causal mask would be: of something else than what is padding.
            masked.input[1] = scaled.input[0]
    if change == "turn":
        next(node for node in model.graph.node if node.op_type == "Transpose").attribute[0].ints[:] = [0, 1, 2, 3]
    assert operations(prepared(model.SerializeToString())).count("MultiHeadAttention") == joined
