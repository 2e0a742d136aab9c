"""Compare embedder files and engines: passages a second, memory, cosine to fp32, and hit@k on the news-2022 set.

    python training/measure_embedder.py DIR FP32 FILE [FILE ...] [--hits ARTICLES]

DIR is the unpacked news-2022.tar.gz. Every file runs on each engine, on one core and on every physical one, in
turns with the others in one process. ``--hits`` embeds the passages of so many articles of the set with each file and
prints how often the nearest ones hold the answer, by vectors alone: what changes there is the file's doing.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from qa import engine, sources
from qa.chunking import chunk_article
from qa.embedding import MiniLMEmbedding
from tests.benchmarks import news_set
from vectorstore.store import embedded_text

SAMPLE = 60
WORD_PIECES = 200


def passages_of(folder: Path, sample: int) -> list[tuple[str, str, str]]:
    """(file, passage, text to embed) of a fixed sample of articles."""
    found = [f for f in sources.walk(folder / "articles") if f.reason is None]
    rows = []
    for f in random.Random(0).sample(found, sample):
        data, modified = sources.read_bytes(f, 10**9)
        article = sources.read_article(f.file, data, modified)
        for chunk in chunk_article(article.text):
            text = article.text[chunk.start : chunk.end]
            rows.append((f.file, text, embedded_text(article.title, text)))
    return rows


def embedder(
    kind: type[engine.OpenVinoEngine] | type[engine.OnnxRuntimeEngine], file: Path, cores: int
) -> MiniLMEmbedding:
    """An embedder over ``file``, whatever ``qa/models`` holds."""
    made = MiniLMEmbedding()
    made._engine = kind(file, cores)
    return made


def rates(texts: list[str], fp32: Path, files: list[Path]) -> None:
    """Print each file's rate on each engine and its cosine to fp32 on ONNX Runtime."""
    reference = embedder(engine.OnnxRuntimeEngine, fp32, engine.physical_cores()).embed(texts)
    pieces = sum(min(len(e.ids), 256) for e in engine.tokenizer().encode_batch(texts))
    print(f"{len(texts)} passages, {pieces / len(texts):.0f} word pieces each")
    for file in (fp32, *files):
        for kind in (engine.OnnxRuntimeEngine, engine.OpenVinoEngine):
            for cores in sorted({1, engine.physical_cores()}):
                made = embedder(kind, file, cores)
                with ThreadPoolExecutor(1, initializer=engine.take_one_core if cores == 1 else None) as thread:
                    thread.submit(made.embed, texts).result()
                    started = time.perf_counter()
                    vectors = thread.submit(made.embed, texts).result()
                    seconds = time.perf_counter() - started
                cosine = (vectors * reference).sum(1)
                print(
                    f"{file.name:24} {file.stat().st_size / 1e6:5.1f} MB  {kind.name:11} {cores} core(s)  "
                    f"{pieces / WORD_PIECES / seconds:5.0f} passages of {WORD_PIECES} a second  "
                    f"cosine mean {cosine.mean():.4f} least {cosine.min():.4f}",
                    flush=True,
                )


def hits(folder: Path, files: list[Path], articles: int) -> None:
    """Print hit@k by vectors alone for each file, over a sample's passages and the questions that these answer."""
    rows = passages_of(folder, articles)
    asked = [q for q in news_set.load(folder) if q.answerable is True]
    questions = [q for q in asked if any(q.hit(file, text) for file, text, _ in rows)]
    for file in files:
        made = embedder(engine.OpenVinoEngine, file, engine.physical_cores())
        vectors = np.concatenate([made.embed([r[2] for r in rows[i : i + 2048]]) for i in range(0, len(rows), 2048)])
        order = np.argsort(-(made.embed([q.text for q in questions]) @ vectors.T), axis=1)[:, :50]
        ranks = [
            news_set.first_hit(q, [(rows[i][0], rows[i][1]) for i in best])
            for q, best in zip(questions, order, strict=True)
        ]
        print(
            f"{file.name:24} {len(rows):,} passages, {len(questions)} questions  {news_set.hit_rates(ranks)}",
            flush=True,
        )


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("fp32", type=Path)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--hits", type=int, metavar="ARTICLES")
    arguments = parser.parse_args()
    if arguments.hits:
        hits(arguments.folder, [arguments.fp32, *arguments.files], arguments.hits)
    else:
        rates([row[2] for row in passages_of(arguments.folder, SAMPLE)][:512], arguments.fp32, arguments.files)


if __name__ == "__main__":
    main()
