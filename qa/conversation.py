"""A follow-up and the Answers before it → a question that stands alone; one that does already stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from qa.answering import names, prompts, replies
from qa.answering.chat import ChatModel, Usage
from qa.answering.questions import asked_for
from qa.checks.places import NAMED
from qa.errors import ModelError
from qa.quantities import numbers
from qa.types import Answer
from vectorstore import stemming

# What a model is told of a conversation: further back, "he" is somebody else.
REMEMBERED = 3
LONGEST_REWRITE = 300
REWRITE_TOKENS = 128
# A rewriting that drops more of the question's words than this asks something else.
WORDS_KEPT = 0.5
# A question of so few words of its own, none of them a name, has left something out: "why?", "how many?".
ELLIPTIC_WORDS = 1
MOST_NAMES = 4
# "In the Kumsusan guesthouse": a longer answer to where is a sentence.
LONGEST_PLACE = 5

_PERSON = re.compile(r"\b(?:(?P<own>his|hers?(?=\s+[a-z]))|he|him|she|hers?)\b", re.IGNORECASE)
_HIM = re.compile(r"\bhim\b", re.IGNORECASE)
_PEOPLE = re.compile(r"\b(?:(?P<own>theirs?)|they|them)\b", re.IGNORECASE)
_PLACE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b(?!\s+(?:is|are|was|were|be|been|will|has|have|had)\b)", re.I
)
_THING = re.compile(
    r"\b(?:it|its)\b(?!\s+(?:true|likely|possible|take|takes|rain|snow)\b)|"
    r"\b(?:this|that|these|those)\b(?=\s*(?:[?.!,]|$))|"
    r"\b(?:this|that|these|those)\s+(?!year|month|week|day|morning|time|is|was|the|he|she|they|it)[a-z]+(?=\s*(?:[?.!,]|$))",
    re.IGNORECASE,
)
_LEADING = re.compile(r"^\s*(?:and|but|also|so|then|or)\b[\s,]*", re.IGNORECASE)
_ELLIPTIC = re.compile(r"^\s*(?:and|but|also|what about|how about)\b", re.IGNORECASE)
_ASKING = re.compile(r"\b(?:who|whom|whose|where|when|why|how|what|which)\b", re.IGNORECASE)
# "Who said so?" asks about what was answered, and not about what was asked.
_CLAIM = re.compile(
    r"\b(?:say|says|said|claim(?:s|ed)?|state[sd]?|report(?:s|ed)?|announce[sd]?|confirm(?:s|ed)?|den(?:y|ies|ied)|according to) "
    r"(?:so|that|this|it)\s*\??$",
    re.IGNORECASE,
)
_ASKED = re.compile(r"(?:(?P<what>how (?:many|much)|who|what|which)|when|where|why|how)\b", re.IGNORECASE)
_BEFORE_PLACE = re.compile(
    r"\b(?:in|at|to|from|near|into|across|through|visit(?:s|ed|ing)?)\s+(?:the\s+)?$", re.IGNORECASE
)
# "And in Drenova?", "what about the Farmers' Party?": all that is asked anew is one thing of the question before.
_INSTEAD = re.compile(
    r"^\s*(?:(?:and|but|also|or|so|then)\b[\s,]*)?(?:(?:what|how) about\s+)?"
    r"(?:(?P<of>in|at|to|for|of|by|with|from|on|near|during|after|before|since)\s+)?(?P<thing>.+?)\s*\?*\s*$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_OWNED = re.compile(r"[’']s$")
# What stands in brackets behind a question for what it leaves out.
ADDED = re.compile(r"\s*\([^()]*\)\s*$")


def standalone(
    question: str,
    history: Sequence[Answer],
    model: ChatModel | None = None,
    usage: Usage | None = None,
    deadline: float | None = None,
) -> str:
    """``question`` as it would be asked without ``history``, the conversation's Answers so far, oldest first.

    Only a question with a pronoun that nothing in it explains, or one that leaves something out, is rewritten: by ``model`` where
    there is one and it adds no name or number that the conversation does not hold, else by rule.
    """
    if not history or not _depends(question):
        return question
    written = None
    if model is not None:
        until = model.endpoint.deadline() if deadline is None else deadline
        written = _by_model(question, history, model, Usage() if usage is None else usage, until)
    return written or _by_rule(question, history[-1])


def with_names_of(first: str, later: str) -> str:
    """``later``, a part of the same sentence as ``first``, its pronouns as the names that ``first`` gives."""
    places = _places(first)
    others = [name for name in _names(first) if name not in places]
    named = _put(_PEOPLE, _put(_PERSON, later, others[:1]), others)
    named = _PLACE.sub(f"in {places[0]}", named) if places else named
    if any(_unexplained(named, match.start()) for form in (_THING, _PEOPLE) for match in form.finditer(named)):
        # What "it" is, or who "they" are, only the whole first part says.
        return f"{named.strip()} ({first.rstrip(' ?')})"
    return named


def _depends(question: str) -> bool:
    own = _names(question)
    if _ELLIPTIC.match(question) or any(pattern.search(question) for pattern in (_PLACE,)):
        return True
    if any(_unexplained(question, match.start()) for match in _pronouns(question)):
        return True
    return not own and len(stemming.content(question)) <= ELLIPTIC_WORDS and bool(_ASKING.search(question))


def _pronouns(question: str) -> list[re.Match[str]]:
    return [match for pattern in (_PERSON, _PEOPLE, _THING) for match in pattern.finditer(question)]


def _unexplained(question: str, place: int) -> bool:
    """Whether no name stands before ``place``: in "did Putin say he would come?" the question itself says who."""
    return not _names(question[:place])


def _by_rule(question: str, last: Answer) -> str:
    asked = ADDED.sub("", last.asked)
    places = _places(asked)
    others = [name for name in _names(asked) if name not in places]
    answered = [name for name in _answer_names(last) if name not in others]
    if instead := _instead(question, asked, answered):
        return instead
    rest = _LEADING.sub("", question)
    # "He" is no country, and no "the Nobel Prize".
    people = [name for name in others if not _is_country(name) and f" the {name}" not in asked]
    if asked_for(asked) == "name" and last.answer and len(answered) == 1:
        # "Who killed Abe?" was answered: he is the one who did, and him the one asked about.
        rewritten = _put(_PERSON, _put(_HIM, rest, people[:1]), answered)
    else:
        rewritten = _put(_PERSON, rest, (people or answered or others)[:1])
    rewritten = _put(_PEOPLE, rewritten, _group(last, asked, people, others, answered))
    if (
        where := _where(last, asked)
        or next(iter(places), "")
        or next(filter(_places(_said(last)).__contains__, answered), "")
    ):
        rewritten = _PLACE.sub(f"in {where}", rewritten)
    if rewritten != rest and not any(_unexplained(rewritten, match.start()) for match in _pronouns(rewritten)):
        return rewritten
    # What was left out, or what "it" is, cannot be put in one place: the question before says it.
    carried = asked.rstrip(" ?") if asked else ", ".join(answered)
    if carried and last.answer and _CLAIM.search(rewritten):
        carried = _as_claimed(carried, last.answer)
    return f"{rewritten.strip()} ({carried})" if carried else rewritten


def _instead(question: str, asked: str, answered: Sequence[str]) -> str | None:
    """The question before with the place, the year or the name that ``question`` gives in place of its own; None where it gives more
    than one, or one of those ``answered``: what is asked of these is another thing."""
    found = _INSTEAD.match(question)
    if found is None or not asked or not _ELLIPTIC.match(question):
        return None
    thing, of = _OWNED.sub("", found["thing"]), found["of"]
    owned = thing != found["thing"] or (of or "").lower() == "of"
    bare = thing.removeprefix("the ")
    year = bool(_YEAR.fullmatch(thing))
    if not year and (_names(f"of {thing}") != [bare] or (not of and any(bare in name for name in answered))):
        return None
    own = _YEAR.findall(asked) if year else [name for name in _names(asked) if name != bare]
    owners = [name for name in own if owned and re.search(rf"(?<!\w){re.escape(name)}[’']s\b", asked)]
    if len(owners) == 1:
        return asked.replace(owners[0], thing, 1)
    if of:
        placed = [
            name for name in own if re.search(rf"\b{of}\s+(?:the\s+)?{re.escape(name)}(?!\w)", asked, re.IGNORECASE)
        ]
        if not placed:
            return f"{asked.rstrip(' ?')} {of} {thing}?"
        own = placed
    elif bare != thing:
        # "What about the Farmers?" asks of no other place.
        own = [name for name in own if name not in _places(asked)]
    if len(own) != 1 or (owned and not of):
        return None
    return re.sub(rf"(?:\bthe )?(?<!\w){re.escape(own[0])}(?!\w)", lambda _: thing, asked, count=1)


def _as_claimed(asked: str, given: str) -> str:
    """A question with its answer in place of what it asks: "7,000 containers were shipped" of "how many containers were shipped"."""
    found = _ASKED.match(asked)
    if not found:
        return asked
    rest = asked[found.end() :].strip()
    return f"{given} {rest}" if found["what"] else f"{rest} {given}"


def _group(
    last: Answer, asked: str, people: Sequence[str], others: Sequence[str], answered: Sequence[str]
) -> Sequence[str]:
    """Whom "they" are: those of the answer where there are several; the one asked about and the one, or the country, that the answer
    gives; or those asked about."""
    if len(answered) > 1 and last.answer:
        return answered
    kind = asked_for(asked)
    met = kind == "name" or (kind == "place" and all(map(_is_country, answered)))
    if len(people) < 2 and answered and last.answer and met:
        return [*people, *answered]
    return people if len(people) > 1 else others or answered


def _where(last: Answer, asked: str) -> str:
    """The place that the question before asked for, as it was answered."""
    given = last.answer or ""
    short = len(given.split()) <= LONGEST_PLACE and " and " not in given
    return given if asked_for(asked) == "place" and short else ""


def _is_country(name: str) -> bool:
    return tuple(name.lower().removeprefix("the ").split()) in NAMED


def _put(pronoun: re.Pattern[str], question: str, found: Sequence[str]) -> str:
    if not found:
        return question
    listed = names.listed(list(found))

    def named(match: re.Match[str]) -> str:
        if not _unexplained(question, match.start()):
            return match.group()
        return f"{listed}’s" if match.groupdict().get("own") else listed

    return pronoun.sub(named, question)


def _names(text: str) -> list[str]:
    """The names of ``text``, each once; a capital that only begins a sentence or a question makes none."""
    found = []
    for start, end in names.names_in(text):
        words = text[start:end].split()
        while words and (words[0].lower() in stemming.STOP_WORDS or _ASKING.fullmatch(words[0])):
            words = words[1:]
        # One capitalised word at the very start is a word: "List", "Name", "Does".
        if words and not (start == 0 and len(words) == len(text[start:end].split()) == 1 and _common(words[0])):
            found.append(" ".join(words))
    return list(dict.fromkeys(found))


def _common(word: str) -> bool:
    return word.lower() in _OPENERS


_OPENERS = frozenset(
    "list name give tell show explain describe does did is are was were has have can could would".split()
)


def _places(text: str) -> list[str]:
    found = [(name, re.finditer(rf"\b{re.escape(name)}\b", text)) for name in _names(text)]
    return [name for name, uses in found if any(_BEFORE_PLACE.search(text[: use.start()]) for use in uses)]


def _said(answer: Answer) -> str:
    """What an Answer said as fact."""
    return " ".join([answer.answer or "", *(s.text for s in answer.statements if s.verdict == "verified")]).strip()


def _answer_names(answer: Answer) -> list[str]:
    """The names that an Answer gives: those of its short answer, else of its first statement."""
    if answer.answer:
        return _names(answer.answer)[:MOST_NAMES]
    first = next((statement.text for statement in answer.statements if statement.verdict == "verified"), "")
    return _names(first)[:MOST_NAMES]


def _by_model(question: str, history: Sequence[Answer], model: ChatModel, usage: Usage, deadline: float) -> str | None:
    """The model's rewriting where it keeps to the conversation, else ``None``."""
    earlier = [(answer.asked, _said(answer) or "Not in these articles.") for answer in history[-REMEMBERED:]]
    try:
        *_, reply = model.write(
            lambda form: prompts.rewrite(question, earlier, form),
            prompts.rewrite_schema(),
            REWRITE_TOKENS,
            deadline,
            usage,
        )
    except ModelError:
        # What fails here fails again, and is told, where the answer is written.
        return None
    value = replies.load(reply.text)
    stated = value.get("question") if isinstance(value, Mapping) else reply.text
    written = " ".join(str(stated or "").split()).strip('"“”')
    return written if reply.finish == "stop" and _keeps_to(written, question, earlier) else None


def _keeps_to(written: str, question: str, earlier: Iterable[tuple[str, str]]) -> bool:
    """Whether a rewriting holds what was asked, and no name or number from elsewhere."""
    if not written or len(written) > LONGEST_REWRITE:
        return False
    known = " ".join([question, *(part for pair in earlier for part in pair)])
    own = stemming.content(_without_pronouns(question))
    if len(own & stemming.content(written)) < WORDS_KEPT * len(own):
        return False
    words = set(stemming.stems(known))
    added = {stem for name in _names(written) for stem in stemming.stems(name)}
    return added <= words and set(numbers(written)) <= set(numbers(known))


def _without_pronouns(question: str) -> str:
    for pattern in (_PERSON, _PEOPLE, _PLACE, _THING):
        question = pattern.sub(" ", question)
    return question
