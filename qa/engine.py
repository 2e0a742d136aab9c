"""The one seam to the inference engines: OpenVINO where it is installed and exact, ONNX Runtime elsewhere; and the tokenizer."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from qa import stopping
from qa.errors import ModelError, PinciteError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Array = NDArray[np.generic]


class Engine(Protocol):
    """A loaded graph: named input arrays in, output arrays in the graph's order.

    It is made for so many forwards at once, one core each: two halves of the work on a core each take less time than one
    after the other on both, and two people who ask do not wait for each other.
    """

    name: str
    # Rows a forward; with more it gets no faster, or slower.
    rows: int

    def run(self, inputs: Mapping[str, Array]) -> list[Array]:
        """One forward, on one core; safe to call from several threads."""
        ...

    def padded(self, longest: int) -> int:
        """The length, in word pieces, that a forward's inputs are padded to where the longest has ``longest``."""
        ...


class OpenVinoEngine:
    """OpenVINO on the CPU; it runs in bf16 or int8 by itself where the CPU has them.

    Where :func:`int8_is_exact` does not hold, its sums saturate.
    """

    name = "openvino"
    # 32 take 200 MB more.
    rows = 16

    def __init__(self, path: Path, at_once: int) -> None:
        # `import openvino` reports itself to Google Analytics from a child process and writes an id into the home
        # folder (openvino/tools/ovc/__init__.py, seen with 2026.4). Without that package it takes its own stub.
        sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
        import openvino

        core = openvino.Core()
        # CPU_PINNING off: a pinned stream fights whatever else runs on two cores.
        options = {"INFERENCE_NUM_THREADS": at_once, "NUM_STREAMS": at_once, "ENABLE_CPU_PINNING": False}
        self._model = core.compile_model(str(path), "CPU", options)
        # Two threads that both are the first to touch a tensor's data can wait for each other for ever inside pybind11,
        # which looks NumPy up then (seen with 2026.4); models are loaded one at a time.
        _ = openvino.Tensor(np.zeros(1, np.float32)).data
        self._local = threading.local()

    def run(self, inputs: Mapping[str, Array]) -> list[Array]:
        """One forward; each thread has a request of its own."""
        request = getattr(self._local, "request", None)
        if request is None:
            request = self._local.request = self._model.create_infer_request()
        outputs = request.infer(dict(inputs))
        return [np.array(outputs[index]) for index in range(len(self._model.outputs))]

    def padded(self, longest: int) -> int:
        """A multiple of 32, for buffers are kept for each length (with 8 the embedder takes 400 MB more and is no faster).

        OpenVINO 2026.4 on CPUs with AMX forgets the mask of an input padded to exactly 32: an embedder's cosine to the right vector
        is .74 to .94 for 17 to 31 word pieces, which is what a question has. 48, and every other multiple of 32, is right.
        """
        return 48 if longest <= 48 else -(-longest // 32) * 32


class OnnxRuntimeEngine:
    """ONNX Runtime on the CPU."""

    name = "onnxruntime"
    # On AVX2, six passages to read, lengths padded to a multiple of 8: 49 ms a row one by one, 53 with 2 a forward, 62 with 3, 64 with 4;
    # the embedder 41, 41, 44 and 43 ms.
    rows = 1

    def __init__(self, path: Path, at_once: int) -> None:
        import onnxruntime

        from qa.graph import prepared

        # Each call of it runs in the thread that calls, however many there are.
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        # Weights as unsigned bytes where products of signed ones would saturate; elsewhere it changes nothing.
        options.add_session_config_entry("session.x64quantprecision", "1")
        graph = prepared(path.read_bytes())
        self._session = onnxruntime.InferenceSession(graph, options, providers=["CPUExecutionProvider"])

    def run(self, inputs: Mapping[str, Array]) -> list[Array]:
        """One forward."""
        return [np.asarray(output) for output in self._session.run(None, dict(inputs))]

    def padded(self, longest: int) -> int:
        """A multiple of 8: it prepares nothing for a length."""
        return -(-longest // 8) * 8


def load(file: str, engine: str = "auto") -> Engine:
    """Load a model of ``qa/models`` after checking its sha256; ``engine`` is ``auto``, ``openvino`` or ``onnxruntime``.

    Raises :class:`ModelError` when the file is missing or damaged, or the engine cannot load it.
    """
    path = _checked(file)
    wanted = engine
    if wanted == "auto":
        # Each where it is the faster one and right (MODEL_CARD.md); OpenVINO does not have a wheel for every platform.
        wanted = "openvino" if int8_is_exact() and find_spec("openvino") is not None else "onnxruntime"
    kinds: dict[str, type[OpenVinoEngine] | type[OnnxRuntimeEngine]] = {
        "openvino": OpenVinoEngine,
        "onnxruntime": OnnxRuntimeEngine,
    }
    if wanted not in kinds:
        raise ModelError(f"There is no engine {wanted!r}; choose auto, openvino or onnxruntime.")
    try:
        return kinds[wanted](path, physical_cores())
    except ImportError as error:
        raise ModelError(f"{wanted} is not installed ({error}); run: pip install {wanted}.") from error
    except Exception as error:
        # ONNX Runtime's own errors derive from nothing narrower.
        reason = " ".join(str(error).split())[:200]
        raise ModelError(f"{wanted} cannot load {file} ({reason}); set PINCITE_ENGINE to the other engine.") from error


@cache
def int8_is_exact() -> bool:
    """Whether this CPU adds up int8 products in 32 bits: any but an x86 one without VNNI (Intel before 2019, AMD before 2022).

    Those add pairs of products in 16 bits, which saturate: the embedder's cosine to its fp32 falls from .991 to .958. An x86 CPU
    that no Linux describes counts as one of them.
    """
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return True
    try:
        described = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return bool(re.search(r"^flags\b.*\b(?:avx512_vnni|avx_vnni|amx_int8)\b", described, re.MULTILINE))


def run_each(loaded: Engine, batches: Sequence[Mapping[str, Array]]) -> list[list[Array]]:
    """Each batch through ``loaded``, in their order, on as many cores as are free, or on one after :func:`take_one_core`."""
    if len(batches) < 2 or on_one_core():
        return [_unless_stopped(loaded, batch) for batch in batches]
    futures = [_lanes().submit(loaded.run, batch) for batch in batches]
    try:
        with stopping.current().breaks(lambda: [future.cancel() for future in futures]):
            return [future.result() for future in futures]
    except CancelledError:
        raise stopping.Stopped from None
    finally:
        for future in futures:
            future.cancel()


def _unless_stopped(loaded: Engine, batch: Mapping[str, Array]) -> list[Array]:
    stopping.check()
    return loaded.run(batch)


_ONE_CORE: ContextVar[bool] = ContextVar("pincite-one-core", default=False)


def take_one_core() -> None:
    """From now on this thread's forwards come one after another: what shares a machine leaves the other cores to others."""
    _ONE_CORE.set(True)


def on_one_core() -> bool:
    """Whether :func:`take_one_core` holds for this thread."""
    return _ONE_CORE.get()


@cache
def _lanes() -> ThreadPoolExecutor:
    """A thread for each core: work that several have handed in takes its turn batch by batch."""
    return ThreadPoolExecutor(physical_cores(), thread_name_prefix="pincite-forward")


_shared: dict[tuple[str, str], Engine] = {}
_sharing = threading.Lock()


def shared(file: str, engine: str = "auto") -> Engine:
    """:func:`load`, once a process for each file and engine, whoever asks first."""
    with _sharing:
        if (file, engine) not in _shared:
            _shared[file, engine] = load(file, engine)
        return _shared[file, engine]


def preload(engine: str) -> None:
    """:func:`shared`, of each model; what fails here fails again, and is reported, where the model is needed."""
    with suppress(PinciteError):
        for file in ("embedder.onnx", "reader.onnx"):
            if file in checksums():
                shared(file, engine)


@cache
def physical_cores() -> int:
    """Cores this process may use, two threads of one core counted once: a second thread only slows these models."""
    usable = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    siblings = set()
    for cpu in usable:
        try:
            siblings.add(Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list").read_text())
        except OSError:
            siblings.add(str(cpu))
    return max(1, len(siblings))


@cache
def tokenizer() -> Tokenizer:
    """The word pieces that embedder and reader share, without padding or truncation set; do not change it."""
    loaded = new_tokenizer()
    loaded.no_padding()
    loaded.no_truncation()
    return loaded


def new_tokenizer() -> Tokenizer:
    """A tokenizer of one's own, to set padding and truncation on."""
    from tokenizers import Tokenizer

    # Its threads and a later fork do not go together; batches here are small.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    return Tokenizer.from_file(str(_checked("tokenizer.json")))


@cache
def checksums() -> dict[str, str]:
    """File name → sha256 of what ``qa/models`` must hold."""
    text = files("qa").joinpath("models/checksums.json").read_text("utf-8")
    return {str(name): str(value) for name, value in json.loads(text).items()}


def local_embedder_id() -> str:
    """What an index remembers of the local embedder: another weight file is another embedder."""
    return f"all-MiniLM-L6-v2/{checksums()['embedder.onnx'][:12]}"


@cache
def _checked(file: str) -> Path:
    path = Path(str(files("qa").joinpath("models", file)))
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise ModelError(f"The model file {file} is missing ({error.strerror}); reinstall pincite.") from error
    if found != checksums().get(file):
        raise ModelError(f"The model file {file} is damaged (its sha256 is {found[:12]}…); reinstall pincite.")
    return path
