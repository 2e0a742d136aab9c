"""The local MiniLM as a LlamaIndex ``BaseEmbedding``, and :func:`resolve` for any other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from numpy.typing import NDArray
from pydantic import PrivateAttr

from qa import engine
from qa.engine import Engine
from qa.errors import SettingsError

LOCAL = "local"
DIMENSIONS = 384
# Beyond this MiniLM's positions were never trained.
LONGEST_INPUT = 256
# Texts a forward: more makes no forward faster on two cores (training/README.md) and costs memory.
FORWARD_BATCH = 32
# Lengths are rounded up to a multiple of this: engines prepare themselves anew for each length they meet.
LENGTH_STEP = 8


class MiniLMEmbedding(BaseEmbedding):
    """all-MiniLM-L6-v2, shipped with the package and run on the CPU: 384 dimensions, unit length.

    Texts are read up to 256 word pieces. Any number of texts may be handed over at once; they are sorted by
    length and padded to the longest of their forward.
    """

    engine_name: str = "auto"
    _engine: Engine | None = PrivateAttr(default=None)

    def __init__(self, engine_name: str = "auto", **kwargs: Any) -> None:
        kwargs.setdefault("model_name", model_id())
        kwargs.setdefault("embed_batch_size", 2048)
        super().__init__(engine_name=engine_name, **kwargs)

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises this component."""
        return "PinciteMiniLMEmbedding"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of ``texts`` in their order, float32, ``len(texts)`` × 384, each of length one."""
        encodings = engine.tokenizer().encode_batch_fast([_encodable(text) for text in texts])
        ids = [_shortened(encoding.ids) for encoding in encodings]
        vectors = np.empty((len(ids), DIMENSIONS), np.float32)
        order = sorted(range(len(ids)), key=lambda i: len(ids[i]))
        for first in range(0, len(order), FORWARD_BATCH):
            rows = order[first : first + FORWARD_BATCH]
            vectors[rows] = self._forward([ids[row] for row in rows])
        return vectors

    def _forward(self, ids: list[list[int]]) -> NDArray[np.float32]:
        if self._engine is None:
            self._engine = engine.load("embedder.onnx", self.engine_name)
        length = -(-max(map(len, ids)) // LENGTH_STEP) * LENGTH_STEP
        tokens = np.zeros((len(ids), length), np.int64)
        mask = np.zeros_like(tokens)
        for row, pieces in enumerate(ids):
            tokens[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
        (vectors,) = self._engine.run({"input_ids": tokens, "attention_mask": mask})
        return np.asarray(vectors, np.float32)

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self.embed(texts).tolist()
        return vectors

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)


def model_id() -> str:
    """What an index remembers of the local embedder: a new weight file is another embedder."""
    return f"all-MiniLM-L6-v2/{engine.checksums()['embedder.onnx'][:12]}"


def resolve(embedder: str | BaseEmbedding = LOCAL, engine_name: str = "auto") -> BaseEmbedding:
    """The embedder that ``embedder`` names: ``local``, ``openai:MODEL``, or any LlamaIndex embedding as it is.

    Raises :class:`SettingsError` for a name that means nothing.
    """
    if isinstance(embedder, BaseEmbedding):
        return embedder
    if embedder == LOCAL:
        return MiniLMEmbedding(engine_name)
    kind, _, model = embedder.partition(":")
    if kind == "openai" and model:
        from qa.openai_embedding import OpenAICompatibleEmbedding

        return OpenAICompatibleEmbedding(model_name=model)
    raise SettingsError(f"There is no embedder {embedder!r}; use local, openai:MODEL or a LlamaIndex embedding.")


def embedder_id(embedding: BaseEmbedding) -> str:
    """What an index stores to recognise its embedder: the class and the model."""
    return f"{embedding.class_name()}:{embedding.model_name}"


def _encodable(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def _shortened(ids: list[int]) -> list[int]:
    return ids if len(ids) <= LONGEST_INPUT else [*ids[: LONGEST_INPUT - 1], ids[-1]]
