"""What the store's tests share: articles made of sentences, a corpus of generated articles, and processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import numpy as np

from tests.conftest import ROOT
from tests.helpers import HashEmbedding
from vectorstore.doctor import Diagnosis, examine
from vectorstore.records import ArticleRow, ChunkRow, Vectors
from vectorstore.store import Store, embedded_text
from vectorstore.vectors import unit_length

SYLLABLES = [
    "ba",
    "de",
    "fi",
    "go",
    "ku",
    "la",
    "me",
    "ni",
    "po",
    "ru",
    "sa",
    "te",
    "vi",
    "wo",
    "xu",
    "ya",
    "ze",
    "cho",
    "dra",
    "fle",
]


def article(file: str, sentences: Sequence[str], **stated: str | None) -> ArticleRow:
    """An article whose every sentence is a passage."""
    text = ""
    chunks = []
    for sentence in sentences:
        start, text = len(text), f"{text}{sentence} "
        chunks.append(ChunkRow(start, len(text), ((start, len(text)),), None, "article"))
    facts = {"title": None, "date": None, "source": None, "sha256": f"{file}:{text}", **stated}
    return ArticleRow(
        file=file,
        sha256=str(facts["sha256"]),
        size=len(text),
        modified=0.0,
        encoding="utf-8",
        title=facts["title"],
        date=facts["date"],
        source=facts["source"],
        text=text,
        chunks=tuple(chunks),
    )


def vectors_of(row: ArticleRow) -> Vectors:
    """An article's vectors, one a passage, the way indexing makes them."""
    return embed([embedded_text(row.title, row.text[c.start : c.end]) for c in row.chunks])


def embed(texts: Sequence[str]) -> Vectors:
    """:class:`HashEmbedding` as the store's own embedding function."""
    return unit_length(np.array(HashEmbedding().get_text_embedding_batch(list(texts)), np.float32).reshape(-1, 64))


def put(store: Store, *rows: ArticleRow) -> None:
    """Store ``rows`` in one change."""
    with store.writing():
        store.replace(rows, [vectors_of(row) for row in rows])


def healthy(index: Path, chroma_url: str | None = None) -> Diagnosis:
    """The index's diagnosis by a store opened for it alone; no vector may be left over."""
    store = Store(index, chroma_url=chroma_url)
    try:
        found = examine(store, lambda done, total: None)
        assert found.healthy and not found.stray, found
        assert store.catalog.db.execute("SELECT count(*) FROM stray_vectors").fetchone() == (0,)
    finally:
        store.close()
    return found


def words(random: Random, count: int) -> str:
    """A sentence of made-up words."""
    made = ["".join(random.choices(SYLLABLES, k=3)) for _ in range(count)]
    return f"{' '.join(made).capitalize()}."


def generated(count: int, seed: int = 1, paragraphs: int = 3) -> Mapping[str, str]:
    """``count`` articles by file, a few passages each, no two alike."""
    random = Random(seed)
    return {
        f"{i:03}.txt": "\n\n".join(" ".join(words(random, 12) for _ in range(4)) for _ in range(paragraphs)) + "\n"
        for i in range(count)
    }


def python(code: str, *arguments: str | Path) -> subprocess.Popen[str]:
    """``code`` in a Python process of its own, its output a pipe."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"},
    )
