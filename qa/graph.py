"""The ONNX graph of a model of ``qa/models`` made ready for ONNX Runtime, which finds less in it by itself than OpenVINO does.

The files are as NNCF quantises them: an integer tensor, its scales and a ``DequantizeLinear`` stand for each weight. On one thread of a
CPU with AVX2 a row of 200 word pieces takes a fifth less time, one of 96 a third less, a question a third of the time
(``tests/benchmarks/graphs.py``).
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_CONTRIBUTED = "com.microsoft"
_MASK = "attention_mask, int32"
# Around the softmax of attention: scores, scaled, masked before it; the sum of values, heads side by side after it.
_ATTENTION = ("Add", "Mul", "MatMul", "Transpose", "Transpose", "MatMul", "Transpose", "Transpose", "Reshape")
# How the transposes among them turn: query, key, value, and back.
_TURNS = [[0, 2, 1, 3], [0, 2, 3, 1], [0, 2, 1, 3], [0, 2, 1, 3]]
# What makes a mask to add out of ``attention_mask``.
_MASKING = frozenset(("Unsqueeze", "Cast", "Sub", "Mul", "Constant"))
_MASKED = "attention_mask"
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
        "t": (5, _Field.TYPE_MESSAGE, False, "Tensor"),
        "ints": (8, _Field.TYPE_INT64, True, ""),
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
        "input": (11, _Field.TYPE_MESSAGE, True, "Value"),
        "output": (12, _Field.TYPE_MESSAGE, True, "Value"),
    },
    "Opset": {"domain": (1, _Field.TYPE_STRING, False, ""), "version": (2, _Field.TYPE_INT64, False, "")},
    "Model": {
        "graph": (7, _Field.TYPE_MESSAGE, False, "Graph"),
        "opset_import": (8, _Field.TYPE_MESSAGE, True, "Opset"),
    },
}


def prepared(model: bytes) -> bytes:
    """``model`` with tables that are looked up before they are made floats, each attention as one node, and what multiplies the same
    input as one product. Its outputs are the same but for the order in which floats are added, which moves some to the next integer; what is
    not as in these models is left as it is."""
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
            table = self._weight(lookup.input[0], 0) if lookup.op_type == "Gather" else None
            if table is None or _attribute(lookup, "axis"):
                return [lookup]
            values, scales, name, which = table.input[0], table.input[1], lookup.output[0], lookup.input[1]
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
        joined: dict[str, Any] = {}
        for softmax in (node for node in self.nodes if node.op_type == "Softmax"):
            try:
                node = self._attention(softmax, users)
            except LookupError:
                continue
            if node is not None:
                joined[node.output[0]] = node
        if joined:
            mask = _node("Cast", [_MASKED], [_MASK], to=_INT32)
            self.nodes = [mask, *(joined.get(node.output[0], node) for node in self.nodes)]

    def _attention(self, softmax: Any, users: dict[str, list[Any]]) -> Any | None:
        """What stands for the attention around ``softmax``; ``None``, or a ``LookupError``, where it is not one of these models'."""
        masked = self.made[softmax.input[0]]
        scaled = self.made[masked.input[0]]
        scores = self.made[scaled.input[0]]
        query, key = self.made[scores.input[0]], self.made[scores.input[1]]
        values = users[softmax.output[0]][0]
        value = self.made[values.input[1]]
        turned = users[values.output[0]][0]
        beside = users[turned.output[0]][0]
        found = (masked, scaled, scores, query, key, values, value, turned, beside)
        if tuple(node.op_type for node in found) != _ATTENTION:
            return None
        split = [self.made[node.input[0]] for node in (query, key, value)]
        size = self._constant(self.made[split[0].input[1]].input[-1], np.int64)
        if not (
            [_attribute(node, "perm") for node in (query, key, value, turned)] == _TURNS
            and all(node.op_type == "Reshape" for node in split)
            and np.isclose(self._constant(scaled.input[1], np.float32), size**-0.5)
            and self._masks(masked.input[1])
        ):
            return None
        return _node(
            "MultiHeadAttention",
            [*(node.input[0] for node in split), "", _MASK],
            [beside.output[0]],
            _CONTRIBUTED,
            num_heads=int(self._width(split[0].input[0]) // size),
        )

    def _width(self, name: str) -> int:
        """How many columns the weights have that made what is of that name."""
        node = self.made[name]
        while node.op_type != "MatMul":
            node = self.made[next(one for one in node.input if one in self.made)]
        weights = node.input[1]
        tensor = self.tensors.get(weights) or self.tensors[self.made[weights].input[0]]
        return int(tensor.dims[1])

    def _masks(self, name: str) -> bool:
        """Whether what is added to the scores comes of ``attention_mask`` and of nothing else."""
        if name == _MASKED:
            return True
        node = self.made.get(name)
        return node is not None and node.op_type in _MASKING and all(map(self._masks, node.input))

    def _constant(self, name: str, kind: Any) -> Any:
        (value,) = self.made[name].attribute
        (number,) = np.frombuffer(value.t.raw_data, kind)
        return number

    def join_products(self) -> None:
        """One product with the weights of several side by side. ONNX Runtime multiplies integers only where an input has one use,
        and of several dequantises the weights at each forward."""
        together: dict[str, list[Any]] = {}
        for node in self.nodes:
            if node.op_type == "MatMul" and self._weight(node.input[1], 1) is not None:
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

    def _weight(self, name: str, axis: int) -> Any | None:
        """The node that dequantises a matrix of signed bytes with zero points of 0 and a scale for each place of ``axis``, or ``None``."""
        node = self.made.get(name)
        if node is None or node.op_type != "DequantizeLinear" or not {*node.input} <= self.tensors.keys():
            return None
        values, scales, *zeros = (self.tensors[name] for name in node.input)
        whole = not any(any(one.raw_data) or any(one.int32_data) for one in zeros)
        along = _attribute(node, "axis", 1) % 2 == axis and len(values.dims) == 2
        return node if values.data_type == _INT8 and whole and along and [*scales.dims] == [values.dims[axis]] else None

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


def _attribute(node: Any, name: str, otherwise: int = 0) -> Any:
    """A node's integer of that name, or its list of them."""
    found = next((one for one in node.attribute if one.name == name), None)
    if found is None:
        return otherwise
    return found.i if found.type == _INT else [*found.ints]


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
