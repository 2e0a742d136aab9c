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


@pytest.mark.parametrize("kind", ["embedder", "reader"])
def test_the_prepared_graph_gives_what_the_file_gives(kind: str) -> None:
    model = (MODELS / f"{kind}.onnx").read_bytes()
    for one, other in zip(outputs(model, inputs(kind)), outputs(prepared(model), inputs(kind)), strict=True):
        if kind == "reader" and one.ndim > 1:
            # What stands beyond a text's end is nobody's answer.
            real = inputs(kind)["attention_mask"].astype(bool)
            one, other = one[real], other[real]
        assert one.shape == other.shape
        # Two ways to add up the same products, rounded to the same integers but for a few.
        assert np.corrcoef(one.ravel(), other.ravel())[0, 1] > 0.999


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
    classes = _classes()
    model = classes["Model"]()
    model.graph.node.extend([_node("Softmax", ["scores"], ["shares"]), _node("Gather", ["shares", "which"], ["out"])])
    model.graph.output.add(name="out")
    assert operations(prepared(model.SerializeToString())) == ["Softmax", "Gather"]
