"""The French user guide names what exists: pages, commands, settings, screens, roles."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.main import get_command

from transfo_rh.access.model import Role
from transfo_rh.cli.main import app
from transfo_rh.core.paths import project_root
from transfo_rh.core.settings import CONFIGURATION_VARIABLE, Settings
from transfo_rh.ui.screens import PAGES

GUIDE = project_root() / "docs" / "guide"
FILES = sorted(GUIDE.glob("*.md"))
each_page = pytest.mark.parametrize("page", FILES, ids=lambda page: page.stem)


def _commands() -> set[str]:
    """Every command as one types it."""
    root = get_command(app)
    found = set()
    waiting = [("transfo-rh", root)]
    while waiting:
        words, command = waiting.pop()
        found.add(words)
        for name, child in getattr(command, "commands", {}).items():
            waiting.append((f"{words} {name}", child))
    return found


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).is_file(), target


def test_every_page_is_linked_from_the_first() -> None:
    linked = set(re.findall(r"\]\(([^)#]+)\)", (GUIDE / "index.md").read_text(encoding="utf-8")))
    assert {page.name for page in FILES} - linked == {"index.md"}


@each_page
def test_commands_exist(page: Path) -> None:
    known = _commands()
    for words in re.findall(r"transfo-rh(?: [a-z-]+)*", page.read_text(encoding="utf-8")):
        first_words = " ".join(words.split()[:3])
        assert first_words in known or " ".join(words.split()[:2]) in known - _groups(), words


def _groups() -> set[str]:
    """Commands that only hold others."""
    return {command for command in _commands() if any(c.startswith(command + " ") for c in _commands())}


def test_settings_are_complete_and_exist() -> None:
    named = set(re.findall(r"TRANSFO_RH_\w+", (GUIDE / "administrateur.md").read_text(encoding="utf-8")))
    known = {f"TRANSFO_RH_{name.upper()}" for name in Settings.model_fields}
    assert named == known | {CONFIGURATION_VARIABLE}


@each_page
def test_screens_have_the_titles_that_the_guide_gives_them(page: Path) -> None:
    titles = {screen.title() for screen in PAGES}
    named = re.findall(r"[Éé]cran «\u00a0([^»]+)\u00a0»", page.read_text(encoding="utf-8"))
    assert set(named) <= titles


def test_roles_of_the_command_line_exist() -> None:
    line = re.search(r"^Profils.*$", (GUIDE / "administrateur.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert line is not None
    assert set(re.findall(r"`(\w+)`", line[0])) == set(Role)


@each_page
def test_french_typography(page: Path) -> None:
    text = re.sub(
        r"```.*?```|`[^`\n]*`|\]\([^)]*\)|<http[^>]*>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    assert "'" not in text
    assert not re.findall(r"\w+ [;?!%»]|\w+ :(?!-)|« ", text)
