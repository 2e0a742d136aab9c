"""The local MiniLM as a LlamaIndex ``BaseEmbedding``, and :func:`resolve` for any other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray
from pydantic import PrivateAttr

from qa import engine
from qa.config import LOCAL, Settings
from qa.engine import Engine
from qa.errors import SettingsError
from qa.openai_embedding import OpenAICompatibleEmbedding

DEFAULTS = Settings()
DIMENSIONS = 384
# What LlamaIndex calls a model, and a class with it, that state no name.
UNNAMED_MODEL = "unknown"
UNNAMED = f"base_component:{UNNAMED_MODEL}"
# Beyond this MiniLM's positions were never trained.
LONGEST_INPUT = 256


class MiniLMEmbedding(BaseEmbedding):
    """all-MiniLM-L6-v2, shipped with the package and run on the CPU: 384 dimensions, unit length.

    Texts are read up to 256 word pieces. Any number of texts may be handed over at once; they are sorted by
    length and padded to the longest of their forward.
    """

    engine_name: str = "auto"
    _engine: Engine | None = PrivateAttr(default=None)
    _last: tuple[str, NDArray[np.float32]] | None = PrivateAttr(default=None)
    _nearness: tuple[str, Callable[[str], float]] | None = PrivateAttr(default=None)

    def __init__(self, engine_name: str = "auto", **kwargs: Any) -> None:
        kwargs.setdefault("model_name", engine.local_embedder_id())
        kwargs.setdefault("embed_batch_size", 2048)
        super().__init__(**{"engine_name": engine_name, **kwargs})

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises this component."""
        return "PinciteMiniLMEmbedding"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts`` in their order, float32, ``len(texts)`` × 384, each of length one."""
        encodings = engine.tokenizer().encode_batch_fast([_encodable(text) for text in texts])
        ids = [_shortened(encoding.ids) for encoding in encodings]
        vectors = np.empty((len(ids), DIMENSIONS), np.float32)
        if self._engine is None:
            self._engine = engine.shared("embedder.onnx", self.engine_name)
        loaded = self._engine
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        batches = [order[first : first + loaded.rows] for first in range(0, len(order), loaded.rows)]
        forwards = engine.run_each(loaded, [_inputs([ids[row] for row in rows], loaded) for rows in batches])
        for rows, (made,) in zip(batches, forwards, strict=True):
            vectors[rows] = made
        return vectors

    def cosine_to(self, question: str) -> Callable[[str], float]:
        """How near in sense a text is to ``question``, -1 to 1; for the last question each text is embedded once."""
        known = self._nearness
        if known is None or known[0] != question:
            asked = self._vector(question)
            known = self._nearness = (question, cache(lambda text: float(self.embed([text])[0] @ asked)))
        return known[1]

    def _vector(self, question: str) -> NDArray[np.float32]:
        """A question's vector; the last one is kept, since one answer needs it to search and to compare."""
        known = self._last
        if known is None or known[0] != question:
            known = self._last = (question, self.embed([question])[0])
        return known[1]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.embed(texts).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        vector: list[float] = self._vector(query).tolist()
        return vector

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)


def _inputs(ids: list[list[int]], loaded: Engine) -> dict[str, NDArray[np.generic]]:
    tokens = np.zeros((len(ids), loaded.padded(max(map(len, ids)))), np.int64)
    mask = np.zeros_like(tokens)
    for row, pieces in enumerate(ids):
        tokens[row, : len(pieces)] = pieces
        mask[row, : len(pieces)] = 1
    return {"input_ids": tokens, "attention_mask": mask}


def resolve(embedder: str | BaseEmbedding = LOCAL, settings: Settings = DEFAULTS) -> BaseEmbedding:
    """The embedder that ``embedder`` names: ``local``, ``openai:MODEL``, or any LlamaIndex embedding as it is.

    ``settings`` name the engine of the local one and the endpoint and key of the other. Raises
    :class:`SettingsError` for a name that means nothing.
    """
    if isinstance(embedder, BaseEmbedding):
        return embedder
    if embedder == LOCAL:
        return MiniLMEmbedding(settings.engine)
    kind, _, model = embedder.partition(":")
    if kind == "openai" and model:
        return OpenAICompatibleEmbedding(
            model, base_url=settings.openai_base_url, api_key=settings.openai_api_key, deadline=settings.deadline
        )
    raise SettingsError(f"There is no embedder {embedder!r}; use local, openai:MODEL or a LlamaIndex embedding.")


def embedder_id(embedding: BaseEmbedding) -> str:
    """What an index stores to recognise its embedder; one that states no name goes by its class's, as Python has it."""
    if isinstance(embedding, MiniLMEmbedding):
        return engine.local_embedder_id()
    if isinstance(embedding, OpenAICompatibleEmbedding):
        return f"openai:{embedding.model_name}"
    stated = f"{embedding.class_name()}:{embedding.model_name}"
    kind = type(embedding)
    return f"{kind.__module__}.{kind.__qualname__}" if stated == UNNAMED else stated


def _encodable(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _shortened(ids: list[int]) -> list[int]:
    return ids if len(ids) <= LONGEST_INPUT else [*ids[: LONGEST_INPUT - 1], ids[-1]]
