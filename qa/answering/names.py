"""Lists of names in a sentence: the span of one answer → the names that stand beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.checks.frames import FINITE
from qa.checks.words import is_past, words_of
from qa.types import Span

# The upper-case letters of the Latin, Greek, Cyrillic and Armenian scripts, for a character class: "[A-Z]" lacks "É".
UPPER = "".join(filter(str.isupper, map(chr, (*range(0x560), *range(0x1E00, 0x1F00)))))
_TITLES = (
    "President|Vice|Prime|Minister|Deputy|Foreign|Defense|Defence|Finance|Interior|Secretary|Treasury|State|General|"
    "Gen|Gov|Governor|Sen|Senator|Rep|Representative|Senate|House|Chancellor|King|Queen|Prince|Princess|Pope|Dr|Mr|"
    "Mrs|Ms|Lord|Lady|Sir|Judge|Justice|Chief|Speaker|Ambassador|Mayor|Sheriff|Captain|Capt|Colonel|Col|Lt|Sgt|"
    "(?:Energy|Health|Economy|Trade|Transport|Culture|Education|Environment|Labou?r|Agriculture|Information)(?=\\s+(?:Minister|Secretary))|"
    "Admiral|Adm|Professor|Prof|Rev|Reverend|Bishop|Cardinal|Director|Chairman|Leader|Coach|Former|Attorney|Maj|Hon|"
    "Senators|Sens|Reps|Govs|Gens|Drs|Messrs"
)
# What a person is called by: such words may stand before a name.
ROLES = (
    "minister|president|secretary|chief|head|leader|ambassador|general|wife|husband|son|daughter|brother|sister|"
    "mother|father|parent|partner|actor|actress|singer|director|author|player|coach|captain|lawyer|adviser|advisor|"
    "aide|senator|governor|mayor|ceo|boss|rival|friend|colleague|ally|opponent|predecessor|successor|deputy|chair|"
    "executive|manager|founder|owner|officer|commander|admiral|colonel|sergeant|soldier|king|queen|prince|princess|"
    "emperor|empress|duke|duchess|pope|bishop|archbishop|cardinal|priest|pastor|rabbi|imam|judge|justice|prosecutor|"
    "attorney|detective|inspector|sheriff|chancellor|premier|lawmaker|candidate|nominee|envoy|diplomat|delegate|"
    "speaker|negotiator|spy|agent|writer|novelist|poet|playwright|composer|conductor|musician|rapper|drummer|"
    "guitarist|dancer|painter|sculptor|photographer|architect|designer|engineer|inventor|producer|filmmaker|"
    "presenter|broadcaster|reporter|editor|columnist|critic|correspondent|professor|teacher|lecturer|researcher|"
    "scholar|philosopher|explorer|doctor|nurse|surgeon|student|pupil|astronaut|pilot|driver|farmer|trader|banker|"
    "investor|billionaire|entrepreneur|tycoon|striker|midfielder|goalkeeper|defender|winger|forward|quarterback|"
    "pitcher|footballer|cricketer|boxer|golfer|swimmer|runner|sprinter|skier|cyclist|racer|champion|winner|star|hero|"
    "heroine|teammate|trainer|referee|victim|suspect|survivor|witness|defendant|killer|gunman|robber|prisoner|"
    "hostage|fugitive|hacker|worker|campaigner|organizer|organiser|rebel|warlord|dictator|monarch|uncle|aunt|cousin|"
    "nephew|niece|fiancé|fiancée|boyfriend|girlfriend|widow|widower|neighbor|neighbour|child|baby|boy|girl|teenager|"
    "celebrity|model|magician|chef|host|maker|member|expert|patriarch|treasurer|accountant|clerk|trustee|surveyor"
)
_ROLE = (
    rf"(?:co-|ex-|vice-|step|grand)?(?:{ROLES}|[a-z-]{{3,}}(?:man|woman|person)|(?:econom|art|journal|scient|activ)ist)"
)
# Lower-case words that may stand between two people of one list: "…, the new defense minister X and his wife Y".
_ROLES = (
    "the|a|an|his|her|their|its|new|former|ex|then|vice|prime|first|foreign|defense|defence|finance|interior|economy|"
    f"energy|health|transport|acting|outgoing|senior|top|fellow|of|staff|{_ROLE}"
)
# Words that only their place writes with a capital: "Ahead of his arrival, …".
_OPENING = frozenset(
    "ahead along amid amidst apart aside away beforehand afterwards besides beyond behind beneath below due else elsewhere everywhere "
    "abroad nearby hence instead just likewise maybe moreover nevertheless nonetheless next now off often once only otherwise outside "
    "inside overall perhaps prior regardless seldom rarely sometimes soon still subsequently then thereafter therefore throughout thus "
    "together too twice unless until whatever whenever whereas wherever whether whichever whoever yet again almost alone always "
    "anyway indeed rather even ever never here up down additionally furthermore similarly consequently finally initially "
    "originally eventually ultimately notably specifically generally typically usually historically recently currently previously "
    "precisely unfortunately".split()
)
# Words that begin a sentence and no name: "In Harwick", "While Pratt". "Under Armour" and "The Hague" keep theirs.
_LEADS = frozenset(
    "in on at from near by since until till after before during for with to about against among amid between without "
    "within through across around despite unlike like via toward towards while when where whereas because although "
    "though if but and or so then meanwhile also yet both either neither according".split()
)
# What begins a phrase that may stand before its sentence, and what such a phrase has before its name: in "In Harwick,
# Pratt and Doss met" and "After talks with Lund, Pratt and Doss left" it begins no list.
_ADVERBIAL = frozenset(
    "in on at from near since until till after before during amid across around despite unlike like for according "
    "speaking outside inside by under over".split()
)
LONGEST_OPENING = 8
_HOLDING = _LEADS | {"the", "of", "by", "under", "over", "outside", "inside"}
_SENTENCE_START = re.compile(r"(?:^|[.!?…:\n])[\s\"“‘(]*$")
_LETTERS = r"[\w’'\u0300-\u036f-]*"
# A name's word before its last one; what has full stops and is a country or its capital ends a name.
_WORD = (
    r"(?:(?:Dr|Mr|Mrs|Ms|Mx|Gen|Gov|Sen|Rep|Capt|Col|Lt|Sgt|Maj|Adm|Prof|Rev|Hon|St|Ste|Mt|Ft|Drs|Sens|Reps|Govs)\."
    rf"|(?!(?:U\.[SKN]|E\.U|D\.C)\.)(?:[{UPPER}]\.)+|[{UPPER}]{_LETTERS})"
)
_PARTICLES = r"(?:(?:de|la|van|der|den|von|bin|al|el|da|dos|della|of|du)\s+){0,2}"
_ANY_NAME = (
    rf"(?:{_WORD}\s+{_PARTICLES}(?=[{UPPER}]))*"
    rf"(?:(?:Jr|Sr|Inc|Ltd|Co|Corp|Bros)\.|[{UPPER}]{_LETTERS}[\w\u0300-\u036f]|(?:[{UPPER}]\.){{2,}})"
)
_NAME = re.compile(rf"(?<![\w’'\u0300-\u036f]){_ANY_NAME}")
_LEADING = re.compile(rf"^(?:(?:{_TITLES})\.?\s+)+(?=[{UPPER}])")
_DAY_OR_MONTH = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|July|August|(?:Sept|Nov|Dec)ember|October"
)
# What a list says of one person before it goes on: "Paul Reyes, 41, of Northline (Labour)".
_DETAILS = re.compile(
    rf"(?:,\s*(?:aged?\s+)?\d{{1,3}}(?![\w%]|[.,]\d)|,?\s+(?:of|from)\s+(?:the\s+)?{_ANY_NAME}|,?\s*\([^()]{{1,60}}\))*"
)
# "North Korean leader Kim": a name that only says whose leader the next one is.
_WHOSE = re.compile(rf"(?:[’']s?)?\s+(?:(?:former|then|prime|vice|foreign|defen[sc]e|new)\s+)*(?:{_ROLE}\s+)+")
_BETWEEN = re.compile(
    rf"\s*(?P<comma>[,;]?)\s*(?P<and>and|&|or|as well as|along with)?\s*(?:(?:{_ROLES})\s+)*(?:(?:{_TITLES})\.?\s+)*",
    re.I,
)
# What closes a list and is no name: "Ann Lee, Bo Berg and a delegation of 20 leaders".
_REST = re.compile(
    r",?\s+(?:and|as well as|along with)\s+(?P<rest>(?:an?|the|his|her|their|its|other|several|some|\d[\d,]*|two|three|four|five|six|seven|"
    r"eight|nine|ten|dozens of|hundreds of)\s[^\s,.;:()“”\"–—]+(?:\s[^\s,.;:()“”\"–—]+){0,8})(?=[.,;:)]|\s*$)"
)
# What closes a list that a preposition opened: "In Paris, London and Rome, crowds …".
_CLOSED = re.compile(r",(?!\s+(?:who|whom|whose|which|both|two|all|each)\b)")


@dataclass(frozen=True, slots=True)
class _Item:
    """A name of a list, from ``start`` with whose leader he is to ``end`` with his age; ``link`` is what joins him to
    the item before: "," or "and", or empty where he begins a list."""

    name: Span
    start: int
    end: int
    link: str


def names_in(text: str) -> list[Span]:
    """Where capitalised names stand in ``text``, titles and words that only begin a sentence left out."""
    found = []
    for match in _NAME.finditer(text):
        name, start = match.group(), match.start()
        if _SENTENCE_START.search(text[max(0, start - 8) : start]):
            first = name.split(None, 1)[0]
            if first.lower() in _LEADS and first[1:].islower():
                name = name[len(first) :].lstrip()
                start = match.end() - len(name)
            if not name or name.lower() in _OPENING:
                continue
        titled = _LEADING.match(name)
        possessive = re.search(r"['’]s$", name)
        found.append((start + (titled.end() if titled else 0), match.end() - (2 if possessive else 0)))
    return found


def names_beside(text: str, span: Span) -> list[Span]:
    """The names of the list that ``span`` touches, in order; ``[]`` where it touches fewer than two, or may be no list.

    A list is names with commas and an "and" before the last, titles and roles, ages, "of Company" and brackets aside; what is
    last need be no name: "and a delegation of 20".
    """
    items = _items(text)
    inside = [i for i, item in enumerate(items) if item.name[0] < span[1] and span[0] < item.name[1]]
    if not inside:
        return []
    first = last = inside[0]
    while first > 0 and items[first].link:
        first -= 1
    while last + 1 < len(items) and items[last + 1].link:
        last += 1
    rest = _rest(text, items[last].end)
    # Beyond the last "and", a comma begins something else: "Pratt and Doss, Reuters said".
    while last > first and items[last].link != "and" and not rest:
        last -= 1
    comma = last > first and items[first + 1].link != "and"
    if comma and _opens(text[: items[first].start]) and not _CLOSED.match(text, items[last].end):
        # "In Paris, France, Pratt and Doss" or "In Paris, Pratt, Doss and Lund": one word tells neither.
        if last - first > 2 and " " not in text[slice(*items[first + 1].name)]:
            return []
        first += 1
    chain = items[first : last + 1]
    places = [item.name for item in chain] + rest
    whole = first <= inside[0] and inside[-1] <= last and len(places) > 1
    end = rest[0][1] if rest else chain[-1].end
    beyond = text[span[0] : chain[0].start] + text[end : span[1]] if whole else ""
    # A list that holds more than names is no list of names: "41 workers, Ann Lee and Joe Doss".
    return places if whole and not re.search(r"[,;&\d]|\band\b", beyond) else []


def _rest(text: str, end: int) -> list[Span]:
    """The place of what closes a list whose last name ends at ``end`` and is no name itself; a clause is none."""
    match = _REST.match(text, end)
    if match is None or any(is_past(word) or word.lower in FINITE for word in words_of(match["rest"])):
        return []
    return [match.span("rest")]


def _items(text: str) -> list[_Item]:
    """The names of ``text``, what is said of each taken with it, and how each is joined to the one before."""
    items: list[_Item] = []
    for start, end in names_in(text):
        if items and start < items[-1].end:
            continue
        before, begins = items[-1] if items else None, start
        if before and _WHOSE.fullmatch(text, before.end, start):
            items.pop()
            begins, before = before.start, items[-1] if items else None
        details = _DETAILS.match(text, end)
        stop = details.end() if details else end
        items.append(_Item((start, end), begins, stop, _link(text, before, (begins, end)) if before else ""))
    return items


def _link(text: str, one: _Item, other: Span) -> str:
    """What stands between ``one`` and a name at ``other``: "and", a comma, or nothing that joins the two."""
    match = _BETWEEN.fullmatch(text, one.end, other[0])
    days = [bool(_DAY_OR_MONTH.match(text, a)) for a, _ in (one.name, other)]
    if not match or days[0] != days[1]:
        return ""
    return "and" if match["and"] else match["comma"]


def _opens(before: str) -> bool:
    """Whether a name after ``before`` ends a phrase like "On Monday in Harwick", its sentence yet to come."""
    words = re.split(r"[,:;!?…\n]|\.\s(?!\d)", before)[-1].lower().split()
    words = [word.strip('"“‘(') for word in words if word not in ("but", "and", "so", "then", "yet", "while", "when")]
    opened = 0 < len(words) <= LONGEST_OPENING and words[0] in _ADVERBIAL
    return opened and (words[-1] in _HOLDING or words[-1].endswith("ing"))


def listed(names: list[str]) -> str:
    """``names`` as a person would list them: commas, and an "and" before the last."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
