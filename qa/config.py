"""Settings: arguments over environment over ``pincite.toml``; frozen, read once, unknown keys fail."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from qa.errors import SettingsError

FILE = "pincite.toml"
PREFIX = "PINCITE_"
LOCAL = "local"
ENGINES = ("auto", "openvino", "onnxruntime")
# What sends articles or a key somewhere is for the user to say, not for a folder of articles that brings a file along.
ELSEWHERE = ("openai_api_key", "openai_base_url", "embedder", "chroma")


@dataclass(frozen=True, slots=True)
class Settings:
    """``index``: the index's folder (``<folder>/.pincite`` where empty); ``embedder``: ``local`` or ``openai:MODEL``;
    ``engine``: ``auto``, ``openvino`` or ``onnxruntime``; ``chroma``: URL of a Chroma server, embedded where empty;
    ``largest_file``: bytes beyond which a file is not read; ``openai_base_url``: an OpenAI-compatible endpoint."""

    index: str = ""
    embedder: str = LOCAL
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

    Raises :class:`SettingsError` naming the key and where it stands, before anything is read or written.
    """
    environ = os.environ if environ is None else environ
    settings = _with(Settings(), _from_file(folder / FILE), str(folder / FILE))
    stated = {
        name[len(PREFIX) :].lower(): value for name, value in environ.items() if name.startswith(PREFIX) and value
    }
    stated |= {name.lower(): environ[name] for name in ("OPENAI_BASE_URL", "OPENAI_API_KEY") if environ.get(name)}
    settings = _with(settings, stated, "the environment")
    settings = _with(settings, {name: value for name, value in arguments.items() if value is not None}, "the arguments")
    if settings.engine not in ENGINES:
        raise SettingsError(f"There is no engine {settings.engine!r}; choose {', '.join(ENGINES)}.")
    if not re.fullmatch(r"local|openai:\S+", settings.embedder):
        raise SettingsError(f"There is no embedder {settings.embedder!r}; use local or openai:MODEL.")
    return settings


def _from_file(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            stated = tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        # Besides TOML's own error, what is not UTF-8 is a ValueError too.
        raise SettingsError(f"{path} cannot be read ({error}); mend or remove it.") from error
    for name in ELSEWHERE:
        if name in stated and stated[name] != LOCAL:
            raise SettingsError(f"{path} holds {name}; set it in the environment: a folder may come from anybody.")
    return stated


def _with(settings: Settings, stated: Mapping[str, Any], where: str) -> Settings:
    known = {f.name: getattr(settings, f.name) for f in fields(settings)}
    changes: dict[str, Any] = {}
    for name, value in stated.items():
        if name not in known:
            raise SettingsError(f"There is no setting {name!r} (in {where}); there are: {', '.join(known)}.")
        changes[name] = _number(name, value, where) if isinstance(known[name], int) else _text(name, value, where)
    return replace(settings, **changes)


def _number(name: str, value: Any, where: str) -> int:
    # The environment knows only text; TOML's true and 1.5 would become numbers that nobody wrote.
    try:
        number = int(value) if isinstance(value, int | str) and not isinstance(value, bool) else 0
    except ValueError:
        number = 0
    if number <= 0:
        raise SettingsError(f"{name} in {where} is {value!r}; it takes a whole number above zero.")
    return number


def _text(name: str, value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise SettingsError(f"{name} in {where} is not text; put it in quotation marks.")
    return value.strip()
