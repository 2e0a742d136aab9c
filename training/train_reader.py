"""Train the reader: MiniLM-L6 weights and question-passage rows → a checkpoint; resumable, seeded, on a GPU where there is one.

The loss is the mean of ``-log sum_i w_i P(start_i) P(end_i)`` over the pairs that answer, ``i`` their annotated spans
(marginal likelihood: Clark & Gardner 2018), plus the cross-entropy of "it answers" over all pairs, to whose logit ``--priors`` adds
what the question alone tells (training/question_priors.py). What is kept is an exponential moving average of the weights.
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import random
import re
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits

from qa.embedding import MiniLMEmbedding
from qa.engine import tokenizer
from training import question_priors, reader_data, role_questions
from training.reader_data import Row
from training.reader_model import MASKED, Encoded, Reader, batch_of, encode

BATCH = 32
WARMUP = 0.06
# Steps over which weights are averaged, as a share of all.
AVERAGED = 0.25
SAVE_EVERY = 200
# Shares of the questions that get, each epoch, a negative of the kind: mined, emptied, perturbed. Written ones have better ones
# than rules make.
NEGATIVES, WRITTEN_NEGATIVES = (0.3, 0.15, 0.25), (0.2, 0.0, 0.0)
TITLED = 0.6
# Of these an epoch draws a share only: product reviews and forum posts are not what a folder of articles holds.
FAR, FAR_SHARE = re.compile(r"amazon|reddit"), 0.5


@dataclass(frozen=True, slots=True)
class Source:
    """Rows of one kind: each epoch draws a ``share`` of them, and ``negatives`` of the three kinds for them."""

    rows: Sequence[Row]
    share: float = 1.0
    negatives: tuple[float, float, float] = NEGATIVES


def epoch_rows(
    sources: Sequence[Source], found: Sequence[Sequence[int]], passages: Sequence[Row], seed: int
) -> list[Row]:
    """This epoch's own draw of each source, and of negatives for its rows; ``found`` are those mined, row by row."""
    chance = random.Random(seed)
    owned = [(row, source) for source in sources for row in source.rows]
    names = reader_data.names_in(row for row, _ in owned)
    out = []
    for (row, source), near in zip(owned, found, strict=True):
        if chance.random() >= source.share:
            continue
        out.append(row)
        if not row.spans:
            continue
        mined, emptied, perturbed = source.negatives
        if near and chance.random() < mined:
            other = passages[near[min(int(chance.expovariate(0.7)), len(near) - 1)]]
            out.append(Row(row.question, other.passage, (), row.group, other.title))
        if chance.random() < emptied:
            out.extend(filter(None, [reader_data.without_answer(row)]))
        if chance.random() < perturbed:
            out.extend(filter(None, [reader_data.perturbed(row, chance, names)]))
    return out


def mine(rows: Sequence[Row], kept: Path, dense: bool) -> tuple[list[list[int]], list[Row]]:
    """For each row, indices into the returned passages that a retriever confuses with its own; ``kept`` for a resumed run."""
    passages = list({row.passage: row for row in rows}.values())
    if kept.exists():
        return json.loads(kept.read_text("utf-8")), passages
    found = reader_data.mined(rows, nearest(rows, passages) if dense else None, [p.passage for p in passages])
    kept.write_text(json.dumps(found), "utf-8")
    return found, passages


def nearest(rows: Sequence[Row], passages: Sequence[Row]) -> list[list[int]]:
    """For each row, the passages whose vectors are nearest to its question's, best first."""
    embedding = MiniLMEmbedding()
    texts = np.asarray(embedding.get_text_embedding_batch([p.passage for p in passages]), np.float32)
    questions = list(dict.fromkeys(row.question for row in rows))
    asked = np.asarray(embedding.get_text_embedding_batch(questions), np.float32)
    order = dict(zip(questions, (np.argsort(-(texts @ q))[:12].tolist() for q in asked), strict=True))
    return [order[row.question] for row in rows]


def batches(rows: Sequence[Row], priors: Sequence[float], seed: int) -> list[list[Encoded]]:
    """Shuffled batches of windows of similar length; ``priors`` are what each row's question alone tells."""
    chance = random.Random(seed)
    pieces = tokenizer()
    items = []
    for i, (row, prior) in enumerate(zip(rows, priors, strict=True)):
        windows = [replace(window, prior=prior) for window in encode(pieces, row, i, chance.random() < TITLED)]
        answering = [w for w in windows if w.spans]
        empty = [w for w in windows if not w.spans]
        # Of a long passage, one window without the answer is enough.
        items.extend(answering + ([chance.choice(empty)] if empty and (not answering or chance.random() < 0.3) else []))
    chance.shuffle(items)
    out = []
    for start in range(0, len(items), BATCH * 50):
        near = sorted(items[start : start + BATCH * 50], key=lambda item: len(item.ids))
        out.extend(near[i : i + BATCH] for i in range(0, len(near), BATCH))
    chance.shuffle(out)
    return out


def priors_of(rows: Sequence[Row]) -> list[float]:
    """What each row's question or statement alone tells, as log-odds, of whether it holds; each kind by its own fit."""
    priors = np.zeros(len(rows))
    for kind in (True, False):
        own = [i for i, row in enumerate(rows) if (row.borne is None) == kind]
        if own:
            priors[own] = question_priors.log_odds([rows[i].question for i in own], [rows[i].holds for i in own])
    return priors.tolist()


def plan_digest(arguments: argparse.Namespace, plan: Sequence[Sequence[Encoded]]) -> str:
    """What tells one training from another: its steps, and what else decides what comes of them."""
    digest = hashlib.sha256(repr((arguments.rate, arguments.seed, arguments.priors, arguments.fp32)).encode())
    for weights in filter(None, [arguments.model / "model.safetensors", arguments.start]):
        with weights.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    for items in plan:
        digest.update(repr([(item.ids, item.types, item.spans, item.borne) for item in items]).encode())
    return digest.hexdigest()


def loss_of(
    places: torch.Tensor, answers: torch.Tensor, allowed: torch.Tensor, items: Sequence[Encoded]
) -> torch.Tensor:
    """The loss of a batch (formula above)."""
    holds = torch.tensor([item.holds for item in items], device=places.device)
    known = torch.tensor([item.prior for item in items], device=places.device)
    decided = binary_cross_entropy_with_logits(answers + known, holds.float())
    placed = torch.tensor([bool(item.spans) for item in items], device=places.device)
    if not placed.any():
        return decided
    logs = torch.log_softmax(places[placed] + allowed[placed][:, :, None], dim=1)
    answering = [item.spans for item in items if item.spans]
    most = max(map(len, answering))
    starts, ends = (torch.zeros(len(answering), most, dtype=torch.int64) for _ in range(2))
    weights = torch.full((len(answering), most), MASKED)
    for i, spans in enumerate(answering):
        for j, (a, b, w) in enumerate(spans):
            starts[i, j], ends[i, j], weights[i, j] = a, b, float(np.log(w))
    starts, ends, weights = (values.to(places.device) for values in (starts, ends, weights))
    joint = logs[:, :, 0].gather(1, starts) + logs[:, :, 1].gather(1, ends) + weights
    return decided - torch.logsumexp(joint, dim=1).mean()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path, help="folder with config.json and model.safetensors")
    parser.add_argument("out", type=Path, help="checkpoint.pt and reader.pt go here; an unfinished run there goes on")
    parser.add_argument("rows", type=Path, nargs="+", help="squadshifts-*.json.gz and news-windows.jsonl.gz")
    parser.add_argument("--start", type=Path, help="reader.pt to begin with")
    parser.add_argument("--written", type=Path, nargs="+", default=[], help="*_questions*.jsonl.gz")
    parser.add_argument("--again", type=Path, nargs="+", default=[], help="such files of which a --share is drawn, too")
    parser.add_argument(
        "--passages",
        type=Path,
        nargs="+",
        default=[],
        help="what else is asked about: summaries_en-us.json, paragraphs.jsonl.gz",
    )
    parser.add_argument("--share", type=float, default=1.0, help="of the rows not in --written that an epoch draws")
    parser.add_argument("--lexical", action="store_true", help="mine negatives by BM25 only, in a tenth of the time")
    parser.add_argument("--priors", action="store_true", help="do not teach what the question alone tells")
    parser.add_argument("--fp32", action="store_true", help="no bf16: faster on a CPU without AMX")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--steps", type=int, help="stop after so many, in the midst of an epoch")
    parser.add_argument("--rate", type=float, default=2e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)

    sources = [
        Source(
            reader_data.read_news(path) if "news" in path.name else reader_data.read_squad(path),
            arguments.share * (FAR_SHARE if FAR.search(path.name) else 1.0),
        )
        for path in arguments.rows
    ]
    given = [row for source in sources for row in source.rows]
    chance = random.Random(arguments.seed)
    roles = role_questions.made(given, chance)
    sources.append(Source(roles + role_questions.misplaced(roles, chance), arguments.share))
    passages = given + [row for path in arguments.passages for row in reader_data.read_passages(path)]
    for paths, share in ((arguments.written, 1.0), (arguments.again, arguments.share)):
        sources += [Source(reader_data.read_written(path, passages), share, WRITTEN_NEGATIVES) for path in paths]
    if arguments.epochs == 1:
        # Of what the only epoch does not draw nothing need be mined.
        sources = [
            Source([row for row in source.rows if chance.random() < source.share], 1.0, source.negatives)
            for source in sources
        ]
    rows = [row for source in sources for row in source.rows]
    digest = zlib.crc32(repr([(row.question, row.passage) for row in rows]).encode())
    found, pool = mine(rows, arguments.out / f"mined-{digest:08x}.json", dense=not arguments.lexical)
    plan = []
    for epoch in range(arguments.epochs):
        drawn = epoch_rows(sources, found, pool, arguments.seed + epoch)
        plan += batches(drawn, priors_of(drawn) if arguments.priors else [0.0] * len(drawn), arguments.seed + epoch)
    print(f"{len(rows)} rows, {sum(map(len, plan))} windows in {len(plan)} steps", flush=True)
    train(arguments, plan)


def train(arguments: argparse.Namespace, plan: Sequence[Sequence[Encoded]]) -> None:
    """Run the steps that a checkpoint in ``arguments.out`` has not run; write the averaged weights.

    Exits where the checkpoint is of another training.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    checkpoint = arguments.out / "checkpoint.pt"
    state = torch.load(checkpoint, map_location=device) if checkpoint.exists() else None
    own = plan_digest(arguments, plan)
    if state and state.get("plan") != own:
        raise SystemExit(f"{checkpoint} is of a training on other rows or settings: remove it, or name another folder.")
    model = Reader(arguments.model, halves=not arguments.fp32).to(device)
    if arguments.start:
        model.load_state_dict(torch.load(arguments.start, map_location=device))
    average = copy.deepcopy(model.state_dict())
    decayed = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    groups = [{"params": decayed, "weight_decay": 0.01}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, arguments.rate, fused=True)
    warm = int(WARMUP * len(plan))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min((s + 1) / max(1, warm), (len(plan) - s) / max(1, len(plan) - warm))
    )
    done = 0
    if state:
        done, average = state["done"], state["average"]
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
    model.train()
    started, seen, total = time.time(), 0, 0.0
    last = min(len(plan), arguments.steps or len(plan))
    for step in range(done, last):
        items = plan[step]
        batch = {name: values.to(device) for name, values in batch_of(items).items()}
        allowed = batch.pop("allowed")
        with torch.autocast(device.type, torch.bfloat16, enabled=not arguments.fp32):
            places, answers = model(**batch)
        loss = loss_of(places, answers, allowed, items)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        keep = min(1 - 1 / (AVERAGED * len(plan)), (step + 1) / (step + 10))
        with torch.no_grad():
            for name, value in model.state_dict().items():
                average[name].lerp_(value, 1 - keep)
        seen += len(items)
        total += loss.item()
        if (step + 1) % 50 == 0:
            print(
                f"step {step + 1}/{len(plan)} loss {total / 50:.3f} {seen / (time.time() - started):.1f}/s", flush=True
            )
            total = 0.0
        if (step + 1) % SAVE_EVERY == 0 or step + 1 == last:
            state = {"plan": own, "done": step + 1, "average": average, "model": model.state_dict()}
            state |= {"optimizer": optimizer.state_dict(), "schedule": schedule.state_dict()}
            torch.save(state, checkpoint.with_suffix(".part"))
            checkpoint.with_suffix(".part").replace(checkpoint)
            torch.save({name: value.cpu() for name, value in average.items()}, arguments.out / "reader.pt")
    print("done", flush=True)


if __name__ == "__main__":
    main()
