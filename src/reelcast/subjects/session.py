"""Opening a network on the processor, sparing with memory."""

from pathlib import Path

import onnxruntime


def opened(model: Path | bytes, threads: int) -> onnxruntime.InferenceSession:
    """A session of an ONNX file, or of the bytes of one made in memory."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    # The arena and the memory pattern keep every intermediate of the largest picture yet seen.
    options.enable_cpu_mem_arena = False
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
