"""Train the model of entailment: does a passage bear a statement? The reader's weights → a checkpoint; resumable and seeded as the reader's.

Its first steps are over questions with an answer put to them, right or wrong (there are most of these), the others over written
statements, a share of such questions, and of the passages' own sentences, as they stand or changed by rule. The loss is the cross-entropy of "it bears", to whose logit is added what the statement alone
tells (training/question_priors.py).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import torch

from training import reader_data, statement_data
from training.reader_data import Row
from training.train_reader import BATCH, batches, priors_of, train


def main() -> None:
    """Draw the rows and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder with config.json and model.safetensors")
    parser.add_argument("out", type=Path, help="checkpoint.pt and reader.pt go here; an unfinished run there goes on")
    parser.add_argument("rows", type=Path, nargs="+", help="squadshifts-new_wiki.json.gz and news-windows.jsonl.gz")
    parser.add_argument("--start", type=Path, required=True, help="the reader's reader.pt")
    parser.add_argument(
        "--passages", type=Path, nargs="+", required=True, help="summaries_en-us.json, paragraphs.jsonl.gz"
    )
    parser.add_argument("--written", type=Path, nargs="+", required=True, help="*_questions*.jsonl.gz")
    parser.add_argument("--statements", type=Path, required=True, help="statements.jsonl.gz")
    parser.add_argument(
        "--asked", type=int, default=700, help="steps over questions with an answer before the statements"
    )
    parser.add_argument(
        "--share", type=float, default=0.25, help="questions with an answer for each statement after that"
    )
    parser.add_argument("--repeated", type=float, default=0.15, help="sentences of passages for each statement")
    parser.add_argument("--drawn", type=float, default=1.0, help="share of the statements that an epoch draws")
    parser.add_argument("--epochs", type=int, default=2, help="over the statements")
    parser.add_argument("--steps", type=int, help="stop after so many")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--fp32", action="store_true", help="no bf16: faster on a CPU that has none")
    parser.set_defaults(priors=True)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    chance = random.Random(arguments.seed)
    news = [path for path in arguments.rows if "news" in path.name]
    squad = [row for path in arguments.rows if path not in news for row in reader_data.read_squad(path)]
    passages = squad + [row for path in news for row in reader_data.read_news(path)]
    passages += [row for path in arguments.passages for row in reader_data.read_passages(path)]
    questions = [row for path in arguments.written for row in reader_data.read_written(path, passages)]
    asked = list(statement_data.with_answers(questions + squad, chance))
    statements = statement_data.read_statements(arguments.statements, passages)
    repeated = list(statement_data.repeated(statements, chance))

    def some(rows: Sequence[Row], count: float) -> list[Row]:
        return chance.sample(rows, min(int(count), len(rows)))

    plan = []
    for epoch in range(arguments.epochs + 1):
        if epoch == 0:
            drawn = some(asked, arguments.asked * BATCH)
        else:
            drawn = some(statements, arguments.drawn * len(statements))
            drawn += some(asked, arguments.share * len(drawn)) + some(repeated, arguments.repeated * len(drawn))
        plan += batches(drawn, priors_of(drawn), arguments.seed + epoch) if drawn else []
    print(f"{len(statements)} statements, {sum(map(len, plan))} rows in {len(plan)} steps", flush=True)
    train(arguments, plan)


if __name__ == "__main__":
    main()
