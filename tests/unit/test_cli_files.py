"""Files named on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from transfo_rh.cli.files import file_content, write_file
from transfo_rh.core.errors import InvalidFile


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write_file(tmp_path / "levels.csv", b"a;b\n")
    assert file_content(tmp_path / "levels.csv") == b"a;b\n"


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.csv", tmp_path):
        with pytest.raises(InvalidFile) as refused:
            file_content(path)
        assert str(path) in str(refused.value)


def test_a_file_beyond_the_limit_is_refused_and_one_at_it_is_read(tmp_path: Path) -> None:
    write_file(tmp_path / "labels.txt", b"0123456789")
    assert file_content(tmp_path / "labels.txt", most=10)
    with pytest.raises(InvalidFile, match="démesuré"):
        file_content(tmp_path / "labels.txt", most=9)


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile, match="écrit"):
        write_file(tmp_path / "no folder" / "catalogue.xlsx", b"")
