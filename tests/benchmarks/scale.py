"""The time of a search over an index against one with ten times its passages.

    python -m tests.benchmarks.scale DIR INDEX SCRATCH [--times 10]

DIR is the unpacked news-2022.tar.gz, INDEX its index, which is only read, SCRATCH a folder for the large index (about 6 GB;
kept, so that a second run goes on from there, or only measures). The further passages are copies: the words of each
shuffled, so that every word is so many times as frequent, its vector moved a little (cosine about 0.86 to the original's),
so that every neighbourhood is so many times as dense. Vectors drawn at random would make a graph of another kind, with two
to three times the links, slower to fill and to search.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Container, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from qa.embedding import DIMENSIONS, MiniLMEmbedding, embedder_id
from qa.retrieval import retrieve
from tests.benchmarks import news_set
from vectorstore import Store, vectors
from vectorstore.records import ArticleRow, ChunkRow, Vectors

# Articles stored at once: about 12,000 passages, one transaction of the catalogue, some requests to Chroma.
BATCH = 1_000
# Vectors added between two states of the graph on disk; each writes the names of all of them.
SYNC = 60_000
SEED = 5
NOISE = 0.6


def shuffled(text: str, chunks: tuple[ChunkRow, ...], rng: random.Random) -> str:
    """``text`` with the words of each chunk in another order; every chunk keeps its length."""
    parts = []
    for chunk in chunks:
        words = text[chunk.start : chunk.end].split(" ")
        rng.shuffle(words)
        parts.append(" ".join(words))
    return "".join(parts)


def articles(source: Store, times: int, done: Container[str]) -> Iterator[tuple[ArticleRow, Vectors]]:
    """Every stored article as it is, then ``times`` - 1 copies of each; those whose file is ``done`` are left out."""
    catalog = source.catalog
    for turn in range(times):
        for file, stored in catalog.stored().items():
            name = f"{turn}/{file}"
            if name in done:
                continue
            passages = catalog.passages_of(file)
            chunks = tuple(ChunkRow(p.start, p.end, p.sentences, p.section, p.kind) for p in passages)
            text = catalog.text(file) or ""
            body = text if turn == 0 else shuffled(text, chunks, random.Random(f"{SEED} {name}"))
            title, day = passages[0].title, passages[0].date
            row = ArticleRow(name, f"{turn}{stored.sha256}", len(body), 0.0, "utf-8", title, day, None, body, chunks)
            yield row, moved(source, [p.id for p in passages], turn)


def moved(source: Store, ids: list[int], turn: int) -> Vectors:
    """The stored vectors of ``ids``, moved a little where they are to be a copy's."""
    known = source.vectors.get(ids)
    stored = np.stack([known[i] for i in ids])
    noise = np.random.default_rng([SEED, turn, ids[0]]).standard_normal(stored.shape, np.float32)
    return stored + (NOISE / DIMENSIONS**0.5) * noise if turn else stored


def fill(source: Store, target: Store, times: int, embedder: str) -> None:
    """Store all articles; what an earlier, interrupted run has stored stays."""
    started = time.perf_counter()
    vectors.HNSW["sync_threshold"] = SYNC
    with target.writing():
        if not target.exists():
            target.create(embedder)
        target.tidy()
        already = target.catalog.stored()
        done = len(already)
        wanted = times * source.catalog.counts()[0]
        todo = articles(source, times, already)
        while batch := list(islice(todo, BATCH)):
            rows, embeddings = zip(*batch, strict=True)
            target.replace(rows, embeddings)
            done += len(batch)
            left = (time.perf_counter() - started) / (done - len(already)) * (wanted - done)
            print(f"\r{done:,} of {wanted:,} articles stored, {left / 60:.0f} minutes left ", end="", flush=True)
        # As an index is shipped: all of it in the graph's files when it is opened.
        target.vectors._collection.modify(configuration={"hnsw": {"sync_threshold": 1}})
        target.close()
    print(f"\nfilled in {(time.perf_counter() - started) / 60:.1f} minutes")


def measure(store: Store, embedding: MiniLMEmbedding, questions: list[str]) -> list[float]:
    """Seconds of each question's search, warm."""
    for question in questions[:20]:
        retrieve(store, embedding, question)
    seconds = []
    for question in questions:
        started = time.perf_counter()
        retrieve(store, embedding, question)
        seconds.append(time.perf_counter() - started)
    return seconds


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("scratch", type=Path)
    parser.add_argument("--times", type=int, default=10)
    arguments = parser.parse_args()
    questions = [q.text for q in news_set.load(arguments.folder) if q.answerable is True]
    embedding = MiniLMEmbedding()
    once, large = Store(arguments.index), Store(arguments.scratch)
    fill(once, large, arguments.times, embedder_id(embedding))
    medians = []
    for name, store in (("as it is", once), ("multiplied", large)):
        seconds = measure(store, embedding, questions)
        medians.append(np.median(seconds))
        print(f"{name}: {store.catalog.counts()[1]:,} passages, one search {news_set.percentiles(seconds)}")
    times = large.catalog.counts()[1] / once.catalog.counts()[1]
    print(f"ratio of the medians: {medians[1] / medians[0]:.2f} for {times:.1f} times the passages")


if __name__ == "__main__":
    main()
