"""The reader's spans: exact, whole words, within a sentence, with odds; in any LlamaIndex engine too."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from qa import Passage, Pincite, engine, reader
from qa.errors import ModelError
from qa.reader import answer_units
from qa.reading import ReaderPostprocessor, answer_span, asked_stems, features, read
from qa.whole_words import whole_words
from tests.helpers import ANY_TEXT, UNHURRIED, passage_of, span_of

needs_model = pytest.mark.skipif(not reader.available(), reason="the package holds no reader yet")

# Words whose letters something else stands between.
JOINED = (
    "O'Brien O’Brien don’t l’Élysée AT&T R&D example.com www.bbc.co.uk 10:30 p.m. 1,200 2.5 4:2:1 हिन्दी क्\u200dष "
    "e\u0301te\u0301s Ἀ\u0301ρ\u0342ης U.S. Kobe said 14"
).split(" ")
WORDS = st.sampled_from(JOINED)
TEXT_OF_WORDS = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)

BRIDGE = "The harbour bridge collapsed on Tuesday. Mayor Anna Lindt said that 14 people were hurt. Repairs will cost $2.5 million."


def widened(text: str, given: str) -> str:
    """What :func:`whole_words` makes of ``given`` in ``text``, all of which is one sentence."""
    at = 5 + text.index(given)
    a, b = whole_words(passage_of(text, start=5), (at, at + len(given)), (5, 5 + len(text)))
    return text[a - 5 : b - 5]


def test_without_a_reader_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "available", lambda: False)
    with pytest.raises(ModelError, match="make reader"):
        read("who?", [passage_of(BRIDGE)])


@needs_model
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who said that people were hurt?", "Anna Lindt"),
        ("How many people were hurt?", "14"),
        ("When did the bridge collapse?", "Tuesday"),
        ("How much will repairs cost?", "$2.5 million"),
    ],
)
def test_the_best_span_answers(question: str, answer: str) -> None:
    best = read(question, [passage_of(BRIDGE)])[0]
    assert answer in best.text and best.score > 0.4
    assert len(best.text) <= len(answer) + 12


@needs_model
@pytest.mark.parametrize("start", [0, 4711])
def test_spans_are_exact_and_ranked(start: int) -> None:
    passages = [passage_of(BRIDGE, start=start), passage_of("Nothing happened here. It rained.", "b.txt", number=2)]
    spans = read("How many people were hurt?", passages)
    assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)
    for span in spans:
        own = span.passage
        assert span.text == own.text[span.start - own.start : span.end - own.start] != ""
        assert span.sentence[0] <= span.start < span.end <= span.sentence[1]
        assert span.sentence in own.sentences
        assert 0 <= span.score <= 1
    assert all(sum(span.passage is p for span in spans) <= reader.SPANS_A_PASSAGE for p in passages)


@needs_model
def test_what_does_not_answer_has_low_odds() -> None:
    asked = "How many people were hurt?"
    answered = read(asked, [passage_of(BRIDGE)])[0].score
    refused = read(asked, [passage_of("The minister opened a new library on Monday. It holds rare maps.")])
    assert max(span.score for span in refused) < 0.5 < answered


@needs_model
def test_the_items_of_a_numbered_list_are_one_answer() -> None:
    text = "The town sends a delegation to Oslo in August. Its members are:\n\n1. Harriet Osei\n2. Leon Fisk\n3. Maya Brandt\n\nThey will stay for four days."
    best = read("Who are the members of the delegation to Oslo?", [passage_of(text)])[0]
    assert best.text == "Harriet Osei\n2. Leon Fisk\n3. Maya Brandt"


@needs_model
@settings(UNHURRIED, max_examples=30)
@given(texts=st.lists(st.one_of(ANY_TEXT, TEXT_OF_WORDS), max_size=4), question=st.one_of(ANY_TEXT, WORDS))
def test_any_text_is_read_exactly(texts: Sequence[str], question: str) -> None:
    passages = [passage_of(text, start=3, number=i) for i, text in enumerate(texts)]
    for span in read(question, passages):
        own = span.passage
        assert own.start <= span.sentence[0] <= span.start <= span.end <= span.sentence[1] <= own.end
        a = span.start - own.start
        inside = a > 0 and own.text[a - 1].isalnum() and own.text[a : a + 1].isalnum()
        assert not inside or span.start == span.sentence[0]
        if set(own.text.split()) <= set(JOINED):
            assert set(span.text.split()) <= set(JOINED)


@needs_model
def test_a_long_passage_is_read_in_windows() -> None:
    filler = "The committee met again and discussed the budget of the library at length. " * 60
    place = passage_of(filler + "The harbour bridge collapsed on Tuesday. " + filler[:700])
    best = read("When did the harbour bridge collapse?", [place])[0]
    assert best.text == "Tuesday" and best.start == place.text.index("Tuesday")


@needs_model
def test_nothing_to_read() -> None:
    assert read("who?", []) == []
    assert read("who?", [passage_of("")]) == []
    assert read("", [passage_of(BRIDGE)]) is not None


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("the Kremlin said", "Krem", "Kremlin"),
        ("costs 2.5 million", "5 million", "2.5 million"),
        ("in 1,200 cases", "200", "1,200"),
        ("he said “never” again", "“never", "never"),
        ("he said “never” again", "“never”", "“never”"),
        ("(in Paris) he", "Paris)", "Paris"),
        ("cafe\u0301 noir", "caf", "cafe\u0301"),
        ("well-known man", "known", "known"),
        ("the 71-year-old man", "71-year", "71-year-old"),
        ("the 71-year-old man", "71", "71"),
        ("It sent North Korean missiles in boxes.", "Korean missiles", "North Korean missiles"),
        ("It sent them to New York by sea.", "to New", "to New York"),
        ("Turning East they met Kim.", "they", "they"),
        ("Ed O'Brien left", "Brien", "O'Brien"),
        ("Ed O’Brien left", "Ed O", "Ed O’Brien"),
        ("they don’t know", "don", "don’t"),
        ("see example.com now", "example", "example.com"),
        ("see example.com.", "com", "example.com"),
        ("bought AT&T shares", "AT", "AT&T"),
        ("at 10:30 p.m. today", "30 p.m.", "10:30 p.m."),
        ("कहा हिन्दी में", "हिन्", "हिन्दी"),
        ("कहा हिन्दी में", "दी", "हिन्दी"),
        ("in e\u0301te\u0301s noirs", "e\u0301te\u0301", "e\u0301te\u0301s"),
        ("in Russia’s east", "Russia", "Russia"),
        ("He left.She won", "left", "left"),
        ("he said ‘no’ again", "no’", "no"),
    ],
    ids=[
        "word",
        "decimal",
        "thousands",
        "half-quoted",
        "quoted",
        "bracket",
        "combining",
        "hyphen",
        "hyphens",
        "number",
        "name",
        "name-cut-behind",
        "no-name",
        "apostrophe",
        "curly-apostrophe",
        "contraction",
        "dotted-name",
        "dotted-name-at-the-end",
        "ampersand",
        "clock-time",
        "marks",
        "marks-before",
        "letter-after-mark",
        "possessive",
        "no-space",
        "half-quoted-apostrophe",
    ],
)
def test_whole_words(text: str, given: str, expected: str) -> None:
    assert widened(text, given) == expected


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("20 million kroner (about 2 million euros).", "20 million kroner (about 2 million euros", None),
        ("20 million kroner (about 2 million euros) a year", "20 million kroner (about 2", "20 million kroner"),
        ("the union [sic", "the union [sic", "the union"),
        ("from the WHO (Geneva) and the UN (New York)", "WHO (Geneva) and the UN (New York", None),
        ("in Bergen (Norway)", "(Norway", "Norway"),
        ("- 1 September 2024: the wreck is found", "September 2024", "1 September 2024"),
        ("on 3rd of May 2024", "May 2024", "3rd of May 2024"),
        ("on 3 May 2024", "May", "May"),
        ("on 3 May 2024", "2024", "2024"),
        ("Of 2 may have left one", "may have left", "may have left"),
    ],
)
def test_neither_a_bracket_nor_a_day_is_cut(text: str, given: str, expected: str | None) -> None:
    assert widened(text, given) == (given + ")" if expected is None else expected)


@UNHURRIED
@given(text=TEXT_OF_WORDS, data=st.data())
def test_any_span_becomes_whole_words(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text) - 1))
    given = text[at : data.draw(st.integers(at + 1, len(text)))]
    at += len(given) - len(given.lstrip())
    a, b = whole_words(passage_of(text, start=5), (5 + at, 5 + at + len(given.strip())), (5, 5 + len(text)))
    assert not given.strip() or set(text[a - 5 : b - 5].split()) <= set(JOINED)


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("It opens at 11 a.m. today", "11 a.m", "11 a.m."),
        ("It opens at 11 a.m. today", "11 a", "11 a.m."),
        ("It opens at 11 a.m.", "11 a.m", "11 a.m."),
        ("made by Acme Inc. in May", "Acme Inc", "Acme Inc."),
        ("in the U.S. Senate", "U.S", "U.S."),
        ("He left on Tuesday.", "Tuesday", "Tuesday"),
        ("He said no.", "no", "no"),
        ("They met Ed.", "Ed", "Ed"),
    ],
    ids=["hour", "half-an-hour", "at-the-end", "firm", "country", "word", "no", "first-name"],
)
def test_an_abbreviation_keeps_its_full_stop(text: str, given: str, expected: str) -> None:
    assert widened(text, given) == expected


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("costs between $150 million and $180 million, he said", "$150 million", "between $150 million and $180 million"),
        ("costs between $150 million and $180 million, he said", "180", "between $150 million and $180 million"),
        ("lays between 19 and 28 eggs", "19 and 28", "between 19 and 28"),
        ("lays between 19 and 28 eggs", "28 eggs", "between 19 and 28 eggs"),
        ("lasts from three to five days", "five", "from three to five"),
        ("lasts three to five days", "three", "three to five"),
        ("lasts 3 days to 5 days", "3 days", "3 days to 5 days"),
        ("is between 5 km and 10 km away", "5 km", "between 5 km and 10 km"),
        ("is open between 10 and 11 a.m. only", "10", "between 10 and 11 a.m."),
        ("grew from 5% to 7% in May", "5% to 7%", "from 5% to 7%"),
        ("grew from 5% to 7% in May", "7%", "7%"),
        ("fell from 10 to 5 in May", "5", "5"),
        ("passed by 52 to 48 votes", "52", "52"),
        ("gave 3 cows to 5 farms", "3 cows", "3 cows"),
        ("in 2019 and 2020", "2019", "2019"),
        ("between Paris and 28 towns", "28", "28"),
        ("one to watch", "one", "one"),
    ],
)  # fmt: skip
def test_one_end_of_a_range_takes_the_other_along(text: str, given: str, expected: str) -> None:
    assert widened(text, given) == expected


def test_a_range_ends_where_its_sentence_does() -> None:
    text = "It lays between 19 and 28 eggs."
    passage = passage_of(text, start=5)
    at, end = 5 + text.index("19"), 5 + text.index(" 28")
    assert whole_words(passage, (at, at + 2), (5, end)) == (at, at + 2)


@pytest.mark.parametrize(
    ("question", "text", "given", "expected"),
    [
        ("Where did they meet?", "They met at Russia’s Vostochny cosmodrome and left.", "Russia", "Russia’s Vostochny cosmodrome"),
        ("Where did they meet?", "They met in Japan’s Kobe Port Tower, he said.", "Japan", "Japan’s Kobe Port Tower"),
        ("Where did they meet?", "They met in Russia’s far east.", "Russia", "Russia"),
        ("Where did they meet?", "He met Russia’s Vladimir Putin in Sochi.", "Russia", "Russia"),
        ("Who met them?", "They met at Russia’s Vostochny cosmodrome.", "Russia", "Russia"),
        ("Where did they meet?", "They met in Russia", "Russia", "Russia"),
    ],
    ids=["to-its-noun", "names-alone", "no-name", "no-place", "not-asked", "at-the-end"],
)  # fmt: skip
def test_a_country_takes_the_place_in_it_along(question: str, text: str, given: str, expected: str) -> None:
    passage, at = passage_of(text, start=5), text.index(given)
    span = answer_span(question, passage, (at, at + len(given)), (5, 5 + len(text)))
    assert span.text == expected and span.sentence == (5, 5 + len(text))


@pytest.mark.parametrize("added", [" this time", " this time around"])
def test_this_time_asks_for_nothing(added: str) -> None:
    assert asked_stems(f"Who accompanies Putin{added}?") == asked_stems("Who accompanies Putin?")


LISTS = {
    "dashes": "Delegates:\n- Ann Belousov\n- Ed Lavrov\n- Al Novak\nThey flew home.",
    "numbers": "Delegates:\n1. Ann Belousov\n2. Ed Lavrov\n3. Al Novak\nThey flew home.",
    "numbers-and-brackets": "Delegates:\n1) Ann Belousov;\n2) Ed Lavrov;\n3) Al Novak.\nThey flew home.",
}


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
def test_the_items_of_a_list_are_one_unit(text: str) -> None:
    start, end = text.index("\n") + 1, text.index("They")
    assert (5 + start, 5 + end) in answer_units(passage_of(text, start=5))


@pytest.mark.parametrize("text", LISTS.values(), ids=LISTS)
@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("Belousov", "Ed", ("Ann Belousov", "Ed Lavrov")),
        ("Ann", "3", ("Ann Belousov", "Al Novak")),
        ("1", "Belousov", ("Ann Belousov", "Ann Belousov")),
        ("Lavrov", "Lavrov", ("Lavrov", "Lavrov")),
    ],
    ids=["parts", "a-mark", "its-own-mark", "within-one"],
)
def test_of_several_items_each_is_read_whole(text: str, first: str, last: str, found: tuple[str, str]) -> None:
    if "1" not in text:
        first, last = first.replace("1", "- Ann"), last.replace("3", "- Al")
    passage = passage_of(text, start=5)
    unit = next(unit for unit in answer_units(passage) if unit[0] == 5 + text.index("\n") + 1)
    a, b = whole_words(passage, (5 + text.index(first), 5 + text.index(last) + len(last)), unit)
    assert (a, b) == (5 + text.index(found[0]), 5 + text.index(found[1]) + len(found[1]))


@needs_model
@pytest.mark.skipif(not engine.int8_is_exact(), reason="OpenVINO's int8 sums saturate on this CPU")
@pytest.mark.parametrize("question", ["who accompanied Putin?", "Where did Putin and Kim last meet?"])
def test_both_engines_read_the_same(indexed_seeds: Pincite, question: str) -> None:
    pytest.importorskip("openvino")
    passages = indexed_seeds.search(question, 8)
    one, other = (read(question, passages, name)[0] for name in ("openvino", "onnxruntime"))
    assert (one.passage.file, one.start, one.end) == (other.passage.file, other.start, other.end)
    assert one.score == pytest.approx(other.score, abs=0.1)


@needs_model
def test_people_who_share_the_machine_read_what_each_would_alone(indexed_seeds: Pincite) -> None:
    questions = ["who accompanied Putin?", "When did Putin arrive in North Korea?", "What gift did Putin give Kim?"]
    passages = indexed_seeds.search("Putin in North Korea")
    alone = [reader.weigh(question, passages) for question in questions]
    with ThreadPoolExecutor(3, initializer=engine.take_one_core) as askers:
        together = list(askers.map(lambda question: reader.weigh(question, passages), questions))
    for own, shared in zip(alone, together, strict=True):
        assert [one.answers for one in shared] == pytest.approx([one.answers for one in own], abs=0.1)
        for a, b in zip(own, shared, strict=True):
            assert (a.spans[0].place, a.spans[0].unit) == (b.spans[0].place, b.spans[0].unit)


def test_it_reorders_the_nodes_of_any_llamaindex_engine() -> None:
    texts = ["The minister opened a library.", BRIDGE, "It rained on Monday."]
    nodes = [
        NodeWithScore(node=TextNode(text=text, metadata={"file_name": f"{i}.txt"}), score=0.5)
        for i, text in enumerate(texts)
    ]
    ranked = ReaderPostprocessor(top_n=2).postprocess_nodes(
        nodes, query_bundle=QueryBundle("How many people were hurt?")
    )
    assert len(ranked) == 2 and ranked[0].node.get_content() == BRIDGE
    stated = ranked[0].node.metadata
    assert BRIDGE[stated["answer_start"] : stated["answer_end"]] == stated["answer"]
    assert "14" in stated["answer"]
    assert (ranked[0].score or 0) > (ranked[1].score or 0)
    assert ReaderPostprocessor().postprocess_nodes(nodes) == nodes


@needs_model
def test_it_reads_pincites_own_nodes(indexed_seeds: Pincite) -> None:
    question = "who accompanied Putin?"
    nodes = indexed_seeds.as_retriever(8).retrieve(question)
    best = ReaderPostprocessor().postprocess_nodes(nodes, query_str=question)[0]
    stated = best.node.metadata
    text = indexed_seeds.read(stated["file"])
    assert text[stated["answer_start"] : stated["answer_end"]] == stated["answer"]


@needs_model
def test_a_title_says_what_a_passage_is_about() -> None:
    # A passage that begins with its own title is not told it twice.
    with_title = Passage(
        **{**{name: getattr(passage_of(BRIDGE), name) for name in Passage.__slots__}, "title": "The harbour bridge"}
    )
    assert read("How many people were hurt?", [with_title])[0].text


@needs_model
def test_an_articles_own_date_line_tells_of_no_event() -> None:
    text = "Published 14 March 2024\n\nA fire broke out in Harwick on Tuesday night, the brigade said."
    passage = replace(passage_of(text), date=date(2024, 3, 14))
    assert read("When did the fire break out?", [passage])[0].text == "Tuesday night"
    assert "14 March 2024" not in [span.text for span in read("When did the fire break out?", [passage])]
    assert "14 March 2024" in [span.text for span in read("When was the article published?", [passage])]


@pytest.mark.parametrize(
    ("text", "given", "expected"),
    [
        ("They met at Russia’s Vostochny cosmodrome in September.", "Russia", "Vostochny cosmodrome"),
        ("The two last met in Vladivostok in September.", "two last met", "Vladivostok"),
        ("They met in Vladivostok and at the Vostochny cosmodrome.", "Vladivostok", "Vladivostok"),
        ("They met in Paris.", "Paris", "Paris"),
    ],
    ids=["one", "the-other", "both", "neither"],
)
def test_of_what_is_offered_the_answer_is_what_the_sentence_gives(text: str, given: str, expected: str) -> None:
    start = text.index(given)
    question = "Did they meet in Vladivostok or at the Vostochny cosmodrome in September?"
    assert answer_span(question, passage_of(text), (start, start + len(given)), (0, len(text))).text == expected


@pytest.mark.parametrize(
    ("answer", "echo"),
    [("DPRK", 1.0), ("North Korea", 1.0), ("Vietnam", 0.0), ("Korea Telecom", 0.5)],
)
def test_a_country_by_another_of_its_names_is_said_in_the_question(answer: str, echo: float) -> None:
    question = "Which country comes after North Korea?"
    span = span_of(f"He spoke of {answer} on the way.", answer)
    found = features(question, asked_stems(question), span, 0, 0.0, 0.0)
    assert found["echo"] == echo


def test_who_did_it_is_read_whole() -> None:
    text = "The biology department of Karsk moved to the old mill in 2019."
    at = text.index("Karsk")
    span = answer_span("Who moved to the old mill?", passage_of(text), (at, at + 5), (0, len(text)))
    assert span.text == "The biology department of Karsk"
