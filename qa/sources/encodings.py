"""Bytes in an encoding older than UTF-8 → the reading of them that looks most like somebody's language.

Each candidate reading gets a cost: what a reader would stumble over (a sign inside a word, a capital after a small
letter, letters that no one language has together, rare characters). Detectors that count bytes need pages of text;
this one is right about a byline, too. Where two readings cost the same, the more common encoding is taken.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from qa.errors import SourceError

# How likely an encoding is before anything is read: a cost in the same unit as a character's.
CANDIDATES = (
    ("cp1252", 0.0),
    ("cp1250", 0.8),
    ("cp1251", 0.6),
    ("gb18030", 0.6),
    ("cp932", 0.6),
    ("big5hkscs", 0.8),
    ("cp949", 0.8),
    ("iso8859_15", 0.9),
    ("cp1254", 0.9),
    ("iso8859_2", 1.0),
    ("koi8_r", 0.8),
    ("koi8_u", 1.0),
    ("euc_jp", 0.8),
    ("cp1253", 0.9),
    ("iso8859_7", 1.0),
    ("cp1255", 0.9),
    ("cp1256", 0.9),
    ("cp1257", 1.0),
    ("mac_roman", 1.0),
    ("cp866", 1.0),
    ("cp850", 1.5),
    ("cp874", 1.0),
    ("cp1258", 1.5),
    ("iso8859_5", 1.0),
    ("mac_cyrillic", 2.0),
    ("iso8859_6", 1.0),
    ("cp862", 1.5),
    ("cp737", 1.2),
    ("mac_greek", 2.0),
    ("cp852", 2.0),
    ("cp857", 2.0),
)
# One byte after another that UTF-8 does not allow costs this much where the rest is UTF-8: a damaged file.
BROKEN_BYTE = 3.0
# So many characters beyond ASCII decide; more only take time.
SAMPLE = 4000
# A character beyond ASCII costs 0 to 0.4 on average in a right reading of two lines and more, in 22 languages; 0.65 to 1.6
# where the encoding is none of these (cp855, cp869, Johab). Fewer of them say little.
LARGEST_COST = 0.6
FEWEST_JUDGED = 30
# Text with fewer letters beyond ASCII than this is English, and what it has are names from anywhere.
FOREIGN_NAMES = 0.015

_WESTERN = (
    "àâæçéèêëîïôœùûüÿ",
    "áéíñóúüºª",
    "ãâáàçéêíóôõúüºª",
    "äöüßé",
    "àèéìíîòóùú",
    "éëïóöüáè",
    "åäöé",
    "æøåé",
    "áðéíóúýþæö",
    "äõöüšž",
    "àçéèíïóòúü",
)
_OTHER_LATIN = (
    "ąćęłńóśźż",
    "áčďéěíňóřšťúůýž",
    "áäčďéíľňóôšťúýž",
    "áéíóöőúüű",
    "ăâîșțşţ",
    "čćđšž",
    "çğıöşüi̇âî",
    "ąčęėįšųūž",
    "āčēģīķļņšūž",
)
_LANGUAGES = tuple(map(frozenset, _WESTERN + _OTHER_LATIN))
# What is one character in cp1258; the other tones are marks of their own. So many vowels would excuse misread Czech, but
# for the two that are nowhere else.
_VIETNAMESE = frozenset("àáâăèéêíóôơùúưđ")
_ONLY_VIETNAMESE = frozenset("ơư")
_WEST = frozenset("".join(_WESTERN))
_CENTRAL = frozenset("".join(_OTHER_LATIN))
# Letters of one script from the most to the least frequent one.
_RANKED = (
    "оеаинтсрвлкмдпуяызьбгчйхжшюцщэфёъ",
    "оаиенвтрсілкудмпязьбгйчхцжїюшєщфґ",
    "αοιετσνηυρπκμλςωδγχθφβξζψάέίόήύώϊϋΐΰ",
    "יוהלארתמבשנםעדקחפכטגצסזןךףץ",
    "اليمونرتبةعدسفهكقأحجشطصخضذثزءغئظإىآؤ",
    "านรกอเมวงลยสทตคปดหบะแพจขผใชณธถไศโซภษฐญฟำฉฝฎฌฒฆๆฤ",
)
_FINAL_LETTERS = frozenset("ςםןךףץة")
_COMMON_CHINESE = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经"
    "么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全"
    "三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任"
    "這個們來為國說時會對於過發後裡種經學現當沒動還進樣開從實軍無與長機關點業將兩間問應戰向頭體見產話給門總統週灣"
    "京朝鲜鮮俄罗羅平北东東南京港台"
)
_COMMON_HANGUL = frozenset(
    "이다의는을에가은를한고로하지사도기자어서리나시해있라일인대그정으제아수만부보원들게전과주상국했장여공구우면세조러선것유신화"
    "계경스오연동성안비위적중소진트미들치요관까된년김북남통령방월말청회당행무용분문모개모네내와명발거실각드마바야녕"
)
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]")
_CJK_PUNCTUATION = frozenset("\u3000、。，．・：；？！「」『』（）《》〈〉【】“”‘’—…·０１２３４５６７８９％")
_WORDS_OF_ONE_LETTER = frozenset("àèéáóòôíúýåöøаявоикусіїєοηή")
_APOSTROPHES = frozenset("’‘´")
_PUNCTUATION = frozenset("–—…“”‘’«»‹›•·\xa0„‚،؛؟")
_SIGNS = frozenset("£€¥©®™°½¼¾²³¹µ§¿¡ªº×·¢±¶†‡")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]")


def legacy(data: bytes) -> tuple[str, str] | None:
    """Text and encoding of ``data``, which is not UTF-8; ``None`` where it is rather a damaged UTF-8 file.

    Raises :class:`SourceError` where no reading looks like a language.
    """
    damaged = _damage(data)
    best: tuple[float, str, str] | None = None
    for encoding, prior in CANDIDATES:
        if best is not None and prior >= best[0]:
            continue
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        cost = prior + _cost(text)
        if best is None or cost < best[0]:
            best = cost, text, encoding
    if best is None or damaged < best[0]:
        return None
    cost, text, encoding = best
    judged = min(SAMPLE, len(_BEYOND_ASCII.findall(text)))
    if judged >= FEWEST_JUDGED and cost > LARGEST_COST * judged:
        raise SourceError("in none of the encodings that are known here")
    return text, encoding


def iso_2022_jp(data: bytes) -> str | None:
    """The text of Japanese mail, which is ASCII bytes that switch alphabets by escapes; ``None`` for anything else."""
    if not _ISO_2022_JP.search(data):
        return None
    try:
        return data.decode("iso2022_jp")
    except UnicodeDecodeError:
        return None


def _damage(data: bytes) -> float:
    sequences = _UTF8_SEQUENCE.findall(data)
    if not sequences:
        return float("inf")
    return BROKEN_BYTE * (sum(byte >= 0x80 for byte in data) - sum(map(len, sequences)))


def _cost(text: str) -> float:
    total = 0.0
    latin: Counter[str] = Counter()
    end = len(text)
    for seen, match in enumerate(_BEYOND_ASCII.finditer(text)):
        at = match.start()
        if seen == SAMPLE:
            end = at
            break
        letter = match[0]
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        if before.isspace() and after.isspace() and letter.isalpha() and letter.lower() not in _WORDS_OF_ONE_LETTER:
            # A dash that is read wrongly looks like that.
            total += 1.0 if letter < "\u1100" else 0.0
        if letter.isalpha() and _is_latin(letter):
            latin[letter.lower()] += 1
            total += _in_latin_word(letter, before, after)
        elif letter.isalpha():
            total += _in_other_script(letter, before, after)
        else:
            total += _sign(letter, before, after)
    return total + _strangers(latin, text, end)


def _strangers(latin: Counter[str], text: str, end: int) -> float:
    """The cost of letters that no one language has together."""
    if not latin:
        return 0.0
    count = sum(latin.values())
    if count < FOREIGN_NAMES * max(1, sum(letter.isalpha() for letter in text[:end])):
        # Names from anywhere, in English.
        return sum(n * (0.25 if letter in _WEST else 0.4 if letter in _CENTRAL else 1.0) for letter, n in latin.items())
    languages = _LANGUAGES if _ONLY_VIETNAMESE.isdisjoint(latin) else (*_LANGUAGES, _VIETNAMESE)
    return float(min(sum(n for letter, n in latin.items() if letter not in known) for known in languages))


def _in_latin_word(letter: str, before: str, after: str) -> float:
    cost = 0.5 if before.isdigit() or after.isdigit() else 0.0
    if letter.isupper() and before.isalpha() and before.islower():
        cost += 2.0
    if letter.isupper() and not before.isalpha() and before != " " and after.isalpha() and after.islower():
        cost += 0.2
    if letter.islower() and letter not in "ºª" and not before.isalpha() and after.isalpha() and after.isupper():
        cost += 2.0
    if before > "\x7f" and before.isalpha() and after > "\x7f" and after.isalpha():
        # Three in a row.
        cost += 1.0
    return cost


def _in_other_script(letter: str, before: str, after: str) -> float:
    if letter >= "\u1100":
        # "A股" is written so, "na飗e" is not.
        return rarity(letter) + (1.0 if (before.isascii() and before.islower()) or _is_latin(after) else 0.0)
    cost = min(_rank(letter.lower(), ranked) for ranked in _RANKED)
    if _is_latin(before) or _is_latin(after):
        cost += 2.0
    if letter.isupper() and before.isalpha():
        cost += 2.0 if before.islower() else 0.15
    if letter in _FINAL_LETTERS and after.isalpha():
        cost += 2.0
    return cost


@cache
def _rank(letter: str, ranked: str) -> float:
    at = ranked.find(letter)
    return 2.0 if at < 0 else 0.7 * at / len(ranked)


def is_east_asian(letter: str) -> bool:
    """Whether a letter is Chinese, Japanese or Korean, of which there are thousands."""
    return "\u2e80" <= letter <= "\ud7a3" or "\uf900" <= letter <= "\ufaff" or "\U00020000" <= letter <= "\U0003ffff"


@cache
def rarity(letter: str) -> float:
    """How rare an East Asian letter is: 0.05 for the few hundred commonest, 0.5 for everyday ones, 2 for all others."""
    if _KANA.match(letter) or letter in _COMMON_CHINESE or letter in _COMMON_HANGUL:
        return 0.05
    if "\uac00" <= letter <= "\ud7a3":
        return 0.5 if _lead(letter, "euc_kr", 0xB0, 0xC8) else 2.0
    common = (
        _lead(letter, "gb2312", 0xB0, 0xD7) or _lead(letter, "big5", 0xA4, 0xC6) or _lead(letter, "cp932", 0x88, 0x97)
    )
    return 0.5 if common else 2.0


def _lead(letter: str, encoding: str, first: int, last: int) -> bool:
    """Whether ``letter`` stands among the everyday characters of a national standard, which come first in it."""
    try:
        data = letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return len(data) == 2 and first <= data[0] <= last


def _sign(letter: str, before: str, after: str) -> float:
    if letter in _CJK_PUNCTUATION and (before > "\u2e80" or after > "\u2e80"):
        return 0.05
    between = before.isalpha() and after.isalpha()
    if letter in _APOSTROPHES and between:
        return 0.0
    if letter == "\xad":
        return 0.0 if between else 0.3
    if letter in "„‚":
        return 3.0 if before.isalnum() else 0.0
    if letter in _PUNCTUATION:
        return 0.0 if not between or letter in "—–" else 1.0
    if letter in _SIGNS:
        if between or (letter in "¿¡" and before.isalpha()):
            return 3.0
        if after.isalpha() and letter not in "¿¡ªº":
            return 2.0 if after.islower() else 0.5
        return 1.0 if letter == "©" and before.isalpha() else 0.02
    if unicodedata.category(letter) in ("Cc", "Co", "Cn"):
        return 6.0
    return _mark(letter, before) if unicodedata.category(letter) == "Mn" else 3.0


def _mark(letter: str, before: str) -> float:
    """Vowel points and the like belong to a letter before them, of their own script."""
    if letter <= "\u036f":
        return 0.3 if _is_latin(before) else 3.0
    # Scripts have a half of a page of 256 characters to themselves. Thai writes a tone upon a vowel.
    same = ord(letter) >> 7 == ord(before) >> 7 and (before.isalpha() or unicodedata.category(before) == "Mn")
    return (0.1 if letter > "\u0e00" else 0.3) if same else 3.0


def _is_latin(letter: str) -> bool:
    return letter.isalpha() and letter < "\u0250"
