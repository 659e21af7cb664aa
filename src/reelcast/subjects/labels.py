"""What is in a picture, by EfficientNet-Lite2: class probabilities, a fingerprint of the looks.

M. Tan and Q. Le, "EfficientNet", ICML 2019; the Lite variant without squeeze-and-excitation. The
learnt tensors come in a PyTorch file; the network itself is written down here as an ONNX graph.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from reelcast.subjects.arrays import Rgb, Rgba
from reelcast.subjects.session import opened
from reelcast.weights.unpickle import load_tensors

SIDE = 260
"""The network sees squares of this many pixels."""
CELLS = 9
"""Its last features lie on a grid of this many squares a side."""
GREY = 127
"""What the network takes for nothing: its input is centred there."""

# The stages of EfficientNet-B0: repeats, kernel, stride, expansion, at the depth of Lite2.
_STAGES = (
    (1, 3, 1, 1),
    (2, 3, 2, 6),
    (2, 5, 2, 6),
    (3, 3, 2, 6),
    (3, 5, 1, 6),
    (4, 5, 2, 6),
    (1, 3, 1, 6),
)
_DEPTH = 1.2
_BATCH_NORM_EPSILON = 1e-3

_BINS = (6, 10, 10)
"""Of the histogram over L, a and b: brightness counts less, it changes with the light."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What the network makes of ``N`` squares.

    ``embedding`` ``(N, 1280)`` is the mean of ``features`` ``(N, 1280, 9, 9)`` over the grid, and
    ``odds`` ``(N, 1000)`` the probabilities of the classes.
    """

    embedding: NDArray[np.float32]
    odds: NDArray[np.float32]
    features: NDArray[np.float32]


class LabelNet:
    """EfficientNet-Lite2 on the CPU, built and opened at ``load``."""

    def __init__(self, file: Path, threads: int) -> None:
        self._file = file
        self._threads = threads
        self._session: onnxruntime.InferenceSession | None = None
        self._classifier: NDArray[np.float32] | None = None

    def load(self) -> None:
        """Build and open the network; nothing happens the second time."""
        if self._session is not None:
            return
        tensors = load_tensors(self._file.read_bytes())
        self._session = opened(_model(tensors).SerializeToString(), self._threads)
        self._classifier = np.asarray(tensors["_fc.weight"], np.float32)

    def __call__(self, squares: Sequence[Rgb]) -> Sight:
        """Look at pictures ``(H, W, 3)`` of any size, each stretched to a square."""
        self.load()
        assert self._session is not None  # noqa: S101 - for the type checker
        batch = np.stack([_network_input(square) for square in squares])
        features, embedding, logits = self._session.run(None, {"input": batch})
        return Sight(np.asarray(embedding), _softmax(logits), np.asarray(features))

    def evidence(
        self, features: NDArray[np.float32], odds: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Where on the grid ``(9, 9)`` the classes of ``odds`` (1000, weights) are seen.

        The class activation map: ``features`` ``(1280, 9, 9)`` through the classifier's weights.
        """
        self.load()
        assert self._classifier is not None  # noqa: S101 - for the type checker
        return np.asarray(np.tensordot(odds @ self._classifier, features, axes=1), np.float32)


def colours(rgba: Rgba) -> NDArray[np.float32]:
    """The colours of a cut-out, ``(600,)``: the square roots of a LAB histogram, of unit length.

    The dot product of two is their Bhattacharyya coefficient: 1 the same colours, 0 none shared.
    """
    lab = cv2.cvtColor(np.ascontiguousarray(rgba[..., :3]), cv2.COLOR_RGB2LAB)
    solid = np.where(rgba[..., 3] > 127, 255, 0).astype(np.uint8)
    counts = cv2.calcHist([lab], [0, 1, 2], solid, list(_BINS), [0, 256] * 3).ravel()
    return np.asarray(np.sqrt(counts / max(float(counts.sum()), 1)), np.float32)


def _network_input(rgb: Rgb) -> NDArray[np.float32]:
    shrinks = min(rgb.shape[:2]) > SIDE
    way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    small = cv2.resize(rgb, (SIDE, SIDE), interpolation=way).astype(np.float32)
    return np.ascontiguousarray(((small - GREY) / 128).transpose(2, 0, 1))


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


def _model(tensors: Mapping[str, NDArray[Any]]) -> onnx.ModelProto:
    """The network as ONNX: ``input`` to ``features``, ``embedding`` and ``logits``."""
    graph = _Graph(tensors)
    last = _body(graph)
    graph.node("Identity", [last], "features")
    graph.node("GlobalAveragePool", [last], "pooled")
    graph.node("Flatten", ["pooled"], "embedding")
    graph.constant("fc.weight", tensors["_fc.weight"])
    graph.constant("fc.bias", tensors["_fc.bias"])
    graph.node("Gemm", ["embedding", "fc.weight", "fc.bias"], "logits", transB=1)
    return graph.finished()


def _body(graph: "_Graph") -> str:
    last = graph.conv("input", "_conv_stem", "_bn0", stride=2)
    number = 0
    for stage, (repeats, _, stride, expansion) in enumerate(_STAGES):
        # The first and the last stage keep their depth in the Lite family.
        deep = repeats if stage in (0, len(_STAGES) - 1) else ceil(_DEPTH * repeats)
        for repeat in range(deep):
            steps = stride if repeat == 0 else 1
            last = _block(graph, last, f"_blocks.{number}.", steps, expansion, repeat > 0)
            number += 1
    return graph.conv(last, "_conv_head", "_bn1")


def _block(
    graph: "_Graph", before: str, prefix: str, stride: int, expansion: int, adds: bool
) -> str:
    """An inverted bottleneck: widen, filter each channel, narrow."""
    last = before
    if expansion != 1:
        last = graph.conv(last, f"{prefix}_expand_conv", f"{prefix}_bn0")
    last = graph.conv(
        last, f"{prefix}_depthwise_conv", f"{prefix}_bn1", stride=stride, by_channel=True
    )
    last = graph.conv(last, f"{prefix}_project_conv", f"{prefix}_bn2", active=False)
    return graph.node("Add", [before, last], f"{prefix}sum") if adds else last


class _Graph:
    """An ONNX graph as it grows; batch norms are folded into the convolutions before them."""

    def __init__(self, tensors: Mapping[str, NDArray[Any]]) -> None:
        self._tensors = tensors
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []
        self.constant("zero", np.array(0))
        self.constant("six", np.array(6))

    def constant(self, name: str, value: NDArray[Any]) -> None:
        self._constants.append(numpy_helper.from_array(np.asarray(value, np.float32), name))

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def conv(
        self,
        before: str,
        name: str,
        norm: str,
        stride: int = 1,
        by_channel: bool = False,
        active: bool = True,
    ) -> str:
        kernel = self._tensors[f"{name}.weight"]
        variance = self._tensors[f"{norm}.running_var"] + _BATCH_NORM_EPSILON
        gain = self._tensors[f"{norm}.weight"] / np.sqrt(variance)
        shift = self._tensors[f"{norm}.bias"] - self._tensors[f"{norm}.running_mean"] * gain
        self.constant(f"{name}.weight", kernel * gain[:, None, None, None])
        self.constant(f"{name}.bias", shift)
        last = self.node(
            "Conv",
            [before, f"{name}.weight", f"{name}.bias"],
            name,
            strides=[stride, stride],
            group=kernel.shape[0] if by_channel else 1,
            auto_pad="SAME_UPPER",
        )
        return self.node("Clip", [last, "zero", "six"], f"{name}.relu6") if active else last

    def finished(self) -> onnx.ModelProto:
        def described(name: str, *shape: int) -> onnx.ValueInfoProto:
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", *shape])

        graph = helper.make_graph(
            self._nodes,
            "efficientnet-lite2",
            [described("input", 3, SIDE, SIDE)],
            [
                described("features", 1280, CELLS, CELLS),
                described("embedding", 1280),
                described("logits", 1000),
            ],
            self._constants,
        )
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
