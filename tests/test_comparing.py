"""Which of two has more: told by both sides' figures or by a sentence that compares them, and by nothing else."""

from __future__ import annotations

import pytest

from qa import Answer, Pincite
from qa.answering.comparison.comparatives import comparison, side_told
from qa.answering.comparison.figures import figures
from qa.answering.comparison.holdings import Asked
from qa.checks.words import key_of
from qa.citing import sliced
from qa.piecemeal import in_parts
from tests.helpers import make_folder, passage_of


@pytest.mark.parametrize(
    ("question", "by", "thing", "more"),
    [
        ("Which bank has more branches?", "amount", "branches", True),
        ("Which of the two banks made more profit in 2023?", "amount", "profit", True),
        ("Which bank has fewer customers, Castle & Severn or Northmoor?", "amount", "customers", False),
        ("Between Northmoor and Castle & Severn, which has more branches?", "amount", "branches", True),
        ("Which of Northmoor and Castle & Severn has more branches?", "amount", "branches", True),
        ("Does Northmoor or Castle & Severn have more branches?", "amount", "branches", True),
        ("Which bank's profit was higher in 2023?", "amount", "profit", True),
        ("Which bridge carries fewer cars?", "amount", "cars", False),
        ("Which city has a larger population?", "amount", "population", True),
        ("Which bank's shares fell more?", "", "", True),
        ("Who got a longer sentence, Mines or Danek?", "term", "sentence", True),
        ("Whose sentence was shorter, Mines's or Danek's?", "term", "sentence", False),
        ("Who was jailed for longer, Mines or Danek?", "term", "sentence", True),
        ("Who's older, Ann Lee or Bo Berg?", "age", "", True),
        ("Is Ann Lee or Bo Berg younger?", "age", "", False),
        ("Which bid for the Christmas lights was cheaper?", "price", "bid", False),
        ("Which phone is more expensive?", "price", "phone", True),
        ("Who quoted less for the Christmas lights?", "price", "", False),
        ("Which bridge is longer?", "size", "long", True),
        ("Which is the larger bank, Northmoor or Castle & Severn?", "", "", True),
    ],
)
def test_what_a_question_compares(question: str, by: str, thing: str, more: bool) -> None:
    compared = comparison(question)
    assert compared is not None
    assert (compared.asked.by, compared.asked.thing, compared.more) == (by, thing, more)


@pytest.mark.parametrize(
    "question",
    [
        "Who has more than 100 patents?",
        "Which bank made more profit than in 2022?",
        "What more did he say?",
        "How much more profit did Northmoor make?",
        "How many more people came?",
        "Who scored the most goals?",
        "Which bank no longer has branches?",
        "Who has no more money?",
        "Who once more denied it?",
        "Who has an older brother?",
        "Who is the younger brother of Kim?",
        "Who runs the smaller party?",
        "Which bank bought a smaller rival?",
        "Which party promised more money for schools?",
        "Which minister asked for more time?",
        "Which company hired more staff?",
        "Who wants lower taxes?",
        "Who sits in the lower house?",
        "Who received higher education in Paris?",
        "Why is bread more expensive?",
        "What made the ferry more expensive?",
        "Who has more information?",
        "Who won two more medals?",
        "Is Ann Lee older than Bo Berg?",
        "Which report said more people would die?",
        "Who produced Doja Cat's Kiss Me More?",
        "Which law did he use to get more heat pumps built?",
        "What disease does eating sugar make more likely?",
        "What makes water reflect less?",
        "Who needed jobs more, in the eyes of many?",
        "Which state has voted so in six elections or more?",
        "Which inputs are used more in farming?",
        "Which is more common, a transit or an eclipse?",
        "What game did she play when she was younger?",
        "Which cities have more people?",
        "Which three rivers are longer?",
    ],
)
def test_what_compares_nothing(question: str) -> None:
    assert comparison(question) is None


def test_every_passage_is_read_for_either_side() -> None:
    passages = [passage_of(f"Bank {number} opened.", number=number) for number in range(24)]
    assert not in_parts("Which bank has more branches?", passages)
    assert in_parts("Which bank closed first?", passages)


def test_the_sides_that_a_question_offers() -> None:
    compared = comparison("Which bank has more branches in Kent, Castle & Severn or the Harbour Bank?")
    assert compared is not None
    assert compared.offered == ("Castle & Severn", "the Harbour Bank")
    assert compared.matter == {"kent"}


def told(asked: Asked, text: str, title: str | None = None) -> list[tuple[str, str]]:
    passage = passage_of(text, title=title)
    found = list(figures(asked, [passage]))
    return [(one.owner.name, sliced(passage, one.place)) for one in found if "then" not in one.beside]


BRANCHES = Asked("amount", "branches", key_of("has"), "bank", frozenset())
PROFIT = Asked("amount", "profit", key_of("made"), "bank", frozenset())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Castle & Severn has 2.3 million customers, 131 branches and 4,900 staff.", [("Castle & Severn", "131")]),
        ("Northmoor, the Leeds bank, now runs some 214 branches.", [("Northmoor", "214")]),
        ("Northmoor closed 46 branches and will close 38, leaving it with 214.", [("Northmoor", "214")]),
        ("Northmoor Bank grew fast. It has 214 branches.", [("Northmoor Bank", "214")]),
        ("Northmoor Bank sued Castle & Severn. It has 214 branches.", []),
        ("Northmoor Bank bought a building society. It has 214 branches.", []),
        ("Northmoor Bank and Castle & Severn have 345 branches.", []),
        ("A merger would create a bank with 345 branches.", []),
        ("Northmoor plans to have 214 branches. Northmoor could have 300 branches.", []),
        ("If the deal goes through, Northmoor has 300 branches.", []),
        ("Northmoor has shut 46 branches. Northmoor closed 46 branches.", []),
        ("Northmoor had 500 branches.", []),
        ("Northmoor has twice as many staff as 90 branches.", []),
        ("The owner of Northmoor has 20 branches.", []),
        ("Does Northmoor have 20 branches?", []),
    ],
)
def test_whose_branches(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(BRANCHES, text) == expected


def test_the_bank_is_the_one_of_the_title_unless_another_is_spoken_of() -> None:
    text = "Northmoor Bank grew fast. Staff were glad. The bank has 214 branches."
    assert told(BRANCHES, text, "Northmoor lifts profit") == [("Northmoor Bank", "214")]
    text = "Northmoor Bank grew fast. Castle & Severn, the Bristol bank, fell. The bank has 131 branches."
    assert told(BRANCHES, text, "Northmoor lifts profit") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Arden made a profit of £5 million, up from £4 million.", [("Arden", "£5 million")]),
        ("Arden Fund's net profit rose to £6 million.", [("Arden Fund", "£6 million")]),
        ("Arden Fund reported a £7 million pre-tax profit.", [("Arden Fund", "£7 million")]),
        ("Arden Fund slipped. Profit for 2023 came to £8 million.", [("Arden Fund", "£8 million")]),
        ("Arden Fund reported a fall in profit of £3 million.", []),
        ("Arden Fund reported a £3 million rise in profit.", []),
        ("Arden Fund issued a £3 million profit warning.", []),
        ("Arden Fund denied that it had made a profit of £9 million.", []),
    ],
)
def test_whose_profit(text: str, expected: list[tuple[str, str]]) -> None:
    assert told(PROFIT, text) == expected


@pytest.mark.parametrize(
    ("by", "thing", "verb", "text", "expected"),
    [
        ("term", "sentence", "got", "A court sentenced the builder Ivo Mines to seven years.", [("Ivo Mines", "seven years")]),
        ("term", "sentence", "got", "His engineer, Igor Danek, received three years.", [("Igor Danek", "three years")]),
        ("term", "sentence", "got", "Ivo Mines was given 3 days to leave. Ivo Mines got three years of training.", []),
        ("term", "sentence", "got", "Ivo Mines was jailed for seven and a half years.", []),
        ("term", "sentence", "got", "The prosecution of Ivo Mines had asked for eleven years.", []),
        ("age", "", "is", "Ann Lee, 19, and the 58-year-old builder Bo Berg met.", [("Ann Lee", "19"), ("Bo Berg", "58-year")]),
        ("age", "", "is", "The mother of Bo Berg, 70, wept. Lund (Rudar) 22. Ann Lee, 41 votes. Bo Berg was 24 when he left.", []),
        ("size", "long", "is", "The Tarn Bridge is 412 metres long. The Alder Bridge is 30 metres wide.", [("The Tarn Bridge", "412 metres")]),
        ("price", "bid", "is", "The club had gifts of £400 from Ann Lee and £300 from Bo Berg.", []),
        ("price", "bid", "is", "Kelso Marine's bid was £1.5 million.", [("Kelso Marine", "£1.5 million")]),
    ],
)  # fmt: skip
def test_whose_term_age_size_and_price(
    by: str, thing: str, verb: str, text: str, expected: list[tuple[str, str]]
) -> None:
    assert told(Asked(by, thing, key_of(verb), "", frozenset()), text) == expected


@pytest.mark.parametrize(
    ("question", "sentence", "answer", "expected"),
    [
        ("Which school has more teachers?", "Elm School has fewer teachers than Birch School.", "Elm", "Birch School"),
        ("Which school has fewer teachers?", "Elm School has fewer teachers than Birch School.", "Elm", "Elm School"),
        ("Which school has more pupils?", "Elm School has fewer teachers than Birch School.", "Elm", None),
        ("Which school has more teachers?", "Elm School has more teachers than last year.", "Elm", None),
        ("Who sold more cars, Ardo or Belt?", "Ardo outsold Belt last year.", "Belt", "Ardo"),
        ("Who sold more cars, Ardo or Belt?", "Ardo was outsold by Belt last year.", "Ardo", "Belt"),
        ("Who is older, Lund or Berg?", "Many older houses near Berg fell.", "Berg", None),
    ],
)
def test_what_a_sentence_says_that_compares(question: str, sentence: str, answer: str, expected: str | None) -> None:
    compared = comparison(question)
    assert compared is not None
    at = sentence.index(answer)
    place = side_told(compared, sentence, (at, at + len(answer)))
    assert (sentence[slice(*place)] if place else None) == expected


ARTICLES = {
    "northmoor.txt": "Northmoor Bank lifts profit\n\n15 February 2024\n\nNorthmoor Bank made a pre-tax profit of £1.84 billion in 2023, "
    "up from £1.52 billion the year before. It is based in Leeds.\n\nNorthmoor closed 46 branches last year and will close another 38 by "
    "December, leaving it with 214.\n\nThe bank has 5.2 million customers. It employs 11,400 people, of whom 7,000 work in Yorkshire.\n",
    "castle.txt": "Castle & Severn slides to smaller profit\n\n1 March 2024\n\nCastle & Severn, the Bristol bank, reported a fall in annual "
    "profit of 28 per cent on Friday. Pre-tax profit for 2023 came to £612 million, against £850 million in 2022.\n\nCastle & Severn has "
    "2.3 million customers, 131 branches and 4,900 staff.\n\nA merger with its rival would create a bank with 345 branches.\n",
    "minutes.txt": "Minutes of the harbour committee\n\n20 March 2024\n\nCHRISTMAS LIGHTS\n\nThe committee noted a quotation of £18,400 from "
    "Brightway Ltd for new lights, against £15,950 from Lumen & Sons. Members preferred the cheaper bid.\n",
    "court.txt": "Builder jailed over dormitory\n\n12 June 2025\n\nA court in Velika sentenced the builder Zdravko Mines to seven years in "
    "prison over the collapse. Mines, 58, was cleared of bribery.\n\nHis site engineer, Igor Danek, 61, received three years. Ruza Filic, "
    "an inspector, was acquitted.\n\nThe prosecution had asked for eleven years for Danek.\n",
    "schools.txt": "Schools of the valley\n\n2 September 2024\n\nBirch School has 640 pupils. Elm School could have 900 pupils next year, the "
    "council said. Elm School has fewer teachers than Birch School.\n",
    "clubs.txt": "Derby ends 2-1\n\n14 October 2024\n\nMarten United, the oldest club, have 21 trophies. Rook City, a club of the north, "
    "had 30 trophies in 1950. Rook City have 12,000 members in Norvik. Marten United have 9,000 members.\n",
    "seats.txt": "Valley council elected\n\n3 May 2024\n\nThe Green Party won 12 seats. The Farmers Party won 9 seats, the Harbour Party 4.\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    return Pincite.open(make_folder(tmp_path_factory.mktemp("comparing"), ARTICLES))


def marked(answer: Answer) -> list[list[str]]:
    """What is emphasised in each statement, every text of which is its citation's quote on one line."""
    for statement in answer.statements:
        assert statement.text == " ".join(statement.citations[0].quote.split())
    return [[one.text[a:b] for a, b in one.emphasis] for one in answer.statements]


@pytest.mark.parametrize(
    ("question", "short", "emphasised"),
    [
        ("Which bank has more branches?", "Northmoor", [["Northmoor", "214"], ["131"]]),
        ("Which bank has fewer branches?", "Castle & Severn", [["Castle & Severn", "131"], ["214"]]),
        ("Does Northmoor or Castle & Severn have more branches?", "Northmoor", [["Northmoor", "214"], ["131"]]),
        ("Which of the two banks made more profit in 2023?", "Northmoor Bank", [["Northmoor Bank", "£1.84 billion"], ["£612 million"]]),
        ("Which bank has more customers?", "Northmoor", [["5.2 million"], ["2.3 million"]]),
        ("Which bank employs more people?", "Northmoor", [["11,400"], ["4,900"]]),
        ("Which bid for the Christmas lights was cheaper?", "Lumen & Sons", [["£18,400", "£15,950", "Lumen & Sons"]]),
        ("Who got a longer sentence, Mines or Danek?", "Zdravko Mines", [["Zdravko Mines", "seven years"], ["three years"]]),
        ("Who is older, Mines or Danek?", "Igor Danek", [["58", "Igor Danek", "61"]]),
    ],
)  # fmt: skip
def test_figures_decide_and_both_are_shown(
    library: Pincite, question: str, short: str, emphasised: list[list[str]]
) -> None:
    answer = library.ask(question)
    assert (answer.answer, marked(answer)) == (short, emphasised)
    assert any(short in citation.quote for one in answer.statements for citation in one.citations)
    assert not answer.disagreements


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Which bank made more profit in 2022?", id="one-side's-figure-is-of-another-year"),
        pytest.param("Which bank has more branches, Northmoor or Banco Almedina?", id="one-side-is-not-told"),
        pytest.param("Which bank employs more people in Yorkshire?", id="one-figure-is-of-a-part"),
        pytest.param("Which school has more pupils?", id="one-figure-is-planned"),
        pytest.param("Who got a longer sentence, Mines or Filic?", id="one-was-acquitted"),
        pytest.param("Which club has more trophies?", id="one-figure-is-of-long-ago"),
        pytest.param("Which club has more members?", id="one-figure-is-of-one-town"),
        pytest.param("Which party won fewer seats?", id="a-third-one-is-told-without-a-verb"),
    ],
)
def test_nothing_is_decided(library: Pincite, question: str) -> None:
    answer = library.ask(question)
    assert not answer.answered and answer.answer is None and not answer.statements
    assert answer.nearest


def test_a_sentence_that_compares_answers_by_what_it_says(library: Pincite) -> None:
    assert library.ask("Which school has fewer teachers?").answer == "Elm School"
    assert library.ask("Which school has more teachers?").answer == "Birch School"


def test_whose_a_figure_is_is_cited_where_its_own_sentence_does_not_say(library: Pincite) -> None:
    first, second = library.ask("Which bank has more customers?").statements
    own, naming = first.citations
    assert own.quote == "The bank has 5.2 million customers." and naming.quote.startswith("Northmoor closed")
    assert len(second.citations) == 1
