"""The texts of the code beside the English catalogue. ``python -m tests.architecture.catalogue`` adds what is missing.

New texts enter the catalogue with an empty translation, obsolete ones leave it; translations that exist are kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from transfo_rh.core.i18n import catalogue_path
from transfo_rh.core.paths import project_root

KEYWORDS = {"_": None, "ngettext": (1, 2)}
_METHODS = [("**.py", "python")]


def texts_of_the_code() -> Catalog:
    """Every text that the code wraps in ``_()`` or ``ngettext()``, with where it stands."""
    catalogue = Catalog(locale="en", domain="transfo_rh", project="Transfo RH", fuzzy=False)
    for folder in ("transfo_rh", "pages"):
        root = project_root() / folder
        for name, line, message, _comments, context in extract_from_dir(
            str(root), method_map=_METHODS, keywords=KEYWORDS
        ):
            catalogue.add(message, locations=[(str(Path(folder) / name), line)], context=context)
    return catalogue


def english() -> Catalog:
    """The English catalogue as it stands; empty when there is none yet."""
    path = catalogue_path("en")
    if not path.is_file():
        return Catalog(locale="en", domain="transfo_rh", project="Transfo RH", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="en", domain="transfo_rh")


def untranslated() -> list[str]:
    """The texts of the code without a complete English translation."""
    known = english()
    missing = []
    for message in texts_of_the_code():
        if not message.id:
            continue
        found = known.get(message.id)
        strings = () if found is None or found.fuzzy else found.string
        strings = (strings,) if isinstance(strings, str) else strings
        if not strings or not all(strings):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def update() -> int:
    """Bring the catalogue up to the code; gives the number of texts to translate."""
    known = english()
    known.update(texts_of_the_code(), no_fuzzy_matching=True)
    known.obsolete.clear()
    path = catalogue_path("en")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, known, width=110, sort_output=True, omit_header=False, include_lineno=False)
    return len(untranslated())


if __name__ == "__main__":
    sys.stdout.write(f"{update()} texts to translate in {catalogue_path('en')}\n")
