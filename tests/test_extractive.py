"""Spans become statements: exact, emphasised, with a short answer; lists, yes or no, quotations, and where articles differ."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from qa.answering import definitions
from qa.answering.drafts import Draft, quotable
from qa.answering.extractive import OF_ONE_ANSWER, SPANS_COMPARED, THRESHOLD, compared, draft, nearest
from qa.citing import Citer, line_of, trimmed
from qa.reading import AnswerSpan
from tests.helpers import passage_of, span_of
from vectorstore import stemming
from vectorstore.lexical import Query

TEXT = "  The bridge fell on Tuesday. \r\nNobody was hurt!\r\n"


def query_of(question: str) -> Query:
    """A question's words, each as rare as the next."""
    words = {
        stemming.stem(word): word
        for word in stemming.WORD.findall(stemming.fold(question))
        if word not in stemming.STOP_WORDS
    }
    return Query(words, dict.fromkeys(words, 1.0), dict.fromkeys(words, 1), ())


def drafted(question: str, *spans: AnswerSpan, threshold: float = THRESHOLD) -> Draft:
    texts = {span.passage.file: " " * span.passage.start + span.passage.text for span in spans}
    found = draft(question, query_of(question), spans, texts, threshold)
    for statement in found.statements:
        for citation in statement.citations:
            assert citation.quote == texts[citation.file][citation.start : citation.end]
    return found


@pytest.mark.parametrize("start", [0, 7], ids=["at-the-start", "further-on"])
def test_white_space_is_left_out_by_moving_offsets(start: int) -> None:
    passage = passage_of(TEXT, start=start)
    first, last = trimmed(passage, (start, start + len(TEXT)))
    assert TEXT[first - start : last - start] == TEXT.strip()


@pytest.mark.parametrize(
    ("text", "lines"),
    [("a\nb\nc", "123"), ("a\r\nb\rc", "123"), ("\n\na", "3"), ("\r\n\r\na b", "33"), ("", "")],
    ids=["lf", "crlf-and-cr", "blank", "blank-crlf", "empty"],
)
def test_lines_count_from_one(text: str, lines: str) -> None:
    letters = [position for position, letter in enumerate(text) if not letter.isspace()]
    assert [line_of(text, position) for position in letters] == list(map(int, lines))


def test_a_citation_is_sliced_from_the_article() -> None:
    whole = "Title\r\n\r\n" + TEXT
    passage = passage_of(TEXT, start=9)
    citation = Citer({"a.txt": whole})(passage, trimmed(passage, (9, 9 + len(TEXT))))
    assert citation.quote == whole[citation.start : citation.end] == TEXT.strip()
    assert citation.lines == (3, 4)


def test_a_statement_is_the_sentence_with_the_answer_emphasised() -> None:
    found = drafted(
        "When did the old bridge give way?",
        span_of("Years later it was over.  The old  bridge fell on  Tuesday night.", "Tuesday", start=40),
    )
    (statement,) = found.statements
    assert statement.text == "The old bridge fell on Tuesday night." and found.answer == "Tuesday"
    (place,) = statement.emphasis
    assert statement.text[slice(*place)] == "Tuesday"


def test_a_sentence_about_him_comes_with_the_one_before() -> None:
    text = "Anna Lindt spoke on Monday. She blamed rust."
    passage = passage_of(text)
    assert passage.text[slice(*quotable(passage, passage.sentences[1]))] == text
    assert passage.text[slice(*quotable(passage, passage.sentences[0]))] == "Anna Lindt spoke on Monday."
    apart = passage_of("Anna Lindt spoke on Monday.\n\nShe blamed rust.")
    assert apart.text[slice(*quotable(apart, apart.sentences[1]))] == apart.text
    first, second, third = "Anna Lindt spoke on Monday.", "She blamed rust.", "She left."
    long = passage_of(f"{first} {second} {third}")
    # The sentence or two.
    assert long.text[slice(*quotable(long, long.sentences[2]))] == f"{second} {third}"
    lines = passage_of("A headline\nShe blamed rust.")
    assert lines.text[slice(*quotable(lines, lines.sentences[1]))] == "She blamed rust."


def test_below_the_threshold_nothing_is_shown_and_the_nearest_is() -> None:
    spans = [span_of("The bridge fell on Tuesday.", "Tuesday", f"{i}.txt", 0.1 * i) for i in range(1, 5)]
    found = drafted("When?", *spans[:1])
    assert found.answer is None and found.statements == ()
    assert 0 < found.probability < THRESHOLD
    assert drafted("When?", *spans[:1], threshold=0.01).statements
    assert drafted("When?") == Draft(None, (), (), 0.0)
    close = nearest([], spans, {span.passage.file: span.passage.text for span in spans})
    assert [citation.file for citation in close] == ["4.txt", "3.txt", "2.txt"]


def test_what_came_nearest_is_a_sentence_and_no_heading_where_there_is_one() -> None:
    heading, sentence = (
        span_of("Praise for Pyongyang", "Pyongyang", "a.txt", 0.3),
        span_of("The bridge fell on Tuesday.", "Tuesday", "b.txt", 0.1),
    )
    texts = {span.passage.file: span.passage.text for span in (heading, sentence)}
    assert [one.file for one in nearest([], [heading, sentence], texts)] == ["b.txt"]
    assert [one.file for one in nearest([], [heading], texts)] == ["a.txt"]


def test_the_same_answer_in_several_articles_is_one_statement_that_cites_each() -> None:
    found = drafted(
        "Where did they meet?",
        span_of("They met in Vladivostok in the autumn.", "Vladivostok", "a.txt", 0.9),
        span_of("The summit took place in Vladivostok, officials said.", "Vladivostok", "b.txt", 0.8),
    )
    (statement,) = found.statements
    assert [citation.file for citation in statement.citations] == ["a.txt", "b.txt"]
    assert statement.origins == 2 and statement.score > 0.9 and found.disagreements == ()


def test_a_list_is_answered_with_all_its_names() -> None:
    text = (
        "Accompanying Putin are defense minister Andrei Belousov, Foreign Minister Sergei Lavrov, and Alexander Novak."
    )
    assert drafted("who accompanied Putin?", span_of(text, "Sergei Lavrov")).answer == (
        "Andrei Belousov, Sergei Lavrov and Alexander Novak"
    )


def test_a_question_for_one_gets_one_of_a_list() -> None:
    text = "With him came Foreign Minister Sergei Lavrov, and Deputy Prime Minister Alexander Novak."
    assert drafted("Who is the foreign minister?", span_of(text, "Sergei Lavrov")).answer == "Sergei Lavrov"
    assert drafted("Who came with him?", span_of(text, "Sergei Lavrov")).answer == "Sergei Lavrov and Alexander Novak"


def test_a_question_for_several_gets_several_statements() -> None:
    spans = [
        span_of("Finland joined the alliance in 2023.", "Finland", "a.txt", 0.9),
        span_of("Sweden followed a year later.", "Sweden", "b.txt", 0.8),
        span_of("Austria stayed out of it.", "Austria", "c.txt", 0.3),
    ]
    found = drafted("Which countries joined the alliance?", *spans)
    assert found.answer == "Finland and Sweden" and len(found.statements) == 2 and found.disagreements == ()
    assert len(drafted("Which country joined the alliance?", *spans).statements) == 1


MET = [
    span_of("Putin and Kim last met in Vladivostok in September.", "Vladivostok", "3.txt", 0.9),
    span_of("Putin and Kim last met at Russia’s Vostochny cosmodrome.", "Vostochny cosmodrome", "4.txt", 0.8),
    span_of("Putin and Kim last met in far eastern Russia.", "far eastern Russia", "0.txt", 0.7),
    span_of("Putin and Kim last met in Pyongyang, a rumour has it.", "Pyongyang", "5.txt", 0.2),
]


def test_articles_that_differ_are_both_shown() -> None:
    found = drafted("Where did Putin and Kim last meet?", *MET)
    (disagreement,) = found.disagreements
    assert [(side.answer, side.origins) for side in disagreement.sides] == [
        ("Vladivostok", 1),
        ("Vostochny cosmodrome", 1),
    ]
    assert [side.citations[0].quote for side in disagreement.sides] == [span.passage.text for span in MET[:2]]
    assert [statement.citations[0].file for statement in found.statements] == ["3.txt", "4.txt"]


@pytest.mark.parametrize(
    ("question", "told", "differ"),
    [
        ("Where did Lee and Moe last meet?", "The visit follows a meeting of Lee and Moe in May in Karsk.", True),
        ("Where did Lee and Moe last meet?", "The visit follows a meeting of Lee and Moe in June in Karsk.", False),
        ("Where did Lee and Moe last meet?", "The visit follows a meeting of Lee and Moe in Karsk.", False),
        ("Where did Lee and Moe meet?", "The visit follows a meeting of Lee and Moe in May in Karsk.", False),
    ],
    ids=["of-the-same-month", "of-another-month", "at-no-time", "not-the-last"],
)
def test_an_event_of_the_same_time_is_the_same_last_one(question: str, told: str, differ: bool) -> None:
    sure = span_of("Lee and Moe last met in Brindal in May.", "Brindal", "a.txt", 0.6)
    found = drafted(question, sure, span_of(told, "Karsk", "b.txt", 0.3))
    assert bool(found.disagreements) is differ and found.answer == "Brindal"


def test_a_region_is_no_other_place_than_a_city_in_it() -> None:
    sure = span_of("Putin and Kim last met in Vladivostok, Russia.", "Vladivostok", "3.txt", 0.9)
    assert drafted("Where did Putin and Kim last meet?", sure, MET[2]).disagreements == ()


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Putin said after the visit that Russia and North Korea are friends.", "Russia and North Korea"),
        ("It was sunny in Hanoi. Putin will visit another country after North Korea.", "Hanoi"),
    ],
    ids=["repeats-the-question", "sentence-on-something-else"],
)
def test_what_is_no_answer_to_the_question_is_no_other_side(text: str, answer: str) -> None:
    sure = span_of("After North Korea, Putin will visit Vietnam, a country in the south.", "Vietnam", "3.txt", 0.95)
    found = drafted("Which country will Putin visit after North Korea?", sure, span_of(text, answer, "5.txt", 0.9))
    assert found.answer == "Vietnam" and found.disagreements == ()


def test_the_answer_to_a_question_on_somebody_else_is_no_other_side() -> None:
    seoul, moscow, other = (
        span_of(f"{name} is the defense minister of {country}.", name, f"{name}.txt", 0.9)
        for name, country in (("Shin Won-sik", "South Korea"), ("Belousov", "Russia"), ("Kim Yong-hyun", "South Korea"))
    )
    asked = "Who is the defense minister of South Korea?"
    assert drafted(asked, seoul, moscow).disagreements == ()
    assert len(drafted(asked, seoul, other).disagreements) == 1


def test_copies_do_not_outvote() -> None:
    copies = [span_of(MET[0].passage.text, "Vladivostok", f"copy{i}.txt", 0.9) for i in range(5)]
    (disagreement,) = drafted("Where did Putin and Kim last meet?", *copies, MET[1]).disagreements
    assert [side.origins for side in disagreement.sides] == [1, 1]


def test_another_side_is_heard_however_many_copies_there_are() -> None:
    sentence = "Putin and Kim last met in Vladivostok in September."
    copies = [span_of(f"{sentence} So wrote desk {i}.", "Vladivostok", f"copy{i}.txt", 0.9) for i in range(40)]
    edited = [span_of(f"Sources: {sentence}", "Vladivostok", f"edited{i}.txt", 0.85) for i in range(9)]
    kept = compared([*copies, *edited, MET[1]])
    assert kept[-1] is MET[1] and len(kept) == OF_ONE_ANSWER + 1
    (disagreement,) = drafted("Where did Putin and Kim last meet?", *copies, *edited, MET[1]).disagreements
    assert [(side.answer, side.origins) for side in disagreement.sides] == [
        ("Vladivostok", 1),
        ("Vostochny cosmodrome", 1),
    ]


def test_what_is_further_down_than_other_answers_is_not_compared() -> None:
    spans = [span_of(f"They met in Karsk{i}.", f"Karsk{i}", f"{i}.txt", 0.9) for i in range(SPANS_COMPARED + 1)]
    assert compared(spans) == spans[:-1] and compared([]) == []
    assert compared([spans[0], span_of("It was there.", "there", "low.txt", 0.2)]) == spans[:1]


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("What was the death toll of the sinking?", "The death toll of the sinking was *14*.", "The death toll of the sinking rose to *19*."),
        ("What is the population of Karsk?", "The population of Karsk is *40,000*.", "Karsk has a population of *65,000*."),
        ("Which hospital was the guard taken to?", "The guard was taken to *Saint Brigid’s Hospital*.", "The guard was taken to the *Royal Infirmary*."),
        ("At what port did the ship dock?", "The ship did dock at the port of *Hull*.", "The ship did dock at *Leith*."),
        ("Which minister resigned over the fire?", "The minister who resigned over the fire is *Ann Lee*.", "The minister *Bob Ross* resigned over the fire."),
    ],
    ids=["toll", "population", "hospital", "port", "minister"],
)  # fmt: skip
def test_sides_are_shown_where_the_question_shows_no_kind(question: str, one: str, other: str) -> None:
    spans = [
        span_of(text.replace("*", ""), text.split("*")[1], file, 0.9)
        for text, file in ((one, "a.txt"), (other, "b.txt"))
    ]
    (disagreement,) = drafted(question, *spans).disagreements
    assert [side.answer for side in disagreement.sides] == [span.text for span in spans]


@pytest.mark.parametrize(
    ("question", "one", "other", "answer", "differ"),
    [
        ("Who spoke at the memorial service?", "Governor *Rufus Tane* spoke at the memorial service.", "Mayor *Ottoline Vane* spoke at the memorial service, too.", "Rufus Tane and Ottoline Vane", False),
        ("Who was arrested over the fire?", "The owner *Ann Lee* was arrested over the fire.", "A guard, *Bob Ross*, was arrested over the fire.", "Ann Lee and Bob Ross", False),
        ("Who spoke first at the memorial service?", "Governor *Rufus Tane* spoke first at the memorial service.", "Mayor *Ottoline Vane* spoke first at the memorial service.", "Rufus Tane", True),
        ("Who spoke at the memorial service?", "Governor *Rufus Tane* spoke at the memorial service.", "In Brindal, *Ottoline Vane* opened a new market.", "Rufus Tane", False),
        ("Who won the cup?", "*Ann Lee* won the cup.", "*Bob Ross* won the cup.", "Ann Lee", True),
    ],
    ids=["spoke", "arrested", "first", "something-else", "won"],
)  # fmt: skip
def test_what_several_may_have_done_is_no_contradiction(
    question: str, one: str, other: str, answer: str, differ: bool
) -> None:
    spans = [
        span_of(text.replace("*", ""), text.split("*")[1], file, score)
        for text, file, score in ((one, "a.txt", 0.9), (other, "b.txt", 0.85))
    ]
    found = drafted(question, *spans)
    assert found.answer == answer and bool(found.disagreements) is differ


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("Did Putin visit Pyongyang?", "Putin visited Pyongyang on Wednesday.", "Yes"),
        ("Did Putin visit Pyongyang?", "Putin did not visit Pyongyang.", "No"),
        ("Did Putin visit Pyongyang?", "Putin may visit Pyongyang.", None),
        ("Did Putin visit Pyongyang?", "Putin will visit Pyongyang.", None),
        ("Will Putin visit Pyongyang?", "Putin will visit Pyongyang.", "Yes"),
        ("Did Kim visit Putin?", "Putin visited Kim.", None),
        ("Did Putin visit Pyongyang?", "Pyongyang is a city with a visiting hour.", None),
        ("Is Putin in North Korea?", "Putin commended North Korea.", None),
    ],
    ids=["yes", "no", "unsure", "yet-to-come", "as-asked", "other-way-round", "something-else", "no-verb"],
)
def test_yes_and_no(question: str, text: str, answer: str | None) -> None:
    assert drafted(question, span_of(text, text.split()[0])).answer == answer


def test_a_topic_is_answered_with_the_sentence_on_it_and_no_short_answer() -> None:
    text = "It was a long day. Belousov, Lavrov and Novak came along."
    found = drafted("Belousov Lavrov Novak", span_of(text, "day", score=0.01))
    assert found.answer is None and found.statements[0].text == "Belousov, Lavrov and Novak came along."


def test_a_yes_or_no_question_without_a_sentence_on_it_is_not_answered() -> None:
    assert drafted("Did Putin visit Pyongyang?", span_of("The bridge fell.", "bridge", score=0.9)).statements == ()


def test_what_somebody_said_is_answered_with_the_quotation() -> None:
    text = "The visit was long. Kim said of the visit that it was “a great event for all”. Nobody else came."
    found = drafted("What did Kim say about the visit?", span_of(text, "visit"))
    assert found.answer == "a great event for all"
    assert found.statements[0].text.startswith("Kim said")


@pytest.mark.parametrize(
    ("question", "text", "said"),
    [
        ("Who is Alexander Novak?", "Alexander Novak, the deputy prime minister, came too.", "the deputy prime minister"),
        ("Who is Andrei Belousov?", "He brought the new defense minister Andrei Belousov along.", "the new defense minister"),
        ("What is KCNA?", "It was said by North Korea’s state news agency KCNA.", "North Korea’s state news agency"),
        ("Who was Kim Jong Il?", "He was received by Kim’s father, Kim Jong Il.", "Kim’s father"),
        ("What is a MIRV?", "A MIRV is a missile with several warheads, each on its own way.", "a missile with several warheads"),
    ],
)  # fmt: skip
def test_a_definition_is_what_the_sentence_says_of_the_term(question: str, text: str, said: str) -> None:
    other = span_of("Novak flew to Pyongyang with Belousov, KCNA said.", "Pyongyang", "b.txt", 0.95)
    assert drafted(question, other, span_of(text, text.split()[0], score=0.1)).answer == said


@pytest.mark.parametrize("question", ["What was the verdict?", "What is the verdict?"])
def test_what_was_the_verdict_is_no_question_for_a_definition(question: str) -> None:
    surprise = span_of("The verdict was a surprise to his family.", "surprise", "a.txt", 0.3)
    guilty = span_of("The verdict of the jury was guilty of fraud.", "guilty of fraud", "b.txt", 0.9)
    assert drafted(question, surprise, guilty).answer == "guilty of fraud"


@pytest.mark.parametrize("question", ["what is a mirv", "who is alexander novak"])
def test_a_definition_is_found_in_small_letters(question: str) -> None:
    spans = [
        span_of("A MIRV is a missile with several warheads.", "several", "a.txt", 0.1),
        span_of("Alexander Novak, the deputy prime minister, came too.", "too", "b.txt", 0.1),
    ]
    found = drafted(question, *spans, span_of("The MIRV of Alexander Novak flew far.", "far", "c.txt", 0.95))
    assert found.answer in ("a missile with several warheads", "the deputy prime minister")


@pytest.mark.parametrize(
    ("text", "span", "said"),
    [
        ("Ada Holm was born in Karsk.", "Karsk", "Ada Holm was born in Karsk."),
        ("Holm, 52, succeeds Ada Holm, who retired.", "Holm, 52", "Holm, 52, succeeds Ada Holm, who retired."),
        ("Engineer Ada Holm, who leads it, was there.", "Engineer", "Engineer"),
        ("Ada Holm sailed the ferry for years.", "sailed the ferry", "sailed the ferry"),
    ],
)
def test_a_name_alone_does_not_say_who_somebody_is(text: str, span: str, said: str) -> None:
    assert drafted("Who is Ada Holm?", span_of(text, span, score=0.9)).answer == said


def test_what_does_not_define_the_term_is_not_taken_for_it() -> None:
    text = "Novak, who came too, met the defense minister Belousov in the Kim Il Sung Square, the centre of the city."
    assert list(definitions.defining("Novak", [(passage_of(text), (0, len(text)))])) == []


def test_what_happened_goes_before_what_may() -> None:
    found = drafted(
        "Did Putin and Kim sign an agreement?",
        span_of("Putin and Kim may sign an agreement.", "agreement", "a.txt", 0.9),
        span_of("Putin has signed a far-reaching new agreement with his host Kim.", "agreement", "b.txt", 0.2),
    )
    assert found.statements[0].text.startswith("Putin has signed")


def test_what_is_beside_the_matter_is_no_better_for_being_plain() -> None:
    found = drafted(
        "Has North Korea denied providing Russia with weapons?",
        span_of("Like Russia, North Korea is isolated.", "Russia", "a.txt", 0.3),
        span_of("North Korea denied providing anybody with arms.", "anybody", "b.txt", 0.3),
    )
    assert [statement.text for statement in found.statements] == ["North Korea denied providing anybody with arms."]


def test_articles_that_take_different_ones_of_two_offered_differ() -> None:
    one = span_of("Putin and Kim last met in Vladivostok in September.", "Vladivostok", "a.txt", 0.4)
    other = span_of("Putin and Kim met at the Vostochny cosmodrome in September.", "Vostochny cosmodrome", "b.txt", 0.3)
    found = drafted("Did Putin and Kim meet in Vladivostok or at the Vostochny cosmodrome in September?", one, other)
    (disagreement,) = found.disagreements
    assert [side.answer for side in disagreement.sides] == ["Vladivostok", "Vostochny cosmodrome"]


def test_of_a_list_the_short_answer_is_what_its_items_say() -> None:
    text = "Its members are:\n1. Harriet Osei\n2. Leon Fisk\n3. Maya Brandt\n"
    passage = passage_of(text, start=5)
    start, end = 5 + text.index("Harriet"), 5 + text.index("Brandt") + len("Brandt")
    span = AnswerSpan(passage, start, end, (5 + text.index("1."), 5 + len(text)), 0.9)
    found = drafted("Who are the members of the delegation?", span)
    (statement,) = found.statements
    assert found.answer == "Harriet Osei, Leon Fisk and Maya Brandt"
    assert [statement.text[slice(*place)] for place in statement.emphasis] == [
        "Harriet Osei",
        "Leon Fisk",
        "Maya Brandt",
    ]


def test_a_list_comes_with_the_sentence_that_announces_it() -> None:
    text = "The traders asked Linden for three things:\n\n- a second ferry;\n- free changes;\n- a weekly update.\n\nLinden declined."
    found = drafted("What did the traders ask Linden for?", span_of(text, "three things", "a.txt", 0.9))
    assert found.answer == "a second ferry, free changes and a weekly update"
    (statement,) = found.statements
    assert statement.text.endswith("a weekly update.")
    assert "declined" not in statement.text


def counted(text: str, answer: str, file: str, score: float, day: int | None) -> AnswerSpan:
    span = span_of(text, answer, file, score)
    return replace(span, passage=replace(span.passage, date=date(2024, 11, day) if day else None))


@pytest.mark.parametrize(("day", "shown"), [(21, "17"), (None, "11")], ids=["later", "undated"])
def test_the_last_count_comes_first(day: int | None, shown: str) -> None:
    monday = counted("At least 11 people were killed by Storm Odalys.", "11", "a.txt", 0.8, 18)
    later = counted("People killed by Storm Odalys rose to 17.", "17", "b.txt", 0.4, day)
    found = drafted("How many people were killed by Storm Odalys?", monday, later)
    assert found.answer == shown
    sides = [side.answer for disagreement in found.disagreements for side in disagreement.sides]
    assert sides == (["17", "11"] if day else [])
