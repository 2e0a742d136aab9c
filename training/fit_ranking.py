"""The weights that fuse a question's rankings (``qa.retrieval.WEIGHTS``), fitted on every second answerable question.

    python -m training.fit_ranking DIR INDEX

DIR is the unpacked news-2022.tar.gz, INDEX its index. Prints the fitted weights, then hit@k of the shipped ones on the
questions that were not fitted on. A passage is right when it holds the answer and is of one of the row's files; the loss is
the negative logarithm of the right passages' share under a softmax over one question's candidates.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from qa import retrieval
from qa.embedding import MiniLMEmbedding
from tests.benchmarks import news_set
from tests.benchmarks.news_set import Question
from vectorstore import Store, lexical

# Keeps a weight that the rows say little about near zero.
RIDGE = 1e-2
# No question is told its day here, so that this one says nothing.
FITTED = [name for name in retrieval.WEIGHTS if name != "near"]


def examples(store: Store, questions: Sequence[Question]) -> list[tuple[torch.Tensor, torch.Tensor]]:
    """Each question's candidates as (candidates × features, which of them are right); those without a right one left out."""
    embedding = MiniLMEmbedding()
    made = []
    for question in questions:
        query = lexical.parse(store.catalog, question.text)
        found = lexical.candidates(store.catalog, query)
        vector = np.asarray(embedding.get_query_embedding(question.text), np.float32)
        dense = store.search_dense(vector, retrieval.DENSE_CANDIDATES)
        rows = store.passages([*dict.fromkeys([*found, *(hit.id for hit in dense)])])
        matches = lexical.match(query, rows.values())
        behind = retrieval.years_of(question.text, rows)
        values = retrieval.features(query, rows, found, dense, matches, behind, {})
        right = torch.tensor([question.hit(rows[i].file, rows[i].text) for i in values])
        if right.any():
            made.append((torch.tensor([[v[name] for name in FITTED] for v in values.values()]), right))
    return made


def fit(rows: Sequence[tuple[torch.Tensor, torch.Tensor]]) -> list[float]:
    """The weights, in the order of :data:`FITTED`, with the least loss on ``rows``."""
    spread = torch.cat([features for features, _ in rows]).std(0)
    weights = torch.zeros(len(spread), requires_grad=True)
    optimiser = torch.optim.LBFGS([weights], max_iter=150, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        scores = [(features / spread) @ weights for features, _ in rows]
        losses = [s.logsumexp(0) - s[right].logsumexp(0) for s, (_, right) in zip(scores, rows, strict=True)]
        loss = torch.stack(losses).mean() + RIDGE * weights.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    fitted: list[float] = (weights.detach() / spread).tolist()
    return fitted


def main() -> None:
    """Parse and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("index", type=Path)
    arguments = parser.parse_args()
    questions = [q for q in news_set.load(arguments.folder) if q.answerable is True]
    store = Store(arguments.index)
    fitted = fit(examples(store, questions[::2]))
    print("fitted: " + ", ".join(f"{name} {value:.2f}" for name, value in zip(FITTED, fitted, strict=True)))
    embedding = MiniLMEmbedding()
    ranks = []
    for question in questions[1::2]:
        found = retrieval.retrieve(store, embedding, question.text, 50).passages
        ranks.append(news_set.first_hit(question, [(passage.file, passage.text) for passage in found]))
    print(f"shipped, {len(ranks)} questions not fitted on: {news_set.hit_rates(ranks)}")


if __name__ == "__main__":
    main()
