"""Models are checked before they are loaded, by either engine; what is missing or damaged is said with the remedy."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from qa import ModelError, engine
from qa.stopping import Stop, Stopped

MODELS = Path(engine.__file__).parent / "models"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the package's models that a test may damage."""
    shutil.copytree(MODELS, tmp_path / "models")
    caches = (engine._checked, engine.checksums, engine.tokenizer)
    for cached in caches:
        cached.cache_clear()
    monkeypatch.setattr(engine, "files", lambda name: tmp_path)
    yield tmp_path / "models"
    for cached in caches:
        cached.cache_clear()


def test_the_checksums_are_those_of_the_files() -> None:
    stated = json.loads((MODELS / "checksums.json").read_text("utf-8"))
    assert {"embedder.onnx", "tokenizer.json"} <= stated.keys()
    for name, sha256 in stated.items():
        assert hashlib.sha256((MODELS / name).read_bytes()).hexdigest() == sha256, name


@pytest.mark.parametrize("name", ["openvino", "onnxruntime"])
def test_an_engine_runs_the_embedder(name: str) -> None:
    loaded = engine.load("embedder.onnx", name)
    assert loaded.name == name
    tokens = np.array([[101, 2003, 102]], np.int64)
    (vectors,) = loaded.run({"input_ids": tokens, "attention_mask": np.ones_like(tokens)})
    assert vectors.shape == (1, 384)


@pytest.mark.parametrize("name", ["openvino", "onnxruntime"])
def test_many_batches_of_many_askers_each_get_their_own_result(name: str) -> None:
    loaded = engine.load("embedder.onnx", name)
    batches = [batch(rows, length) for rows, length in ((1, 48), (4, 64), (2, 96), (3, 48), (1, 128), (4, 48))]
    alone = [loaded.run(one)[0] for one in batches]
    with ThreadPoolExecutor(5) as askers, ThreadPoolExecutor(5, initializer=engine.take_one_core) as modest:
        asked = [pool.submit(engine.run_each, loaded, batches) for pool in (askers, modest) for _ in range(5)]
        for one in asked:
            for (made,), expected in zip(one.result(), alone, strict=True):
                assert np.allclose(made, expected, atol=1e-5)


def batch(rows: int, length: int) -> dict[str, engine.Array]:
    """Rows of word pieces, no two alike."""
    tokens = np.arange(2000, 2000 + rows * length, dtype=np.int64).reshape(rows, length)
    return {"input_ids": tokens, "attention_mask": np.ones_like(tokens)}


class Noting:
    """An engine that notes which threads ran it, and can wait for a second forward to be under way."""

    name = "noting"
    rows = 1

    def __init__(self, together: int = 1) -> None:
        self.threads: set[int] = set()
        self._together = threading.Barrier(together, timeout=20)

    def run(self, inputs: Mapping[str, engine.Array]) -> list[engine.Array]:
        """Nothing, once as many forwards as expected have met."""
        self._together.wait()
        self.threads.add(threading.get_ident())
        return []

    def padded(self, longest: int) -> int:
        """As it is."""
        return longest


@pytest.mark.skipif(engine.physical_cores() < 2, reason="one core runs one forward at a time")
def test_batches_run_on_several_cores_at_once() -> None:
    noting = Noting(together=2)
    assert engine.run_each(noting, [batch(1, 48)] * 4) == [[]] * 4
    assert len(noting.threads) >= 2


def test_whoever_shares_the_machine_takes_one_core() -> None:
    noting = Noting()
    with ThreadPoolExecutor(1, initializer=engine.take_one_core) as modest:
        (own,) = modest.submit(lambda: [threading.get_ident()]).result()
        modest.submit(engine.run_each, noting, [batch(1, 48)] * 4).result()
    assert noting.threads == {own}


@pytest.mark.parametrize("modest", [False, True])
def test_batches_of_stopped_work_do_not_run(modest: bool) -> None:
    stop, ran = Stop(), []

    class Stopping(Noting):
        def run(self, inputs: Mapping[str, engine.Array]) -> list[engine.Array]:
            stop.now()
            ran.append(inputs)
            return []

    def work() -> None:
        with stop.governs(), pytest.raises(Stopped):
            engine.run_each(Stopping(), [batch(1, 48)] * 50)

    with ThreadPoolExecutor(1, initializer=engine.take_one_core if modest else None) as worker:
        worker.submit(work).result()
    assert len(ran) <= (1 if modest else engine.physical_cores() + 1)


def test_without_openvino_onnx_runtime_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda name: None)
    assert engine.load("embedder.onnx").name == "onnxruntime"


@pytest.mark.parametrize(
    ("machine", "flags", "exact"),
    [
        pytest.param("x86_64", "flags\t\t: fpu avx2 fma\n", False, id="avx2"),
        pytest.param("AMD64", None, False, id="not-described"),
        pytest.param("x86_64", "flags\t\t: fpu avx2 avx512f avx512_vnni\n", True, id="vnni"),
        pytest.param("x86_64", "flags\t\t: fpu avx2 avx_vnni\n", True, id="client-vnni"),
        pytest.param("x86_64", "bugs\t\t: avx512_vnni\nflags\t\t: fpu\n", False, id="another-line"),
        pytest.param("arm64", None, True, id="arm"),
    ],
)
def test_a_cpu_whose_int8_sums_saturate_gets_onnx_runtime(
    monkeypatch: pytest.MonkeyPatch, machine: str, flags: str | None, exact: bool
) -> None:
    def read(path: Path) -> str:
        if flags is None:
            raise FileNotFoundError(path)
        return flags

    monkeypatch.setattr("platform.machine", lambda: machine)
    with monkeypatch.context() as described:
        described.setattr(Path, "read_text", read)
        assert engine.int8_is_exact.__wrapped__() is exact
    monkeypatch.setattr(engine, "int8_is_exact", lambda: exact)
    assert engine.load("embedder.onnx").name == ("openvino" if exact and find_spec("openvino") else "onnxruntime")


def test_an_engine_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openvino", None)
    with pytest.raises(ModelError, match=r"openvino is not installed .*pip install openvino"):
        engine.load("embedder.onnx", "openvino")


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ModelError, match="no engine 'abacus'"):
        engine.load("embedder.onnx", "abacus")


@pytest.mark.parametrize("name", ["embedder.onnx", "tokenizer.json"])
@pytest.mark.parametrize("fault", ["missing", "truncated", "flipped"])
def test_a_damaged_model_is_never_loaded(package: Path, name: str, fault: str) -> None:
    file = package / name
    data = bytearray(file.read_bytes())
    if fault == "missing":
        file.unlink()
    elif fault == "truncated":
        file.write_bytes(data[:1000])
    else:
        data[len(data) // 2] ^= 1
        file.write_bytes(data)
    with pytest.raises(ModelError, match=rf"{name} is (missing|damaged) .*reinstall") as raised:
        engine.tokenizer() if name == "tokenizer.json" else engine.load(name)
    assert raised.value.exit_code == 5


@pytest.mark.parametrize("name", ["openvino", "onnxruntime"])
def test_a_file_that_is_no_graph_is_a_model_error(package: Path, name: str) -> None:
    (package / "embedder.onnx").write_bytes(b"not a graph")
    stated = json.loads((package / "checksums.json").read_text("utf-8"))
    stated["embedder.onnx"] = hashlib.sha256(b"not a graph").hexdigest()
    (package / "checksums.json").write_text(json.dumps(stated), "utf-8")
    with pytest.raises(ModelError, match=rf"{name} cannot load embedder\.onnx") as raised:
        engine.load("embedder.onnx", name)
    assert "\n" not in str(raised.value)


def test_cores_are_those_this_process_may_use() -> None:
    assert 1 <= engine.physical_cores() <= (os.cpu_count() or 1)


def test_the_tokenizer_neither_pads_nor_cuts() -> None:
    loaded = engine.tokenizer()
    short, long = loaded.encode_batch(["a", "ship " * 600])
    assert len(short.ids) == 3
    assert len(long.ids) == 602
