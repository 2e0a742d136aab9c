"""The ONNX graph of a model of ``qa/models`` made ready for ONNX Runtime, which finds less in it by itself than OpenVINO does.

The files are as NNCF quantises them: an integer tensor, its scales and a ``DequantizeLinear`` stand for each weight. On one thread of a
CPU with AVX2 the reader takes 19 % less time for the same logits, the embedder 22 %, and less than half for a question
(``tests/benchmarks/graphs.py``).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

# MiniLM-L6's.
HEADS = 12
_CONTRIBUTED = "com.microsoft"
_MASK = "attention_mask, int32"
# Around the softmax of attention: scores, scaled, masked before it; the sum of values, heads side by side after it.
_ATTENTION = ("Add", "Mul", "MatMul", "Transpose", "Transpose", "MatMul", "Transpose", "Transpose", "Reshape")
# AttributeProto.INT; TensorProto.FLOAT, .INT8, .INT32 and .INT64.
_INT = 2
_FLOAT, _INT8, _INT32, _INT64 = 1, 3, 6, 7

# What is read or written of onnx.proto: field → number, type, whether repeated, message; all else is kept. The package
# onnx is for training only.
_Field = descriptor_pb2.FieldDescriptorProto
_MESSAGES: dict[str, dict[str, tuple[int, int, bool, str]]] = {
    "Tensor": {
        "dims": (1, _Field.TYPE_INT64, True, ""),
        "data_type": (2, _Field.TYPE_INT32, False, ""),
        "float_data": (4, _Field.TYPE_FLOAT, True, ""),
        "int32_data": (5, _Field.TYPE_INT32, True, ""),
        "name": (8, _Field.TYPE_STRING, False, ""),
        "raw_data": (9, _Field.TYPE_BYTES, False, ""),
    },
    "Attribute": {
        "name": (1, _Field.TYPE_STRING, False, ""),
        "i": (3, _Field.TYPE_INT64, False, ""),
        "type": (20, _Field.TYPE_INT32, False, ""),
    },
    "Node": {
        "input": (1, _Field.TYPE_STRING, True, ""),
        "output": (2, _Field.TYPE_STRING, True, ""),
        "op_type": (4, _Field.TYPE_STRING, False, ""),
        "attribute": (5, _Field.TYPE_MESSAGE, True, "Attribute"),
        "domain": (7, _Field.TYPE_STRING, False, ""),
    },
    "Value": {"name": (1, _Field.TYPE_STRING, False, "")},
    "Graph": {
        "node": (1, _Field.TYPE_MESSAGE, True, "Node"),
        "initializer": (5, _Field.TYPE_MESSAGE, True, "Tensor"),
        "output": (12, _Field.TYPE_MESSAGE, True, "Value"),
    },
    "Opset": {"domain": (1, _Field.TYPE_STRING, False, ""), "version": (2, _Field.TYPE_INT64, False, "")},
    "Model": {
        "graph": (7, _Field.TYPE_MESSAGE, False, "Graph"),
        "opset_import": (8, _Field.TYPE_MESSAGE, True, "Opset"),
    },
}


def prepared(model: bytes) -> bytes:
    """The same function as ``model``'s: tables are looked up before they are made floats, each attention is one node, and
    what multiplies the same input is one product. What is not as in these models is left as it is."""
    parsed = _classes()["Model"].FromString(model)
    graph = _Graph(parsed.graph)
    graph.look_up_first()
    graph.join_attention()
    graph.join_products()
    graph.write(parsed.graph)
    if all(opset.domain != _CONTRIBUTED for opset in parsed.opset_import):
        parsed.opset_import.add(domain=_CONTRIBUTED, version=1)
    return bytes(parsed.SerializeToString())


class _Graph:
    """Nodes in their order, and tensors by name."""

    def __init__(self, graph: Any) -> None:
        self.nodes = list(graph.node)
        self.tensors = {tensor.name: tensor for tensor in graph.initializer}
        self.made = {name: node for node in self.nodes for name in node.output}

    def look_up_first(self) -> None:
        """A Gather from a dequantised table takes the rows and makes floats of those: ``row * scale`` either way, so the numbers are the
        same to the bit. The whole table, 30,522 words, takes 9 ms a forward."""

        def rows(lookup: Any) -> list[Any]:
            table = self._weight(lookup.input[0]) if lookup.op_type == "Gather" else None
            if table is None:
                return [lookup]
            (values, scales, _), name, which = table.input, lookup.output[0], lookup.input[1]
            axis = self._tensor("last axis", np.array([-1]), _INT64)
            return [
                _node("Gather", [values, which], [f"{name}/row"]),
                _node("Cast", [f"{name}/row"], [f"{name}/float"], to=_FLOAT),
                _node("Gather", [scales, which], [f"{name}/scale"]),
                _node("Unsqueeze", [f"{name}/scale", axis], [f"{name}/scales"]),
                _node("Mul", [f"{name}/float", f"{name}/scales"], [name]),
            ]

        self.nodes = [made for node in self.nodes for made in rows(node)]

    def join_attention(self) -> None:
        """Scores, scale, mask, softmax and sum of values in one node, which does not write what is between them."""
        users: dict[str, list[Any]] = {}
        for node in self.nodes:
            for name in node.input:
                users.setdefault(name, []).append(node)
        joined = dict(self._attentions(users))
        if joined:
            mask = _node("Cast", ["attention_mask"], [_MASK], to=_INT32)
            self.nodes = [mask, *(joined.get(node.output[0], node) for node in self.nodes)]

    def _attentions(self, users: dict[str, list[Any]]) -> Iterator[tuple[str, Any]]:
        for softmax in (node for node in self.nodes if node.op_type == "Softmax"):
            try:
                masked = self.made[softmax.input[0]]
                scaled = self.made[masked.input[0]]
                scores = self.made[scaled.input[0]]
                query, key = self.made[scores.input[0]], self.made[scores.input[1]]
                values = users[softmax.output[0]][0]
                value = self.made[values.input[1]]
                turned = users[values.output[0]][0]
                beside = users[turned.output[0]][0]
                inputs = [self.made[node.input[0]].input[0] for node in (query, key, value)]
            except LookupError:
                continue
            found = (masked, scaled, scores, query, key, values, value, turned, beside)
            if tuple(node.op_type for node in found) == _ATTENTION:
                joined = _node(
                    "MultiHeadAttention", [*inputs, "", _MASK], [beside.output[0]], _CONTRIBUTED, num_heads=HEADS
                )
                yield beside.output[0], joined

    def join_products(self) -> None:
        """One product with the weights of several side by side. ONNX Runtime multiplies integers only where an input has one use,
        and of several dequantises the weights at each forward."""
        together: dict[str, list[Any]] = {}
        for node in self.nodes:
            if node.op_type == "MatMul" and self._weight(node.input[1]) is not None:
                together.setdefault(node.input[0], []).append(node)
        made: dict[str, list[Any]] = {}
        for shared, products in together.items():
            weights = [self.made[node.input[1]] for node in products]
            values = [self._array(weight.input[0]) for weight in weights]
            if len(products) > 1 and len({value.shape for value in values}) == 1:
                made |= {node.output[0]: [] for node in products}
                scales = np.concatenate([self._array(weight.input[1]) for weight in weights])
                made[products[0].output[0]] = self._joined(shared, products, np.concatenate(values, 1), scales)
        self.nodes = [new for node in self.nodes for new in made.get(node.output[0], [node])]

    def _joined(self, shared: str, products: list[Any], values: Any, scales: Any) -> list[Any]:
        name = products[0].output[0]
        parts = [
            self._tensor(f"{name}/values", values, _INT8),
            self._tensor(f"{name}/scales", scales, _FLOAT),
            self._tensor(f"{name}/zeros", np.zeros(len(scales), np.int8), _INT8),
        ]
        return [
            _node("DequantizeLinear", parts, [f"{name}/weights"], axis=1),
            _node("MatMul", [shared, f"{name}/weights"], [f"{name}/products"]),
            _node("Split", [f"{name}/products"], [node.output[0] for node in products], axis=-1),
        ]

    def write(self, graph: Any) -> None:
        """Put nodes and tensors into ``graph``, less those that nothing uses any more."""
        used = {output.name for output in graph.output}
        kept = []
        for node in reversed(self.nodes):
            if used.intersection(node.output):
                kept.append(node)
                used.update(node.input)
        del graph.node[:], graph.initializer[:]
        graph.node.extend(reversed(kept))
        graph.initializer.extend(tensor for name, tensor in self.tensors.items() if name in used)

    def _weight(self, name: str) -> Any | None:
        """The node that dequantises a tensor of signed bytes with zero points of 0, or ``None``."""
        node = self.made.get(name)
        if node is None or node.op_type != "DequantizeLinear" or node.input[0] not in self.tensors:
            return None
        values, zeros = self.tensors[node.input[0]], self.tensors[node.input[2]]
        return node if values.data_type == _INT8 and not any(zeros.raw_data) and not any(zeros.int32_data) else None

    def _array(self, name: str) -> Any:
        tensor = self.tensors[name]
        if tensor.data_type == _FLOAT:
            plain = np.array(tensor.float_data, np.float32)
            return plain if len(plain) else np.frombuffer(tensor.raw_data, np.float32)
        return np.frombuffer(tensor.raw_data, np.int8).reshape(tuple(tensor.dims))

    def _tensor(self, name: str, values: Any, kind: int) -> str:
        made = _classes()["Tensor"](name=name, dims=values.shape, data_type=kind, raw_data=values.tobytes())
        self.tensors[name] = made
        return name


def _node(kind: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: int) -> Any:
    made = _classes()["Node"](op_type=kind, input=inputs, output=outputs, domain=domain)
    for name, value in attributes.items():
        made.attribute.add(name=name, i=value, type=_INT)
    return made


@cache
def _classes() -> dict[str, Any]:
    """The message classes of :data:`_MESSAGES`."""
    file = descriptor_pb2.FileDescriptorProto(name="pincite/onnx.proto", package="pincite", syntax="proto2")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for field, (number, kind, repeated, of) in fields.items():
            label = _Field.LABEL_REPEATED if repeated else _Field.LABEL_OPTIONAL
            added = message.field.add(name=field, number=number, type=kind, label=label)
            if of:
                added.type_name = f".pincite.{of}"
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return {name: message_factory.GetMessageClass(pool.FindMessageTypeByName(f"pincite.{name}")) for name in _MESSAGES}
