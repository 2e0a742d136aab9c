"""A training of a very small reader: it stops, goes on, and does not go on with another's checkpoint."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from tests.test_training_data import row

torch = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
train_reader = pytest.importorskip("training.train_reader")
reader_model = pytest.importorskip("training.reader_model")

ROWS = [
    row(f"Who said that {number} people were hurt?", answer) for number in range(70) for answer in ("Anna Lindt", "")
]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    sizes = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    transformers.BertModel(transformers.BertConfig(**sizes)).save_pretrained(folder)
    return folder


def arguments(model: Path, out: Path, **others: object) -> argparse.Namespace:
    usual = {"start": None, "rate": 1e-3, "seed": 7, "priors": False, "fp32": True, "steps": None}
    return argparse.Namespace(model=model, out=out, **{**usual, **others})


def test_a_training_goes_on_where_it_was(model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = train_reader.batches(ROWS, [0.0] * len(ROWS), 1)
    train_reader.train(arguments(model, tmp_path, steps=2), plan)
    assert torch.load(tmp_path / "checkpoint.pt")["done"] == 2
    train_reader.train(arguments(model, tmp_path), plan)
    assert torch.load(tmp_path / "checkpoint.pt")["done"] == len(plan) > 2
    kept = torch.load(tmp_path / "reader.pt")
    reader_model.Reader(model).load_state_dict(kept)
    assert {value.device.type for value in kept.values()} == {"cpu"}
    # The same again has nothing left to do.
    train_reader.train(arguments(model, tmp_path), plan)
    assert all(torch.equal(value, kept[name]) for name, value in torch.load(tmp_path / "reader.pt").items())


@pytest.mark.parametrize("changed", ["rows", "rate", "start", "no-digest"])
def test_a_checkpoint_of_another_training_is_refused(model: Path, tmp_path: Path, changed: str) -> None:
    plan = train_reader.batches(ROWS, [0.0] * len(ROWS), 1)
    train_reader.train(arguments(model, tmp_path, steps=1), plan)
    other = {"rate": 2e-3} if changed == "rate" else {"start": tmp_path / "reader.pt"} if changed == "start" else {}
    if changed == "no-digest":
        state = torch.load(tmp_path / "checkpoint.pt")
        torch.save({name: value for name, value in state.items() if name != "plan"}, tmp_path / "checkpoint.pt")
    with pytest.raises(SystemExit, match="is of a training on other rows or settings: remove it"):
        train_reader.train(arguments(model, tmp_path, **other), plan[1:] if changed == "rows" else plan)
    assert torch.load(tmp_path / "checkpoint.pt")["done"] == 1


def test_the_mean_of_two_readers_lies_between_them() -> None:
    average_readers = pytest.importorskip("training.average_readers")
    one, other = {"w": torch.tensor([0.0, 4.0])}, {"w": torch.tensor([10.0, 4.0])}
    assert average_readers.mean(one, other, 0.6)["w"].tolist() == [6.0, 4.0]
    assert one["w"].tolist() == [0.0, 4.0]
