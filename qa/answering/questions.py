"""What a question asks for: a name, place, time, number, quotation …, one thing or several, or yes or no."""

from __future__ import annotations

import re
from functools import lru_cache

from qa.answering.names import ROLES, UPPER
from qa.checks.places import NAMED
from qa.checks.words import is_content

NUMBER_WORDS = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|dozens?|hundreds?|thousands?|millions?|billions?|half|twice)\b",
    re.IGNORECASE,
)
# What somebody gives a name to, and does not only describe.
_OWN_THING = (
    r"(?:(?:an?|his|her) (?:\w+ )?(?:new|newborn|first|second|next|debut)\b|(?:its|their) |"
    r"(?:his|her) (?:baby|son|daughter|child|twins|dog|cat|horse|boat|yacht|ship|book|novel|film|album|song|company|band)\b)"
)
# What has a number for its value, whatever it is the value of.
_MEASURES = (
    r"(?:magnitude|population|death toll|turnout|temperature|(?:average|top|maximum) speed|life expectancy|"
    r"(?:unemployment|inflation|interest|growth|birth|exchange) rate)"
)
_KINDS = (
    (re.compile(r"\b(?:what|which) (?:percent|share)|percent|per cent|proportion", re.IGNORECASE), "percent"),
    (
        re.compile(
            r"\bhow (?:many|much|long|old|far|high|tall|big|large|fast)\b|\bwhat (?:number|age|price)\b|"
            rf"\bwhat(?: (?:is|was|are|were)|['’]s) (?:the|its|his|her|their) (?:[\w-]+ ){{0,2}}?{_MEASURES}\b",
            re.IGNORECASE,
        ),
        "number",
    ),
    (re.compile(r"\bwhen\b|\b(?:what|which) (?:year|month|date|day|time)\b", re.IGNORECASE), "time"),
    (
        # "What was the ferry called?" and "What did the company call its new soup?" ask for a name.
        re.compile(
            r"\bwhat (?:did|has|does|was|(?:is|are|were) (?=.*\b(?:said|told)\b)) .*\b(?:say|said|tell|told)\b|"
            rf"\bwhat (?:did|has|does|was) .*\bcall\b(?! {_OWN_THING})|"
            rf"\bwhat (?:did|has) .* called\b(?! {_OWN_THING})|\bquot",
            re.IGNORECASE,
        ),
        "quotation",
    ),
    (re.compile(r"\b(?:who|whom|whose)\b", re.IGNORECASE), "name"),
    (
        re.compile(
            r"\bwhere\b|\b(?:what|which) (?:countr(?:y|ies)|cit(?:y|ies)|states?|nations?|towns?|places?|continents?|regions?)\b",
            re.I,
        ),
        "place",
    ),
    (re.compile(r"\b(?:what|which) (?:company|team|actor|singer|author|player|artist|president)\b", re.I), "name"),
)
# What need not stand where the question begins: "What is its share in percent?".
_ANYWHERE = frozenset({"percent", "quotation"})
_YES_NO = re.compile(
    r"^(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must|whether|if)(?:n['’]t)?\s",
    re.IGNORECASE,
)
_OR = re.compile(r"\bor\b", re.IGNORECASE)
# A run of capitals, or one word, before "or"; after it, all up to where it says when or where.
_OFFERED = re.compile(
    rf"(?P<one>(?:(?<=\s)[{UPPER}][\w’'-]* )*[\w’'-]+) or (?:(?:in|at|on|to|by|the|an?) )*"
    r"(?P<other>[\w’'-]+(?: (?!(?:in|on|at|during|after|before|last|this|to|for|when|who|that|by)\b)[\w’'-]+){0,3})"
)
# "Who won, Lindt or Berg?": what is offered comes last.
_CHOICE = re.compile(
    r"[,:] (?:the |an? |in |at |on )?[\w’'-]+(?: [\w’'-]+){0,4} or (?:[\w’'-]+ ?){1,5}\??\s*$", re.IGNORECASE
)
_SEVERAL = re.compile(
    r"^(?:list|name)\b|\b(?:what|which) (?:are|were) the\b|"
    # A plural and a verb that goes with one: "which countries accuse", not "which boss accuses" or "what makes it".
    r"\b(?:what|which) (?:\w+ ){0,2}(?!(?:is|was|has|does|this|us|news|series|species)\b)(?<!percent of )(?<!share of )(?<!proportion of )\w{2,}[^\Wsui]s (?:does\b|(?!(?:is|was|has|the|an?|it|him|her|them|us|me|you|we|they|he|she|i|his|their|its|this|that|to|in|on|for|of|by|with|at|from|about|most|more)\b)(?!\w+[^\Ws]s\b)\w+)|"
    r"\bwho (?:are|were|all)\b|\bnames of\b",
    re.IGNORECASE,
)
# "Who is the foreign minister?" has one answer; "who came?" may have many.
_ONE = re.compile(
    r"^(?:who|where|what|which)(?: is| was|['’]s)\b(?!.*\b(?:and|among)\b)|\b(?:what|which) (?:\w+[^s\W]|\w+ss) (?:is|was|has|did)\b",
    re.IGNORECASE,
)
# "Last year" says when, and "the last king" and "his last name" ask for no event.
_LAST = re.compile(
    r"(?<!\bthe )(?<!\bhis )(?<!\bher )(?<!\btheir )(?<!\bits )(?<![’']s )\b(?:last|most recently|previously) "
    r"(?!year|month|week|night|time|name|season|spring|summer|fall|autumn|winter)[a-z]+"
    r"|\b(?:last|latest|most recent|previous) (?:meeting|visit|trip|summit|talks|encounter|appearance|match|game|attack|strike|test)\b",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"(?:,? and |(?<=\?)\s+)(?=(?:who|whom|whose|where|when|why|how|what|which)\b)|"
    r"(?<=\?)\s+(?=(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b)",
    re.IGNORECASE,
)
# "When and where did it land?" is two questions about one thing.
_BOTH = re.compile(
    r"^(?P<one>who|where|when|why|how|what) and (?P<other>who|where|when|why|how|what) (?P<rest>.+)$", re.IGNORECASE
)
# "Could you tell me who came?" asks who came.
_POLITELY = re.compile(
    r"^(?:please,? )?(?:(?:can|could|will|would|do|does|may|might) (?:you|anyone|anybody|somebody|someone|i|we)(?: please)? "
    r"(?:tell (?:me|us)|say|know|find out|let (?:me|us) know|ask(?: you)?|explain)|(?:please )?tell (?:me|us)|"
    r"i(?:['’]d| would) like to know|i want to know|do we know|is it known)(?: please)?,? "
    r"(?=(?:who|whom|whose|where|when|why|how|what|which|whether|if)\b)",
    re.IGNORECASE,
)
# "Can you list …", "Please name …" and "Could you give me a list of …" are no questions for yes or no.
_REQUESTED = re.compile(
    r"^(?:please,? )?(?:(?:can|could|will|would) (?:you|anyone|anybody|someone|somebody)(?: please)? )?(?:please )?"
    r"(?=(?:list|name|describe|explain|summari[sz]e|compare|(?:tell|give|show|send) (?:me|us))\b)",
    re.IGNORECASE,
)
# "List" is no word that an article would have to say.
_LIST = re.compile(
    r"^(?:(?:(?:give|tell|show|send) (?:me|us)|i(?:['’]d| would) like|i (?:want|need)) "
    r"(?:an? (?:\w+ )?list of|the (?:\w+ )?(?:list|names) of)|list)(?: of)?(?: all)?(?: of)?(?: the)? ",
    re.IGNORECASE,
)
_TELL_THE = re.compile(r"^(?:tell|give) (?:me|us) (?=the\b)", re.IGNORECASE)
# What asks for one thing of a kind, whatever the kind is: "which hospital", "at what port", "what was the name".
_ONE_OF_A_KIND = re.compile(
    r"\bwhich (?!(?:is|are|was|were|of)\b)[a-z]+|\b(?:at|in|on|to|by|from|for|of|with|near) what [a-z]+|"
    r"\bwhat (?!(?:is|was|did|does|has|had|will)\b)[a-z-]+(?: [a-z-]+)? (?:is|was|did|does|has|had|will)\b|^what(?: is| was|['’]s) the\b",
    re.IGNORECASE,
)
_KIND_NAMED = re.compile(r"\b(?:which|what) ([a-z]+)", re.IGNORECASE)
# What several people may have done, each of whom an article may tell alone.
_BY_SEVERAL = re.compile(
    r"^(?:who|which [a-z]+)(?: else| also)?(?: (?:has|have|had|was|were|is|are|will|been|be))*(?: also)? "
    r"(?:spoke|spoken|speak(?:s|ing)?|attend(?:s|ed|ing)?|c[oa]me(?! up| to power| out)|coming|protest(?:s|ed|ing)?|"
    r"demonstrat(?:es?|ed|ing)|march(?:es|ed|ing)?|testif(?:y|ies|ied)|arrested|detained|charged|injured|hurt|wounded|killed|died|"
    r"critici[sz](?:es?|ed)|condemn(?:s|ed)?|prais(?:es?|ed)|mourn(?:s|ed)?|took part|taken part|takes part|participat(?:es?|ed)|"
    r"perform(?:s|ed|ing)?|vot(?:es?|ed|ing)|oppos(?:es?|ed)|back(?:s|ed)|support(?:s|ed)?|scor(?:es?|ed)|abstain(?:s|ed)?)\b(?!.*\b(?:first|second|third|last)\b)|"
    r"^who(?:m)? (?:did|has|have|had) .+ (?:arrest|detain|charge|injure|wound|kill|meet|invite)(?:e?d)?\b",
    re.IGNORECASE,
)
# "Who are the defence ministers of Russia and of South Korea?" asks for one of each.
_OF_EACH = re.compile(
    r"(?P<asking>(?i:who|what|which)) (?P<be>are|were) the (?P<thing>[\w’'-]+(?: [\w’'-]+){0,3}?)s of "
    r"(?P<whose>(?:the )?[A-Z][\w’'. -]*(?:, (?:of )?(?:the )?[A-Z][\w’'. -]*)*,? and (?:of )?(?:the )?[A-Z][^,]*?)\s*\?*$",
)
_LISTED = re.compile(r",? and |, ")
_SINGULAR = {"are": "is", "were": "was"}
_ASKING = re.compile(r"\b(?:who|whom|whose|where|when|why|how|what|which)\b", re.IGNORECASE)
_TELLING = re.compile(
    r"\s*(?:please\s+)?(?:list|name|tell|give|show|explain|describe|find|summari[sz]e|compare)\b", re.IGNORECASE
)
# Units in which things are counted, "met" of "metre" and "meter".
UNITS = "second|minute|hour|day|night|week|month|year|decade|kilomet|met|mile|degree|dollar|euro|pound"
# What says the kind of thing asked for, and nothing of the thing; "this time" says nothing of anything.
_KIND = re.compile(
    rf"\bhow (?:many (?:{UNITS})(?:re|er)?s?|many|much|long|old|far|high|tall|big|large|fast)\b|\b(?:what|which) (?:percent|share|year|"
    "month|date|day|time|countr(?:y|ies)|cit(?:y|ies)|states?|nations?|towns?|places?|continents?|regions?)\\b"
    r"|\bthis time(?: a?round)?\b",
    re.IGNORECASE,
)
_DEFINED = re.compile(
    r"^(?P<asking>what|who)(?: (?:is|are|(?P<past>was|were))|['’]s) (?:(?P<a>an?) |(?P<the>the) )?"
    r"(?P<term>[\w’'-]+(?: [\w’'-]+){0,4})\s*\??$",
    re.IGNORECASE,
)
# "What is Ann Lee's job?", "What post does she hold?" with a name ask who somebody is.
_JOB = r"(?:job|role|position|post|job title|title|profession|occupation|office|rank)"
_IN_OFFICE = re.compile(
    rf"^what(?: is| was|['’]s) (?P<term>[\w’'. -]+?)['’]s? (?:(?:current|present|official) )?{_JOB}(?: (?:at|with) [^,?]+| now| today|"
    r" in the [\w ]*(?:trial|case|government|cabinet|company|inquiry|administration))?\s*\??$|"
    rf"^what {_JOB} (?:does|did) (?P<holder>[\w’'. -]+?) (?:currently )?(?:hold|have|occupy)(?: (?:at|in) [^,?]+| now| today| currently)?\s*\??$|"
    r"^what does (?P<doer>[\w’'. -]+?) do(?: for a living| for work)?\s*\??$",
    re.IGNORECASE,
)
# The words of a name: capitals, with "of" and "the" between them.
_WHOLE_NAME = re.compile(rf"(?:[{UPPER}\d][\w’'-]*(?: (?:(?:of|the|and|for|de|la|von|van) )*(?=[{UPPER}\d])|$))+")
_OFFICE = re.compile(rf"\b(?:(?i:{ROLES}) of\b|(?:{ROLES})$)")


@lru_cache(maxsize=256)
def asked_for(question: str) -> str | None:
    """The kind of thing asked for: percent, number, time, quotation, name, place, or ``None`` where none shows."""
    found = [(match.start(), kind) for pattern, kind in _KINDS if (match := pattern.search(question))]
    first = _ASKING.search(question)
    # "Who was there when he came?" asks who, and "What grows when it rains?" for no time.
    asked = [(at, kind) for at, kind in found if first is None or at <= first.start() or kind in _ANYWHERE]
    # Where two begin alike, the first of the list is the narrower one.
    return min(asked, key=lambda entry: entry[0])[1] if asked else None


def without_kind(question: str) -> str:
    """A question without what only says the kind of thing asked for: "in what year", "how many days"; and without "this time"."""
    return _KIND.sub(" ", question)


def is_yes_no(question: str) -> bool:
    """Whether it can be answered with yes or no ("Was it A or B?" cannot)."""
    return bool(_YES_NO.match(without_politeness(question))) and not _OR.search(question)


def offers_choice(question: str) -> bool:
    """Whether it names what may be the answer: "Did they meet in Paris or in Rome?"."""
    return bool(_OR.search(question)) and bool(_YES_NO.match(question.strip()) or _CHOICE.search(question))


def offered(question: str) -> tuple[str, ...]:
    """What a question names as its possible answers: ("Paris", "Rome") of "Did they meet in Paris or in Rome?"."""
    if not offers_choice(question):
        return ()
    found = _OFFERED.search(question)
    return (found["one"], found["other"]) if found else ()


def is_topic(question: str) -> bool:
    """Whether it asks nothing: a few words on what to read about, as one types them into a search box."""
    return not (
        question.rstrip().endswith("?") or _ASKING.search(question) or _TELLING.match(question) or is_yes_no(question)
    )


def asks_for_several(question: str) -> bool:
    """Whether it asks for more than one thing."""
    return bool(_SEVERAL.search(question.strip()))


def may_have_several(question: str) -> bool:
    """Whether more than one sentence may be wanted: a list, all that was said, what speaks for yes and for no, a topic."""
    return asks_for_several(question) or is_yes_no(question) or is_topic(question) or asked_for(question) == "quotation"


def asks_for_one(question: str) -> bool:
    """Whether it asks for one thing only, so that the list an answer stands in is no answer."""
    return bool(_ONE.search(question.strip())) and not asks_for_several(question)


def asks_for_one_value(question: str) -> bool:
    """Whether one date, number or place answers it, which of a list's items one gives by itself."""
    kind = asked_for(question)
    several = asks_for_several(question) or asks_who_of_several(question)
    return not several and (
        kind in ("time", "number", "percent", "place") or (kind == "name" and asks_for_one(question))
    )


def asks_for_one_of_a_kind(question: str) -> bool:
    """Whether it asks for one thing of a kind that it names: "which hospital", "at what port", "what was the death toll"."""
    return bool(_ONE_OF_A_KIND.search(question.strip()))


def kinds_named(question: str) -> list[str]:
    """The words after "which" and "what": the kind of thing asked for, where it is named."""
    return _KIND_NAMED.findall(question)


def asks_who_of_several(question: str) -> bool:
    """Whether it asks who did what several people may have done, each of whom an article may tell alone."""
    return bool(_BY_SEVERAL.search(question.strip()))


def asks_for_the_last(question: str) -> bool:
    """Whether it asks for the latest of several events ("Where did they last meet?"), and not when that was."""
    return bool(_LAST.search(question)) and asked_for(question) != "time"


def asks_about_the_past(question: str) -> bool:
    """Whether it asks if something has happened, which what will happen does not answer."""
    return bool(re.match(r"(?:did|was|were|has|have|had)\b", question.strip(), re.IGNORECASE))


def defined_term(question: str) -> str | None:
    """What a question asks the meaning of ("What is a MIRV?"), or ``None``; somebody's name begins with a capital.

    "What was the verdict?" and "Who is the mayor?" ask for what is called so and not for what that means.
    """
    holder = _office_holder(question)
    if holder is not None:
        return holder
    match = _DEFINED.match(question.strip())
    if match is None:
        return None
    term, asks_who = match["term"], match["asking"].lower() == "who"
    if match["the"]:
        means = bool(_WHOLE_NAME.fullmatch(term)) and (asks_who or not match["past"])
    else:
        means = bool(match["a"] or _WHOLE_NAME.fullmatch(term) or _is_term(term.split()))
    if not means or (asks_who and _OFFICE.search(term if match["the"] is None else term.lower())):
        return None
    return term[0].upper() + term[1:] if asks_who else term


def asks_who_somebody_is(question: str) -> bool:
    """Whether it asks who the person with a name is, as "Who is Ada Holm?" and "What is Ada Holm's job?" do."""
    who = question.strip()[:3].lower() == "who" and defined_term(question) is not None
    return who or _office_holder(question) is not None


def _office_holder(question: str) -> str | None:
    """Whose job is asked for, where somebody is named."""
    match = _IN_OFFICE.match(question.strip())
    term = next(filter(None, match.groups()), None) if match else None
    return term if term is not None and _WHOLE_NAME.fullmatch(term) else None


def parts(question: str) -> list[str]:
    """The questions that one sentence holds: "Who came and when did he leave?" are two, and so are "Who are the ministers of
    France and of Spain?"; at most three. What makes a question polite is left out."""
    question = without_politeness(question)
    both = _BOTH.match(question)
    if both:
        return [f"{word.capitalize()} {both['rest']}" for word in (both["one"], both["other"])]
    each = _OF_EACH.match(question.strip())
    if each:
        whose = [name.removeprefix("of ") for name in _LISTED.split(each["whose"])][:3]
        # "Johnson and Johnson" is one; "and of" and countries are not.
        if " and of " in each["whose"] or all(_country(name) for name in whose):
            return [
                f"{each['asking']} {_SINGULAR[each['be'].lower()]} the {each['thing']} of {name}?" for name in whose
            ]
    found = _PARTS.split(question.strip(), maxsplit=2)
    return (
        found
        if len(found) > 1
        and (_ASKING.search(found[0]) or is_yes_no(found[0]))
        and all(len(part.split()) > 1 for part in found)
        else [question]
    )


def without_politeness(question: str) -> str:
    """``question`` without what only asks for it: "Can you tell me", "please"; "List the" is "What are the"."""
    question = _REQUESTED.sub("", _POLITELY.sub("", question.strip()))
    return _TELL_THE.sub("What is ", _LIST.sub("What are the ", question))


def _is_term(words: list[str]) -> bool:
    """Whether ``words`` may be one thing's name in small letters, and not "his name", "happening in Gaza" or "Russia's share"."""
    told = [word.removesuffix("'s").removesuffix("’s") for word in words[:-1]] == words[:-1]
    doing = len(words) > 1 and words[0].endswith("ing")
    return told and not doing and words[-1].lower() != "called" and all(is_content(word.lower()) for word in words)


def _country(name: str) -> bool:
    return tuple(name.lower().removeprefix("the ").split()) in NAMED
