"""Whatever encoding a newspaper archive has: the text comes back code point by code point, or a reason does."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.errors import SourceError
from qa.sources import read_article
from qa.sources.text import decode
from tests.helpers import UNHURRIED

LEGACY: dict[str, tuple[str, list[str]]] = {
    "english-quotes": (
        "cp1252",
        [
            "He said “no” — and that’s it… €5",
            "The president said “nothing has changed” – and he wouldn’t stop.\n",
            "It costs £5 and ½ a day at 20°C, says the survey¹.",
            "Micro µm, 10m³ of gas and x².",
        ],
    ),
    "french": (
        "cp1252",
        [
            "Café",
            "CAFÉ",
            "Noël à Paris",
            "ÉLÉGIE",
            "Le président a déclaré que « ça suffit », a-t-il dit à l’Élysée, où l’œuvre était exposée.",
        ],
    ),
    "german": ("cp1252", ["Köln", "Größe und Übermut: Der Präsident fährt über die Straße. „Schluss!“"]),
    "spanish": ("cp1252", ["España", "¿Qué pasó? El señor Núñez llegó. ¡Basta!"]),
    "portuguese": (
        "cp1252",
        ["São Paulo", "O governo não fará manifestações à tarde, disse o ministro João Conceição."],
    ),
    "swedish": ("cp1252", ["Malmö", "Statsministern sade på onsdagen att Åke Öberg är från Älmhult."]),
    "danish": ("cp1252", ["København", "Rødgrød med fløde på Ærø"]),
    "icelandic": ("cp1252", ["Það er óvíst hvort forsætisráðherra þiggur boðið."]),
    "latin-1": ("latin-1", ["Déjà vu à la crème"]),
    "latin-9": ("iso8859_15", ["Le cœur a coûté 5 € à l’amie.".replace("’", "'"), "Œuvre complète, cœur brisé"]),
    "polish": (
        "cp1250",
        [
            "Łódź",
            "Zażółć gęślą jaźń",
            "Premier powiedział w środę, że rząd nie zmieni decyzji. Mieszkańcy Łodzi czekają.",
        ],
    ),
    "polish-name": ("cp1250", ["In Gdansk on Tuesday, former president Lech Wałęsa said that nothing had changed."]),
    "polish-iso": (
        "iso8859_2",
        ["Premier powiedział w środę, że rząd nie zmieni decyzji. Związki zapowiedziały strajk."],
    ),
    "czech": ("cp1250", ["Příliš žluťoučký kůň", "Ministerstvo financí oznámilo, že daně se letos nezvýší."]),
    "hungarian": ("cp1250", ["Árvíztűrő tükörfúrógép. A kormány nem emeli az adókat, közölte a miniszterelnök."]),
    "turkish": ("cp1254", ["Cumhurbaşkanı çarşamba günü İstanbul’da konuştu: vergiler artırılmayacağı söylendi."]),
    "russian": ("cp1251", ["Привет", "Президент России Владимир Путин прибыл в Северную Корею."]),
    "russian-word": (
        "cp1251",
        ["In Moscow, the newspaper Правда reported that the president would arrive on Tuesday."],
    ),
    "ukrainian": ("cp1251", ["Президент України заявив, що їхня країна не поступиться територією."]),
    "russian-koi8": ("koi8_r", ["Привет, мир", "Президент России Владимир Путин прибыл в Северную Корею."]),
    "russian-dos": ("cp866", ["Президент России Владимир Путин прибыл в Северную Корею. Это его первый визит."]),
    "greek": ("cp1253", ["Ο πρωθυπουργός ανακοίνωσε την Τετάρτη ότι η κυβέρνηση δεν θα αυξήσει τους φόρους."]),
    "hebrew": ("cp1255", ["ראש הממשלה הודיע ביום רביעי כי הממשלה לא תעלה את המסים."]),
    "arabic": ("cp1256", ["أعلن رئيس الوزراء يوم الأربعاء أن الحكومة لن ترفع الضرائب."]),
    "japanese": ("shift_jis", ["こんにちは", "岸田首相は水曜日、政府は増税しないと発表した。"]),
    "japanese-euc": ("euc_jp", ["岸田首相は水曜日、政府は増税しないと発表した。"]),
    "japanese-mail": ("iso2022_jp", ["岸田首相は水曜日、増税しないと発表した。\nTokyo, 2024\n"]),
    "chinese": ("gb18030", ["你好", "俄罗斯总统普京周二抵达朝鲜，这是他二十四年来首次访问该国。"]),
    "chinese-big5": ("big5", ["俄羅斯總統普京週二抵達朝鮮，這是他二十四年來首次訪問該國。"]),
    "korean": ("euc_kr", ["러시아 대통령 푸틴이 화요일 북한에 도착했다. 그의 방북은 24년 만에 처음이다."]),
    "macintosh": (
        "mac_roman",
        ["The president said “nothing has changed” – he didn’t.", "Le café de l’Élysée est fermé."],
    ),
    "dos": ("cp437", ["Café déjà vu à Noël"]),
    "thai": ("cp874", ["นายกรัฐมนตรีไทยกล่าวเมื่อวันจันทร์ว่ารัฐบาลจะไม่ขึ้นภาษีในปีนี้"]),
    # Windows writes letters with their hats whole, and tones as marks of their own.
    "vietnamese": (
        "cp1258",
        ["Tô\u0309ng thô\u0301ng Nga Vladimir Putin đê\u0301n Bi\u0300nh Nhươ\u0303ng hôm thư\u0301 Tư."],
    ),
    "russian-iso": ("iso8859_5", ["Президент России Владимир Путин прибыл в Пхеньян в среду. Его встретил Ким."]),
    "ukrainian-iso": ("iso8859_5", ["Президент України Володимир Зеленський прибув до Києва. Її зустріли міністри."]),
    "russian-macintosh": ("mac_cyrillic", ["Президент России Владимир Путин прибыл в Пхеньян в среду. Я там был."]),
    "arabic-iso": ("iso8859_6", ["وصل الرئيس الروسي فلاديمير بوتين إلى بيونغ يانغ يوم الأربعاء، وقال إنه سعيد."]),
    "hebrew-dos": ("cp862", ["נשיא רוסיה ולדימיר פוטין הגיע לפיונגיאנג ביום רביעי."]),
    "greek-dos": ("cp737", ["Ο πρόεδρος της Ρωσίας έφτασε στην Πιονγκγιάνγκ την Τετάρτη."]),
    "greek-macintosh": ("mac_greek", ["Ο πρόεδρος της Ρωσίας έφτασε στην Πιονγκγιάνγκ την Τετάρτη."]),
    "polish-dos": ("cp852", ["Premier powiedział w środę, że źródło żółci jest w Łodzi. Część mieszkańców wyjechała."]),
    "czech-dos": ("cp852", ["Příliš žluťoučký kůň pěl. Ministerstvo oznámilo, že daně se letos nezvýší."]),
    "turkish-dos": ("cp857", ["Cumhurbaşkanı çarşamba günü İstanbul'a geldi, ışığı gördü. Şehir çok güzeldi."]),
}
CASES = [
    pytest.param(encoding, "\n".join([text] * times), id=f"{name}-{number}{'-long' if times > 1 else ''}")
    for name, (encoding, texts) in LEGACY.items()
    for number, text in enumerate(texts)
    # A file of many pages takes the same way.
    for times in (1, 400)
]
UNICODE = "Café “no” — e\u0301 n\u0303 👩‍👩‍👧 🇰🇵 שלום عليكم 你好 \u202eabc\u202c a\u200bb\u00adc \U000e0041 ﬁ ǅ ß İ\r\nl2\nl3\rl4\u2028l5\u0085"


@pytest.mark.parametrize(("encoding", "text"), CASES)
def test_every_letter_of_an_older_encoding_is_kept(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding))[0] == text


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        pytest.param("cp855", LEGACY["russian-iso"][1][0], id="cyrillic-dos"),
        pytest.param("cp869", LEGACY["greek-dos"][1][0], id="greek-dos"),
        pytest.param("johab", LEGACY["korean"][1][0], id="johab"),
    ],
)
def test_an_encoding_that_is_not_known_is_refused(encoding: str, text: str) -> None:
    for times in (1, 400):
        with pytest.raises(SourceError) as caught:
            decode((f"{text}\n" * times).encode(encoding))
        assert "encodings" in caught.value.reason


def test_what_is_named_is_the_encoding_that_was_read() -> None:
    data = "Łódź i Gdańsk".encode("cp1250")
    text, encoding = decode(data)
    assert (text, encoding) == ("Łódź i Gdańsk", "cp1250")
    assert text.encode(encoding) == data


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        pytest.param("utf-8", b"", id="utf-8"),
        pytest.param("utf-8", codecs.BOM_UTF8, id="utf-8-marked"),
        pytest.param("utf-16-le", b"", id="utf-16-le"),
        pytest.param("utf-16-be", b"", id="utf-16-be"),
        pytest.param("utf-16-le", codecs.BOM_UTF16_LE, id="utf-16-le-marked"),
        pytest.param("utf-16-be", codecs.BOM_UTF16_BE, id="utf-16-be-marked"),
        pytest.param("utf-32-le", b"", id="utf-32-le"),
        pytest.param("utf-32-be", b"", id="utf-32-be"),
        pytest.param("utf-32-le", codecs.BOM_UTF32_LE, id="utf-32-le-marked"),
        pytest.param("utf-32-be", codecs.BOM_UTF32_BE, id="utf-32-be-marked"),
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Plain text.\nTwo lines.", id="ascii"),
        pytest.param(UNICODE, id="everything"),
        pytest.param("Президент России Владимир Путин прибыл в Северную Корею.", id="cyrillic"),
        pytest.param("俄罗斯总统普京周二抵达朝鲜。\n这是他二十四年来首次访问该国。\n", id="chinese"),
        pytest.param("Да, да", id="russian-word"),
        pytest.param("Компания Apple сообщила о iPhone 15 в России", id="russian-and-english"),
        pytest.param("أعلن رئيس الوزراء يوم الأربعاء أن الحكومة لن ترفع الضرائب.", id="arabic"),
        pytest.param("ראש הממשלה הודיע ביום רביעי", id="hebrew"),
        pytest.param("प्रधानमंत्री ने बुधवार को कहा", id="hindi"),
        pytest.param("นายกรัฐมนตรี กล่าว", id="thai"),
        pytest.param("俄羅斯總統普京週二抵達朝鮮\n", id="chinese-traditional"),
        pytest.param("苹果公司Apple发布iPhone 15手机。", id="chinese-and-english"),
        pytest.param("岸田首相は水曜日、増税しないと発表した。\n", id="japanese"),
        pytest.param("러시아 대통령 푸틴이 도착했다.", id="korean"),
        pytest.param("a", id="one-letter"),
        pytest.param("👩‍👩‍👧 went home", id="astral"),
    ],
)
def test_unicode_comes_back_without_its_mark(encoding: str, mark: bytes, text: str) -> None:
    assert decode(mark + text.encode(encoding)) == (text, encoding)


@UNHURRIED
@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_utf8_is_kept_or_refused(text: str) -> None:
    data = text.encode()
    try:
        got, encoding = decode(data)
    except SourceError:
        assert not text.strip("\ufeff").strip()
        return
    # A mark that opens the file is the encoding's, not the article's.
    assert (got, encoding) == (text.removeprefix("\ufeff"), "utf-8")


@UNHURRIED
@given(st.binary(min_size=1, max_size=200))
def test_any_bytes_are_read_whole_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except SourceError as error:
        assert error.reason
        return
    assert "\x00" not in text
    assert not any("\ud800" <= letter <= "\udfff" for letter in text)
    assert text == data.decode(encoding).removeprefix("\ufeff")


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x0c", "\x85"], ids=ascii)
def test_newlines_stay_as_they_are(newline: str) -> None:
    text = f"one{newline}two{newline}{newline}three\nfour\r\nfive"
    assert decode(text.encode()) == (text, "utf-8")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        pytest.param(b"", "empty", id="empty"),
        pytest.param(b" \r\n\t\n", "empty", id="white-space"),
        pytest.param(codecs.BOM_UTF8, "empty", id="only-a-mark"),
        pytest.param(codecs.BOM_UTF16_LE, "empty", id="only-a-utf-16-mark"),
        pytest.param(codecs.BOM_UTF16_LE + " \n".encode("utf-16-le"), "empty", id="utf-16-white-space"),
        pytest.param("\u2003\u3000\n".encode(), "empty", id="wide-spaces"),
        pytest.param(b"%PDF-1.7\n1 0 obj\n<<>>", "a PDF", id="pdf"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG image", id="png"),
        pytest.param(b"\xff\xd8\xff\xe0\x00\x10JFIF", "a JPEG image", id="jpeg"),
        pytest.param(b"PK\x03\x04\x14\x00", "a ZIP archive or Office document", id="docx"),
        pytest.param(b"{\\rtf1\\ansi Hello}", "an RTF document", id="rtf"),
        pytest.param(b"GIF89a\x01", "a GIF image", id="gif"),
        pytest.param(b"SQLite format 3\x00 text", "a database", id="sqlite"),
        pytest.param(bytes(range(256)) * 8, "binary", id="every-byte"),
        pytest.param(b"\x7fELF\x02\x01\x01\x00" + bytes(64), "binary", id="program"),
        pytest.param(b"text with one \x00 in it.", "binary", id="one-zero"),
        pytest.param(b"\x00\x01\x02\xff\xfe\x00garbage" * 40, "binary", id="garbage"),
        pytest.param(b"\x00\x0agarbage, and more of it\xff\xe9" * 9, "binary", id="pairs-like-chinese"),
        pytest.param("Āȁ慧条Ж한ա\n".encode("utf-16-le") * 9, "binary", id="all-scripts-at-once"),
        pytest.param("扲慧条牢攀慲\n".encode("utf-16-le") * 9, "binary", id="rare-letters"),
        pytest.param(b"\x01\x02\x03\x04\x05\x06" * 10, "binary", id="controls"),
        pytest.param(b"Putin \xed\xa0\x80 said", "a lone surrogate at byte 6", id="lone-surrogate"),
        pytest.param(
            "Café \udc80 und".encode("utf-8", "surrogatepass"), "a lone surrogate at byte 6", id="low-surrogate"
        ),
        pytest.param(
            codecs.BOM_UTF16_LE + "a\ud800b".encode("utf-16-le", "surrogatepass"),
            "broken UTF-16-LE",
            id="utf-16-surrogate",
        ),
        pytest.param(codecs.BOM_UTF16_LE + b"a\x00b", "broken UTF-16-LE", id="utf-16-half-a-letter"),
        pytest.param(
            codecs.BOM_UTF32_LE + b"a\x00\x00\x00\xff\xff\xff\xff", "broken UTF-32-LE", id="utf-32-out-of-range"
        ),
        pytest.param(codecs.BOM_UTF8 + b"caf\xe9", "broken UTF-8 at byte", id="marked-but-cp1252"),
        pytest.param(
            "Die Größe der Übung, naïve Café-Gäste für Ärzte".encode()[:-1] + b"\xff",
            "broken UTF-8 at byte 54",
            id="damaged",
        ),
        pytest.param(
            ("Größe, Übung, Café. " * 50).encode()[:-1] + "é".encode()[:1], "broken UTF-8 at byte", id="cut-off"
        ),
        pytest.param(b"Caf\xc3\xa9 na\xefve", "broken UTF-8 at byte 8", id="two-encodings-in-one"),
    ],
)
def test_what_is_not_text_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(SourceError) as caught:
        decode(data)
    assert reason in caught.value.reason


def test_a_few_control_characters_are_still_text() -> None:
    text = "An article\x0c with a page break and \x1b]52;c;aGk=\x07 an escape.\n" * 3
    assert decode(text.encode()) == (text, "utf-8")


def test_the_article_text_is_the_decoded_file() -> None:
    data = codecs.BOM_UTF8 + UNICODE.encode()
    article = read_article("a/b.txt", data, 12.5)
    assert (article.text, article.size, article.modified, article.encoding) == (UNICODE, len(data), 12.5, "utf-8")
