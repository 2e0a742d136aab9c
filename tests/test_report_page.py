"""The report: one page that asks for nothing outside itself, harmless whatever an article holds, the worst cases first."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from qa import Answer, Citation, Disagreement, Searched, Side, Statement
from qa.answering.extractive import THRESHOLD
from qa.evaluation import baseline, charts, page, scoring, summary
from qa.evaluation.gold import Gold, Place
from qa.evaluation.runner import Outcome
from qa.evaluation.scoring import Evaluation
from qa.evaluation.systems import Asked

HOSTILE = '<script>fetch("https://evil.example")</script><img src=x onerror=alert(1)>\u202e\U000e0041'
TEXT = f"Kim met Putin in Moscow. {HOSTILE} It rained."
WHOLE = Citation("a.txt", 0, 24, TEXT[:24], (1, 1), "0" * 64)
ANSWER = Answer(
    "where?",
    "where?",
    True,
    "Moscow",
    "generative",
    (
        Statement("Kim met Putin in Moscow.", (WHOLE,), 0.9),
        Statement(f"It cost 5 dollars {HOSTILE}", (), 0.1, "withheld", "says 5; the passage does not"),
    ),
    Searched(1, 1, 0),
    disagreements=(Disagreement("where?", (Side("Moscow", 1, (WHOLE,)), Side(HOSTILE, 1, ()))),),
    seconds={"total": 0.5},
)


def evaluated() -> Evaluation:
    """A right answer, a wrong one, a refusal, and a failure."""
    good = Gold("good", "where?", (("Moscow",),), (Place("a.txt", 0, 24),), kind="names")
    forged = replace(WHOLE, quote="Kim met Putin in Kyiv.", start=30, end=52)
    wrong = replace(ANSWER, answer="Kyiv", statements=(Statement("In Kyiv.", (forged,), 0.4),))
    outcomes = [
        Outcome(good, Asked(ANSWER, (Place("a.txt", 0, 50),))),
        Outcome(replace(good, id="bad", question=f"where? {HOSTILE}"), Asked(wrong, (Place("b.txt", 0, 50),))),
        Outcome(Gold("none", "who paid?", answerable=False, kind="unanswerable"), Asked(replace(ANSWER, answered=False, answer=None, statements=(), nearest=(WHOLE,)), ())),
        Outcome(replace(good, id="failed"), None, "The endpoint cannot be reached; run again."),
    ]  # fmt: skip
    texts = {"a.txt": TEXT}.get
    return scoring.evaluate(outcomes, "pincite", "seeds", "gold.jsonl", texts, lambda *_: True)


class Tags(HTMLParser):
    """Collects tags and attributes, and whether tags close in order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "line", "rect", "circle", "polyline"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def made() -> str:
    value = evaluated()
    old = value.to_dict()
    for row in old["rows"]:
        row["scores"] = dict.fromkeys(row["scores"], 1.0)
    return page.page(value, {"a.txt": TEXT}.get, baseline.compare(value.to_dict(), old))


def test_the_page_asks_for_nothing_and_runs_nothing(made: str) -> None:
    tags = Tags()
    tags.feed(made)
    assert tags.open == []
    names = {tag for tag, _ in tags.found}
    assert names & {"script", "img", "link", "iframe", "object", "form", "base", "audio", "video"} == set()
    for _, attributes in tags.found:
        assert not any(
            name.startswith("on") or name in ("src", "srcset", "action", "xlink:href") for name in attributes
        )
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in made and "@import" not in made
    assert "default-src 'none'" in made


def test_hidden_characters_are_written_out(made: str) -> None:
    assert "\u202e" not in made and "\U000e0041" not in made and "\\u202e" in made


def test_the_worst_cases_come_first_and_show_the_passage(made: str) -> None:
    order = re.findall(r'<details id="case-(\w+)"', made)
    assert order[:2] == ["failed", "bad"]
    assert "<mark>Kim met Putin in Moscow.</mark>" in made
    assert "The article does not say here: Kim met Putin in Kyiv." in made
    assert "withheld: says 5" in made
    assert "this run&#x27;s threshold" in made and "1 questions failed" in made


def test_every_link_leads_to_a_case(made: str) -> None:
    links = set(re.findall(r'href="#([^"]+)"', made))
    assert links and links <= set(re.findall(r'id="([^"]+)"', made))


def test_the_json_holds_what_the_page_shows() -> None:
    stated = json.loads(json.dumps(evaluated().to_dict()))
    assert (stated["schema"], stated["questions"], stated["failed"]) == ("pincite.eval/1", 4, 1)
    assert stated["scores"]["containment"] == pytest.approx(
        {"mean": 0.5, "low": 0.0, "high": 1.0, "count": 2, "better": "higher"}, abs=0.01
    )
    assert stated["withheld"] == {"says …; the passage does not": pytest.approx(1 / 3)}
    assert stated["retrieval"][0] == {"k": 1, "hit": 0.5, "recall": 0.5}
    own = [point for point in stated["abstention"] if point["own"]]
    assert own == [{"threshold": THRESHOLD, "precision": 1.0, "recall": 1.0, "own": True}]
    assert [row["id"] for row in stated["rows"]] == ["good", "bad", "none", "failed"]


def test_the_summary_is_a_table_for_a_pull_request() -> None:
    value = evaluated()
    old = value.to_dict()
    for row in old["rows"]:
        row["scores"] = dict.fromkeys(row["scores"], 1.0)
    text = summary.markdown(value, baseline.compare(value.to_dict(), old))
    assert "| containment | 0.500 | 0.000 – 1.000 | 2 | -0.500 |" in text
    assert "- containment, worse: bad" in text and "1 failed" in text
    columns = {line.count("|") for line in text.splitlines() if line.startswith("|")}
    assert columns == {6}


def test_axes_have_round_numbers() -> None:
    chart = charts.histogram([0.3, 4.0, 22.7], "seconds", {"p50": 4.0})
    ticks = [float(one) for one in re.findall(r'class="tick"[^>]*>([^<]+)<', chart)]
    assert {0.0, 5.0, 10.0, 15.0, 20.0} <= set(ticks)
    assert all(one * 20 == round(one * 20) for one in ticks)


def test_a_passage_stands_among_whole_words() -> None:
    text = "word " * 80 + "Kim came, and went home. " + "other " * 80
    start = text.index("Kim")
    cited = replace(WHOLE, start=start, end=start + 8, quote="Kim came")
    answer = replace(ANSWER, statements=(Statement("Kim came.", (cited,), 0.9),), disagreements=())
    outcome = Outcome(Gold("1", "who?", answerable=None), Asked(answer, ()))
    value = scoring.evaluate([outcome], "pincite", "seeds", "gold.jsonl", {"a.txt": text}.get, lambda *_: True)
    shown = page.page(value, {"a.txt": text}.get)
    (before, after) = re.findall(r"<br>(.*?)<mark>Kim came</mark>(.*?)</blockquote>", shown)[0]
    assert before.startswith("… word") and before.endswith("word ")
    assert after.startswith(", and went home.") and after.endswith("other …")
