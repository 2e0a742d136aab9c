"""Which item of a list a question asks about: what another one gives is told of something else."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from qa.answering.matter import told
from qa.citing import sliced
from qa.sentences import LIST_ITEM
from qa.types import Passage, Span


def of_another_item(asked: Sequence[str], passage: Passage, sentence: Span) -> bool:
    """Whether a ``sentence`` is an item of a list another one of which says all that it says of the keys ``asked``, and more: "11
    September: the bell is raised" beside "1 September: the wreck is found"."""
    if sentence not in passage.sentences or not _is_item(passage, sentence):
        return False
    number = passage.sentences.index(sentence)
    before = takewhile(lambda place: _is_item(passage, place), passage.sentences[:number][::-1])
    behind = takewhile(lambda place: _is_item(passage, place), passage.sentences[number + 1 :])
    own = told(asked, sliced(passage, sentence))
    return any(own < told(asked, sliced(passage, other)) for other in (*before, *behind))


def _is_item(passage: Passage, sentence: Span) -> bool:
    return bool(LIST_ITEM.match(sliced(passage, sentence)))
