"""Questions of news-2022 read in folders of two sizes: all its articles, and a few articles about one matter.

Most of a question's small folder speaks of what it asks: some of the row's own articles, those that hold the answer among them, and
the articles that the search confuses with them. The same folder without those that hold the answer is one that does not answer. What
tells an answer among 60,000 passages must tell it among fifty too, where every passage is retrieved and ranks mean less.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from qa import Passage, Pincite
from qa.reading import AnswerSpan, answer_units, weigh, whole_words
from qa.retrieval import RETRIEVED, passage_of_node, retrieve
from tests.benchmarks import news_set, squad_score
from tests.benchmarks.news_set import Question
from vectorstore import Filters, lexical

SEED = 11
# Of each question's small folder: articles that hold the answer, others of its row, and how many in all.
HOLDING, OWN, SMALL = (1, 3), 3, (5, 10)
FEWEST = 4


@dataclass
class Read:
    """One span as the model gave it: the passage's rank, the log-probability of the span, the logit of "it answers"."""

    span: AnswerSpan
    rank: int
    sureness: float
    answers: float
    right: bool


@dataclass
class Case:
    """One question in one folder, with the spans read for it and the texts of their articles."""

    question: Question
    number: int
    small: bool
    answerable: bool
    query: lexical.Query
    reads: list[Read] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)


def whole(folder: Path, index: Path) -> Iterator[Case]:
    """The answerable and the unanswerable questions, read among all articles."""
    with_all = Pincite.open(folder / "articles", index=index)
    for number, question in enumerate(news_set.load(folder)):
        if question.answerable is not None:
            passages = [passage_of_node(node) for node in with_all.as_retriever().retrieve(question.text)]
            yield _case(with_all, question, number, False, bool(question.answerable), passages)


def small(folder: Path, index: Path) -> Iterator[Case]:
    """The same questions in small folders of their own, an answerable one also in its folder without the answer."""
    with_all = Pincite.open(folder / "articles", index=index)
    chance = random.Random(SEED)
    for number, question in enumerate(news_set.load(folder)):
        if question.answerable is None:
            continue
        holding, others = _drawn(with_all, folder / "articles", question, chance)
        with tempfile.TemporaryDirectory() as place:
            for file in (*holding, *others):
                shutil.copy(folder / "articles" / file, place)
            library = Pincite.open(place, embedder=with_all.embedding)
            library.index()
            for files, answerable in ((holding + others, bool(holding)), (others, False)):
                if len(files) >= FEWEST and (files is not others or holding):
                    found = retrieve(
                        library.store, library.embedding, question.text, RETRIEVED, Filters(files=tuple(files))
                    )
                    yield _case(library, question, number, True, answerable, found.passages)
            library.close()


def _drawn(
    library: Pincite, articles: Path, question: Question, chance: random.Random
) -> tuple[list[str], list[str]]:
    """The files of a small folder: those that hold the answer, and those that do not."""
    texts = {file: library.read(file) for file in sorted(question.files) if (articles / file).exists()}
    holding = [file for file, text in texts.items() if question.held_by(text)] if question.answerable else []
    own = [file for file in texts if file not in holding]
    found = dict.fromkeys(p.file for p in library.search(question.text, 60))
    alike = [f for f in found if f not in texts and not (question.answer and question.held_by(library.read(f)))]
    holding = chance.sample(holding, min(len(holding), chance.randint(*HOLDING)))
    own = chance.sample(own, min(len(own), chance.randint(0, OWN)))
    return holding, (own + alike)[: chance.randint(*SMALL)]


def _case(
    library: Pincite, question: Question, number: int, few: bool, answerable: bool, passages: Sequence[Passage]
) -> Case:
    case = Case(question, number, few, answerable, lexical.parse(library.store.catalog, question.text))
    for rank, (passage, evidence) in enumerate(zip(passages, weigh(question.text, passages), strict=True)):
        units = answer_units(passage)
        case.texts[passage.file] = library.read(passage.file)
        for (a, b), unit, sureness in evidence.spans:
            start, end = whole_words(passage, (a + passage.start, b + passage.start), units[unit])
            span = AnswerSpan(passage, start, end, units[unit], 0.0)
            right = (
                answerable
                and squad_score.f1(span.text, [question.answer]) >= 0.5
                and question.hit(passage.file, passage.text)
            )
            case.reads.append(Read(span, rank, sureness, evidence.answers, right))
    return case
