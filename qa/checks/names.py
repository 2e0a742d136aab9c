"""Every name of a statement is one that its evidence, or the question, gives: "President Putin" in "Vladimir Putin's"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from qa.answering.names import names_in
from qa.checks.meanings import is_word
from qa.checks.places import COUNTRIES, IMPLIED, LONGEST_NAME, NAMED
from qa.checks.words import Word, is_content, key_of, words_of
from qa.types import Span
from vectorstore.stemming import STOP_WORDS, fold

# Words with a capital that name nobody by themselves.
_TITLES = frozenset(
    "president vice prime minister deputy foreign defense defence finance interior secretary treasury state general gen "
    "gov governor sen senator rep representative senate house chancellor king queen prince princess pope dr mr mrs ms "
    "lord lady sir judge justice chief speaker ambassador mayor sheriff captain capt colonel col lt sgt sergeant admiral adm "
    "professor prof rev reverend bishop cardinal director chairman chairwoman leader coach former attorney premier "
    "congressman congresswoman major detective inspector officer commander emperor saint st jr sr miss madame duke "
    "the a an his her their its our my".split()
)
_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
# Plain nouns that open a sentence with a capital.
_OPENERS = frozenset(
    map(
        key_of,
        "officials police authorities people residents researchers scientists experts critics supporters voters workers "
        "students teachers doctors nurses patients parents children women men families soldiers troops rebels protesters "
        "demonstrators activists lawmakers politicians leaders ministers presidents diplomats analysts economists investors "
        "traders banks companies firms shares stocks prices sales profits rates inflation prosecutors lawyers judges "
        "investigators witnesses survivors victims firefighters rescuers crews journalists reporters media observers "
        "sources documents reports studies results data figures evidence talks negotiations elections votes polls sanctions "
        "attacks strikes floods storms fires both others many several some most few all half nearly almost about around "
        "over under more less two three four five six seven eight nine ten hundreds thousands millions dozens one none "
        "nobody everyone someone anyone nothing something local state national foreign federal military government "
        "parliament congress court army today yesterday tomorrow earlier later recently currently previously meanwhile "
        "however although despite according following during since after before while when if because unlike like with "
        "without among between within another each every other these those there here such what who why how where "
        "not no yes its his her their our my your construction work production members citizens players fans".split(),
    )
)
_COUNTING = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half".split()
)
_COMMON_ENDINGS = ("ing", "ly", "tion", "tions", "ment", "ments", "ness", "ity", "ities", "ism")
_PLACED = re.compile(
    r"\b(?:in|at|to|from|near|of|into|onto|on|through|around|outside|inside|across|toward|towards|via|left|leave|leaves|"
    r"visit|visits|visited|visiting|reach|reached|enter|entered|capital)[\s,]*$",
    re.IGNORECASE,
)
_PRONOUNS = frozenset("he she they it him her them his hers their its".split())
_PARTS = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Name:
    """A name at ``span``: ``parts`` are what its words share with other forms of it; ``opening`` where a sentence begins with it."""

    span: Span
    text: str
    parts: tuple[str, ...]
    opening: bool


@lru_cache(maxsize=4096)
def canonical(text: str) -> tuple[str, ...]:
    """The keys of the words of ``text``, countries by one name each, possessives left out."""
    words = _PARTS.findall(text)
    made: list[str] = []
    i = 0
    while i < len(words):
        country, size = _country(words, i)
        if country:
            made.append(country)
            i += size
        else:
            plain = _plain(words[i])
            made.append(plain if plain in IMPLIED else key_of(words[i]))
            i += 1
    return tuple(made)


def _country(words: Sequence[str], i: int) -> tuple[str, int]:
    """The country or its people that the words from ``i`` on name, and in how many words."""
    plain = [_plain(word) for word in words[i : i + LONGEST_NAME]]
    for size in range(len(plain), 0, -1):
        found = NAMED.get(tuple(plain[:size]))
        # "us" and "un" are countries in capitals only: "Kim Jong Un".
        if found and (
            size > 1
            or (len(plain[0]) > 3 and words[i][:1].isupper())
            or words[i].rstrip("'’s").replace(".", "").isupper()
        ):
            return found, size
    return "", 0


def _plain(word: str) -> str:
    """A name's word in lower case, without a possessive or full stops."""
    return fold(word).replace("’", "'").removesuffix("'s").strip(",'\"“”").replace(".", "")


@lru_cache(maxsize=2048)
def names_of(text: str) -> tuple[Name, ...]:
    """The names of ``text`` in their order; what only its place at a sentence's start writes with a capital is left out."""
    found: list[Name] = []
    # A name within ‘single quotation marks’ does not begin with one.
    text = re.sub(r"(?<!\w)['‘](?=\w)", '"', text)
    begins = {words[0].start for words in _sentences(text)}
    for start, end in names_in(text):
        for span in _split(text, (start, end)):
            shown = text[span[0] : span[1]]
            parts = canonical(shown)
            opening = span[0] in begins
            lower = shown.lower()
            if not parts or (
                " " not in shown and ((lower in STOP_WORDS and shown not in ("US", "IT")) or lower in _TITLES)
            ):
                continue
            if all(part in _COUNTING for part in re.findall(r"[a-z]+", lower)):
                continue
            if opening and len(parts) == 1 and (parts[0] in _OPENERS or not is_content(lower)):
                continue
            if re.fullmatch(r"I|I['’]\w+|[A-Z]", shown) or re.fullmatch(
                r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?", shown
            ):
                continue
            if parts[0] in _MONTHS and len(parts) == 1:
                continue
            found.append(Name(span, shown, parts, opening))
    return tuple(found)


_MONTHS = frozenset(
    map(
        key_of,
        "january february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec may".split(),
    )
)


def _sentences(text: str) -> list[list[Word]]:
    rows: dict[int, list[Word]] = {}
    for word in words_of(text):
        rows.setdefault(word.sentence, []).append(word)
    return [row for row in rows.values() if row]


def _split(text: str, span: Span) -> list[Span]:
    """A run of capitals cut at titles, possessives and countries: "Russian President Vladimir Putin" names two."""
    words = [(m.start() + span[0], m.end() + span[0]) for m in re.finditer(r"[^\s]+", text[span[0] : span[1]])]
    made: list[Span] = []
    start: int | None = None
    last = span[0]
    i = 0
    while i < len(words):
        a, b = words[i]
        bare = _plain(text[a:b])
        country, size = _country([text[x:y] for x, y in words[i:]], 0)
        # A country at the head of a run is a name by itself; behind other words it is a part: "Frank French", "Bank of England".
        if (
            bare in _TITLES
            or bare in _WEEKDAYS
            or bare in STOP_WORDS - {"us", "of", "it"}
            or (country and start is None)
        ):
            if start is not None:
                made.append((start, last))
                start = None
            if country and bare not in _TITLES | _WEEKDAYS:
                made.append((a, words[i + size - 1][1]))
                i += size
                continue
        else:
            start = a if start is None else start
            last = b
            if re.search(r"['’]s?$", text[a:b]):
                made.append((start, last))
                start = None
        i += 1
    if start is not None:
        made.append((start, last))
    return [
        (a, b - len(m.group()) if (m := re.search(r"['’]s?$|[.,]$", text[a:b])) and not text[a:b].endswith("s.") else b)
        for a, b in made
    ]


@dataclass(frozen=True, slots=True)
class Known:
    """What evidence names: its words' keys by sentence, those implied by a seat of government, its acronyms."""

    sentences: tuple[tuple[str, ...], ...]
    implied: frozenset[str]
    acronyms: frozenset[str]
    capitals: frozenset[str]

    @property
    def all(self) -> frozenset[str]:
        """Every key."""
        return frozenset(key for sentence in self.sentences for key in sentence) | self.implied


@lru_cache(maxsize=1024)
def known(text: str) -> Known:
    """What ``text`` names, in any case."""
    rows = tuple(canonical(text[row[0].start : row[-1].end]) for row in _sentences(text))
    flat = {key for row in rows for key in row}
    implied = {IMPLIED[key] for key in flat if key in IMPLIED}
    # "al-Jubeir", "near-Earth" and "BusinessWeek.com" name what their parts name.
    implied |= {
        part
        for word in _PARTS.findall(text)
        if re.search(r"[.-]", word)
        for part in canonical(re.sub(r"[.-]", " ", word))
        if len(part) > 2
    }
    for side in ("north", "south"):
        if f"{side} korea" in flat and re.search(rf"\b[Tt]he {side.capitalize()}\b", text):
            implied.add(f"{side} korea")
    return Known(
        rows,
        frozenset(implied),
        frozenset(_acronyms(text)),
        frozenset(w.lower.replace(".", "") for w in words_of(text) if len(w.text) > 1 and w.text.isupper()),
    )


def _acronyms(text: str) -> set[str]:
    """The initials of every run of capitals in ``text``, small words between them left out."""
    found = set()
    for run in re.findall(
        r"(?:[A-Z][\w’'-]+(?:\s+(?:of|the|for|and|on|in)\s+(?:the\s+)?(?=[A-Z])|\s+|$|(?=\W)))+", text
    ):
        words = re.findall(r"[A-Z][\w’'-]+", run)
        for i in range(len(words)):
            for j in range(i + 2, min(len(words), i + 7) + 1):
                found.add("".join(word[0] for word in words[i:j]).lower())
    return found


def holds(name: Name, here: Known) -> bool:
    """Whether ``here`` gives ``name``, in this or a longer form, or by its initials."""
    parts = [part for part in name.parts if len(part) > 1] or list(name.parts)
    if len(parts) == 1 and (parts[0] in here.all or parts[0] in here.acronyms):
        return True
    if any(_near(parts, sentence) for sentence in here.sentences):
        return True
    if all(part in here.implied for part in parts):
        return True
    initials = "".join(part[0] for part in re.findall(r"[A-Z][\w’'-]+", name.text)).lower()
    return len(parts) > 1 and len(initials) > 1 and initials in here.capitals


def _near(parts: Sequence[str], sentence: Sequence[str]) -> bool:
    """Whether the words of a name stand together, in order; an initial stands for any word that begins with it."""
    for i, key in enumerate(sentence):
        if _alike(parts[0], key):
            place = i
            for part in parts[1:]:
                following = next(
                    (j for j in range(place + 1, min(len(sentence), place + 4)) if _alike(part, sentence[j])), None
                )
                if following is None:
                    break
                place = following
            else:
                return True
    return False


def _alike(part: str, key: str) -> bool:
    return part == key or (len(key) == 1 and part.startswith(key))


def speaks_for_country(name: Name, text: str, here: Known) -> bool:
    """Whether a seat of government stands for its country, which ``here`` names: "Moscow denied it", and not "in Moscow"."""
    country = IMPLIED.get(name.parts[0]) if len(name.parts) == 1 else None
    return country in here.all and not _PLACED.search(text[: name.span[0]])


def plausible_word(name: Name) -> bool:
    """Whether a sentence's first word may be no name at all."""
    lower = name.text.lower()
    return (
        name.opening
        and len(name.parts) == 1
        and name.parts[0] not in COUNTRIES
        and (lower.endswith(_COMMON_ENDINGS) or is_word(name.parts[0]))
    )


def stands_for(name: Name, cited: str, before: str, title: str) -> bool:
    """Whether the cited sentence speaks of ``name`` by a part of it or a pronoun, and its surroundings give it whole.

    A pronoun's name is the first of the nearest sentence before that has one.
    """
    here = known(cited)
    around = known(" ".join((before, title, cited)))
    # "Pyongyang denied it" is what a passage says of the North.
    country = IMPLIED.get(name.parts[0], "") if len(name.parts) == 1 else ""
    if country.startswith(("north ", "south ")) and country in around.all:
        return re.search(rf"\b[Tt]he {country.split()[0].capitalize()}\b", cited) is not None
    if not holds(name, around):
        return False
    # Only a person or a firm goes by a part of its name; "Korea" is no part of "South Korea" here.
    if len(name.parts) > 1 and any(part in here.all for part in name.parts):
        return any(
            name_of.parts == name.parts[-len(name_of.parts) :] or set(name_of.parts) <= set(name.parts)
            for name_of in names_of(cited)
        )
    if re.search(r"\bthe (?:North|South)\b", cited, re.I) and name.parts[0] in ("north korea", "south korea"):
        return name.parts[0].split()[0] in here.all
    return any(word.lower in _PRONOUNS for word in words_of(cited)) and name.parts in antecedents(before)


@lru_cache(maxsize=1024)
def antecedents(before: str) -> tuple[tuple[str, ...], ...]:
    """Whom a pronoun after ``before`` may mean: the first name of its last sentence that has one, in all its lengths."""
    for row in reversed(_sentences(before)):
        sentence = before[row[0].start : row[-1].end]
        named = list(names_of(sentence))
        persons = [name for name in named if name.parts[0] not in COUNTRIES] or named
        if persons:
            first = persons[0].parts
            longer = [n.parts for n in names_of(before) if set(first) <= set(n.parts) or set(n.parts) <= set(first)]
            return tuple(dict.fromkeys([first, *longer, *(n.parts for n in named[:1])]))
    return ()
