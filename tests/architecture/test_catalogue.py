"""Every text shown to people has an English translation that says the same fields."""

from __future__ import annotations

import string

from tests.architecture.catalogue import english, texts_of_the_code, untranslated


def _fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def test_the_code_has_texts() -> None:
    assert len(texts_of_the_code()) > 100


def test_every_text_has_an_english_translation() -> None:
    missing = untranslated()
    assert not missing, f"{len(missing)} texts; run make catalogue, then translate: {missing[:5]}"


def test_a_translation_keeps_the_fields_of_its_source() -> None:
    wrong = []
    for message in english():
        sources = message.id if isinstance(message.id, list | tuple) else (message.id,)
        strings = message.string if isinstance(message.string, list | tuple) else (message.string,)
        expected = set().union(*(_fields(source) for source in sources if source))
        wrong += [text for text in strings if message.id and text and not _fields(text) <= expected]
    assert not wrong
