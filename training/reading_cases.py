"""Questions read as the odds are fitted on them: of news-2022 in all its articles and in small folders, short ones put to a few of
its articles in other words than theirs (``short_questions.json`` and, kept apart from every fit, ``short_questions_held.json``,
written for this), with and without the articles that answer, and of NoMIRACL and CLAPNQ.

Most of a question's small folder speaks of what it asks: some of the row's own articles, those that hold the answer among them, and
the articles that the search confuses with them. The same folder without those that hold the answer is one that does not answer. What
tells an answer among 60,000 passages must tell it among fifty too, where every passage is retrieved and ranks mean less.
"""

from __future__ import annotations

import json
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import PrivateAttr

from qa import Passage, Pincite
from qa.answering.questions import asks_for_one_value
from qa.answering.untold import tells_nothing
from qa.embedding import MiniLMEmbedding
from qa.reader import answer_units, weigh
from qa.reading import AnswerSpan, chosen
from qa.retrieval import RETRIEVED, passage_of_node, retrieve
from qa.sources.datelines import asks_for_dateline
from tests.benchmarks import news_set, reader, squad_score
from tests.benchmarks.news_set import Question
from vectorstore import Filters, Store, lexical
from vectorstore.records import Vectors

ALL, SMALL, SHORT, HELD = "all articles", "small folders", "short questions", "short questions held out"
GIVEN = ("NoMIRACL", "CLAPNQ")
SHORT_QUESTIONS = {
    SHORT: Path(__file__).with_name("short_questions.json"),
    HELD: Path(__file__).with_name("short_questions_held.json"),
}
SEED = 11
# Of each question's small folder: articles that hold the answer, others of its row, and how many in all.
HOLDING, OWN, OTHERS = (1, 3), 3, (5, 10)
FEWEST = 4
# Of a short question's folder, what must be left without the articles that answer it.
FEWEST_OTHERS = 2


def put_to_folders(questions: Path, articles: Path) -> Iterator[tuple[int, Pincite, dict[str, Any]]]:
    """Each row of a file of groups, with its group's number and those of ``articles`` that the group names, indexed by themselves."""
    for number, group in enumerate(json.loads(questions.read_text("utf-8"))):
        with tempfile.TemporaryDirectory() as place:
            for file in group["articles"]:
                shutil.copy(articles / file, place)
            library = Pincite.open(place)
            library.index()
            for row in group["questions"]:
                yield number, library, row
            library.close()


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
    where: str
    answerable: bool
    query: lexical.Query
    reads: list[Read] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    # Every way to give the answer that counts; the question's own one where there is no other.
    accepted: tuple[str, ...] = ()


class _Remembering(MiniLMEmbedding):
    """The embedder on board, which takes from an index what that has embedded already: most of a small folder's work."""

    _known: dict[str, Vectors] = PrivateAttr(default_factory=dict)

    def learn(self, store: Store, files: Sequence[str]) -> None:
        """Know the passages of ``files``, and no others."""
        self._known = {}
        for file in files:
            rows = store.catalog.passages_of(file)
            vectors = store.vectors.get([row.id for row in rows])
            for row in rows:
                # As qa/chunking.py has it embedded.
                self._known[f"{row.title}\n{row.text}".strip() if row.title else row.text] = vectors[row.id]

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As of the embedder on board."""
        new = [text for text in texts if text not in self._known]
        made = dict(zip(new, super().embed(new), strict=True)) if new else {}
        return np.stack([made[text] if text in made else self._known[text] for text in texts])


def whole(folder: Path, index: Path, dated: bool = False) -> Iterator[Case]:
    """The answerable and the unanswerable questions, read among all articles; each as of its day where that is to be ``dated``."""
    everything = Pincite.open(folder / "articles", index=index)
    for number, question in enumerate(news_set.load(folder)):
        if question.answerable is not None:
            passages = [
                passage_of_node(node)
                for node in everything.as_retriever(filters=within(question, dated)).retrieve(question.text)
            ]
            yield _case(everything, question, number, ALL, bool(question.answerable), passages)


def within(question: Question, dated: bool, files: Sequence[str] = ()) -> Filters | None:
    """What a question is put to: ``files``, or all of them, as of its day where that is to be ``dated``."""
    return Filters(files=tuple(files), as_of=question.day if dated else None) or None


def small(folder: Path, index: Path, every: int = 1, dated: bool = False) -> Iterator[Case]:
    """One in ``every`` of these questions in a small folder of its own, an answerable one also without the answer."""
    everything = Pincite.open(folder / "articles", index=index)
    embedder = _Remembering()
    chance = random.Random(SEED)
    for number, question in enumerate(news_set.load(folder)):
        if question.answerable is None or number % every:
            continue
        holding, others = _drawn(everything, folder / "articles", question, chance)
        with tempfile.TemporaryDirectory() as place:
            for file in (*holding, *others):
                shutil.copy(folder / "articles" / file, place)
            embedder.learn(everything.store, (*holding, *others))
            library = Pincite.open(place, embedder=embedder)
            library.index()
            for files, answerable in ((holding + others, bool(holding)), (others, False)):
                if len(files) >= FEWEST and (files is not others or holding):
                    found = retrieve(
                        library.store, library.embedding, question.text, RETRIEVED, within(question, dated, files)
                    )
                    yield _case(library, question, number, SMALL, answerable, found.passages)
            library.close()


def short(folder: Path, index: Path, where: str = SHORT) -> Iterator[Case]:
    """The short questions, or those held out, each in its folder of five to seven articles, and once more without those that answer
    it: how a question is put tells much of whether whoever wrote it had an answer, and here it tells nothing."""
    everything = Pincite.open(folder / "articles", index=index)
    embedder = _Remembering()
    number = 0
    for group in json.loads(SHORT_QUESTIONS[where].read_text("utf-8")):
        with tempfile.TemporaryDirectory() as place:
            for file in group["articles"]:
                shutil.copy(folder / "articles" / file, place)
            embedder.learn(everything.store, group["articles"])
            library = Pincite.open(place, embedder=embedder)
            library.index()
            for row in group["questions"]:
                answers = tuple(row.get("answers", ()))
                question = Question(
                    row["question"], answers[0] if answers else "", bool(answers), frozenset(row.get("files", ()))
                )
                found = retrieve(library.store, library.embedding, question.text)
                yield _case(library, question, number, where, bool(answers), found.passages, answers)
                others = tuple(file for file in group["articles"] if not _answers(library, file, question, answers))
                if answers and len(others) >= FEWEST_OTHERS:
                    without = retrieve(
                        library.store, library.embedding, question.text, RETRIEVED, Filters(files=others)
                    )
                    yield _case(library, question, number, where, False, without.passages)
                number += 1
            library.close()


def _answers(library: Pincite, file: str, question: Question, answers: Sequence[str]) -> bool:
    """Whether a file is known to answer the question, or holds one of the answers."""
    text = library.read(file)
    return file in question.files or any(replace(question, answer=answer).held_by(text) for answer in answers)


def _drawn(library: Pincite, articles: Path, question: Question, chance: random.Random) -> tuple[list[str], list[str]]:
    """The files of a small folder: those that hold the answer, and those that do not."""
    texts = {file: library.read(file) for file in sorted(question.files) if (articles / file).exists()}
    holding = [file for file, text in texts.items() if question.held_by(text)] if question.answerable else []
    own = [file for file in texts if file not in holding]
    found = dict.fromkeys(p.file for p in library.search(question.text, 60))
    alike = [f for f in found if f not in texts and not (question.answer and question.held_by(library.read(f)))]
    holding = chance.sample(holding, min(len(holding), chance.randint(*HOLDING)))
    own = chance.sample(own, min(len(own), chance.randint(0, OWN)))
    return holding, (own + alike)[: chance.randint(*OTHERS)]


def given(data: Path) -> Iterator[Case]:
    """The questions of NoMIRACL and CLAPNQ with the passages that they come with; which span is right is not said."""
    embedding = MiniLMEmbedding()
    place = data / "answerability"
    sets = (reader.nomiracl(place / "nomiracl-en.jsonl.gz"), reader.clapnq(place / "clapnq-dev.jsonl.gz"))
    for name, rows in zip(GIVEN, sets, strict=True):
        for number, (asked, passages, answerable) in enumerate(rows):
            near = reader.nearness(embedding, asked, passages)
            question = Question(asked, "", answerable, frozenset())
            case = Case(
                question,
                number,
                name,
                answerable,
                reader.query_of(asked, len(passages)),
                texts={p.file: p.text for p in near},
            )
            case.reads.extend(_reads(question, near, False))
            yield case


def _case(
    library: Pincite,
    question: Question,
    number: int,
    where: str,
    answerable: bool,
    passages: Sequence[Passage],
    accepted: tuple[str, ...] = (),
) -> Case:
    query = lexical.parse(library.store.catalog, question.text)
    case = Case(question, number, where, answerable, query, accepted=accepted or (question.answer,))
    case.texts |= {passage.file: library.read(passage.file) for passage in passages}
    case.reads.extend(_reads(question, passages, answerable, case.accepted))
    return case


def _reads(
    question: Question, passages: Sequence[Passage], answerable: bool, accepted: Sequence[str] = ()
) -> Iterator[Read]:
    apart = asks_for_one_value(question.text)
    weighed = weigh(question.text, passages, apart=apart)
    for rank, (passage, evidence) in enumerate(zip(passages, weighed, strict=True)):
        units = answer_units(passage, apart)
        for found in evidence.spans:
            span, sureness = chosen(question.text, passage, found, units[found.unit])
            if tells_nothing(passage, span.sentence, (span.start, span.end), asks_for_dateline(question.text)):
                continue
            right = (
                answerable
                and squad_score.f1(span.text, accepted, squad_score.normalised_typeset) >= 0.5
                and passage.file in question.files
                and any(replace(question, answer=answer).held_by(passage.text) for answer in accepted)
            )
            yield Read(span, rank, sureness, evidence.answers, right)
