"""docs/architecture.md names only rooms, files and commands that exist, and all the rooms."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from transfo_rh.cli.main import app
from transfo_rh.core.paths import project_root

PAGE = (project_root() / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"(?:transfo_rh|pages|surveys|data|tests|\.ci)/[\w/.\-]*[\w]", PAGE)))
COMMANDS = sorted(set(re.findall(r"`transfo-rh ([a-z]+(?: [a-z]+)?)", PAGE)))
TARGETS = sorted(set(re.findall(r"`make ([a-z]+)", PAGE)))


@pytest.mark.parametrize("name", [name for name in NAMED if "<" not in name])
def test_every_named_place_exists(name: str) -> None:
    assert (project_root() / name).exists()


def test_every_room_is_on_the_page() -> None:
    rooms = [
        path.name for path in (project_root() / "transfo_rh").iterdir() if (path / "__init__.py").exists()
    ]
    assert [room for room in rooms if f"transfo_rh/{room}" not in PAGE] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_named_command_exists(command: str) -> None:
    current: object = typer.main.get_command(app)
    for word in command.split():
        current = current.commands[word]  # type: ignore[attr-defined]


@pytest.mark.parametrize("target", TARGETS)
def test_every_named_target_exists(target: str) -> None:
    assert re.search(
        rf"^{target}:", Path(project_root() / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )


def test_the_page_fits_on_a_page() -> None:
    assert len(PAGE.splitlines()) <= 110
