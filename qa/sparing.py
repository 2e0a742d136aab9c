"""A package of which a few modules are needed, and whose ``__init__`` imports all of them, stands in unrun until it is asked for more."""

from __future__ import annotations

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


class _Unrun(ModuleType):
    """A package whose modules can be imported; its own ``__init__`` runs when it is asked for a name that it does not have yet."""

    def __getattr__(self, name: str) -> Any:
        with _running:
            if type(self) is _Unrun:
                # An ordinary module from here on: it is asked for names while it runs, too.
                self.__class__ = ModuleType  # type: ignore[assignment]
                loader = self.__spec__.loader if self.__spec__ else None
                assert loader is not None, "a package that was found has one"
                loader.exec_module(self)
        try:
            return vars(self)[name]
        except KeyError:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}") from None


def spare(*packages: str) -> None:
    """Let those of ``packages`` that nobody has imported so far stand unrun; a parent goes before what is in it.

    Where two threads import modules of one package that import each other, only its ``__init__`` makes the second wait for the
    first; so LlamaIndex is spared in commands alone, which import in one thread.
    """
    with _running:
        for name in packages:
            spec = None if name in sys.modules else find_spec(name)
            if spec is not None:
                module = module_from_spec(spec)
                module.__class__ = _Unrun
                vars(module).update(_KNOWN.get(name, {}))
                sys.modules[name] = module
                parent, _, own = name.rpartition(".")
                if parent:
                    setattr(sys.modules[parent], own, module)
