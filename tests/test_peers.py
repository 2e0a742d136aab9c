"""The benchmark against LlamaIndex's and Chroma's defaults says what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.benchmarks import peers


@pytest.mark.parametrize(("named", "missing"), [([], str(peers.FP32)), (["other.onnx"], "other.onnx")])
def test_a_model_that_is_not_there_is_named_in_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    named: list[str],
    missing: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["peers", str(tmp_path), *named, "-n", "200"])
    with pytest.raises(SystemExit) as ended:
        peers.main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        f"There is no {missing}; make it as the first lines of training/README.md say, or name it.\n"
    )
