"""The sentence encoder's network: layers of attention, built as an ONNX graph in memory.

Matrices are multiplied in 8 bits, each row of the input with a scale of its own. That takes 0.55
of the time of onnxruntime's 4-bit product with the file's weights as they are, and unlike its
``DynamicQuantizeMatMul``, which scales a whole batch alike, it gives a text the same vector
whatever else is in the batch. Vectors stay within a cosine of 0.998 of the 4-bit ones.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from reelcast.storyboard.packed import Packed, dequantised

_MICROSOFT = "com.microsoft"
_FUSED: Mapping[str, Any] = MappingProxyType({"domain": _MICROSOFT})

_WEIGHT_STEPS = 63
"""Not 127: processors without VNNI add pairs of byte products in 16 bits, and would overflow."""

_STATE_STEPS = 127


def session(packed: Packed, threads: int) -> onnxruntime.InferenceSession:
    """From ``embedded`` (texts, tokens, width) float32 and ``present`` (texts, tokens) int32.

    ``present`` is 1 for a token and 0 for padding. Gives the last layer's states, of
    ``embedded``'s shape.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # Prompts differ in length: an arena would keep room for the longest ever seen.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    # The graph is written with fused operators already.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    options.log_severity_level = 3
    model = _Graph(packed).model()
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def in_bytes(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """A matrix as int8 and the scale of each column."""
    scales = np.abs(matrix).max(axis=0) / _WEIGHT_STEPS
    return np.rint(matrix / scales).astype(np.int8), scales.astype(np.float32)


class _Graph:
    """The nodes and constants of the network, in the order in which they run."""

    def __init__(self, packed: Packed) -> None:
        self.packed = packed
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.step = self._constant("step", np.array(1 / _STATE_STEPS, np.float32))
        self.middle = self._constant("middle", np.array(128, np.float32))
        self.zero = self._constant("zero", np.array(128, np.uint8))
        self.last = self._constant("last", np.array([-1], np.int64))

    def model(self) -> bytes:
        """The serialised graph."""
        shape: list[str | int | None] = ["texts", "tokens", self.packed.width]
        states = self._node(
            "LayerNormalization",
            ["embedded", *self._vectors("emb.ln.w", "emb.ln.b")],
            {"epsilon": self.packed.epsilon},
        )
        for layer in range(self.packed.layers):
            states = self._layer(f"l{layer}", states)
        graph = helper.make_graph(
            self.nodes,
            "encoder",
            [
                helper.make_tensor_value_info("embedded", TensorProto.FLOAT, shape),
                helper.make_tensor_value_info("present", TensorProto.INT32, shape[:2]),
            ],
            [helper.make_tensor_value_info(states, TensorProto.FLOAT, shape)],
            self.constants,
        )
        opsets = [helper.make_opsetid("", 18), helper.make_opsetid(_MICROSOFT, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9)
        return bytes(model.SerializeToString())

    def _layer(self, name: str, states: str) -> str:
        width, inner = self.packed.width, self.packed.inner
        mixed = self._attention(name, states)
        mixed = self._product(mixed, f"{name}.ao", [f"{name}.ao.w"], width)
        states = self._add_and_norm(states, mixed, f"{name}.aln", f"{name}.ao.b")
        wide = self._product(states, f"{name}.fi", [f"{name}.fi.w"], width)
        wide = self._node("BiasGelu", [wide, *self._vectors(f"{name}.fi.b")], _FUSED)
        narrow = self._product(wide, f"{name}.fo", [f"{name}.fo.w"], inner)
        return self._add_and_norm(states, narrow, f"{name}.oln", f"{name}.fo.b")

    def _attention(self, name: str, states: str) -> str:
        """Queries, keys and values by one product, then what each token takes from the others."""
        parts = [f"{name}.{part}" for part in "qkv"]
        joined = self._product(
            states, f"{name}.qkv", [f"{part}.w" for part in parts], self.packed.width
        )
        split = [f"{part}.states" for part in parts]
        self.nodes.append(helper.make_node("Split", [joined], split, axis=-1, num_outputs=3))
        biases = np.concatenate([self.packed.tensors[f"{part}.b"] for part in parts])
        inputs = [*split, self._constant(f"{name}.qkv.b", biases), "present"]
        return self._node("MultiHeadAttention", inputs, {"num_heads": self.packed.heads, **_FUSED})

    def _product(self, states: str, name: str, matrices: list[str], columns: int) -> str:
        """``states`` times matrices side by side, without a bias."""
        rows = [dequantised(self.packed.blocks(matrix, columns)) for matrix in matrices]
        weights, scales = in_bytes(np.concatenate(rows).T)
        rounded, scale = self._rounded(states)
        whole = self._node(
            "MatMulInteger", [rounded, self._constant(f"{name}.int8", weights), self.zero]
        )
        whole = self._node("Cast", [whole], {"to": TensorProto.FLOAT})
        whole = self._node("Mul", [whole, scale])
        return self._node("Mul", [whole, self._constant(f"{name}.scales", scales)])

    def _rounded(self, states: str) -> tuple[str, str]:
        """States as bytes around 128, and the scale of each token's."""
        largest = self._node("ReduceMax", [self._node("Abs", [states]), self.last])
        scale = self._node("Mul", [largest, self.step])
        steps = self._node("Round", [self._node("Div", [states, scale])])
        shifted = self._node("Add", [steps, self.middle])
        return self._node("Cast", [shifted], {"to": TensorProto.UINT8}), scale

    def _add_and_norm(self, states: str, change: str, norm: str, bias: str) -> str:
        inputs = [states, change, *self._vectors(f"{norm}.w", f"{norm}.b", bias)]
        options = {"epsilon": self.packed.epsilon, **_FUSED}
        return self._node("SkipLayerNormalization", inputs, options)

    def _vectors(self, *names: str) -> list[str]:
        return [self._constant(name, self.packed.tensors[name]) for name in names]

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _node(
        self, kind: str, inputs: list[str], options: Mapping[str, Any] = MappingProxyType({})
    ) -> str:
        output = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [output], **options))
        return output
