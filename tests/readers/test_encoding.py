from __future__ import annotations

import pytest

from quovadis.errors import EncodingError
from quovadis.readers.encoding import decode

RUSSIAN = (
    "Верховный суд России приостановил запрет на деятельность движения, сообщил судья в четверг. "
    "Решение вступает в силу немедленно, его можно обжаловать в течение десяти дней."
)
FRENCH = (
    "La Cour suprême a suspendu l'interdiction jeudi, a déclaré le juge à l'audience. La décision "
    "entre en vigueur immédiatement, même si un recours a été déposé par le ministère étranger."
)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_unicode_with_its_mark(codec: str) -> None:
    assert decode(RUSSIAN.encode(codec), "a") == RUSSIAN


@pytest.mark.parametrize("big", ["utf-16-be", "utf-16-le"])
def test_utf16_of_both_orders(big: str) -> None:
    assert decode(("\ufeff" + RUSSIAN).encode(big), "a") == RUSSIAN


@pytest.mark.parametrize("charset", ["windows-1251", "KOI8-R", "iso-8859-5", "cp866"])
def test_declared_in_the_header(charset: str) -> None:
    assert decode(RUSSIAN.encode(charset), "a", declared=charset) == RUSSIAN


@pytest.mark.parametrize(
    "head",
    [
        "<meta charset=windows-1251>",
        '<META http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        '<?xml version="1.0" encoding="windows-1251"?>',
    ],
)
def test_declared_in_the_page(head: str) -> None:
    data = (head + RUSSIAN).encode("cp1251")
    assert decode(data, "a", sniff=True).endswith(RUSSIAN)


def test_latin1_means_windows_1252() -> None:
    assert decode("“Élan” – 5 €".encode("cp1252"), "a", declared="iso-8859-1") == "“Élan” – 5 €"


def test_utf8_goes_before_a_wrong_declaration() -> None:
    assert decode(RUSSIAN.encode(), "a", declared="iso-8859-1") == RUSSIAN


@pytest.mark.parametrize(
    "codec", ["iso2022_jp", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"]
)
def test_declared_east_asian(codec: str) -> None:
    text = {
        "big5": "最高法院中止了禁令",
        "euc_kr": "대법원은 금지를 중단했다",
        "gb18030": "最高法院中止了禁令",
    }
    words = text.get(codec, "最高裁は禁止を停止した")
    name = {"iso2022_jp": "iso-2022-jp"}.get(codec, codec)
    assert decode(words.encode(codec), "a", declared=name) == words


CZECH = (
    "Nejvyšší soud ve čtvrtek pozastavil zákaz činnosti hnutí, uvedl soudce. Rozhodnutí nabývá "
    "účinnosti okamžitě, přestože ministerstvo zahraničí podalo odvolání proti němu."
)


@pytest.mark.parametrize(
    ("text", "codec"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (FRENCH, "cp1252"), (CZECH, "cp1250")],
)
def test_detected_where_it_is_sure(text: str, codec: str) -> None:
    assert decode((text * 3).encode(codec), "a") == text * 3


def test_sisters_that_fit_equally_well_are_not_guessed_among() -> None:
    polish = "Sąd Najwyższy zawiesił w czwartek zakaz działalności ruchu, oświadczył sędzia. "
    with pytest.raises(EncodingError):
        decode((polish * 3).encode("iso8859-2"), "a")


def test_broken_utf8_is_no_other_encoding() -> None:
    data = RUSSIAN.encode()[:61] + b"\xff" + RUSSIAN.encode()[61:]
    with pytest.raises(EncodingError, match="offset 61") as caught:
        decode(data, "a.txt")
    assert caught.value.where == "a.txt"


def test_one_broken_byte_of_a_declared_page_is_replaced() -> None:
    data = b"<meta charset=utf-8>" + RUSSIAN.encode() * 20 + b"\xff"
    assert decode(data, "a", sniff=True).endswith("�")


def test_noise_is_refused() -> None:
    noise = bytes((i * 7919 + i * i * 31) % 255 + 1 for i in range(4000))
    with pytest.raises(EncodingError, match="offset"):
        decode(noise, "a")


@pytest.mark.parametrize(
    "name", ["utf-7", "unicode_escape", "punycode", "rot13", "zip", "idna", "no-such", "utf-16"]
)
def test_names_that_are_no_character_set_are_passed_over(name: str) -> None:
    assert decode(b"+ADw-script+AD4- \\u0041", "a", declared=name) == "+ADw-script+AD4- \\u0041"


def test_a_mark_that_lies() -> None:
    with pytest.raises(EncodingError, match="utf-16"):
        decode(b"\xff\xfe\x00\xd8\x41\x00", "a")
