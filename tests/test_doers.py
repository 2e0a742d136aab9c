"""Who did it and to whom it was done, told apart by "by"."""

from __future__ import annotations

import pytest

from qa.answering.doers import asked_verb, done_otherwise, done_to, named_doer, whole_doer
from qa.checks.words import key_of


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("Who accompanied the king?", "Duke Ari met the king at the quay, accompanied by guards.", "Duke Ari", True),
        ("Who accompanied the king?", "Duke Ari met the king at the quay, accompanied by guards.", "guards", False),
        ("Who has attacked the convoy?", "The convoy was attacked by rebels of the north.", "The convoy", True),
        ("Who attacked the convoy?", "Rebels, backed by the north, attacked the convoy.", "Rebels", False),
        ("Who attacked the convoy?", "Rebels who were attacked by the army attacked the convoy.", "Rebels", False),
        ("Who was attacked by rebels?", "The convoy was attacked by rebels.", "The convoy", False),
        ("Who was attacked?", "The convoy was attacked by rebels.", "The convoy", False),
        ("Who passed the house?", "Ari had passed by the house at nine.", "Ari", False),
        ("Who founded the mill?", "Ari built the mill.", "Ari", False),
        ("Where was the king?", "Duke Ari met the king, accompanied by guards.", "Duke Ari", False),
    ],
    ids=["aside", "doer", "passive", "other-verb", "both-ways", "asked-passive", "no-doer-asked", "active", "unsaid", "where"],
)  # fmt: skip
def test_whom_it_was_done_to_did_not_do_it(question: str, sentence: str, answer: str, expected: bool) -> None:
    start = sentence.index(answer)
    assert done_to(question, sentence, (start, start + len(answer))) is expected


@pytest.mark.parametrize(
    ("question", "verb"),
    [
        ("Who accompanied Putin?", "accompanied"),
        ("and who else met him?", "meet"),
        ("Who is he?", ""),
        ("who died?", ""),
    ],
)
def test_the_verb_of_a_question(question: str, verb: str) -> None:
    assert asked_verb(question) == (key_of(verb) if verb else "")


@pytest.mark.parametrize(
    ("question", "sentence", "given", "expected"),
    [
        ("Who moved to the old mill?", "The biology department of Karsk moved to the old mill.", "Karsk", "The biology department of Karsk"),
        ("Who met the king?", "On Monday the envoy of the United States had met the king.", "United States", "the envoy of the United States"),
        ("Who met the king?", "The leader of the party of Ari met the king.", "Ari", "The leader of the party of Ari"),
        ("Who met the king?", "One of the members of the Guild met the king.", "Guild", "One of the members of the Guild"),
        ("Who met the king?", "In the summer of 2019 Ari met the king.", "Ari", "Ari"),
        ("Who met the king?", "The envoy of Karsk left after Ari met the king.", "Karsk", "Karsk"),
        ("Who moved to the old mill?", "The department of Karsk, which Ari leads, moved to the old mill.", "Ari", "Ari"),
        ("Which city met the king?", "The envoy of Karsk met the king.", "Karsk", "Karsk"),
    ],
    ids=["department", "envoy", "twice", "one-of", "no-owner", "verb-of-another", "aside", "no-doer-asked"],
)  # fmt: skip
def test_who_did_it_is_not_only_whose_it_is(question: str, sentence: str, given: str, expected: str) -> None:
    start = sentence.index(given)
    place = whole_doer(question, sentence, (start, start + len(given)))
    assert sentence[slice(*place)] == expected


@pytest.mark.parametrize(
    ("question", "sentence", "passage", "expected"),
    [
        ("Who accompanied Ari?", "Ari was received by Prime Minister Elin Strand.", "Ari was accompanied by Pavel Irim.", True),
        ("Who accompanied Ari?", "Ari was received by Prime Minister Elin Strand.", "Pavel Irim came with Ari.", False),
        ("Who accompanied Ari?", "Ari was accompanied by Elin Strand.", "Ari was accompanied by Pavel Irim.", False),
        ("Who accompanied Ari?", "Ari met Elin Strand.", "Ari was accompanied by Pavel Irim.", False),
        ("Where was Ari?", "Ari was received by Elin Strand.", "Ari was accompanied by Pavel Irim.", False),
    ],
    ids=["other-verb", "verb-unsaid", "own-verb", "no-agent", "where"],
)  # fmt: skip
def test_who_did_something_else_did_not_do_it(question: str, sentence: str, passage: str, expected: bool) -> None:
    start = sentence.index("Elin Strand")
    place = (start, start + len("Elin Strand"))
    assert done_otherwise(question, sentence, place, f"{passage} {sentence}") is expected


@pytest.mark.parametrize(
    ("question", "sentence", "given", "expected"),
    [
        ("Who won the cup?", "Salin won the Kestrian Cup on Sunday, when their goalkeeper, Emil Kos, saved two.", "Emil Kos", "Salin"),
        ("Who won the cup?", "On Sunday Salin had finally won the cup after Emil Kos saved two.", "Emil Kos", "Salin"),
        ("Who won the cup?", "Salin won the match, and Emil Kos the cup.", "Emil Kos", "Emil Kos"),
        ("Who won the cup?", "The cup was won by Emil Kos.", "Emil Kos", "Emil Kos"),
        ("Who won the cup?", "His side won the cup when Emil Kos saved two.", "Emil Kos", "Emil Kos"),
        ("Who won the cup?", "Emil Kos won the cup.", "Emil Kos", "Emil Kos"),
        ("Who saved two?", "Salin won the cup, when Emil Kos saved two.", "Emil Kos", "Emil Kos"),
    ],
    ids=["behind", "auxiliary", "other-thing", "passive", "unnamed", "own", "verb-of-another"],
)  # fmt: skip
def test_who_is_named_before_the_verb_did_it(question: str, sentence: str, given: str, expected: str) -> None:
    start = sentence.index(given)
    place = named_doer(question, sentence, (start, start + len(given)))
    assert sentence[slice(*place)] == expected
