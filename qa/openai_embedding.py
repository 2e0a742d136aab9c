"""Embeddings from an OpenAI-compatible endpoint as a LlamaIndex ``BaseEmbedding``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from qa.answering import llm
from qa.errors import ModelError

if TYPE_CHECKING:
    from openai import OpenAI

# Requests of this size stay below the endpoints' limits (OpenAI's is 2,048 texts and 300,000 tokens).
TEXTS_A_REQUEST = 256


class OpenAICompatibleEmbedding(BaseEmbedding):
    """``model`` at ``base_url`` (OpenAI's own where empty); the key is not part of what is serialised."""

    _client: OpenAI | None = PrivateAttr(default=None)
    _base_url: str = PrivateAttr(default="")
    _api_key: str = PrivateAttr(default="")

    def __init__(self, model: str, *, base_url: str = "", api_key: str = "", **kwargs: Any) -> None:
        kwargs.setdefault("embed_batch_size", TEXTS_A_REQUEST)
        super().__init__(model_name=model, **kwargs)
        self._base_url, self._api_key = base_url, api_key

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises this component."""
        return "PinciteOpenAIEmbedding"

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        if self._client is None:
            self._client = llm.client(self._base_url, self._api_key)
        # Some endpoints refuse an empty text, and JSON has no lone surrogates.
        sent = [text.encode("utf-8", "replace").decode() or " " for text in texts]
        try:
            with llm.translated_errors("The embedding endpoint"):
                response = self._client.embeddings.create(model=self.model_name, input=sent)
            rows = sorted(response.data, key=lambda row: row.index)
            vectors = np.array([row.embedding for row in rows], np.float64)
            sound = [row.index for row in rows] == list(range(len(texts))) and vectors.ndim == 2
            if not sound or not vectors.size or not np.isfinite(vectors).all():
                raise ValueError("not one vector a text")
        except (AttributeError, TypeError, ValueError) as error:
            # The client hands on whatever came with status 200: a page of HTML, no rows, rows of no numbers.
            raise ModelError(
                "The embedding endpoint's reply is not one vector a text; check the model's name and OPENAI_BASE_URL."
            ) from error
        found: list[list[float]] = vectors.tolist()
        return found

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)
