"""Each kind of citation fault, planted in the sample articles, is named as what it is."""

from __future__ import annotations

import pytest

from qa import Pincite
from qa.checking.citations import check_quote
from qa.checking.corpus import Corpus
from qa.checking.report import Claim, Status

FILES = {
    "000": "000_e479655636eac26a.txt",
    "001": "001_72c6fca640860fce.txt",
    "003": "003_73dbb3b888fae9b8.txt",
    "004": "004_b57fed62e2f8785f.txt",
}
STAYING = "Putin is reportedly staying at the Kumsusan guesthouse in Pyongyang"
START = 1612


@pytest.fixture(scope="module")
def corpus(indexed_seeds: Pincite) -> Corpus:
    return Corpus(indexed_seeds.store)


@pytest.mark.parametrize(
    ("claim", "status"),
    [
        pytest.param(Claim(STAYING, FILES["004"], START, START + len(STAYING)), Status.EXACT, id="exact-place"),
        pytest.param(Claim(STAYING, FILES["004"]), Status.EXACT, id="exact-file"),
        pytest.param(Claim(STAYING), Status.EXACT, id="no-file-said"),
        pytest.param(Claim(f"“{STAYING},”", "004_b57fed62e2f8785f"), Status.EXACT, id="marks-and-no-suffix"),
        pytest.param(Claim(STAYING, FILES["004"], 10, 10 + len(STAYING)), Status.MOVED, id="moved"),
        pytest.param(Claim(STAYING, FILES["004"], 99_999, 100_099), Status.MOVED, id="place-beyond-the-end"),
        pytest.param(Claim(STAYING.replace("Kumsusan", "Koryo"), FILES["004"], START, START + 66), Status.ALTERED, id="name"),
        pytest.param(Claim(STAYING.replace("is reportedly", "is not"), FILES["004"]), Status.ALTERED, id="negation"),
        pytest.param(Claim(STAYING.replace("Kumsusan", "Koryo")), Status.ALTERED, id="altered-no-file-said"),
        pytest.param(Claim(STAYING, FILES["003"], START, START + len(STAYING)), Status.MISATTRIBUTED, id="wrong-file"),
        pytest.param(Claim(STAYING, "no-such-file.txt"), Status.MISATTRIBUTED, id="no-such-file"),
        pytest.param(Claim("Kim gave Putin a white horse named Bulat as a present.", FILES["004"]), Status.FABRICATED, id="made-up"),
        pytest.param(Claim("Kim gave Putin a white horse named Bulat as a present."), Status.FABRICATED, id="made-up-no-file"),
    ],
)  # fmt: skip
def test_the_kind_is_named(corpus: Corpus, claim: Claim, status: Status) -> None:
    found = check_quote(claim, corpus)
    assert found.status is status
    if found.found is None:
        assert status is Status.FABRICATED
    else:
        assert found.found.file == FILES["004"]
        assert corpus.text(found.found.file)[found.found.start : found.found.end] == found.found.quote
    assert bool(found.difference) == (status is Status.ALTERED)


def test_a_place_that_holds_the_quote_is_its_place(corpus: Corpus) -> None:
    line = corpus.cite(FILES["004"], (START, START + 1)).lines[0]
    for claim in (Claim(STAYING, FILES["004"], START - 30, START + 200), Claim(STAYING, f"{FILES['004']}:{line}")):
        found = check_quote(claim, corpus)
        assert found.status is Status.EXACT
        assert found.found is not None and found.found.quote == STAYING
    assert check_quote(Claim(STAYING, f"{FILES['004']}:1-{line - 1}"), corpus).status is Status.MOVED


def test_another_directory_is_said(corpus: Corpus) -> None:
    found = check_quote(Claim(STAYING, f"2019/{FILES['004']}"), corpus)
    assert (found.status, found.note) == (Status.EXACT, f"named as 2019/{FILES['004']}")


def test_a_long_quote_with_changes_is_found_in_its_file(corpus: Corpus) -> None:
    words = corpus.text(FILES["000"])[:3900].split(" ")
    words[3::20] = ["zzz"] * len(words[3::20])
    found = check_quote(Claim(" ".join(words), FILES["003"]), corpus)
    assert found.status is Status.MISATTRIBUTED
    assert found.found is not None and found.found.file == FILES["000"]


def test_of_two_places_the_one_that_is_named_counts(corpus: Corpus) -> None:
    text = corpus.text(FILES["004"])
    second = text.index("in Pyongyang", text.index("in Pyongyang") + 1)
    claim = Claim("in Pyongyang", FILES["004"], second, second + len("in Pyongyang"))
    assert check_quote(claim, corpus).status is Status.EXACT


def test_a_citation_names_the_teaser_it_leads_to(corpus: Corpus) -> None:
    claim = Claim("confirming a 15 percent U.S. tariff rate on Taiwanese imports", FILES["000"])
    found = check_quote(claim, corpus).found
    assert found is not None and found.kind == "teaser"


@pytest.mark.parametrize(
    "name", ["004_b57fed62e2f8785f.txt", "./seeds/004_b57fed62e2f8785f.txt", "004_B57FED62E2F8785F"]
)
def test_files_go_by_the_names_that_people_give_them(corpus: Corpus, name: str) -> None:
    assert corpus.resolve(name) == FILES["004"]


def test_files_are_found_in_a_footnote(corpus: Corpus) -> None:
    assert corpus.names_in("see 004_b57fed62e2f8785f.txt, line 3, and nosuch.txt.") == [FILES["004"]]
