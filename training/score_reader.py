"""Score reader files on the rows held out of every kind of written questions, and on SQuAD 2.0 half-dev, before any odds are fitted.

    python -m training.score_reader DATA READER.onnx [READER.onnx ...] [-n 400] [--passages summaries_en-us.json paragraphs.jsonl.gz]

Prints, for each file and set: F1 of the best span of at most :data:`LONGEST_ANSWER` word pieces where an answer is forced, and the area
under ROC of the logit of "it answers" (the best one of the passage's windows) over answerable and unanswerable questions. Of the written
ones, whose words alone tell the two apart, also that area with weights that take this out (training/question_priors.py).
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from qa.engine import OnnxRuntimeEngine, tokenizer
from tests.benchmarks import squad_score
from training import question_priors, reader_data
from training.reader_data import Row
from training.reader_model import encode

LONGEST_ANSWER = 30
SEED = 1
WRITTEN = sorted(Path(__file__).parent.glob("written_questions*.jsonl.gz"))
# The name of a set → the files whose rows held out it is made of.
OTHERS = {
    name: sorted(Path(__file__).parent.glob(f"{name}_questions*.jsonl.gz"))
    for name in ("contrast", "devious", "topic", "lead", "yes_no", "paragraph")
}

Floats = NDArray[np.float32]


def held_sets(data: Path, most: int, others: Sequence[Path] = ()) -> dict[str, tuple[list[Row], NDArray[np.float64]]]:
    """The sets, at most ``most`` rows of each, drawn with a fixed seed, and what each row weighs evened."""
    folder = data / "reader"
    passages = reader_data.read_squad(folder / "squadshifts-new_wiki.json.gz")
    passages += reader_data.read_news(folder / "news-windows.jsonl.gz")
    passages += [row for path in others for row in reader_data.read_passages(path)]

    def rows_of(paths: Sequence[Path], held: bool) -> list[Row]:
        return [row for path in paths for row in reader_data.read_written(path, passages, held=held)]

    taught, held = rows_of(WRITTEN, False), rows_of(WRITTEN, True)
    kinds = {name: rows_of(paths, True) for name, paths in OTHERS.items()}
    squad = reader_data.read_squad(folder / "squad2-half-dev.json.gz")
    # What was added later comes last, so that the same rows of the others are drawn as ever.
    sets = {
        "contrast": kinds.pop("contrast"),
        "SQuAD 2.0": squad,
        **{name: rows for name, rows in kinds.items() if rows},
    }
    chance = random.Random(SEED)
    written, *drawn = (chance.sample(rows, min(most, len(rows))) for rows in (held, *sets.values()))
    both = [*written, *taught]
    weights = question_priors.evening([row.question for row in both], [bool(row.spans) for row in both])
    return {"written": (written, weights[: len(written)])} | {
        name: (rows, np.ones(len(rows))) for name, rows in zip(sets, drawn, strict=True)
    }


def best_span(places: Floats) -> tuple[int, int]:
    """First and last index of the likeliest span; ``places`` are (tokens, 2) start and end logits."""
    joint = places[:, 0][:, None] + places[:, 1][None]
    allowed = np.triu(np.ones(joint.shape, bool)) & ~np.triu(np.ones(joint.shape, bool), LONGEST_ANSWER)
    first, last = np.unravel_index(np.where(allowed, joint, -np.inf).argmax(), joint.shape)
    return int(first), int(last)


def read(loaded: OnnxRuntimeEngine, row: Row, number: int) -> tuple[float, str]:
    """The passage's logit of "it answers", and its best span, of the window where that is the greatest."""
    found = []
    for window in encode(tokenizer(), row, number, title=True):
        inputs = {"input_ids": window.ids, "token_type_ids": window.types, "attention_mask": [1] * len(window.ids)}
        places, answers = loaded.run({name: np.array([values], np.int64) for name, values in inputs.items()})
        own = places[0, window.first : window.first + len(window.offsets)]
        first, last = best_span(own)
        found.append((float(answers[0]), row.passage[window.offsets[first][0] : window.offsets[last][1]]))
    return max(found)


def area(odds: Sequence[float], answered: Sequence[bool], weights: NDArray[np.float64]) -> float:
    """The area under ROC (Hanley & McNeil 1982): how often ``odds`` of an answered one lie above another's, half where equal."""
    values, holds = np.array(odds), np.array(answered)
    above = values[holds][:, None] - values[~holds][None]
    pairs = weights[holds][:, None] * weights[~holds][None]
    return float(np.sum(((above > 0) + 0.5 * (above == 0)) * pairs) / pairs.sum())


def main() -> None:
    """Read and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="the folder that holds reader/")
    parser.add_argument("readers", type=Path, nargs="+")
    parser.add_argument("-n", type=int, default=400, help="rows of each set")
    parser.add_argument("--passages", type=Path, nargs="+", default=[], help="as train_reader.py takes them")
    arguments = parser.parse_args()
    sets = held_sets(arguments.data, arguments.n, arguments.passages)
    for file in arguments.readers:
        loaded = OnnxRuntimeEngine(file, 1)
        for name, (rows, weights) in sets.items():
            made = [read(loaded, row, number) for number, row in enumerate(rows)]
            both = list(zip(rows, made, strict=True))
            f1 = np.mean([squad_score.f1(text, row.strings) for row, (_, text) in both if row.spans])
            holds = [bool(row.spans) for row in rows]
            odds = [logit for logit, _ in made]
            print(
                f"{file}, {name} ({sum(holds)} of {len(rows)} answered): F1 {f1:.3f}, "
                f"area under ROC {area(odds, holds, np.ones(len(rows))):.3f}, evened {area(odds, holds, weights):.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
