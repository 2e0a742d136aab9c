"""What a question asks for."""

from __future__ import annotations

import pytest

from qa.answering import names, questions


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("who accompanied Putin?", "name"),
        ("Whose plane landed?", "name"),
        ("Where did he land?", "place"),
        ("Which countries joined?", "place"),
        ("How many containers were shipped?", "number"),
        ("When did he land?", "time"),
        ("What year was it?", "time"),
        ("What percentage voted?", "percent"),
        ("What did Kim say?", "quotation"),
        ("What was the magnitude of the earthquake?", "number"),
        ("What is the current unemployment rate?", "number"),
        ("What was the weather?", None),
        ("What was the ferry called?", None),
        ("What did the company call its new line of soups?", None),
        ("What has he called his new book?", None),
        ("What did the Kremlin call the visit?", "quotation"),
        ("What has he called the West?", "quotation"),
        ("Who was there when he landed?", "name"),
        ("When did the man who landed leave?", "time"),
        ("Which city did the man who landed leave?", "place"),
        ("Why did he go?", None),
        ("Putin Pyongyang", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str | None) -> None:
    assert questions.asked_for(question) == kind


@pytest.mark.parametrize("question", ["Is Putin in Pyongyang?", "did Kim agree", "Weren't they there?"])
def test_yes_or_no(question: str) -> None:
    assert questions.is_yes_no(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who is he?",
        "Is it A or B?",
        "Island nations?",
        "Can",
        "Can you list the members?",
        "Could you tell me who came?",
    ],
)
def test_not_yes_or_no(question: str) -> None:
    assert not questions.is_yes_no(question)


@pytest.mark.parametrize(
    ("question", "offered"),
    [
        ("Did they meet in Paris or in Rome?", True),
        ("Who won, Lindt or Berg?", True),
        ("Was it two or three?", True),
        ("Did they meet in Paris?", False),
        ("Who was killed or hurt?", False),
        ("What did he say about war or peace?", False),
    ],
)
def test_what_may_be_the_answer_is_offered(question: str, offered: bool) -> None:
    assert questions.offers_choice(question) is offered


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Can you tell me who announced the deal?", ["who announced the deal?"]),
        ("Do you know when the leak happened?", ["when the leak happened?"]),
        ("Can you swim?", ["Can you swim?"]),
        ("Can you list the members of the union?", ["What are the members of the union?"]),
        ("Can you please name the ministers who came?", ["name the ministers who came?"]),
        ("Please name the countries that joined.", ["name the countries that joined."]),
        ("Give me a list of the countries that joined.", ["What are the countries that joined."]),
        ("Could you give me the names of all the victims?", ["What are the victims?"]),
        ("Could you tell me the name of the mayor?", ["What is the name of the mayor?"]),
        ("Could you tell me whether Putin came?", ["whether Putin came?"]),
        ("Would you describe the plan?", ["describe the plan?"]),
        ("When was the leak? How many litres were released?", ["When was the leak?", "How many litres were released?"]),
        ("When and where did the train derail?", ["When did the train derail?", "Where did the train derail?"]),
        ("Is the bridge open and who paid for it?", ["Is the bridge open", "who paid for it?"]),
    ],
)
def test_polite_and_double_questions(question: str, expected: list[str]) -> None:
    assert questions.parts(question) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did they meet in Paris or in Rome?", ("Paris", "Rome")),
        (
            "Did they meet in New York or at the Vostochny cosmodrome in September?",
            ("New York", "Vostochny cosmodrome"),
        ),
        ("Who won, Anna Lindt or Berg?", ("Anna Lindt", "Berg")),
        ("Were ten or twelve people hurt?", ("ten", "twelve people hurt")),
        ("Who was killed or hurt?", ()),
    ],
)
def test_offered(question: str, expected: tuple[str, ...]) -> None:
    assert questions.offered(question) == expected


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Which countries joined NATO?", True),
        ("Which countries accuse the North?", True),
        ("Which boss accuses the North?", False),
        ("Which news channel showed it?", False),
        ("What makes it fly?", False),
        ("What sports does he play?", True),
        ("What are the names of the victims?", True),
        ("List the ministers", True),
        ("Who were the passengers?", True),
        ("Who accompanied Putin?", False),
        ("Which country joined NATO?", False),
        ("What percent of voters backed it?", False),
        ("What is this?", False),
    ],
)
def test_one_or_several(question: str, several: bool) -> None:
    assert questions.asks_for_several(question) is several


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("Belousov Lavrov Novak", True),
        ("the summit in Pyongyang", True),
        ("Who came", False),
        ("List the ministers", False),
        ("Did Putin come", False),
        ("Lavrov?", False),
    ],
)
def test_words_that_ask_nothing_are_a_topic(question: str, topic: bool) -> None:
    assert questions.is_topic(question) is topic


def test_a_definition_names_its_term() -> None:
    assert questions.defined_term("What is a MIRV?") == "MIRV"
    assert questions.defined_term("who's Alexander Novak") == "Alexander Novak"
    assert questions.defined_term("What is the number of people who came to see it?") is None


@pytest.mark.parametrize(
    ("question", "term"),
    [
        ("what is a mirv", "mirv"),
        ("who is alexander novak", "Alexander novak"),
        ("What is Vostochny?", "Vostochny"),
        ("What is the Bank of England?", "Bank of England"),
        ("What is climate change?", "climate change"),
        ("What was Operation Barbarossa?", "Operation Barbarossa"),
        ("Who is Stephen King?", "Stephen King"),
        ("What was the verdict?", None),
        ("What is the outcome?", None),
        ("What was the cause of the fire?", None),
        ("What is the price of oil?", None),
        ("What was the Winter War?", None),
        ("What is Russia's share?", None),
        ("What is his name?", None),
        ("What is he called?", None),
        ("What is happening in Gaza?", None),
        ("Who is Russia's foreign minister?", None),
        ("Who is the Pope?", None),
        ("Who is president of Vietnam?", None),
    ],
)
def test_what_asks_for_what_is_called_so_is_no_definition(question: str, term: str | None) -> None:
    assert questions.defined_term(question) == term


@pytest.mark.parametrize("question", ["Can you list the members?", "Please name the members.", "List of all members"])
def test_a_polite_wish_for_a_list_asks_for_several(question: str) -> None:
    (part,) = questions.parts(question)
    assert questions.asks_for_several(part) and not questions.is_topic(part)


def test_parts_of_a_question() -> None:
    assert questions.parts("Who came and when did he leave?") == ["Who came", "when did he leave?"]
    assert questions.parts("What did Putin and Kim sign?") == ["What did Putin and Kim sign?"]
    assert questions.parts("Who are the defense ministers of Russia and of South Korea?") == [
        "Who is the defense minister of Russia?",
        "Who is the defense minister of South Korea?",
    ]
    assert len(questions.parts("What were the capitals of France, Spain and the United Kingdom?")) == 3
    assert len(questions.parts("What are the causes of death and injury?")) == 1
    assert len(questions.parts("Who are the leaders of Russia?")) == 1
    assert len(questions.parts("Who are the directors of Johnson and Johnson?")) == 1
    assert len(questions.parts("Who are the leaders of Trinidad and Tobago?")) == 1
    assert len(questions.parts("Who came, and when did he go and where did he go and why did he go?")) == 3


@pytest.mark.parametrize(
    ("sentence", "touched", "listed"),
    [
        (
            "Accompanying Putin are key figures including the new defense minister Andrei Belousov, Foreign Minister "
            "Sergei Lavrov, and Deputy Prime Minister Alexander Novak.",
            "Sergei Lavrov",
            ["Andrei Belousov", "Sergei Lavrov", "Alexander Novak"],
        ),
        ("George W. Bush and Bill Clinton came.", "Bill Clinton", ["George W. Bush", "Bill Clinton"]),
        ("Biden met Gov. Gavin Newsom and his wife Jennifer Newsom.", "Newsom", ["Gavin Newsom", "Jennifer Newsom"]),
        ("Putin met Kim, and left with Lavrov.", "Kim", []),
        ("He was born in Paris, France, in May.", "Paris", []),
        ("Nobody came.", "came", []),
    ],
    ids=["titles", "initial", "role", "two-clauses", "apposition", "no-name"],
)
def test_names_beside_an_answer(sentence: str, touched: str, listed: list[str]) -> None:
    at = sentence.index(touched)
    assert [sentence[a:b] for a, b in names.names_beside(sentence, (at, at + len(touched)))] == listed


def test_a_list_reads_like_one() -> None:
    assert names.listed(["A"]) == "A"
    assert names.listed(["A", "B"]) == "A and B"
    assert names.listed(["A", "B", "C"]) == "A, B and C"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Who is the foreign minister of Russia?", True),
        ("Which minister was there?", True),
        ("who accompanied Putin?", False),
        ("Who are the ministers?", False),
        ("Which ministers were there?", False),
        ("Who is among the delegates?", False),
    ],
)
def test_one_thing_or_perhaps_more(question: str, expected: bool) -> None:
    assert questions.asks_for_one(question) is expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ahead of his arrival, Putin praised Kim.", ["Putin", "Kim"]),
        ("He left. Ahead lay Moscow.", ["He", "Moscow"]),
        ("“Once again,” said Kim.", ["Kim"]),
        ("The film Ahead won in Cannes.", ["The", "Ahead", "Cannes"]),
        ("Inside Out won.", ["Inside Out"]),
    ],
)
def test_a_word_that_only_begins_a_sentence_is_no_name(text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in names.names_in(text)] == found


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("Who accompanied Putin?", False),
        ("Where did they last meet?", False),
        ("Which ministers came with him?", True),
        ("Did he arrive?", True),
        ("What did Putin say about the West?", True),
        ("putin visit", True),
    ],
)
def test_what_may_have_several_answers(question: str, several: bool) -> None:
    assert questions.may_have_several(question) is several


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("Where did Putin and Kim last meet?", True),
        ("Where was their last meeting held?", True),
        ("Whom did he most recently visit?", True),
        ("When did they last meet?", False),
        ("Where did they meet last year?", False),
        ("Who was the last king?", False),
        ("Where did they meet?", False),
    ],
)
def test_what_asks_for_the_last_of_several_events(question: str, last: bool) -> None:
    assert questions.asks_for_the_last(question) is last


@pytest.mark.parametrize(
    ("question", "holder"),
    [
        ("What is Ada Holm's job?", "Ada Holm"),
        ("What was Ada Holm’s role in the Berg trial?", "Ada Holm"),
        ("what position does Ada Holm hold now?", "Ada Holm"),
        ("What does Ada Holm do for a living?", "Ada Holm"),
        ("What is Ada Holm's salary?", None),
        ("What was Ada Holm's role in the attack?", None),
        ("What was Ada Holm's job earlier in her career?", None),
        ("What does the mayor do?", None),
    ],
)
def test_whose_job_is_asked_for(question: str, holder: str | None) -> None:
    assert questions.defined_term(question) == holder
    assert questions.asks_who_somebody_is(question) is (holder is not None)
