"""What can be evaluated: anything that answers a question after earlier ones and says what it read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from qa import engine
from qa.evaluation.gold import Place
from qa.library import Pincite
from qa.types import Answer, Step

MAKES_NO_ANSWER = frozenset({"evaluation", "checking", "web"})


@dataclass(frozen=True, slots=True)
class Asked:
    """An Answer, and the passages it was made from, best first."""

    answer: Answer
    retrieved: tuple[Place, ...] = ()


class System(Protocol):
    """A system under evaluation; :meth:`ask` is called from several threads and raises :class:`PinciteError`."""

    name: str

    def fingerprint(self) -> str:
        """What its answers depend on: where it is another, answers of an earlier run are not taken over."""
        ...

    def ask(self, question: str, history: Sequence[Answer]) -> Asked:
        """The answer to ``question`` after those of ``history``, oldest first."""
        ...


@cache
def _program() -> str:
    """A digest of the source that makes answers: whoever changes it wants to see new ones."""
    made = hashlib.sha256()
    for package in ("qa", "vectorstore"):
        root = Path(str(files(package)))
        for path in sorted(root.rglob("*.py")):
            if path.relative_to(root).parts[0] not in MAKES_NO_ANSWER:
                made.update(path.read_bytes())
    return made.hexdigest()[:12]


class PinciteSystem:
    """Pincite itself, as the folder's settings have it."""

    name = "pincite"

    def __init__(self, library: Pincite) -> None:
        self._library = library

    def fingerprint(self) -> str:
        """The index's state, the models shipped, the settings that shape an answer, and the program itself."""
        store, settings = self._library.store, self._library.settings
        models = [f"{name}:{digest[:12]}" for name, digest in sorted(engine.checksums().items())]
        return " ".join(
            [self.name, str(store.catalog.generation()), store.embedder, *models, repr(settings), _program()]
        )

    def ask(self, question: str, history: Sequence[Answer]) -> Asked:
        """The Answer and the passages that were found for it."""
        stream = self._library.ask_stream(question, history=history)
        read = [event.passages for event in stream if isinstance(event, Step) and event.passages]
        places = tuple(Place(p.file, p.start, p.end) for p in read[-1]) if read else ()
        return Asked(stream.answer, places)
