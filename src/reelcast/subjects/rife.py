"""RIFE: how the pixels of two pictures move to where they are at a moment between.

Huang et al., "Real-Time Intermediate Flow Estimation for Video Frame Interpolation", ECCV 2022,
version 4 of the authors' Practical-RIFE. Its four convolutional blocks are run as ONNX graphs; what
lies between them (shrinking, warping) is done here. Knows no subjects.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from reelcast.subjects.session import opened
from reelcast.weights.unpickle import load_tensors

Picture = NDArray[np.float32]
"""``(H, W, C)``, 0 to 1."""

_SCALES = (8, 4, 2, 1)
"""Each block sees the pictures this much smaller, coarse to fine."""
_STEP = 64
"""Sides are padded to multiples of this: the coarsest block halves twice more."""
_SMALLEST = 16
"""Pixels a block must at least be given a side."""
_RESIDUAL_LAYERS = 8
_PADS = (1, 1, 1, 1)


@dataclass(frozen=True, slots=True)
class Motion:
    """From a moment between two pictures back to both.

    ``to_first`` and ``to_second`` ``(H, W, 2)`` say how many pixels right and down a pixel's
    content lies in the first and the second picture; ``trust`` ``(H, W)`` is how much of it to
    take from the first, 0 to 1.
    """

    to_first: NDArray[np.float32]
    to_second: NDArray[np.float32]
    trust: NDArray[np.float32]

    def resized(self, width: int, height: int) -> "Motion":
        """The same motion for pictures of another size."""
        old_height, old_width = self.trust.shape
        stretch = np.array([width / old_width, height / old_height], np.float32)
        return Motion(
            _resized(self.to_first, width, height) * stretch,
            _resized(self.to_second, width, height) * stretch,
            _resized(self.trust, width, height)[..., 0],
        )

    def warped(self, first: Picture, second: Picture) -> tuple[Picture, Picture]:
        """Both pictures as each alone says that moment looks."""
        return _warped(first, self.to_first), _warped(second, self.to_second)

    def merged(self, first: Picture, second: Picture) -> Picture:
        """The moment between, from both."""
        one, other = self.warped(first, second)
        trust = self.trust[..., None]
        return np.asarray(one * trust + other * (1 - trust), np.float32)


class Rife:
    """The network, built and opened at ``load``."""

    def __init__(self, file: Path, threads: int) -> None:
        self._file = file
        self._threads = threads
        self._blocks: tuple[onnxruntime.InferenceSession, ...] = ()

    def load(self) -> None:
        """Read the tensors and open the blocks; nothing happens the second time.

        Raises ``WeightsUnavailable`` when the file is broken.
        """
        if not self._blocks:
            tensors = load_tensors(self._file.read_bytes())
            named = {name.removeprefix("module."): value for name, value in tensors.items()}
            models = (_block(named, f"block{number}.") for number in range(len(_SCALES)))
            self._blocks = tuple(opened(model, self._threads) for model in models)

    def motion(self, first: Picture, second: Picture, moment: float, reach: float = 1) -> Motion:
        """Between two ``(H, W, 3)`` RGB pictures at ``moment``, 0 (the first) to 1.

        ``reach`` 2 or 4 looks at them coarser, for what moves far.
        """
        self.load()
        height, width = first.shape[:2]
        a, b = _padded(first), _padded(second)
        flow, trust, warped = None, None, (a, b)
        for block, scale in zip(self._blocks, _SCALES, strict=True):
            layers = [*warped, _plane(a, moment)] + ([] if trust is None else [trust])
            more_flow, more_trust = _answer(block, layers, flow, scale * reach)
            flow = more_flow if flow is None else flow + more_flow
            trust = more_trust if trust is None else trust + more_trust
            warped = _warped(a, flow[..., :2]), _warped(b, flow[..., 2:])
        assert flow is not None  # noqa: S101 - there are four blocks
        assert trust is not None  # noqa: S101
        flow, trust = flow[:height, :width], trust[:height, :width, 0]
        return Motion(
            flow[..., :2], flow[..., 2:], np.asarray(1 / (1 + np.exp(-trust)), np.float32)
        )


def _answer(
    block: onnxruntime.InferenceSession,
    layers: list[Picture],
    flow: Picture | None,
    scale: float,
) -> tuple[Picture, Picture]:
    """What one block adds to the flow ``(H, W, 4)`` and to the trust ``(H, W, 1)``, full size."""
    height, width = layers[0].shape[:2]
    # The blocks halve twice, so their sides are multiples of four.
    small = [max(int(side / scale) // 4 * 4, _SMALLEST) for side in (width, height)]
    seen = [_resized(layer, small[0], small[1]) for layer in layers]
    if flow is not None:
        seen.append(_resized(flow, small[0], small[1]) / np.float32(scale))
    stacked = np.concatenate(seen, axis=2).transpose(2, 0, 1)[None]
    (answer,) = block.run(None, {"x": np.ascontiguousarray(stacked, np.float32)})
    half = np.ascontiguousarray(answer[0].transpose(1, 2, 0))
    # The block answers at half the size it sees, in pixels of that size.
    flow = _resized(half[..., :4], width, height) * np.float32(2 * scale)
    return flow, _resized(half[..., 4:], width, height)


def _plane(like: Picture, value: float) -> Picture:
    return np.full((*like.shape[:2], 1), value, np.float32)


def _padded(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    below, beside = -height % _STEP, -width % _STEP
    return np.asarray(
        cv2.copyMakeBorder(picture, 0, below, 0, beside, cv2.BORDER_REPLICATE), np.float32
    )


def _resized(picture: Picture, width: int, height: int) -> Picture:
    """``(H, W)`` or up to four channels, as ``(height, width, C)``."""
    size = (width, height)
    resized = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(resized, np.float32).reshape(height, width, -1)


def _warped(picture: Picture, flow: NDArray[np.float32]) -> Picture:
    height, width = picture.shape[:2]
    across, down = np.meshgrid(np.arange(width), np.arange(height))
    x = (across + flow[..., 0]).astype(np.float32)
    y = (down + flow[..., 1]).astype(np.float32)
    edge = cv2.BORDER_REPLICATE
    warped = cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=edge)
    return np.asarray(warped, np.float32).reshape(picture.shape)


def _block(tensors: Mapping[str, NDArray[Any]], prefix: str) -> bytes:
    """One IFBlock as an ONNX model: ``x`` ``(1, C, H, W)`` to ``y`` ``(1, 5, H/2, W/2)``."""
    nodes: list[onnx.NodeProto] = []
    learnt: list[onnx.TensorProto] = []

    def weight(name: str, shape: tuple[int, ...] | None = None) -> str:
        value = np.asarray(tensors[prefix + name], np.float32)
        learnt.append(numpy_helper.from_array(value.reshape(shape or value.shape), name))
        return name

    def layer(source: str, name: str, stride: int) -> str:
        inputs = [source, weight(f"{name}.0.weight"), weight(f"{name}.0.bias")]
        strides = [stride, stride]
        conv = helper.make_node("Conv", inputs, [f"{name}.conv"], strides=strides, pads=_PADS)
        nodes.append(conv)
        slope = weight(f"{name}.1.weight", (-1, 1, 1))
        nodes.append(helper.make_node("PRelu", [f"{name}.conv", slope], [name]))
        return name

    start = layer(layer("x", "conv0.0", 2), "conv0.1", 2)
    deep = start
    for number in range(_RESIDUAL_LAYERS):
        deep = layer(deep, f"convblock.{number}", 1)
    nodes.append(helper.make_node("Add", [deep, start], ["sum"]))
    last = ["sum", weight("lastconv.weight"), weight("lastconv.bias")]
    nodes.append(helper.make_node("ConvTranspose", last, ["y"], strides=[2, 2], pads=_PADS))
    return _model(nodes, learnt, int(tensors[f"{prefix}conv0.0.0.weight"].shape[1]))


def _model(nodes: list[onnx.NodeProto], learnt: list[onnx.TensorProto], channels: int) -> bytes:
    takes = helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, channels, "h", "w"])
    gives = helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, 5, "half_h", "half_w"])
    graph = helper.make_graph(nodes, "block", [takes], [gives], learnt)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8  # what every onnxruntime of the last years reads
    return bytes(model.SerializeToString())
