"""Settings come from arguments, then the environment, then ``pincite.toml``; what is unknown or wrong is named."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path
from typing import Any

import pytest

from qa import Pincite, SettingsError
from qa.config import ELSEWHERE, Settings, load


def stated(folder: Path, toml: str) -> Path:
    """``folder`` with this ``pincite.toml``."""
    (folder / "pincite.toml").write_text(toml, "utf-8")
    return folder


def test_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, {}) == Settings()


def test_arguments_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    folder = stated(tmp_path, 'index = "file"\nembedder = "local"\nengine = "onnxruntime"\nlargest_file = 7\n')
    settings = load(folder, {"PINCITE_INDEX": "env", "PINCITE_EMBEDDER": "openai:env"}, index="argument", engine=None)
    assert (settings.index, settings.embedder, settings.engine, settings.largest_file) == (
        "argument",
        "openai:env",
        "onnxruntime",
        7,
    )


@pytest.mark.parametrize(
    ("toml", "environ", "arguments", "named"),
    [
        pytest.param('colour = "red"', {}, {}, ("'colour'", "pincite.toml"), id="unknown-in-file"),
        pytest.param("", {"PINCITE_COLOUR": "red"}, {}, ("'colour'", "environment"), id="unknown-in-environment"),
        pytest.param("", {}, {"colour": "red"}, ("'colour'", "arguments"), id="unknown-argument"),
        pytest.param('openai_api_key = "k-123"', {}, {}, ("openai_api_key", "environment"), id="key-in-file"),
        pytest.param('openai_base_url = "http://x"', {}, {}, ("openai_base_url", "environment"), id="url-in-file"),
        pytest.param('embedder = "openai:m"', {}, {}, ("embedder", "environment"), id="sent-away-by-file"),
        pytest.param('chroma = "http://x"', {}, {}, ("chroma", "environment"), id="vectors-sent-away-by-file"),
        pytest.param('model = "m"', {}, {}, ("model", "environment"), id="model-in-file"),
        *(
            pytest.param(f'{name} = "local"', {}, {}, (name, "environment"), id=f"local-{name}-in-file")
            for name in ELSEWHERE
            if name != "embedder"
        ),
        pytest.param("", {"PINCITE_DEADLINE": "0"}, {}, ("deadline", "'0'"), id="no-time"),
        pytest.param("", {"PINCITE_JUDGE": "maybe"}, {}, ("judge", "'maybe'", "true or false"), id="half-truth"),
        pytest.param("price_in = -1", {}, {}, ("price_in", "-1"), id="negative-price"),
        pytest.param("price_in = true", {}, {}, ("price_in", "True"), id="truth-for-price"),
        pytest.param("price_out = nan", {}, {}, ("price_out", "nan"), id="no-price"),
        pytest.param("", {"PINCITE_PRICE_OUT": "$10"}, {}, ("price_out", "'$10'"), id="price-with-unit"),
        pytest.param("largest_file = 1.5", {}, {}, ("largest_file", "1.5"), id="fraction"),
        pytest.param("largest_file = true", {}, {}, ("largest_file", "True"), id="truth-for-number"),
        pytest.param("largest_file = inf", {}, {}, ("largest_file", "inf"), id="infinite"),
        pytest.param("largest_file = [1]", {}, {}, ("largest_file",), id="list-for-number"),
        pytest.param("largest_file = -1", {}, {}, ("largest_file", "-1"), id="negative"),
        pytest.param("", {"PINCITE_LARGEST_FILE": "64MB"}, {}, ("largest_file", "'64MB'"), id="number-with-unit"),
        pytest.param("index = true", {}, {}, ("index", "pincite.toml"), id="truth-for-text"),
        pytest.param("[index]\na = 1", {}, {}, ("index", "pincite.toml"), id="table-for-text"),
        pytest.param("index = ", {}, {}, ("pincite.toml", "mend"), id="not-toml"),
        pytest.param("", {"PINCITE_ENGINE": "abacus"}, {}, ("'abacus'", "onnxruntime"), id="unknown-engine"),
        pytest.param("", {}, {"embedder": "word2vec"}, ("'word2vec'", "openai:MODEL"), id="unknown-embedder"),
        pytest.param("", {}, {"embedder": "openai:"}, ("'openai:'", "openai:MODEL"), id="no-model"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, toml: str, environ: dict[str, str], arguments: dict[str, Any], named: tuple[str, ...]
) -> None:
    with pytest.raises(SettingsError) as raised:
        load(stated(tmp_path, toml), environ, **arguments)
    for part in named:
        assert part in str(raised.value)
    assert "k-123" not in str(raised.value)
    assert raised.value.exit_code == 2


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "pincite.toml").write_bytes(b'index = "caf\xe9"\n')
    with pytest.raises(SettingsError, match=r"pincite\.toml cannot be read"):
        load(tmp_path, {})


def test_an_empty_variable_is_one_that_is_not_set(tmp_path: Path) -> None:
    assert load(tmp_path, {"PINCITE_EMBEDDER": "", "PINCITE_LARGEST_FILE": "", "OPENAI_API_KEY": ""}) == Settings()


def test_the_openai_variables_are_read_and_the_key_is_not_shown(tmp_path: Path) -> None:
    settings = load(tmp_path, {"OPENAI_API_KEY": "k-123", "OPENAI_BASE_URL": "http://localhost:1/v1"})
    assert (settings.openai_api_key, settings.openai_base_url) == ("k-123", "http://localhost:1/v1")
    assert "k-123" not in repr(settings)
    assert "k-123" not in f"{settings}"
    assert "localhost:1" in repr(settings)


def test_a_writing_model_is_set_in_the_environment_and_its_price_anywhere(tmp_path: Path) -> None:
    folder = stated(tmp_path, "deadline = 30\njudge = true\nprice_in = 2\nprice_out = 7.5\n")
    settings = load(folder, {"PINCITE_MODEL": "gpt-5", "PINCITE_PRICE_OUT": "8", "PINCITE_JUDGE": "0"})
    assert (settings.model, settings.deadline, settings.judge) == ("gpt-5", 30, False)
    assert (settings.price_in, settings.price_out) == (2.0, 8.0)
    assert load(folder, {}, judge=True, model="m").judge is True


def test_settings_do_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings().index = "elsewhere"  # type: ignore[misc]


def test_a_folder_is_opened_with_its_own_settings(seeds: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stated(seeds, f"index = {str(tmp_path / 'elsewhere')!r}")
    assert Pincite.open(seeds).store.index == tmp_path / "elsewhere"
    monkeypatch.setenv("PINCITE_INDEX", str(tmp_path / "from-environment"))
    assert Pincite.open(seeds).store.index == tmp_path / "from-environment"
    assert Pincite.open(seeds, index=tmp_path / "argument").store.index == tmp_path / "argument"
