"""Whose minister a question asks about, and whose a sentence speaks of."""

from __future__ import annotations

import pytest

from qa.answering.owners import of_another, of_another_portfolio, of_the_other_side, office

SHIN = "It has shipped 7,000 containers to Russia, South Korea’s defense minister Shin Won-sik has said."
PAIR = "Olaf Scholz, the German chancellor, met Emmanuel Macron, the French president."


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is the defense minister of Russia?", ("minister", "russia")),
        ("Who is the Russian defense minister?", ("minister", "russia")),
        ("who's the president of the US?", ("president", "united states")),
        ("Who was the leader of North Korea?", ("leader", "north korea")),
        ("Who is the mayor of Ravenna?", None),
        ("Who accompanied Putin?", None),
        ("Who told us?", None),
        ("What is the capital of France?", None),
    ],
)
def test_office(question: str, expected: tuple[str, str] | None) -> None:
    assert office(question) == expected


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "another"),
    [
        pytest.param("Who is the defense minister of Russia?", SHIN, "Shin Won-sik", True, id="owner-before"),
        pytest.param("Who is the defense minister of South Korea?", SHIN, "Shin Won-sik", False, id="the-owner-asked-for"),
        pytest.param("Who is the Austrian chancellor?", PAIR, "Olaf Scholz", True, id="owner-after"),
        pytest.param("Who is the German chancellor?", PAIR, "Olaf Scholz", False, id="the-owner-after"),
        pytest.param("Who is the president of France?", PAIR, "Emmanuel Macron", False, id="adjective"),
        pytest.param("Who is the defense minister of Russia?", "Belousov is a minister.", "Belousov", False, id="no-owner"),
        pytest.param("Who met Putin?", SHIN, "Shin Won-sik", False, id="no-office"),
    ],
)  # fmt: skip
def test_of_another(question: str, sentence: str, answer: str, another: bool) -> None:
    start = sentence.index(answer)
    assert of_another(question, sentence, (start, start + len(answer))) is another


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "another"),
    [
        ("Who is the transport minister?", "The trade minister, Ilse Korvan, called it unfair.", "Ilse Korvan", True),
        ("Who is the transport minister?", "Trade Minister Ilse Korvan called it unfair.", "Ilse Korvan", True),
        ("Who is the transport minister?", "Ilse Korvan, the trade minister, called it unfair.", "Ilse Korvan", True),
        ("Who is the trade minister?", "The trade minister, Ilse Korvan, called it unfair.", "Ilse Korvan", False),
        ("Who is the defense minister?", "Defence Minister Ilse Korvan called it unfair.", "Ilse Korvan", False),
        ("Who is the minister?", "Trade Minister Ilse Korvan called it unfair.", "Ilse Korvan", False),
        ("Who met the transport minister?", "Ilse Korvan met the trade minister.", "Ilse Korvan", False),
    ],
)
def test_of_another_portfolio(question: str, sentence: str, answer: str, another: bool) -> None:
    start = sentence.index(answer)
    assert of_another_portfolio(question, sentence, (start, start + len(answer))) is another


HANDED = "The chairman, Ada Holm, 77, will be succeeded in May by Knut Berg, formerly of the bank."
TOOK = "Knut Berg took over from Ada Holm in May."


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "other"),
    [
        ("Who was chairman before Ada Holm?", HANDED, "Knut Berg", True),
        ("Who will be chairman after Ada Holm?", HANDED, "Knut Berg", False),
        ("Who will succeed Ada Holm?", HANDED, "Knut Berg", False),
        ("Who will Knut Berg replace?", HANDED, "Ada Holm", False),
        ("Who was chairman before Knut Berg?", HANDED, "Ada Holm", False),
        ("Who was chairman after Knut Berg?", HANDED, "Ada Holm", True),
        ("Who preceded Ada Holm as chairman?", TOOK, "Knut Berg", True),
        ("Who took over from Ada Holm?", TOOK, "Knut Berg", False),
        ("Who took over from Knut Berg?", TOOK, "Ada Holm", True),
        ("Who was replaced by Knut Berg?", "Knut Berg replaced Ada Holm.", "Ada Holm", False),
        ("Who replaced Knut Berg?", "Knut Berg replaced Ada Holm.", "Ada Holm", True),
        ("Who spoke before Ada Holm?", "Knut Berg spoke, and Ada Holm left.", "Knut Berg", False),
        ("Who is chairman?", HANDED, "Knut Berg", False),
        ("When did Ada Holm leave?", HANDED, "May", False),
    ],
)
def test_who_came_after_was_not_there_before(question: str, sentence: str, answer: str, other: bool) -> None:
    start = sentence.index(answer)
    assert of_the_other_side(question, sentence, (start, start + len(answer))) is other
