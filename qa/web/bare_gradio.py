"""Gradio as it is imported here: nothing reports to anybody, and nothing is written beside its own files."""

from __future__ import annotations

import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Read by Gradio and its hub client when they are imported: nothing is sent anywhere.
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"


@contextmanager
def _without_stubs() -> Iterator[None]:
    """Inside, Gradio writes no type stubs: each import of it does, and that is half of the time it takes
    (gradio/component_meta.py, seen with 6.31). A component whose source is in no file gets none."""
    known = inspect.getfile

    def getfile(object: Any) -> str:
        if isinstance(object, type) and object.__module__.startswith("gradio."):
            raise OSError("no type stubs are wanted")
        return known(object)

    inspect.getfile = getfile
    try:
        yield
    finally:
        inspect.getfile = known


with _without_stubs():
    import gradio as gradio
