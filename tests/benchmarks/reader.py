"""Score the reader: SQuAD 2.0 half-dev, NoMIRACL, CLAPNQ and RAMDocs.

    python -m tests.benchmarks.reader DATA [--set squad2 nomiracl clapnq ramdocs]

DATA holds reader/squad2-half-dev.json.gz, answerability/*.jsonl.gz and conflict/ramdocs.jsonl.gz. SQuAD's overall figures need a threshold: it is set on one half of the
articles and used on the other, and the reverse. NoMIRACL and CLAPNQ are scored at the shipped threshold.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from qa import Kind, Passage, reading
from qa.answering.drafts import Draft
from qa.answering.extractive import THRESHOLD, draft
from qa.embedding import MiniLMEmbedding
from qa.sentences import sentence_spans
from tests.benchmarks import squad_score
from vectorstore import lexical

EMBEDDING = MiniLMEmbedding()
SETS = ("squad2", "nomiracl", "clapnq", "ramdocs")


def passage(text: str, title: str | None = None, number: int = 0) -> Passage:
    """A text of its own as a passage."""
    spans = tuple(sentence_spans(text))
    return Passage(number, f"{number}.txt", 0, len(text), text, spans, None, Kind.ARTICLE, title, None, None, "")


@dataclass
class Read:
    """What came of one SQuAD question: the forced answer's EM and F1, and the odds of there being one."""

    article: int
    answerable: bool
    em: float
    f1: float
    odds: float


def squad2(path: Path) -> None:
    """Print EM and F1 overall, has-answer EM and F1 with an answer forced, and no-answer accuracy."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    reads, started = [], time.perf_counter()
    for number, article in enumerate(articles):
        for paragraph in article["paragraphs"]:
            context = passage(paragraph["context"])
            for asked in paragraph["qas"]:
                best = reading.read(asked["question"], [context])[0]
                accepted = [answer["text"] for answer in asked["answers"]]
                em, f1 = squad_score.exact(best.text, accepted), squad_score.f1(best.text, accepted)
                reads.append(Read(number, bool(accepted), em, f1, best.score))
    seconds = time.perf_counter() - started
    has = [read for read in reads if read.answerable]
    halves = [[read for read in reads if read.article % 2 == half] for half in (0, 1)]
    scored: list[tuple[float, float, bool, bool]] = []
    for tuned, used in (halves, halves[::-1]):
        threshold = max(sorted({read.odds for read in tuned})[::5], key=partial(_overall, tuned))
        scored += [
            (r.em if r.answerable and kept else float(not r.answerable and not kept),
             r.f1 if r.answerable and kept else float(not r.answerable and not kept), r.answerable, kept)
            for r in used for kept in [r.odds >= threshold]
        ]  # fmt: skip
    none = [not kept for _, _, answerable, kept in scored if not answerable]
    print(f"SQuAD 2.0 half-dev, {len(reads)} questions, {1000 * seconds / len(reads):.1f} ms each")
    print(
        f"  has-answer, forced: EM {100 * np.mean([r.em for r in has]):.1f}, F1 {100 * np.mean([r.f1 for r in has]):.1f}"
    )
    print(f"  overall (threshold from the other half): EM {100 * np.mean([s[0] for s in scored]):.1f}, "
          f"F1 {100 * np.mean([s[1] for s in scored]):.1f}; no-answer accuracy {100 * np.mean(none):.1f}")  # fmt: skip


def _overall(reads: Sequence[Read], threshold: float) -> float:
    return float(np.mean([(r.f1 if r.answerable else 0.0) if r.odds >= threshold else not r.answerable for r in reads]))


def nearness(embedding: MiniLMEmbedding, question: str, passages: Sequence[Passage]) -> list[Passage]:
    """The passages with their cosines to the question, as retrieval gives them, nearest first."""
    vectors = np.array(embedding.get_text_embedding_batch([p.text for p in passages]))
    cosines = vectors @ np.array(embedding.get_query_embedding(question))
    order = np.argsort(-cosines)
    return [replace(passages[i], cosine=float(cosines[i])) for i in order]


def abstention(name: str, rows: Sequence[tuple[str, list[Passage], bool]]) -> None:
    """Print false answers and false abstentions of the shipped chain on given passages, and where the two balance."""
    drafts = [drafted(question, passages) for question, passages, _ in rows]
    odds, shown = np.array([d.probability for d in drafts]), np.array([bool(d.statements) for d in drafts])
    truth = np.array([answerable for _, _, answerable in rows])
    balance = min(sorted(odds), key=lambda t: abs((odds[~truth] >= t).mean() - (odds[truth] < t).mean()))
    for label, answered in (
        (f"as shipped, threshold {THRESHOLD:.2f}", shown),
        (f"balanced, {balance:.2f}", odds >= balance),
    ):
        print(
            f"{name} ({len(rows)} questions), {label}: false answers {100 * answered[~truth].mean():.1f} %, "
            f"false abstentions {100 * (~answered[truth]).mean():.1f} %"
        )


def drafted(question: str, passages: Sequence[Passage]) -> Draft:
    """What the chain makes of ``passages`` alone; no index says how rare the question's words are, so each counts the same."""
    texts = {passage.file: passage.text for passage in passages}
    near = nearness(EMBEDDING, question, passages)
    query = query_of(question, len(passages))
    return draft(question, query, reading.read(question, near), texts, cosine=EMBEDDING.cosine_to(question))


def query_of(question: str, passages: int) -> lexical.Query:
    """A question's words, each as rare as the next."""
    words = dict.fromkeys(reading.asked_stems(question), 1.0)
    return lexical.Query({word: word for word in words}, words, dict.fromkeys(words, 1), (), passages)


def nomiracl(path: Path) -> list[tuple[str, list[Passage], bool]]:
    """Question, passages and whether they answer; a passage's text begins with its article's title and a colon."""
    rows = []
    for row in _rows(path):
        parts = [text["text"].partition(": ") for text in row["passages"]]
        passages = [passage(body or head, head if body else None, i) for i, (head, _, body) in enumerate(parts)]
        rows.append((row["question"], passages, bool(row["answerable"])))
    return rows


def clapnq(path: Path) -> list[tuple[str, list[Passage], bool]]:
    """Question, passage and whether it answers."""
    return [
        (
            row["input"],
            [passage(p["text"], p["title"], i) for i, p in enumerate(row["passages"])],
            any(out["answer"] for out in row["output"]),
        )
        for row in _rows(path)
    ]


def conflict(path: Path) -> None:
    """Print how often a disagreement is shown in RAMDocs' documents that give several answers, how often in those that give
    one, and the share of the sides shown whose answer a document gives."""
    shown: dict[bool, list[bool]] = {True: [], False: []}
    sides: list[bool] = []
    for row in _rows(path):
        stated = list(dict.fromkeys(d["answer"] for d in row["documents"] if d["answer"] != "unknown"))
        passages = [passage(document["text"], None, i) for i, document in enumerate(row["documents"])]
        found = drafted(row["question"], passages).disagreements
        shown[len(stated) > 1].append(bool(found))
        sides += [
            squad_score.f1(side.answer, stated, squad_score.normalised_typeset) >= 0.5
            for shown_ in found
            for side in shown_.sides
        ]
    print(
        f"RAMDocs: disagreement shown in {100 * np.mean(shown[True]):.1f} % of {len(shown[True])} that have one, in "
        f"{100 * np.mean(shown[False]):.1f} % of {len(shown[False])} that have none; of {len(sides)} sides shown "
        f"{100 * np.mean(sides) if sides else 0:.1f} % give an answer of the documents"
    )


def _rows(path: Path) -> list[dict]:  # type: ignore[type-arg]
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--set", nargs="+", default=[*SETS], choices=SETS, dest="sets")
    arguments = parser.parse_args()
    if "squad2" in arguments.sets:
        squad2(arguments.data / "reader" / "squad2-half-dev.json.gz")
    if "nomiracl" in arguments.sets:
        abstention("NoMIRACL", nomiracl(arguments.data / "answerability" / "nomiracl-en.jsonl.gz"))
    if "clapnq" in arguments.sets:
        abstention("CLAPNQ", clapnq(arguments.data / "answerability" / "clapnq-dev.jsonl.gz"))
    if "ramdocs" in arguments.sets:
        conflict(arguments.data / "conflict" / "ramdocs.jsonl.gz")


if __name__ == "__main__":
    main()
