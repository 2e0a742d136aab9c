"""Names in a sentence, whatever their alphabet, titles and initials; the list an answer is part of, whole or not at all."""

from __future__ import annotations

import re

import pytest

from qa.answering.names import UPPER, names_beside, names_in

VICTIMS = "Police identified the victims as Paul Reyes, 41; Anita Shaw, 36; and Robert Lund, 60."
BOARD = "The board is Dale Hurst, 61, of Northline; Priya Anand, 44, of Veldt; and Ann Lee."
PANEL = "The panel has five Democrats, three Republicans and one independent."
PAIR = ["Pratt", "Doss"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Mrs. Ann Lee and Dr. J. K. Moss", ["Ann Lee", "J. K. Moss"]),
        ("J.K. Rowling wept in St. Louis.", ["J.K. Rowling", "St. Louis"]),
        ("Ángel Ruiz, Óscar Díaz and Éva Nagy", ["Ángel Ruiz", "Óscar Díaz", "Éva Nagy"]),
        ("E\u0301va Nagy and Łukasz Ö. Şahin", ["E\u0301va Nagy", "Łukasz Ö. Şahin"]),
        ("Ludwig van der Berg and Ana de la Cruz", ["Ludwig van der Berg", "Ana de la Cruz"]),
        ("Ray Doss Jr. left Acme Inc. in May.", ["Ray Doss Jr.", "Acme Inc.", "May"]),
        ("U.S. President Ann Lee spoke.", ["U.S.", "Ann Lee"]),
        ("He met Pratt. Doss left.", ["He", "Pratt", "Doss"]),
        ("In Harwick it rained. But Pratt left.", ["Harwick", "Pratt"]),
        ("In the end Pratt left.", ["Pratt"]),
        ("He called it In Harwick.", ["He", "In Harwick"]),
        ("Kim’s dog bit Lee's.", ["Kim", "Lee"]),
    ],
    ids=[
        "titles-and-initials", "initials-joined", "accents", "combining-accent", "particles", "jr-and-inc", "country",
        "two-sentences", "preposition-first", "preposition-alone", "preposition-within", "possessive",
    ],
)  # fmt: skip
def test_names_stand_in_a_sentence(text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in names_in(text)] == found


def test_every_upper_case_letter_is_one() -> None:
    assert re.fullmatch(f"[{UPPER}]+", "AZÁÉŁŞΩЖĞ") and not re.search(f"[{UPPER}]", "azáéłşωжğ09_’ß")


@pytest.mark.parametrize(
    ("sentence", "touched", "listed"),
    [
        ("In Harwick, Pratt and Doss debated the deal.", "Pratt and Doss", PAIR),
        ("In Harwick, Pratt and Doss debated the deal.", "Harwick", []),
        ("On Monday, Pratt and Doss met.", "Doss", PAIR),
        ("On Monday in Harwick, Pratt and Doss met.", "Doss", PAIR),
        ("They flew on Tuesday, Pratt and Doss said.", "Pratt", PAIR),
        ("According to Reuters, Pratt and Doss met.", "Pratt", PAIR),
        ("In talks with Lund, Pratt and Doss gave in.", "Pratt", PAIR),
        ("In Harwick, Ann Pratt, Joe Doss and Kim Lund met.", "Joe Doss", ["Ann Pratt", "Joe Doss", "Kim Lund"]),
        ("In Paris, France, Pratt and Doss met.", "Pratt", []),
        ("In Paris, London and Rome, crowds marched.", "Rome", ["Paris", "London", "Rome"]),
        ("In Paris and London crowds marched.", "London", ["Paris", "London"]),
        ("While Pratt and Doss talked, it rained.", "Pratt", PAIR),
        ("Both Pratt and Doss talked.", "Pratt", PAIR),
        ("Pratt and Doss, Reuters said, met.", "Pratt", PAIR),
        ("Pratt and Doss, Reuters said, met.", "Reuters", []),
        (VICTIMS, "Paul Reyes", ["Paul Reyes", "Anita Shaw", "Robert Lund"]),
        (VICTIMS, "Paul Reyes, 41; Anita Shaw, 36; and Robert Lund, 60", ["Paul Reyes", "Anita Shaw", "Robert Lund"]),
        (BOARD, "Dale Hurst", ["Dale Hurst", "Priya Anand", "Ann Lee"]),
        (BOARD, "Northline", []),
        ("It was signed by Ann Lee (Labour), Joe Doss (D-Ohio) and Kim Lund.", "Joe Doss", ["Ann Lee", "Joe Doss", "Kim Lund"]),
        (PANEL, "five Democrats, three Republicans and one independent", []),
        (PANEL, "five Democrats", []),
        ("They saved 41 workers, Ann Lee and Joe Doss.", "41 workers, Ann Lee and Joe Doss", []),
        ("Mrs. Ann Lee and Dr. J. K. Moss came.", "Ann Lee", ["Ann Lee", "J. K. Moss"]),
        ("Ángel Ruiz, Óscar Díaz and Éva Nagy came.", "Óscar Díaz", ["Ángel Ruiz", "Óscar Díaz", "Éva Nagy"]),
        ("Vladimir Putin and North Korean leader Kim Jong Un met.", "Putin", ["Vladimir Putin", "Kim Jong Un"]),
        ("He came with Deputy Energy Minister Paul Reyes, Ambassador Ann Lee and a delegation of 20 leaders.", "Ann Lee", ["Paul Reyes", "Ann Lee", "a delegation of 20 leaders"]),
        ("He came with lawyer Ann Lee, treasurer Paul Reyes and two aides.", "Ann Lee", ["Ann Lee", "Paul Reyes", "two aides"]),
        ("He came with Ann Lee and two aides.", "Ann Lee", ["Ann Lee", "two aides"]),
        ("He saw Ann Lee and the crowd cheered.", "Ann Lee", []),
        ("They sold Energy Vault and Acme Corp.", "Energy Vault", ["Energy Vault", "Acme Corp."]),
        ("Northline Inc., Veldt Ltd. and Acme Corp. merged.", "Veldt", ["Northline Inc.", "Veldt Ltd.", "Acme Corp."]),
    ],
)  # fmt: skip
def test_the_list_an_answer_is_part_of(sentence: str, touched: str, listed: list[str]) -> None:
    at = sentence.index(touched)
    assert [sentence[a:b] for a, b in names_beside(sentence, (at, at + len(touched)))] == listed
