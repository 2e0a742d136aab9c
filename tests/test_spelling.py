"""Misspelt words of a question over real folders: read as the articles have them, said so, and nothing else touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qa import Answer, Pincite, Searched, Step
from qa.embedding import MiniLMEmbedding
from qa.spelling import as_written
from tests.helpers import make_folder
from vectorstore.catalog import Catalog

ARTICLES = {
    "kestria.txt": (
        "Varga visits Drenova\n\nPresident Ilona Varga cut short a visit to Vienna on Monday. Ilona Varga is the president of Kestria. She said "
        "that the government would rebuild the town. She spoke in Drenova, and the ministry named a minister for it.\n"
    ),
    "banks.txt": (
        "Northmoor bids for Castle\n\nNorthmoor, led by its chief executive Helena Voss, has bid for Castle. Helena Voss has been chief "
        "executive of Northmoor since 2019. The shares of Northmoor fell in London.\n"
    ),
    "wexmouth.txt": (
        "Tolland Bridge closed\n\nTolland Bridge is in Wexmouth, where it carries the road over the River Wex. Engineers found cracks in "
        "Tolland Bridge on Monday, and the bridge was shut.\n"
    ),
    "people.txt": (
        "A vote in Wexmouth\n\nThe mayor, Tomás Petrić, met Rolf Brandel on Friday, and Rolf Brandel thanked Petrić. The critics of Mayor "
        "Petrić wanted a defenestration of the whole council. A prince, Prince Odo, came too. He lost the case and won the cash.\n"
    ),
    "brücke.txt": "Brücke gesperrt\n\nDie Polizei sagt, die Sperrung werde Wochen dauern. Die Risse seien kleiner als erwartet.\n",
    "typo.txt": "A letter\n\nA reader wrote to the editor that the comittee of the harbour had been asleep for years.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, embedding: MiniLMEmbedding) -> Iterator[Pincite]:
    folder = make_folder(tmp_path_factory.mktemp("misspelt"), ARTICLES)
    library = Pincite.open(folder, embedder=embedding)
    library.index()
    yield library
    library.close()


@pytest.fixture
def catalog(library: Pincite) -> Catalog:
    return library.store.catalog


@pytest.mark.parametrize(
    ("question", "asked", "given"),
    [
        ("Who is the presidant of Kestria?", "Who is the president of Kestria?", "Varga"),
        ("Who is the cheif exectuive of Northmor?", "Who is the chief executive of Northmoor?", "Helena Voss"),
        ("Where is Toland Brige?", "Where is Tolland Bridge?", "Wex"),
    ],
)
def test_a_slip_loses_no_answer(library: Pincite, question: str, asked: str, given: str) -> None:
    answer = library.ask(question)
    assert (answer.question, answer.asked) == (question, asked)
    assert answer.answered
    assert given in answer.statements[0].text
    changed = zip(question.rstrip("?").split(), asked.rstrip("?").split(), strict=True)
    notes = [f"“{typed}” was read as “{read}”, as the articles have it." for typed, read in changed if typed != read]
    assert list(answer.notes) == notes != []


def test_filters_do_not_matter(library: Pincite) -> None:
    """What is read as what depends on all articles, not on those asked of."""
    answer = library.ask("Who is the presidant of Kestria?", files=["banks.txt"])
    assert answer.asked == "Who is the president of Kestria?"


def test_it_is_told_while_it_is_streamed_and_after_a_follow_up_is_understood(library: Pincite) -> None:
    before = Answer(
        question="Who is Helena Voss?",
        asked="Who is Helena Voss?",
        answered=False,
        answer=None,
        mode="extractive",
        statements=(),
        searched=Searched(0, 0, 0),
    )
    *events, answer = library.ask_stream("What is she cheif of?", history=[before])
    assert isinstance(answer, Answer)
    assert answer.asked == "What is Helena Voss chief of?"
    assert f"understood as: {answer.asked}" in [event.text for event in events if isinstance(event, Step)]


def test_search_takes_words_as_they_are(library: Pincite, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("the search was corrected")

    monkeypatch.setattr("qa.spelling.as_written", never)
    assert library.search("Northmor")


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        pytest.param("what did the goverment say", "what did the government say", id="omitted"),
        pytest.param("what did the govermnent say", "what did the government say", id="swapped"),
        pytest.param("what did the govvernment say", "what did the government say", id="doubled"),
        pytest.param("what did the govermment say", "what did the government say", id="replaced"),
        pytest.param("who runs northmor", "who runs northmoor", id="name-in-lower-case"),
        pytest.param("Who met Brandl?", "Who met Brandel?", id="another-name"),
        pytest.param("Who met Petricc?", "Who met Petrić?", id="name-with-marks"),
        pytest.param("Who leads Northmor's board?", "Who leads Northmoor's board?", id="possessive"),
        pytest.param("(presidant), who?", "(president), who?", id="punctuated"),
    ],
)
def test_read_as_the_articles_have_it(catalog: Catalog, question: str, asked: str) -> None:
    assert as_written(catalog, question)[0] == asked


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Who is the president of Kestria?", id="nothing-misspelt"),
        pytest.param("Who is the “presidant” of Kestria?", id="quoted"),
        pytest.param('"Who is the presidant of Kestria?"', id="quoted-whole"),
        pytest.param("Who is 'the presidant' of Kestria?", id="quoted-singly"),
        pytest.param("Who is „der presidant“ of Kestria?", id="quoted-in-german"),
        pytest.param("Who won the caze?", id="short"),
        pytest.param("What is a minist?", id="two-words-it-may-be"),
        pytest.param("What about Prine?", id="short-name"),
        pytest.param("Who is John Prine?", id="short-name-of-another"),
        pytest.param("Was it a privatisation of the forecasters?", id="right-but-rare"),
        pytest.param("Who is Brandem, and who are the Northmoors?", id="another-ending"),
        pytest.param("Did the comittee sleep?", id="the-articles'-own"),
        pytest.param("Who was rescuing a reeder?", id="short-and-struck"),
        pytest.param("Who defenestrated the council?", id="another-form"),
        pytest.param("Who visited the Presidants?", id="not-written-so"),
        pytest.param("Who is presidant@kestria.example?", id="mail"),
        pytest.param("Where is presidant2?", id="digits"),
        pytest.param("Who is the vice-presidant?", id="hyphen"),
        pytest.param("Who is the PRESIDANT?", id="capitals"),
        pytest.param("Кто президант Кестрии?", id="other-script"),
        pytest.param("Warum wurde die Brücke gesperrt?", id="other-language"),
        pytest.param("Who is Mortnhoor?", id="two-slips"),
        pytest.param("Who is Sorthmoor?", id="first-letter"),
    ],
)
def test_left_as_it_is(catalog: Catalog, question: str) -> None:
    assert as_written(catalog, question) == (question, ())


def test_where_nothing_is_suspect_nothing_is_looked_up(catalog: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("documents_of", "texts_with"):
        monkeypatch.setattr(catalog, name, None)
    assert as_written(catalog, "Who is the president of the council, and where was he?")[1] == ()


def test_an_empty_index(tmp_path: Path, embedding: MiniLMEmbedding) -> None:
    library = Pincite.open(tmp_path, embedder=embedding)
    library.index()
    assert library.ask("Who is the presidant of Kestria?").asked == "Who is the presidant of Kestria?"
    library.close()


@pytest.mark.parametrize("stems", [{"northmoor"}, {"northmoor", "xyz", "bridg"}, set()])
def test_the_counts_of_many_stems_are_those_of_each(catalog: Catalog, stems: set[str]) -> None:
    count: Callable[[str], int] = catalog.documents
    assert catalog.documents_of(stems, "nor") == {stem: count(stem) for stem in stems if count(stem)}
