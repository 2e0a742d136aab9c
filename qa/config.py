"""Settings: arguments over environment over ``pincite.toml``; frozen, read once, unknown keys fail."""

from __future__ import annotations

import math
import os
import re
import sys
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
ELSEWHERE = (
    "openai_api_key",
    "openai_base_url",
    "model",
    "embedder",
    "chroma",
    "password_hash",
    "reader_password_hash",
)
SECRET = ("openai_api_key", "password_hash", "reader_password_hash")


@dataclass(frozen=True, slots=True)
class Settings:
    """``index``: the index's folder (``<folder>/.pincite`` where empty); ``embedder``: ``local`` or ``openai:MODEL``;
    ``engine``: ``auto``, ``openvino`` or ``onnxruntime``; ``chroma``: URL of a Chroma server, embedded where empty;
    ``largest_file``: bytes beyond which a file is not read; ``openai_base_url``: an OpenAI-compatible endpoint;
    ``openai_api_key``: the key that goes there and nowhere else;
    ``model``: the model there that writes answers, none where empty; ``deadline``: seconds that it has for one answer;
    ``judge``: it looks at each verified statement once more; ``price_in``, ``price_out``: its price for a million tokens;
    ``password_hash``, ``reader_password_hash``: what ``pincite password`` prints, for the page."""

    index: str = ""
    embedder: str = LOCAL
    engine: str = "auto"
    chroma: str = ""
    largest_file: int = 64_000_000
    openai_base_url: str = ""
    openai_api_key: str = ""
    model: str = ""
    deadline: int = 60
    judge: bool = False
    price_in: float = 0.0
    price_out: float = 0.0
    password_hash: str = ""
    reader_password_hash: str = ""

    def __repr__(self) -> str:
        # A key in a repr ends up in a log.
        shown = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in SECRET}
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


def cache_folder(environ: Mapping[str, str] | None = None) -> Path:
    """Where this user's programs keep what they can find out again: ``XDG_CACHE_HOME``, or what the system has for it."""
    environ = os.environ if environ is None else environ
    if stated := environ.get("XDG_CACHE_HOME"):
        return Path(stated) / "pincite"
    if local := environ.get("LOCALAPPDATA"):
        return Path(local) / "pincite" / "cache"
    home = Path(environ["HOME"]) if environ.get("HOME") else Path.home()
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "pincite"


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
        # Only an embedder can be local; that name for a model or an address would be one like any other.
        if name in stated and (name, stated[name]) != ("embedder", LOCAL):
            raise SettingsError(f"{path} holds {name}; set it in the environment: a folder may come from anybody.")
    return stated


def _with(settings: Settings, stated: Mapping[str, Any], where: str) -> Settings:
    known = {f.name: getattr(settings, f.name) for f in fields(settings)}
    changes: dict[str, Any] = {}
    for name, value in stated.items():
        if name not in known:
            raise SettingsError(f"There is no setting {name!r} (in {where}); there are: {', '.join(known)}.")
        # A truth is an int to Python, so it is asked for first.
        kind = next(kind for kind in _READERS if isinstance(known[name], kind))
        changes[name] = _READERS[kind](name, value, where)
    return replace(settings, **changes)


def _truth(name: str, value: Any, where: str) -> bool:
    stated = {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())
    if stated is None:
        raise SettingsError(f"{name} in {where} is {value!r}; it takes true or false.")
    return stated


def _price(name: str, value: Any, where: str) -> float:
    try:
        price = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else -1.0
    except ValueError:
        price = -1.0
    if not 0 <= price < math.inf:
        raise SettingsError(f"{name} in {where} is {value!r}; it takes a price for a million tokens, zero or more.")
    return price


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


_READERS = {bool: _truth, int: _number, float: _price, str: _text}
