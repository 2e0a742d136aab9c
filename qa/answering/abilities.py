"""What a model at an endpoint can do, kept in the user's cache from one run to the next; no key and no password is in it."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from qa.answering.prompts import Form
from qa.config import cache_folder

# A model that once did not keep to a form, or an endpoint that has learnt a better one, is asked again after this.
LONGEST_KEPT = 30 * 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a model at an endpoint can do: the best ``form`` it takes, options it ``refuses``, its ``window`` in tokens
    (``None`` where it does not say), and whether it ``counts`` tokens."""

    form: Form = Form.SCHEMA
    refuses: frozenset[str] = frozenset()
    window: int | None = None
    counts: bool = False


def kept(base_url: str, model: str) -> Abilities | None:
    """What an earlier run found out about ``model`` at ``base_url``: its form and what it refuses; ``None`` where none did.

    The window is not kept: a server that is started anew may have another one, and says so at the cost of one request.
    """
    try:
        path = _path(base_url, model)
        if time.time() - path.stat().st_mtime > LONGEST_KEPT:
            return None
        stated = json.loads(path.read_text("utf-8"))
        return Abilities(Form(stated["form"]), frozenset(map(str, stated["refuses"])))
    except (OSError, ValueError, KeyError, TypeError):
        # Not there, cut by a full disk, or another version's: it is found out again.
        return None


def keep(base_url: str, model: str, abilities: Abilities) -> None:
    """Remember it for later runs; where the cache cannot be written, each run finds it out for itself."""
    path = _path(base_url, model)
    stated: Mapping[str, Any] = {
        "endpoint": _address(base_url),
        "model": model,
        "form": str(abilities.form),
        "refuses": sorted(abilities.refuses),
    }
    new = path.with_name(f"{path.name}.{uuid4().hex}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            new.write_text(json.dumps(stated, indent=1, ensure_ascii=True), "utf-8")
            new.replace(path)
        finally:
            new.unlink(missing_ok=True)


def forget(base_url: str, model: str) -> None:
    """Find it out again next time."""
    with suppress(OSError):
        _path(base_url, model).unlink(missing_ok=True)


def _path(base_url: str, model: str) -> Path:
    name = hashlib.sha256(json.dumps([_address(base_url), model]).encode()).hexdigest()[:32]
    return cache_folder() / "endpoints" / f"{name}.json"


def _address(base_url: str) -> str:
    """Where the endpoint is, without a name, password or key that its address may carry."""
    parts = urlsplit(base_url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path.rstrip("/"), "", ""))
