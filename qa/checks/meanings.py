"""Whether a word says no more than another: the same meaning, or a wider one, by WordNet (``synonyms.json.gz``); which words
mean people (``people.txt.gz``)."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from qa.checks.places import two_places
from qa.checks.words import Word, key_of, words_of

# Words that add nothing which a passage would have to say, and what WordNet does not know to mean the same in the news.
_GLUE = frozenset(
    map(
        key_of,
        "make take give get have do be include involve occur happen use say state report note show mention describe "
        "call name thing person time place country nation part group number result total amount article passage accord relate "
        "follow current recent new come go see well first last own different various specific certain like late early "
        "next previous former way kind type form set put able add announce tell declare "
        "year day month week hour figure people man woman quarter period end reveal indicate find identify locate base "
        "age ask answer question today know serve due part respectively approximately additionally furthermore overall "
        "moreover nevertheless nonetheless similarly likewise precisely consequently therefore thus hence namely whereby thereby "
        "allow enable document individual factor aspect item possibility available provide term phrase process case goes does "
        "anyone anybody someone somebody roughly matter".split(),
    )
)
_NEWS = (
    "kill die death fatal dead|cease-fire ceasefire truce armistice|torrential heavy|sale revenue turnover|slip fall drop decline "
    "decrease dip slide|rise climb increase grow gain jump up surge|electricity power|home house|job position post|cut reduce lower "
    "trim|boost raise increase|car vehicle auto automobile|film movie|plane aircraft jet|firm company business corporation|official "
    "authority|lawmaker legislator parliamentarian mp|boss head chief leader|win victory beat defeat|crash accident collision|quake "
    "earthquake|flood flooding inundate|doctor physician|cop police officer|talk negotiation discussion|deal agreement accord pact "
    "treaty|attack assault strike|big large huge|buy purchase acquire|sell sale|let allow permit|help aid assist assistance|try "
    "attempt|want seek|need require|hurt injure wound|quit resign|fire dismiss sack|jail imprison prison|arrest detain|accuse "
    "charge|visit trip|meet meeting|arrive arrival come reach land touchdown|leave depart departure|show reveal|approx about|almost nearly|use "
    "employ|build construct|end finish conclude|begin start|child kid|murder kill|student pupil|war conflict|troop soldier|army "
    "military|gun weapon arm|rocket missile|money fund|cost price|tax duty tariff levy|vote ballot|poll survey|study research|virus "
    "disease|drug medicine|hot warm|storm hurricane|river stream|ship vessel boat|worker employee staff workforce personnel|press reporter journalist media|intend plan aim|take bring carry transport|"
    "free release|plunder rob loot|hinder hamper impede obstruct|manager executive|less few fewer reduce cut decrease|consume burn|cheat defraud swindle|team squad side|game match|"
    "final title|gold medal|supply provide deliver ship send|send deliver|welcome greet receive|praise hail commend laud|criticise "
    "criticize condemn|deepen strengthen boost|tie relation link|demand call|livestock animal cow sheep|cut eliminate axe|retake recapture|reserve earmark aside|delay postpone defer|become elect|brandy spirit|birth born|writer author|marry wife husband|"
    "km kilometre kilometer|kg kilogram kilogramme kilo|sq square|km2 square|km2 kilometre kilometer km|m2 square|m2 metre meter|"
    "m3 cubic|m3 metre meter"
)
_NEAR: dict[str, frozenset[str]] = {}
for _row in _NEWS.split("|"):
    _keys = frozenset(map(key_of, _row.split()))
    for _key in _keys:
        _NEAR[_key] = _NEAR.get(_key, frozenset()) | _keys


@cache
def _table() -> dict[str, tuple[frozenset[int], frozenset[int]]]:
    """Key → the meanings a word has, and those right above them."""
    rows = json.loads(gzip.decompress(files("qa.checks").joinpath("synonyms.json.gz").read_bytes()))
    return {key: (frozenset(own), frozenset(above)) for key, (own, above) in rows.items()}


@cache
def _people() -> frozenset[str]:
    return frozenset(gzip.decompress(files("qa.checks").joinpath("people.txt.gz").read_bytes()).decode().split())


def is_somebody(word: str) -> bool:
    """Whether a noun means a person or a group of people: "referees", "family", "linesmen"."""
    return key_of(word.lower()) in _people() or word.lower().endswith(("men", "women", "people"))


def is_word(key: str) -> bool:
    """Whether the dictionary has this word."""
    return key in _table() or key in _NEAR


def adds_nothing(key: str) -> bool:
    """Whether the word with this key says nothing that a passage would have to say: "call", "last", "day"."""
    return key in _GLUE


def says_as_much(said: str, held: Iterable[str]) -> bool:
    """Whether the word with the key ``said`` says no more than one of ``held``: buy of purchase, vehicle of car, or a word that
    begins like it, unless both are places: Austria is not Australia."""
    return any(
        means_as_much(said, other)
        or (min(len(said), len(other)) >= 5 and said[:5] == other[:5] and not two_places(said, other))
        for other in held
    )


def means_as_much(said: str, other: str) -> bool:
    """Whether the word with the key ``said`` has a meaning that ``other`` has, or a wider one."""
    mine = _table().get(said, (frozenset(), frozenset()))[0]
    own, above = _table().get(other, (frozenset(), frozenset()))
    return other in _NEAR.get(said, frozenset()) or not mine.isdisjoint(own) or not mine.isdisjoint(above)


def unsaid(words: Iterable[Word], held: frozenset[str]) -> list[Word]:
    """Those of ``words`` that say something which no word with a key of ``held`` says; "changed" is said by "unchanged", which
    of them is meant being a matter of yes or no."""
    return [
        word
        for word in words
        if word.key not in held | _GLUE and not says_as_much(word.key, held) and f"un{word.key}" not in held
    ]


def keys_of(text: str) -> frozenset[str]:
    """The keys of every word of ``text``, parts of hyphenated ones too."""
    return frozenset(word.key for word in words_of(text)) | frozenset(
        key_of(part)
        for word in text.split()
        if "-" in word
        for part in (*word.split("-"), word.replace("-", "").strip(".,;:!?"))
    )
