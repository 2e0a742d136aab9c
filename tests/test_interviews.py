"""In question-and-answer form nobody "says": a reply is the words of whoever is interviewed, and a question is not."""

from __future__ import annotations

import pytest

from qa import Answer, Pincite
from qa.answering.interviews import turns
from qa.retrieval import node_of, passage_of_node
from tests.helpers import make_folder

BAKER = """Five minutes with Nora Quill

12 May 2024
Interview by Ben Archer

Nora Quill, 52, took over the Harwick bakery from her uncle in April.

What was your first job?
I swept the floor of a mill in Dunmere. I still cannot stand the smell of wet flour.

You have a lease that ends in a year. Why did you sign it?
Because somebody has to bake the bread. I was told in March that the landlord would not renew.

Prices are going up by a fifth.

What do you say to customers who complain about the price of bread?
That they are right. I complain about it myself every morning. Flour costs twice what it did.

Did you vote in the harbour referendum?
That is between me and the ballot box.
"""
MAYOR = """"Nobody ever thanked a drain"

The Courier interview: Iris Holloway, mayor of Penmarch
By Tom Reddick
18 May 2024

Iris Holloway, 61, a former surveyor, has been mayor of Penmarch since 2021.

Q: You were a Liberal councillor until 2020. Why did you leave the party?
A: Because I was told how to vote on the swimming pool. I sleep better now.

Q: Is the museum safe?
A: For this year, yes. Beyond next March I can't promise anything, and I won't pretend to.

Q: The parking charges are going up by ten per cent. Shopkeepers say you are driving them away.
A: They hadn't gone up since 2018. I do understand the anger.

Q: What do you do when you are not working?
A: I swim in the river every morning with six other women. We call ourselves the Penmarch Drownings, and nobody else finds it funny.

Q: And what are you reading?
A: The minutes, mostly. And a very long novel about a lighthouse, for the fourth time, because I like to know how a thing ends.
"""
TRANSCRIPT = """What was said at the hearing on the viaduct

The committee questioned the engineer Karl Brandt on Tuesday. Its chair was Wilma Osei.

OSEI: Did you know about the rust in 2019?
BRANDT: I knew about it. I wrote two letters and nobody replied.
OSEI: You could have closed the viaduct.
BRANDT: I had no power to close it. That is for the minister.
"""
ARTICLES = {
    "baker.txt": BAKER,
    "mayor.txt": MAYOR,
    "hearing.txt": TRANSCRIPT,
    "council.txt": "Council raises the rates\n\n20 May 2024\n\nThe council of Penmarch raised the rates by three per cent on Monday. "
    "Iris Holloway, the mayor, said the budget was tight. “We have cut what we could,” she said.\n",
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Pincite:
    return Pincite.open(make_folder(tmp_path_factory.mktemp("interviews"), ARTICLES))


def spoken(text: str, title: str = "") -> dict[str, str]:
    """The first words of each turn and whose it is."""
    return {text[turn.start : turn.end].strip()[:20]: turn.speaker for turn in turns(text, title)}


def shown(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "What did Quill say about the price of bread?",
            "What do you say to customers who complain about the price of bread? That they are right. I complain about it myself every "
            "morning. Flour costs twice what it did.",
        ),
        (
            "What does Holloway say about the museum?",
            "Q: Is the museum safe? A: For this year, yes. Beyond next March I can't promise anything, and I won't pretend to.",
        ),
        (
            "What did Iris Holloway say about the parking charges?",
            "Q: The parking charges are going up by ten per cent. Shopkeepers say you are driving them away. A: They hadn't gone up "
            "since 2018. I do understand the anger.",
        ),
        (
            "What did Karl Brandt say about the rust?",
            "OSEI: Did you know about the rust in 2019? BRANDT: I knew about it. I wrote two letters and nobody replied.",
        ),
    ],
)
def test_a_reply_is_quoted_with_its_question(library: Pincite, question: str, said: str) -> None:
    answer = library.ask(question)
    assert shown(answer)[0] == said
    (citation,) = answer.statements[0].citations
    assert library.read(citation.file)[citation.start : citation.end] == citation.quote
    assert (
        answer.answer
        and answer.answer in said
        and "?" not in answer.answer
        and not answer.answer.startswith(("A:", "B"))
    )


@pytest.mark.parametrize(
    ("question", "of_another"),
    [
        ("What did Ben Archer say about the price of bread?", "bread"),
        ("What did Tom Reddick say about the museum?", "museum"),
        ("What did Quill say about the museum?", "museum"),
        ("What did Wilma Osei say about the rust?", "I knew about it"),
        ("What did Quill say about prices going up by a fifth?", "Prices are going up"),
    ],
)
def test_nobody_is_given_what_another_says(library: Pincite, question: str, of_another: str) -> None:
    assert not any(of_another in text for text in shown(library.ask(question)))


def test_why_is_answered_by_the_reply_of_whoever_the_question_names(library: Pincite) -> None:
    answer = library.ask("Why did Holloway leave the Liberal party?")
    assert answer.answer and "told how to vote on the swimming pool" in answer.answer
    assert shown(answer)[0].startswith(
        "Q: You were a Liberal councillor until 2020. Why did you leave the party? A: Because"
    )


def test_whoever_asks_is_nobody() -> None:
    said = spoken(BAKER)
    assert said["I swept the floor of"] == said["That they are right."] == "Nora Quill"
    assert said["What was your first "] == said["You have a lease tha"] == ""
    # What stands before a question may be said by whoever asks.
    assert "Prices are going up " not in said


def test_a_label_says_who_speaks() -> None:
    said = spoken(TRANSCRIPT)
    assert said["BRANDT: I knew about"] == "Karl Brandt"
    assert said["OSEI: You could have"] == "Wilma Osei"
    two = TRANSCRIPT.replace("Its chair", "His brother Emil Brandt came, too. Its chair")
    assert spoken(two)["BRANDT: I knew about"] == ""


@pytest.mark.parametrize(
    "headline",
    [
        "Interview with Nora Quill",
        "Ten questions for the baker, Nora Quill",
        "Q&A: Nora Quill on flour, floors and her uncle",
        "Nora Quill: “Somebody has to bake the bread”",
        "“Somebody has to bake the bread”, says Nora Quill",
        "Nora Quill answers your questions",
    ],
)
def test_headlines_that_say_who_is_interviewed(headline: str) -> None:
    text = BAKER.replace("Five minutes with Nora Quill", headline)
    assert set(spoken(text, headline).values()) == {"", "Nora Quill"}


@pytest.mark.parametrize(
    "headline",
    [
        "Five minutes with Nora Quill and Otto Brandt",
        "Five minutes with Nora and Otto Quill",
        "Five minutes with the head of the Harwick Bakery Company, who bakes",
        "Five minutes with Nora Quill's uncle",
        "A life in flour",
        "Otto Brandt: is bread too dear?",
    ],
)
def test_a_headline_of_two_or_of_none_names_nobody(headline: str) -> None:
    assert turns(BAKER.replace("Five minutes with Nora Quill", headline), headline) == ()


FAQ = """Questions and answers: Harwick Savings Bank

Is my money safe?
Yes. Deposits are protected up to £85,000.

Will my account number change?
Not before 2026. You will get a letter.

Can I still use my card?
Yes. You need do nothing.
"""
FEATURE = """The big interview: Nora Quill

Nora Quill took over the bakery in April. “I complain about it myself,” she said.

But is bread too dear?

Quill does not think so. “Flour costs twice what it did,” she said.

What would you pay?

Customers in Harwick pay £4 a loaf, and few of them complain.
"""
FACTS = "Fact box: the viaduct\n\nOpened: 1931\nOwner: Harwick County\nLength: 412 metres\nSafe? Nobody knows.\nToll: none\n"


@pytest.mark.parametrize("text", [FAQ, FEATURE, FACTS, f"Q: {FAQ}"], ids=["faq", "rhetorical", "facts", "marked"])
def test_look_alikes_have_no_turns(text: str) -> None:
    assert turns(text, text.splitlines()[0]) == ()


def test_a_long_or_further_paragraph_is_a_reply_only_where_it_speaks_as_one() -> None:
    text = BAKER.replace(
        "Because somebody has to bake the bread.",
        "Because somebody has to.\n\nI would do it again.\n\nThe lease ends in May.\n\nOtto left.",
    )
    said = spoken(text)
    assert said["I would do it again."] == "Nora Quill"
    assert "The lease ends in Ma" not in said


def test_markdown_and_wrapped_lines() -> None:
    text = (
        "# Interview with Nora Quill\n\n**What was your first job?**\nI swept the floor\nof a mill.\n\n**Would you do it again?**\n"
        "I would not.\n\n**What do you read?**\nMy recipes.\n"
    )
    found = turns(text, "Interview with Nora Quill", markdown=True)
    assert [(text[turn.start : turn.end].strip()[:8], turn.speaker) for turn in found] == [
        ("**What w", ""),
        ("I swept ", "Nora Quill"),
        ("**Would ", ""),
        ("I would ", "Nora Quill"),
        ("**What d", ""),
        ("My recip", "Nora Quill"),
    ]


def test_turns_travel_with_the_passage_and_leave_its_title_alone(library: Pincite) -> None:
    passage = next(p for p in library.search("What is Holloway reading?") if "lighthouse" in p.text)
    assert passage.title == '"Nobody ever thanked a drain"'
    assert passage.heading == f"Iris Holloway: {passage.title}"
    (node,) = [
        node
        for node in library.as_retriever().retrieve("What is Holloway reading?")
        if node.node.node_id == str(passage.id)
    ]
    assert passage_of_node(node).turns == passage.turns
    assert passage.turns and node_of(passage).metadata["turns"]
