"""Settings: arguments over environment over ``pincite.toml``; frozen, read once, unknown keys fail."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from qa.errors import SettingsError

FILE = "pincite.toml"
PREFIX = "PINCITE_"


@dataclass(frozen=True, slots=True)
class Settings:
    """``index``: the index's folder (``<folder>/.pincite`` where empty); ``embedder``: ``local`` or ``openai:MODEL``;
    ``engine``: ``auto``, ``openvino`` or ``onnxruntime``; ``chroma``: URL of a Chroma server, embedded where empty;
    ``largest_file``: bytes beyond which a file is not read; ``openai_base_url``: an OpenAI-compatible endpoint."""

    index: str = ""
    embedder: str = "local"
    engine: str = "auto"
    chroma: str = ""
    largest_file: int = 64_000_000
    openai_base_url: str = ""
    openai_api_key: str = ""

    def __repr__(self) -> str:
        # A key in a repr ends up in a log.
        shown = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "openai_api_key"}
        return f"Settings({', '.join(f'{name}={value!r}' for name, value in shown.items())})"


def load(folder: Path, environ: Mapping[str, str] | None = None, **arguments: Any) -> Settings:
    """Settings for ``folder``: arguments that are not ``None``, else the environment, else its ``pincite.toml``.

    Raises :class:`SettingsError` naming the key and where it stands.
    """
    environ = os.environ if environ is None else environ
    settings = _with(Settings(), _from_file(folder / FILE), str(folder / FILE))
    stated = {name[len(PREFIX) :].lower(): value for name, value in environ.items() if name.startswith(PREFIX)}
    stated |= {name.lower(): environ[name] for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY") if environ.get(name)}
    settings = _with(settings, stated, "the environment")
    return _with(settings, {name: value for name, value in arguments.items() if value is not None}, "the arguments")


def _from_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            stated = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path} cannot be read ({error}); mend or remove it.") from error
    if "openai_api_key" in stated:
        raise SettingsError(f"{path} holds openai_api_key; a key belongs in the environment (OPENAI_API_KEY).")
    return stated


def _with(settings: Settings, stated: Mapping[str, Any], where: str) -> Settings:
    known = {f.name: type(getattr(settings, f.name)) for f in fields(settings)}
    changes: dict[str, Any] = {}
    for name, value in stated.items():
        if name not in known:
            raise SettingsError(f"There is no setting {name!r} (in {where}); there are: {', '.join(known)}.")
        try:
            changes[name] = known[name](value)
        except ValueError as error:
            raise SettingsError(f"{name} in {where} is {value!r}, which is not a number.") from error
    return replace(settings, **changes)
