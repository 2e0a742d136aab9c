"""What several test files share: a cheap deterministic embedder that counts its calls, and folders made from a mapping."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from llama_index.core.base.embeddings.base import BaseEmbedding
from pydantic import PrivateAttr

from qa import Kind, Passage
from qa.indexing import IndexReport, index_folder
from qa.reading import AnswerSpan
from qa.sentences import sentence_spans
from vectorstore.store import Store

HASH_DIMENSIONS = 64
# A model or a word list is loaded within somebody's first example, and machines are busy.
UNHURRIED = settings(deadline=None)
ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=()))


class HashEmbedding(BaseEmbedding):
    """Words hashed into 64 dimensions: the same text has the same vector, and texts that share words are near."""

    _texts: int = PrivateAttr(default=0)

    def __init__(self) -> None:
        super().__init__(model_name="hash-64", embed_batch_size=512)

    @property
    def texts(self) -> int:
        """How many texts have been embedded."""
        return self._texts

    def _get_text_embedding(self, text: str) -> list[float]:
        self._texts += 1
        vector = [0.0] * HASH_DIMENSIONS
        # The text as a whole has a dimension, too: no vector is zero.
        for word in [text.encode("utf-8", "replace").decode(), *re.findall(r"\w+", text.lower())]:
            vector[hashlib.blake2b(word.encode("utf-8", "replace"), digest_size=1).digest()[0] % HASH_DIMENSIONS] += 1.0
        return vector

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def passage_of(text: str, file: str = "a.txt", start: int = 0, number: int = 1, title: str | None = None) -> Passage:
    """A passage of sentences that begins at ``start`` of its article."""
    sentences = tuple((start + a, start + b) for a, b in sentence_spans(text))
    end = start + len(text)
    return Passage(number, file, start, end, text, sentences, None, Kind.ARTICLE, title, None, None, "0" * 64)


def span_of(text: str, answer: str, file: str = "a.txt", score: float = 0.9, start: int = 0) -> AnswerSpan:
    """An answer in a passage, in the sentence that holds it."""
    passage = passage_of(text, file, start, number=hash((text, file)))
    at = start + text.index(answer)
    sentence = next((a, b) for a, b in passage.sentences if a <= at < b)
    return AnswerSpan(passage, at, at + len(answer), sentence, score)


def make_folder(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write ``files`` (path → text or bytes) below ``root``; text goes out as UTF-8, its newlines untouched."""
    for file, content in files.items():
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def new_store(index: Path) -> Store:
    """An empty store for :class:`HashEmbedding`."""
    store = Store(index)
    with store.writing():
        store.create("hash-64")
    return store


def index(
    folder: Path, store: Store, embedding: Callable[[], BaseEmbedding] | None = None, *, largest: int | None = None
) -> IndexReport:
    """One indexing run with a fresh :class:`HashEmbedding`, or with what ``embedding`` makes."""
    with store.writing():
        if largest is None:
            return index_folder(folder, store, embedding or HashEmbedding)
        return index_folder(folder, store, embedding or HashEmbedding, largest=largest)


def no_embedding() -> BaseEmbedding:
    """An embedder for runs that have nothing to embed: whoever asks for it fails."""
    raise AssertionError("the embedder was asked for")
