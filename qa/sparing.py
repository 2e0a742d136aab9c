"""A package of which a few modules are needed, and whose ``__init__`` imports all of them, stands in unrun until it is asked for more."""

from __future__ import annotations

import logging
import sys
import threading
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

# LlamaIndex's own imports every index, chat engine and SQL memory it has (1.2 s of a question's 5 at the command line); the other two
# stand between a question and the one module of each that it needs.
LLAMA_INDEX = ("llama_index.core", "llama_index.core.postprocessor", "llama_index.core.indices")
# What a package's own modules ask it for at each turn, as it is until somebody sets it (llama-index-core 0.14.25).
_KNOWN: dict[str, dict[str, Any]] = {"llama_index.core": {"global_handler": None}}
_running = threading.RLock()
_begun: set[str] = set()


class _Unrun(ModuleType):
    """A package whose modules can be imported; its own ``__init__`` runs when it is asked for a name that it does not have yet."""

    def __getattr__(self, name: str) -> Any:
        # Whoever asks while another thread runs it waits here; what runs it asks for names, too, that are not there yet.
        with _running:
            if type(self) is _Unrun and self.__name__ not in _begun:
                loader = self.__spec__.loader if self.__spec__ else None
                assert loader is not None, "a package that was found has one"
                _begun.add(self.__name__)
                try:
                    loader.exec_module(self)
                    self.__class__ = ModuleType  # type: ignore[assignment]
                finally:
                    _begun.remove(self.__name__)
                return getattr(self, name)
        if name in vars(self):
            return vars(self)[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


def spare(*packages: str) -> None:
    """Let those of ``packages`` that nobody has imported so far stand unrun; a parent goes before what is in it.

    Where two threads import modules of one package that import each other, only its ``__init__`` makes the second wait for the
    first, and a third that asks for more of it could wait for both for ever; so LlamaIndex is spared in commands alone, which import it
    in one thread.
    """
    with _running:
        for name in packages:
            spec = None if name in sys.modules else find_spec(name)
            if spec is not None:
                module = module_from_spec(spec)
                module.__class__ = _Unrun
                vars(module).update(_KNOWN.get(name, {}))
                sys.modules[name] = module
                # As libraries do, LlamaIndex among them: their warnings are for whoever sets up logging.
                logging.getLogger(name).addHandler(logging.NullHandler())
                parent, _, own = name.rpartition(".")
                if parent:
                    setattr(sys.modules[parent], own, module)
