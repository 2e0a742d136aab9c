"""JSON, half JSON, fences and markers come to the same Draft; an id is the one that was written, or none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.answering.prompts import NOT_HERE, Form
from qa.answering.replies import Draft, Drafted, parse
from tests.helpers import ANY_TEXT, UNHURRIED

ONE = Drafted("He left.", ("1.2",))
TWO = Drafted("She came, he said.", ("1.3", "2.1"))
WHOLE = {"statements": [{"text": one.text, "cites": list(one.cites)} for one in (ONE, TWO)], "unanswered": ""}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        pytest.param(json.dumps(WHOLE), Form.SCHEMA, id="schema"),
        pytest.param(f"```json\n{json.dumps(WHOLE, indent=1)}\n```", Form.JSON, id="fences"),
        pytest.param(f"Here: {json.dumps(WHOLE)} Anything else?", Form.JSON, id="prose-around"),
        pytest.param(f"<think>{{He}} left [9.9].</think>\n{json.dumps(WHOLE)}", Form.SCHEMA, id="thinking-aloud"),
        pytest.param(json.dumps(WHOLE["statements"]), Form.JSON, id="bare-list"),
        pytest.param(json.dumps(WHOLE), Form.TEXT, id="json-where-text-was-asked"),
        pytest.param("He left. [1.2] She came, he said. [1.3][2.1]", Form.TEXT, id="markers-behind"),
        pytest.param("He left [1.2]. She came, he said [1.3, 2.1].", Form.TEXT, id="markers-before-the-stop"),
        pytest.param("- He left [1.2].\n2. She [1.3] came, he said [2.1].\n", Form.TEXT, id="bullets-and-inside"),
        pytest.param("He left. [ 1.2 ]\n\nShe came, he said. [1.3; 2.1]", Form.SCHEMA, id="text-where-json-was-asked"),
    ],
)
def test_every_form_comes_to_one_draft(text: str, form: Form) -> None:
    assert parse(text, form, ended=True) == Draft((ONE, TWO))


@pytest.mark.parametrize(
    ("cites", "ids"),
    [
        ('["2.10"]', ("2.10",)),
        ("[2.10]", ("2.10",)),
        ("[2.1, 3]", ("2.1", "3")),
        ('"1.1, 1.2"', ("1.1", "1.2")),
        ('["[1.1]", "1.1"]', ("1.1",)),
        ('["passage 2"]', ("passage", "2")),
        ('[null, {"a": 1}]', ("None", "{'a':", "1}")),
        ("null", ()),
        ("[]", ()),
    ],
    ids=str,
)
def test_an_id_is_read_as_it_is_written(cites: str, ids: tuple[str, ...]) -> None:
    text = f'{{"statements": [{{"text": "He left.", "cites": {cites}}}]}}'
    assert parse(text, Form.JSON, ended=True) == Draft((Drafted("He left.", ids),))


@pytest.mark.parametrize(
    ("text", "draft"),
    [
        ("Hello.", None),
        ("", None),
        ("{", None),
        ('{"answer": "He left."}', None),
        ('{"statements": "none"}', None),
        ('{"statements": [], "unanswered": "who left"}', Draft((), "who left")),
        (f"{NOT_HERE}.", Draft((), f"{NOT_HERE}.")),
        ('{"statements": [{"cites": ["1.1"]}, {"text": 3, "cites": []}]}', Draft(())),
        ("He [sic] left in [year].", None),
        ("<think>He left [1.1].", None),
    ],
    ids=[
        "prose",
        "nothing",
        "brace",
        "other-json",
        "no-list",
        "unanswered",
        "not-here",
        "no-text",
        "other-brackets",
        "only-thought",
    ],
)
def test_what_is_no_draft_is_none(text: str, draft: Draft | None) -> None:
    assert parse(text, Form.JSON, ended=True) == draft


@given(cut=st.integers(0, 200), text=st.lists(ANY_TEXT, min_size=1, max_size=3))
@UNHURRIED
def test_json_as_it_comes_gives_only_whole_statements_in_their_order(cut: int, text: list[str]) -> None:
    rows = [{"text": one, "cites": ["1.1", "}"]} for one in text]
    written = json.dumps({"statements": rows, "unanswered": ""}, ensure_ascii=False)
    whole = parse(written, Form.SCHEMA, ended=True)
    assert whole is not None and len(whole.statements) == len(rows)
    part = parse(written[:cut], Form.SCHEMA, ended=False)
    if part is not None:
        assert part.statements == whole.statements[: len(part.statements)]


def test_text_as_it_comes_gives_whole_lines() -> None:
    written = "He left [1.2].\nShe came, he said [1.3][2.1].\n"
    seen = [parse(written[:at], Form.TEXT, ended=False) for at in range(len(written) + 1)]
    counts = [len(draft.statements) if draft else 0 for draft in seen]
    assert counts == sorted(counts) and set(counts) == {0, 1, 2}
    assert [draft for draft in seen if draft][-1] == Draft((ONE, TWO))


@given(ANY_TEXT, st.sampled_from(list(Form)), st.booleans())
@UNHURRIED
def test_anything_can_be_read(text: str, form: Form, ended: bool) -> None:
    draft = parse(text, form, ended)
    assert draft is None or all(one.text for one in draft.statements)
