"""What happened to somebody is told by the sentences in which they did or suffered something, not by those that only name them."""

from __future__ import annotations

import pytest

from qa import Pincite
from qa.answering.fates import asked_about, deed
from tests.helpers import make_folder


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What happened to Igor Danek?", "Igor Danek"),
        ("What became of Ada Holm", "Ada Holm"),
        ("And what has happened to Dr Holm?", "Holm"),
        ("What happened in Salin?", None),
        ("What happened to the ferry?", None),
        ("What happened to Ada Holm and Igor Danek?", None),
        ("Who is Igor Danek?", None),
    ],
)
def test_whose_fate_is_asked(question: str, who: str | None) -> None:
    found = asked_about(question)
    assert (found[0].text.removeprefix("Dr ") if found else None) == who


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("His site engineer, Igor Danek, received three years.", "received three years"),
        ("Danek was jailed for three years, a court said.", "was jailed for three years"),
        ("Igor Danek, 46, a site engineer, was sentenced on Thursday.", "was sentenced on Thursday"),
        ("In 2019 Danek moved to Salin; he lived there.", "moved to Salin"),
        ("Igor Danek said he was sorry.", None),
        ("The company of Igor Danek was fined.", None),
        ("The lawyer for Mr Danek appealed.", None),
        ("Pavel Danek was fined.", None),
        ("The man hurt in the fall has been named as Igor Danek, 46, a postman.", None),
    ],
)
def test_what_a_sentence_tells_of_somebody(sentence: str, told: str | None) -> None:
    (who,) = asked_about("What happened to Igor Danek?")
    found = deed(who, sentence)
    assert (sentence[slice(*found)] if found else None) == told


ARTICLES = {
    "verdict.txt": "Builder jailed over college collapse\n\n12 June 2025\n\nA court in Velika sentenced the builder Zdravko Mines to seven "
    "years in prison on Thursday over the collapse of a dormitory in which 19 people died. “He knew what he was building,” "
    "the judge told the court.\n\nHis site engineer, Igor Danek, received three years. The lawyer of Pavel Roth said nothing.\n",
    "later.txt": "Appeal in the college case\n\n3 September 2025\n\nIgor Danek was released on Tuesday while his appeal is heard.\n",
}


def test_the_latest_of_what_happened_comes_first(tmp_path_factory: pytest.TempPathFactory) -> None:
    library = Pincite.open(make_folder(tmp_path_factory.mktemp("fates") / "articles", ARTICLES))
    found = library.ask("What happened to Igor Danek?")
    assert found.statements[0].citations[0].file == "later.txt"
    assert "released" in (found.answer or "")
    assert not library.ask("What happened to Pavel Roth?").answered
