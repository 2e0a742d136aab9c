"""Pincite's indexing against LlamaIndex's and Chroma's defaults on the same articles, in turns in one run.

    python -m tests.benchmarks.peers DIR [FP32] [-n 200] [--rounds 3]

DIR is the unpacked news-2022.tar.gz; FP32 is the embedder's fp32 ONNX file, out/embedder-fp32.onnx if not named: the first
lines of training/README.md make it. The peer is LlamaIndex's ``SentenceSplitter`` with its defaults, and Chroma with what its default embedding function does: the same
model in fp32 on ONNX Runtime with its default threads, texts truncated and padded to 256 word pieces, 32 a forward.
Chroma's own copy of the weights comes from a download and is built from FP32 here. Of a node of up to 1,024 tokens
that function reads the first 256: what it does not read is not made searchable and is not counted.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime

from qa import Pincite, engine, sources
from qa.embedding import LONGEST_INPUT
from qa.types import Article
from tests.benchmarks import news_set
from vectorstore.store import embedded_text

SEED = 7
PEER_BATCH = 32
WORD_PIECES = 200
# Where the first lines of training/README.md put it.
FP32 = Path("out/embedder-fp32.onnx")


@dataclass(frozen=True)
class Run:
    """One indexing run: seconds, characters made searchable, word pieces read, nodes."""

    seconds: float
    characters: int
    pieces: int
    nodes: int


class PeerEmbedding:
    """What chromadb's ``ONNXMiniLM_L6_V2`` does: fp32, ONNX Runtime, truncated and padded to 256, 32 a forward."""

    def __init__(self, model: Path) -> None:
        self._session = onnxruntime.InferenceSession(str(model), providers=["CPUExecutionProvider"])
        self._tokenizer = engine.new_tokenizer()
        self._tokenizer.enable_truncation(LONGEST_INPUT)
        self._tokenizer.enable_padding(pad_id=0, pad_token="[PAD]", length=LONGEST_INPUT)
        self.pieces = self.characters = 0

    def __call__(self, texts: list[str]) -> np.ndarray:
        vectors = []
        for first in range(0, len(texts), PEER_BATCH):
            encodings = [self._tokenizer.encode(text) for text in texts[first : first + PEER_BATCH]]
            ids = np.array([e.ids for e in encodings], np.int64)
            mask = np.array([e.attention_mask for e in encodings], np.int64)
            self.pieces += int(mask.sum())
            self.characters += sum(max(end for _, end in e.offsets) for e in encodings)
            vectors.append(self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0])
        return np.concatenate(vectors)


def run_peer(articles: list[Article], model: Path, place: Path) -> tuple[Run, Callable[[str], list[tuple[str, str]]]]:
    """Split, embed and store as LlamaIndex and Chroma do by default; also gives a search over the result."""
    import chromadb
    from chromadb.config import Settings
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import Document

    embed = PeerEmbedding(model)
    splitter = SentenceSplitter()
    client = chromadb.PersistentClient(str(place), settings=Settings(anonymized_telemetry=False))
    collection = client.create_collection("peer", embedding_function=None)
    started = time.perf_counter()
    documents = [Document(text=a.text, metadata={"file": a.file}) for a in articles]
    nodes = splitter.get_nodes_from_documents(documents)
    texts = [node.get_content() for node in nodes]
    for first in range(0, len(nodes), 512):
        part = slice(first, first + 512)
        collection.add(
            ids=[node.node_id for node in nodes[part]],
            embeddings=embed(texts[part]),
            documents=texts[part],
            metadatas=[{"file": node.metadata["file"]} for node in nodes[part]],
        )
    run = Run(time.perf_counter() - started, embed.characters, embed.pieces, len(nodes))

    def search(question: str) -> list[tuple[str, str]]:
        found = collection.query(query_embeddings=embed([question]), n_results=5)
        files = [str(row["file"]) for row in (found["metadatas"] or [[]])[0]]
        return list(zip(files, (found["documents"] or [[]])[0], strict=True))

    return run, search


def run_pincite(folder: Path, place: Path) -> tuple[Run, Callable[[str], list[tuple[str, str]]]]:
    """Index with Pincite, models loaded beforehand as for the peer; also gives a search over the result."""
    library = Pincite.open(folder, index=place)
    library.embedding.get_text_embedding("warm")
    started = time.perf_counter()
    report = library.index()
    seconds = time.perf_counter() - started
    texts = _indexed_texts(library)
    pieces = sum(min(len(e.ids), LONGEST_INPUT) for e in engine.tokenizer().encode_batch(texts))
    characters = sum(len(library.read(file)) for file in library.store.catalog.stored())
    return Run(seconds, characters, pieces, report.passages), lambda q: [(p.file, p.text) for p in library.search(q, 5)]


def run_bare(place: Path, folder: Path) -> float:
    """Seconds that the engine's forwards alone take for the word pieces that Pincite embedded, sorted and padded alike."""
    library = Pincite.open(folder, index=place)
    ids = sorted((e.ids[:LONGEST_INPUT] for e in engine.tokenizer().encode_batch(_indexed_texts(library))), key=len)
    bare = engine.load("embedder.onnx", library.settings.engine)
    batches = []
    for first in range(0, len(ids), bare.rows):
        part = ids[first : first + bare.rows]
        tokens = np.zeros((len(part), bare.padded(len(part[-1]))), np.int64)
        for row, pieces in enumerate(part):
            tokens[row, : len(pieces)] = pieces
        batches.append({"input_ids": tokens, "attention_mask": (tokens > 0).astype(np.int64)})
    bare.run(batches[0])
    started = time.perf_counter()
    engine.run_each(bare, batches)
    return time.perf_counter() - started


def peak_of(arguments: argparse.Namespace, side: str) -> float:
    """Peak memory in GB of one side in a process of its own."""
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.peers",
        str(arguments.folder),
        str(arguments.fp32),
        "-n",
        str(arguments.n),
        "--only",
        side,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])


def _indexed_texts(library: Pincite) -> list[str]:
    catalog = library.store.catalog
    rows = catalog.passages([i for i, _ in catalog.passage_ids()])
    return [embedded_text(row.title, row.text) for row in rows.values()]


def _sample(folder: Path, n: int, target: Path) -> list[Article]:
    found = [f for f in sources.walk(folder / "articles") if f.reason is None]
    articles = []
    for f in random.Random(SEED).sample(found, n):
        data, modified = sources.read_bytes(f, 10**9)
        (target / f.file).write_bytes(data)
        articles.append(sources.read_article(f.file, data, modified))
    return articles


def compare(arguments: argparse.Namespace) -> None:
    """Run both sides in turns and print rates, their ratio, memory and hit@5."""
    questions = [q for q in news_set.load(arguments.folder) if q.answerable is True]
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        (root / "articles").mkdir()
        articles = _sample(arguments.folder, arguments.n, root / "articles")
        asked = [q for q in questions if any(q.hit(a.file, a.text) for a in articles)]
        ratios, bare_shares = [], []
        for turn in range(arguments.rounds):
            peer, search_peer = run_peer(articles, arguments.fp32, root / f"peer{turn}")
            ours, search_ours = run_pincite(root / "articles", root / f"ours{turn}")
            bare = run_bare(root / f"ours{turn}", root / "articles")
            ratios.append((ours.pieces / ours.seconds) / (peer.pieces / peer.seconds))
            bare_shares.append(bare / ours.seconds)
            for name, run in (("LlamaIndex + Chroma defaults", peer), ("Pincite", ours)):
                print(
                    f"{name}: {run.nodes:,} nodes in {run.seconds:.1f} s; {run.characters / run.seconds:,.0f} characters made searchable "
                    f"a second; {run.pieces / WORD_PIECES / run.seconds:.1f} passages of {WORD_PIECES} word pieces a second"
                )
            ratio = (ours.characters / ours.seconds) / (peer.characters / peer.seconds)
            print(f"  ratio: {ratios[-1]:.2f} in passages of equal length, {ratio:.2f} in characters made searchable")
            print(f"  Pincite's rate is {bare_shares[-1]:.0%} of the bare engine's on the same word pieces")
        for name, search in (("LlamaIndex + Chroma defaults", search_peer), ("Pincite", search_ours)):
            ranks = [news_set.first_hit(q, search(q.text)) for q in asked]
            print(f"{name}: {len(asked)} questions, {news_set.hit_rates(ranks, (1, 5))}")
    print(
        f"median ratio, passages of equal length: {np.median(ratios):.2f}; of the bare engine: {np.median(bare_shares):.0%}"
    )
    for side in ("peer", "pincite"):
        print(f"peak memory, {side}: {peak_of(arguments, side):.2f} GB")


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("fp32", type=Path, nargs="?", default=FP32)
    parser.add_argument("-n", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=("peer", "pincite"), help="one side only; prints its peak memory in GB")
    arguments = parser.parse_args()
    if arguments.only != "pincite" and not arguments.fp32.is_file():
        parser.exit(
            1, f"There is no {arguments.fp32}; make it as the first lines of training/README.md say, or name it.\n"
        )
    if arguments.only is None:
        compare(arguments)
        return
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        (root / "articles").mkdir()
        articles = _sample(arguments.folder, arguments.n, root / "articles")
        if arguments.only == "peer":
            run_peer(articles, arguments.fp32, root / "peer")
        else:
            run_pincite(root / "articles", root / "ours")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.3f}")


if __name__ == "__main__":
    main()
