"""The reader as a graph: one forward over (question, passage) gives start, end and "it answers" logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import BertModel

from training.reader_data import Row

CLS, SEP, PAD = 101, 102, 0
LONGEST = 288
LONGEST_QUESTION = 64
LONGEST_TITLE = 24
STRIDE = 96
LENGTH_STEP = 32
MASKED = -1e4


class DropoutPool(torch.nn.Module):
    """Dropout whose masks are slices of one pool of random bits.

    ``torch``'s own draws every bit anew from one serial generator, which on a CPU took half of each training step.
    """

    def __init__(self, share: float, pool: int = 1 << 26, kind: torch.dtype = torch.bfloat16) -> None:
        super().__init__()
        self.share = share
        self.mask = (torch.rand(pool) >= share).to(kind) / (1 - share)

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        """``hidden`` with about ``share`` of its values zero and the others scaled up, in training only."""
        if not self.training:
            return hidden
        # No buffer, which would go into the checkpoint and the graph; so it follows the model to another device by itself.
        self.mask = self.mask.to(hidden.device)
        start = int(torch.randint(0, self.mask.numel() - hidden.numel(), (1,)))
        return hidden * self.mask[start : start + hidden.numel()].view_as(hidden)


class Reader(torch.nn.Module):
    """MiniLM with a start and an end logit a token and one "answers" logit a pair.

    Question and title are masked out of the start and end softmax. ``halves`` is for training under bf16 autocast, where
    eager attention is the faster one; in fp32 the fused one is, by a third of each step.
    """

    def __init__(self, folder: Path, dropout: float = 0.1, halves: bool = True) -> None:
        super().__init__()
        attention = "eager" if halves else "sdpa"
        self.bert = BertModel.from_pretrained(folder, attn_implementation=attention, add_pooling_layer=False)
        self.places = torch.nn.Linear(self.bert.config.hidden_size, 2)
        self.answers = torch.nn.Linear(self.bert.config.hidden_size, 1)
        shared = DropoutPool(dropout, kind=torch.bfloat16 if halves else torch.float32)
        for module in self.bert.modules():
            for name, child in module.named_children():
                if isinstance(child, torch.nn.Dropout):
                    # The attention's own dropout is left out: its masks are six times the hidden states'.
                    setattr(module, name, torch.nn.Dropout(0.0) if "Attention" in type(module).__name__ else shared)

    def forward(
        self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """``(batch, length)`` int64 inputs → places ``(batch, length, 2)`` and answers ``(batch,)``."""
        # The additive mask is made here: the library's own mask code does not trace with dynamic shapes.
        bias = (1.0 - attention_mask[:, None, None, :].float()) * -10000.0
        if torch.is_autocast_enabled(input_ids.device.type):
            # In fp32 it would make the scores, the largest tensors of all, fp32 too.
            bias = bias.to(torch.bfloat16)
        hidden = self.bert.embeddings(input_ids=input_ids, token_type_ids=token_type_ids)
        for layer in self.bert.encoder.layer:
            out = layer(hidden, bias)
            hidden = out[0] if isinstance(out, tuple) else out
        places, answers = self.places(hidden), self.answers(hidden[:, 0]).squeeze(-1)
        # Nothing to convert but in training: a conversion to what it is already would end up in the graph.
        return (places, answers) if places.dtype == torch.float32 else (places.float(), answers.float())


@dataclass(frozen=True, slots=True)
class Encoded:
    """A window as the model sees it; ``offsets`` are the passage tokens' places in the passage, ``first`` their index.

    ``spans`` are (first token, last token, weight) by index in ``ids``; none where the window does not answer. ``borne`` is the row's.
    ``prior`` is what the question alone tells of whether it holds, as log-odds (training/question_priors.py).
    """

    ids: tuple[int, ...]
    types: tuple[int, ...]
    first: int
    offsets: tuple[tuple[int, int], ...]
    spans: tuple[tuple[int, int, float], ...]
    row: int
    borne: bool | None = None
    prior: float = 0.0

    @property
    def holds(self) -> bool:
        """Whether the window answers the question, or its passage bears the statement."""
        return bool(self.spans) if self.borne is None else self.borne


def encode(tokenizer: Tokenizer, row: Row, number: int, title: bool, longest: int = LONGEST) -> list[Encoded]:
    """The windows of a row, overlapping by ``STRIDE`` tokens where its passage is too long for one."""
    question = tokenizer.encode(row.question, add_special_tokens=False).ids[:LONGEST_QUESTION]
    heading = tokenizer.encode(row.title, add_special_tokens=False).ids[:LONGEST_TITLE] if title and row.title else []
    passage = tokenizer.encode(row.passage, add_special_tokens=False)
    front = [CLS, *question, SEP, *heading, *([SEP] if heading else [])]
    split = 2 + len(question)
    room = longest - len(front) - 1
    windows = []
    start = 0
    while True:
        ids, offsets = passage.ids[start : start + room], passage.offsets[start : start + room]
        first = len(front)
        spans = []
        for a, b, weight in row.spans:
            inside = [i for i, (x, y) in enumerate(offsets) if x < b and a < y]
            whole = offsets and offsets[0][0] <= a and b <= offsets[-1][1]
            if inside and whole:
                spans.append((first + inside[0], first + inside[-1], weight))
        length = len(front) + len(ids) + 1
        types = (0,) * split + (1,) * (length - split)
        windows.append(Encoded((*front, *ids, SEP), types, first, tuple(offsets), tuple(spans), number, row.borne))
        if start + room >= len(passage.ids):
            return windows
        start += room - STRIDE


def batch_of(items: Sequence[Encoded]) -> dict[str, torch.Tensor]:
    """Inputs padded to about the longest; ``allowed`` is 0 where a start or end may be, ``MASKED`` elsewhere."""
    # Rounded up: the CPU's kernels are prepared, and kept, for each length anew.
    length = -(-max(len(item.ids) for item in items) // LENGTH_STEP) * LENGTH_STEP
    ids = torch.full((len(items), length), PAD)
    types = torch.zeros_like(ids)
    mask = torch.zeros_like(ids)
    allowed = torch.full((len(items), length), MASKED)
    for i, item in enumerate(items):
        n = len(item.ids)
        ids[i, :n] = torch.tensor(item.ids)
        types[i, :n] = torch.tensor(item.types)
        mask[i, :n] = 1
        allowed[i, item.first : item.first + len(item.offsets)] = 0
    return {"input_ids": ids, "attention_mask": mask, "token_type_ids": types, "allowed": allowed}
