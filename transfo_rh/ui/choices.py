"""Lists and buttons to choose one thing: the address keeps a number or a code, never a name that may change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from zlib import crc32

import streamlit as st


def choose_numbered(label: str, names: Mapping[int, str], *, name: str, default: int | None = None) -> int:
    """The number of the chosen thing; at first ``default``, or the first one.

    ``name`` is the word of the address that holds the number. The browser remembers names: the list starts afresh
    when one of them changes, and namesakes are told apart by their number.
    """
    asked = st.query_params.get(name, "")
    numbers = list(names)
    first = int(asked) if asked.isdecimal() and int(asked) in names else default or numbers[0]
    labels = distinct(names)
    chosen = st.selectbox(
        label,
        numbers,
        index=numbers.index(first),
        format_func=labels.__getitem__,
        key=f"{name}_{crc32(repr(labels).encode()):08x}",
        filter_mode="contains",
    )
    st.query_params[name] = str(chosen)
    return int(chosen)


def choose_coded(
    label: str,
    names: Mapping[str, str],
    *,
    name: str,
    everything: str | None = None,
    first: str | None = None,
) -> str | None:
    """The code of the chosen thing, ``first`` or the first one at first; None for all of them, called ``everything``.

    ``name`` is the word of the address that holds the code, so that a link can open a page on its subject.
    """
    codes = list(names)
    asked = st.query_params.get(name, "")
    asked = asked if asked in names else first or ""
    chosen = st.selectbox(
        label,
        codes,
        index=codes.index(asked) if asked in names else None if everything is not None else 0,
        format_func=lambda code: names.get(code, code),
        placeholder=everything or "",
        key=name,
        filter_mode="contains",
    )
    if chosen is None:
        st.query_params.pop(name, None)
        return None
    st.query_params[name] = chosen
    return str(chosen)


def choose_segment(
    label: str,
    names: Mapping[str, str],
    *,
    name: str,
    first: str,
    label_visibility: Literal["visible", "collapsed"] = "visible",
) -> str:
    """The code of the chosen button, at first the one of the address, else ``first``.

    ``name`` is the word of the address that holds the code, left out for ``first``. An address that holds the words of a
    button, in the language of now, opens it too: Streamlit wrote such addresses, and people kept them.
    """
    asked = st.query_params.get(name, "")
    worded = {words: code for code, words in names.items()}
    start = asked if asked in names else worded.get(asked, first)
    chosen = st.segmented_control(
        label,
        list(names),
        default=start,
        required=True,
        format_func=lambda code: names.get(code, code),
        key=name,
        label_visibility=label_visibility,
        wrap=True,
    )
    code = str(chosen) if chosen in names else start
    keep_code(name, None if code == first else code)
    return code


def keep_code(name: str, code: str | None) -> None:
    """Write a code into the address, or take it out; the address is left alone when it already says so."""
    if code is None:
        if name in st.query_params:
            st.query_params.pop(name)
    elif st.query_params.get(name) != code:
        st.query_params[name] = code


def distinct(names: Mapping[int, str]) -> dict[int, str]:
    """The names, each different from the others.

    >>> distinct({4: "Tutorat", 7: "Tutorat", 9: "Atelier"})
    {4: 'Tutorat (4)', 7: 'Tutorat (7)', 9: 'Atelier'}
    """
    shown = list(names.values())
    return {number: f"{text} ({number})" if shown.count(text) > 1 else text for number, text in names.items()}
