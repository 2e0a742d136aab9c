"""``python -m tests.benchmarks.graphs``: the models' files as they are against what ``qa.graph`` makes of them, on one thread of ONNX Runtime, in
turns; it prints milliseconds a forward of one row, and how far the outputs agree."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime

from qa import engine
from qa.graph import prepared

MODELS = Path(engine.__file__).parent / "models"
TURNS = 30


def session(model: bytes) -> onnxruntime.InferenceSession:
    """One thread, with the precision that Pincite asks for."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.x64quantprecision", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def main() -> None:
    """Print the comparison for both models at three lengths."""
    random = np.random.default_rng(7)
    for kind in ("embedder", "reader"):
        model = (MODELS / f"{kind}.onnx").read_bytes()
        sessions = session(model), session(prepared(model))
        for length in (16, 96, 200):
            times: tuple[list[float], list[float]] = ([], [])
            made: tuple[list[list[Any]], list[list[Any]]] = ([], [])
            for _ in range(TURNS):
                tokens = random.integers(1_000, 20_000, (1, length))
                given = {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}
                if kind == "reader":
                    given["token_type_ids"] = (np.arange(length)[None] > 12).astype(np.int64)
                for which, one in enumerate(sessions):
                    started = time.perf_counter()
                    output = one.run(None, given)
                    times[which].append((time.perf_counter() - started) * 1000)
                    made[which].append([np.asarray(part).ravel() for part in output])
            alike = [
                np.corrcoef(np.concatenate(plain), np.concatenate(ready))[0, 1]
                for plain, ready in zip(zip(*made[0], strict=True), zip(*made[1], strict=True), strict=True)
            ]
            plain, ready = (float(np.median(taken)) for taken in times)
            print(
                f"{kind}, {length} word pieces: {plain:.1f} ms as it is, {ready:.1f} ms prepared (-{1 - ready / plain:.0%}), "
                f"correlation of the outputs {', '.join(f'{one:.4f}' for one in alike)}"
            )


if __name__ == "__main__":
    main()
