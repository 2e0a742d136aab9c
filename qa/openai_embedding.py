"""Embeddings from an OpenAI-compatible endpoint as a LlamaIndex ``BaseEmbedding``."""

from __future__ import annotations

import asyncio
from typing import Any

import numpy as np
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from qa.answering.llm import DEADLINE, Endpoint
from qa.errors import ModelError

# Requests of this size stay below the endpoints' limits (OpenAI's is 2,048 texts and 300,000 tokens).
TEXTS_A_REQUEST = 256


class OpenAICompatibleEmbedding(BaseEmbedding):
    """``model`` at ``base_url`` (OpenAI's own where empty), each request within ``deadline`` seconds; the key is not part of
    what is serialised."""

    _endpoint: Endpoint = PrivateAttr()

    def __init__(
        self, model: str, *, base_url: str = "", api_key: str = "", deadline: float = DEADLINE, **kwargs: Any
    ) -> None:
        kwargs.setdefault("embed_batch_size", TEXTS_A_REQUEST)
        super().__init__(model_name=model, **kwargs)
        self._endpoint = Endpoint(base_url, api_key, "The embedding endpoint", deadline)

    @classmethod
    def class_name(cls) -> str:
        """The name under which LlamaIndex serialises this component."""
        return "PinciteOpenAIEmbedding"

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        # Some endpoints refuse an empty text, and JSON has no lone surrogates.
        sent = [text.encode("utf-8", "replace").decode() or " " for text in texts]
        try:
            response = self._endpoint.call(lambda client: client.embeddings.create(model=self.model_name, input=sent))
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
