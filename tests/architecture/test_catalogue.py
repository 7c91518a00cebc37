"""Every text shown to people has an English translation that says the same fields."""

from __future__ import annotations

import ast
import re
import string

from babel.messages.catalog import Message

from tests.architecture.catalogue import KEYWORDS, english, texts_of_the_code, untranslated
from transfo_rh.core.paths import project_root


def _fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


def _strings(message: Message) -> tuple[str, ...]:
    """The translations of a message: one, or singular and plural."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_the_code_has_texts() -> None:
    assert len(texts_of_the_code()) > 100


def test_the_catalogue_sees_every_text_of_the_code() -> None:
    """Babel passes over a call inside an f-string: write the text outside it."""
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in texts_of_the_code()}
    unseen = [
        f"{path.relative_to(project_root())}:{call.lineno}"
        for folder in ("transfo_rh", "pages")
        for path in (project_root() / folder).rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in KEYWORDS
        and not (isinstance(call.args[0], ast.Constant) and call.args[0].value in known)
    ]
    assert not unseen


def test_every_text_has_an_english_translation() -> None:
    missing = untranslated()
    assert not missing, f"{len(missing)} texts; run make catalogue, then translate: {missing[:5]}"


def test_a_translation_keeps_the_fields_of_its_source() -> None:
    """A singular that names no number may do without it, in one language as in the other."""
    wrong = []
    for message in english():
        sources = message.id if isinstance(message.id, list | tuple) else (message.id,)
        strings = _strings(message)
        fields = [_fields(source) for source in sources]
        least, most = set.intersection(*fields), set.union(*fields)
        wrong += [text for text in strings if message.id and text and not least <= _fields(text) <= most]
    assert not wrong


def test_english_has_english_typography() -> None:
    """Curly quotes and apostrophes, no guillemets, nothing before a mark."""
    foreign = re.compile(r"[«»\u00a0\u202f']| [:;!?%](?:\s|$)")
    texts = (text for message in english() if message.id for text in _strings(message))
    assert not [text for text in texts if text and foreign.search(text)]
