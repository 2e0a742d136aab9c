"""Pincite: questions to a folder of articles, answered in sentences that each point to the passage they rest on."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qa.errors import ModelError, PinciteError, QuestionError, SettingsError, SourceError, StoreError
    from qa.library import Pincite
    from qa.streaming import AnswerStream
    from qa.types import (
        Answer,
        Article,
        Chunk,
        Citation,
        Disagreement,
        Kind,
        Passage,
        Searched,
        Side,
        Statement,
        Step,
        Verdict,
    )

_PLACES = {
    "AnswerStream": "qa.streaming",
    "Pincite": "qa.library",
    **dict.fromkeys(
        (
            "Answer",
            "Article",
            "Chunk",
            "Citation",
            "Disagreement",
            "Kind",
            "Passage",
            "Searched",
            "Side",
            "Statement",
            "Step",
            "Verdict",
        ),
        "qa.types",
    ),
    **dict.fromkeys(
        ("ModelError", "PinciteError", "QuestionError", "SettingsError", "SourceError", "StoreError"), "qa.errors"
    ),
}

__all__ = [
    "Answer",
    "AnswerStream",
    "Article",
    "Chunk",
    "Citation",
    "Disagreement",
    "Kind",
    "ModelError",
    "Passage",
    "Pincite",
    "PinciteError",
    "QuestionError",
    "Searched",
    "SettingsError",
    "Side",
    "SourceError",
    "Statement",
    "Step",
    "StoreError",
    "Verdict",
]


def __getattr__(name: str) -> Any:
    # Each name's module is imported when the name is first used, so that `import qa` costs nothing.
    if name not in _PLACES:
        raise AttributeError(f"module 'qa' has no attribute {name!r}")
    return getattr(import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
