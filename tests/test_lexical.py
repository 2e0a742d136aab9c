"""Words find passages in any script and whatever stands in the question, phrases go first, and stems agree with the
full-text index's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import SEEDS
from tests.helpers import ANY_TEXT, UNHURRIED, new_store
from tests.store_rows import article, put
from vectorstore import Filters, Store, lexical, stemming
from vectorstore.records import PassageRow

TEXTS = {
    "putin.txt": ["Putin was accompanied by Belousov on the trip.", "The visit took two days."],
    "cafe.txt": ["The Café Zürich closed in March.", "Nobody said why it closed."],
    "near.txt": ["The station is near the harbour.", "NOT a word AND nothing OR else."],
    "who.txt": ["To be or not to be."],
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = new_store(tmp_path_factory.mktemp("lexical") / "index")
    put(store, *(article(file, sentences, title=file[:-4]) for file, sentences in TEXTS.items()))
    yield store
    store.close()


def files(store: Store, question: str, filters: Filters | None = None) -> list[str]:
    return [store.passages([hit.id])[hit.id].file for hit in store.search_lexical(question, 10, filters)]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Who accompanied Putin?", "putin.txt"),
        ("accompanies", "putin.txt"),
        ("cafe zurich", "cafe.txt"),
        ("CAFÉ", "cafe.txt"),
        ("cafe\u0301", "cafe.txt"),
        ("“near the harbour”", "near.txt"),
        ("to be or not to be", "who.txt"),
        ('"to be or not to be"', "who.txt"),
        ("what is NEAR(station harbour)", "near.txt"),
        ("station* AND (harbour OR", "near.txt"),
        ('an "unclosed quotation about the harbour', "near.txt"),
        ("title:harbour", "near.txt"),
        ("harbour' OR 1=1; DROP TABLE words; --", "near.txt"),
        ("harbour\x00\x1b[2J", "near.txt"),
        ("^harbour + -station {near}", "near.txt"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_a_question_finds(store: Store, question: str, first: str) -> None:
    assert files(store, question)[0] == first


@pytest.mark.parametrize(
    "question",
    ["?!…", "()*\"'", '""', "\u0301\u0308", "👩‍🚀", "xyzzyqq", "“?!”", "\ud800", "“xyzzyq\ud800”"],
    ids=ascii,
)
def test_a_question_that_finds_nothing_is_no_error(store: Store, question: str) -> None:
    assert files(store, question) == []


@given(st.text(st.characters(), max_size=60))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_question_is_an_error(store: Store, question: str) -> None:
    files(store, question)
    files(store, f'"{question}"')


SCRIPTS = {
    "ru": "Лидеры ещё раз обсудили Китай и Российский флот",
    "uk": "Україна і її війська",
    "el": "Η κυβέρνηση ανακοίνωσε ΝΕΑ μέτρα",
    "ar": "أعلن الرئيس السفر إلى القاهرة",
    "he": "ראש יִשְׂרָאֵל",
    "ko": "푸틴 대통령이 평양 방문",
    "ja": "プーチン が 平壌",
    "hi": "क़ानून पर",
    "latin": "Đoković Łódź Kjærsgaards Straße İstanbul São CO₂ oﬃces ﬁnance ２０２４ 2½ Windows™ №7",
}


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = new_store(tmp_path_factory.mktemp("scripts") / "index")
    put(store, *(article(file, [text]) for file, text in SCRIPTS.items()))
    put(store, article("other", ["Nothing of the kind."]))
    yield store
    store.close()


@pytest.mark.parametrize(("file", "word"), [(file, word) for file, text in SCRIPTS.items() for word in text.split()])
def test_a_word_is_found_by_how_it_stands_in_the_article(scripts: Store, file: str, word: str) -> None:
    for typed in (word, unicodedata.normalize("NFD", word)):
        query = lexical.parse(scripts.catalog, typed)
        (found,) = lexical.candidates(scripts.catalog, query)
        (matched,) = lexical.match(query, scripts.passages([found]).values()).values()
        assert scripts.passages([found])[found].file == file
        assert matched.words == query.words.keys() and min(query.documents.values()) == 1


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        pytest.param("Горбачёв", "Горбачев", id="without-diaeresis"),
        pytest.param("CO₂", "CO2", id="subscript"),
        pytest.param("CO2", "CO₂", id="subscript-typed-plain"),
        pytest.param("km2", "km²", id="superscript-typed-plain"),
        pytest.param("κυβέρνηση", "ΚΥΒΕΡΝΗΣΗ", id="capitals-without-accent"),
        pytest.param("إلى", "الى", id="without-hamza"),
        pytest.param("Kjærsgaards", "Kjærsgaard", id="ending-after-another-letter"),
        pytest.param("Китай", unicodedata.normalize("NFD", "Китай"), id="decomposed"),
        pytest.param("ﬁnances", "finance", id="ligature"),
    ],
)
def test_a_word_is_found_in_another_spelling(tmp_path: Path, typed: str, written: str) -> None:
    store = new_store(tmp_path / "index")
    put(store, article("a.txt", [f"They say {written} now."]), article("b.txt", ["Nobody says so."]))
    assert files(store, typed) == ["a.txt"]
    both = lexical.parse(store.catalog, f"{typed} {written}")
    assert max(both.documents.values()) == 1 and lexical.candidates(store.catalog, both)
    store.close()


def test_what_the_full_text_index_takes_for_one_letter_is_one(store: Store) -> None:
    letters = [chr(code) for code in range(0x80, 0x3000) if chr(code).isalpha()]
    folded: dict[tuple[str, ...], set[str]] = {}
    for letter, terms in zip(letters, store.catalog.terms([f"b{letter}c" for letter in letters]), strict=True):
        if len(terms) == 1:
            folded.setdefault(terms, set()).add(stemming.fold(f"b{letter}c"))
    assert len(folded) > 3000
    assert {terms: several for terms, several in folded.items() if len(several) > 1} == {}


def test_an_exact_phrase_goes_before_everything(store: Store) -> None:
    assert files(store, 'closed closed Café "nobody said why"')[0] == "cafe.txt"
    hit = store.search_lexical('closed closed Café "nobody said why"', 1)[0]
    assert store.passages([hit.id])[hit.id].text.startswith("Nobody said")


@pytest.mark.parametrize(
    ("phrase", "text", "held"),
    [
        pytest.param("art", "The party started.", False, id="within-a-word"),
        pytest.param("Kim", "Kimberley came.", False, id="beginning-of-a-word"),
        pytest.param("Kim", "Kimberley saw kim’s car.", True, id="word-after-part-of-one"),
        pytest.param("000 men", "7,000 men", True, id="after-a-sign"),
        pytest.param("the support", "the supports", False, id="stem"),
        pytest.param("cafe de paris", "The Café  de\nParis closed.", True, id="diacritics-and-blanks"),
        pytest.param("Китай", "КИТАЙ растёт", True, id="case-in-another-script"),
        pytest.param("Кита", "Китай", False, id="within-a-word-of-another-script"),
        pytest.param("कान", "कानी", False, id="before-a-vowel-sign"),
        pytest.param("平壌", "プーチンが平壌を訪問", True, id="no-blanks-between-words"),
        pytest.param("don't know", "I don’t know.", True, id="apostrophe"),
        pytest.param("$5", "It cost $5.", True, id="sign-first"),
        pytest.param("said the artist", "early, said: the artist", False, id="signs-between"),
    ],
)
def test_a_phrase_is_whole_words_case_and_diacritics_aside(phrase: str, text: str, held: bool) -> None:
    query = lexical.Query({}, {}, {}, (phrase,))
    assert [matched.phrases for matched in lexical.match(query, [row(text)]).values()] == [held]


def test_a_phrase_is_found_among_many_of_the_same_stems(tmp_path: Path) -> None:
    store = new_store(tmp_path / "index")
    many = [article(f"{i}.txt", ["The supports. The supports."]) for i in range(lexical.CANDIDATES + 50)]
    put(store, *many, article("z.txt", ["One and " * 60 + "the support."]))
    assert files(store, '"the support"')[0] == "z.txt"
    found = lexical.candidates(store.catalog, lexical.parse(store.catalog, '"the support"'), 3)
    assert store.passages(found[:1])[found[0]].file == "z.txt"
    store.close()


def test_filters_hold_for_phrases_too(store: Store) -> None:
    assert set(files(store, '"the harbour" closed', Filters(files=("cafe.txt",)))) == {"cafe.txt"}


def test_filters_do_not_have_the_words_looked_up_for_each_passage(store: Store) -> None:
    database, seen = store.catalog.db, list[str]()
    database.set_trace_callback(seen.append)
    try:
        lexical.candidates(
            store.catalog, lexical.parse(store.catalog, "the harbour"), filters=Filters(until="2024-01-01")
        )
    finally:
        database.set_trace_callback(None)
    (searched,) = [statement for statement in seen if "MATCH" in statement]
    plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {searched}")]
    # FTS5 names what it is asked by: "M" the words, "=" one row.
    (words,) = [step for step in plan if "VIRTUAL TABLE" in step]
    assert words.startswith("SCAN words VIRTUAL TABLE INDEX")
    assert "M" in words.rsplit(":", 1)[1] and "=" not in words.rsplit(":", 1)[1]


def test_removed_words_are_found_no_more(tmp_path: Path) -> None:
    store = new_store(tmp_path / "index")
    put(store, article("a.txt", ["A heliotrope."], title="Gloaming"))
    assert files(store, "heliotrope") == files(store, "gloaming") == ["a.txt"]
    put(store, article("a.txt", ["A rose."], title="Dawn"))
    assert files(store, "heliotrope") == files(store, "gloaming") == [] and files(store, "rose") == ["a.txt"]
    with store.writing():
        store.remove(["a.txt"])
    store.catalog.db.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab ('main', 'words', 'row')")
    assert store.catalog.db.execute("SELECT term FROM temp.v").fetchall() == []
    store.close()


def test_stems_are_those_of_the_full_text_index(tmp_path: Path) -> None:
    store = new_store(tmp_path / "index")
    text = " ".join(path.read_text("utf-8", "replace") for path in sorted(SEEDS.glob("*.txt")))
    endings = "technology possibly relational hopping filing sky skies dying agreed plastered conflated radically "
    endings += "biology trilogies ideologies doubly responsibly ably trekking revved chablis"
    put(
        store,
        article("a.txt", [text, endings, "Ärzte naïve coöperate São Ünïcode ﬁne ½ ² Ελλάδα Москва O’Neill it's 3.5%"]),
    )
    db = store.catalog.db
    db.execute("CREATE VIRTUAL TABLE temp.v USING fts5vocab ('main', 'words', 'row')")
    indexed = {row[0] for row in db.execute("SELECT term FROM temp.v")}
    ours = {stem for row in store.catalog.passages_of("a.txt") for stem in stemming.stems(row.text)}
    assert len(indexed) > 500
    # What differs would weigh nothing in a ranking; compatibility forms (fi, 1⁄2) are the only ones known.
    assert {term for term in indexed ^ ours if term.isascii() and term.isalpha() and len(term) > 2} <= {"fine"}
    store.close()


SUFFIXES = (
    "", "s", "es", "ies", "ed", "ing", "y", "ly", "ational", "tional", "ization", "izer", "ation", "ator", "alism", "iveness",
    "fulness", "ousness", "aliti", "ality", "ivity", "bility", "bly", "logy", "icate", "ness", "ance", "ency", "able", "ement", "ll",
)  # fmt: skip


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=8), st.lists(st.sampled_from(SUFFIXES), max_size=2))
@settings(UNHURRIED, max_examples=1_000)
def test_every_word_begins_as_is_looked_for(root: str, suffixes: list[str]) -> None:
    word = root + "".join(suffixes)
    key = stemming.stem(word)
    query = lexical.Query({key: word}, {key: 2.0}, {key: 1}, ())
    for text in (word, f"“{word.title()}”, he said", f"no\n{word.upper()}."):
        (found,) = lexical.match(query, [row(text)]).values()
        assert (found.words, found.coverage, found.window) == (frozenset({key}), 1.0, 1.0)
    (found,) = lexical.match(query, [row(f"x{word} {word}x0")]).values()
    assert found.coverage == (stemming.stem(f"x{word}") == key)


@given(st.text("aeiouycdnlstßæđøłœя", max_size=8), st.sampled_from([s for s in SUFFIXES if s not in ("bly", "logy")]))
@settings(UNHURRIED, max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_ending_after_another_letter_is_taken_off_as_in_the_index(store: Store, root: str, suffix: str) -> None:
    word = f"ł{root}{suffix}"
    assert store.catalog.terms([word]) == [(stemming.stem(word),)]


@given(
    ANY_TEXT,
    st.lists(
        st.sampled_from(["putin", "Café", "x2", "happy", "trekking", "biology", "responsibly", "日本", "a_b"]),
        max_size=6,
    ),
)
@settings(UNHURRIED, max_examples=500)
def test_few_words_are_found_where_many_are(text: str, words: list[str]) -> None:
    folded = stemming.fold(" ".join([text, *words, text]))
    few = {key: lexical._beginning(key) for key in stemming.stems(" ".join(words))}
    many = few | {f"{n}!": "!" for n in range(lexical.MOST_SOUGHT + 1)}
    assert lexical._places(folded, few) == lexical._places(folded, many)
    assert [key for _, key in lexical._places(folded, few)] == [key for key in stemming.stems(folded) if key in few]


def test_a_word_is_counted_anew_once_passages_have_changed(tmp_path: Path) -> None:
    reading, writing = new_store(tmp_path / "index"), Store(tmp_path / "index")
    assert (reading.catalog.documents("rose"), reading.catalog.passage_count()) == (0, 0)
    put(writing, article("a.txt", ["The rose is red.", "Roses are red."]))
    assert (reading.catalog.documents("rose"), reading.catalog.passage_count()) == (2, 2)
    reading.close()
    writing.close()


def test_words_near_one_another_weigh_more_than_words_far_apart() -> None:
    query = lexical.Query({"bridg": "bridge", "mayor": "mayor"}, {"bridg": 2.0, "mayor": 6.0}, {}, ())
    near, far, one = lexical.match(
        query,
        [
            row("The mayors of both towns met on the bridge.", 1),
            row(f"A bridge. {'Bread. ' * 40}A mayor.", 2),
            row("Bridges.", 3),
        ],
    ).values()
    assert (near.window, near.coverage, far.window, far.coverage) == (1.0, 1.0, 0.75, 1.0)
    assert (one.window, one.coverage) == (0.25, 0.25)
    assert near.bm25 > far.bm25 > one.bm25


def row(text: str, i: int = 1) -> PassageRow:
    return PassageRow(i, 1, "a.txt", 0, len(text), "[]", None, "article", None, None, None, "", text)


def test_common_words_do_not_make_a_question_dear(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexical, "POSTINGS", 20)
    store = new_store(tmp_path / "index")
    put(store, article("a.txt", [f"common frequent number{i}" for i in range(60)]))
    query = lexical.parse(store.catalog, "common number7")
    assert len(lexical.candidates(store.catalog, query)) == 1
    assert len(lexical.candidates(store.catalog, lexical.parse(store.catalog, "common frequent"), 30)) == 30
    store.close()
