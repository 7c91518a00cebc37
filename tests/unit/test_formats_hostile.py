"""Hostile, damaged and mutated files: always one clear refusal, never a traceback."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from transfo_rh.campaigns.formats.plain_text import plain
from transfo_rh.campaigns.formats.service import questionnaire_file, read_questionnaire_file
from transfo_rh.campaigns.importing.columns import SourceFile
from transfo_rh.campaigns.importing.opening import open_files
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.core.errors import InvalidFile
from transfo_rh.exchange.archives import open_archive, parse_xml
from transfo_rh.exchange.spreadsheets import read_sheets

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><document>&d;</document>"""
OUTSIDE = (
    b"""<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><document>&x;</document>"""
)


def archive(members: dict[str, bytes], *, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return buffer.getvalue()


@pytest.mark.parametrize("content", [LAUGHS, OUTSIDE])
def test_entities_are_refused(content: bytes) -> None:
    with pytest.raises(InvalidFile, match=r"enquete\.lss.*entités"):
        read_questionnaire_file("enquete.lss", content)


def test_a_deep_or_endless_document_is_refused_by_its_element() -> None:
    deep = b"<document>" + b"<row>" * 10_000
    with pytest.raises(InvalidFile, match="imbriqués"):
        parse_xml(name="a.lss", content=deep)
    wide = b"<document><rows><row>" + b"<a/>" * 10_000 + b"</row></rows></document>"
    with pytest.raises(InvalidFile, match=r"«\srow\s» contient plus de"):
        parse_xml(name="a.lss", content=wide)


def test_truncated_xml_names_its_line() -> None:
    with pytest.raises(InvalidFile, match=r"a\.lss.*ligne 2"):
        parse_xml(name="a.lss", content=b"<document>\n<rows>")


@pytest.mark.parametrize("encoding", ["utf-16", "x-unknown-9", "utf-7"])
def test_an_unknown_or_false_encoding_is_refused(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?><document/>'.encode()
    with pytest.raises(InvalidFile):
        parse_xml(name="a.lss", content=content)


def test_a_zip_bomb_is_refused_before_it_is_read() -> None:
    bomb = archive({"survey_1.lss": b"\0" * 50_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(InvalidFile, match="démesuré"):
        read_questionnaire_file("bombe.lsa", bomb)


def test_a_workbook_bomb_is_refused() -> None:
    members = {"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>", "xl/s.xml": b" " * 120_000_000}
    with pytest.raises(InvalidFile, match="démesuré"):
        read_questionnaire_file("bombe.xlsx", archive(members))


@pytest.mark.parametrize(
    "member", ["../survey_1.lss", "/etc/survey_1.lss", "C:/survey_1.lss", "a\\..\\..\\b.lss"]
)
def test_paths_outside_the_archive_are_refused(member: str) -> None:
    with pytest.raises(InvalidFile, match="chemin interdit"):
        open_archive(name="a.lsa", content=archive({member: b"<document/>"}))


def test_an_archive_of_too_many_files_is_refused() -> None:
    members = {f"f{n}": b"" for n in range(300)}
    with pytest.raises(InvalidFile, match="300 fichiers"):
        open_archive(name="a.lsa", content=archive(members))


def test_a_million_columns_are_refused() -> None:
    header = b"type;name;" + b";".join(b"c%d" % n for n in range(1_000_000)) + b"\ntext;a\n"
    with pytest.raises(InvalidFile, match="démesurée"):
        read_sheets(name="a.csv", content=header)
    tabs = b"id\tclass\ttype/scale\tname\ttext\tlanguage" + b"\tx" * 1_000_000 + b"\nS\n"
    with pytest.raises(InvalidFile, match="démesurée"):
        read_questionnaire_file("a.txt", tabs)


def test_yaml_aliases_do_not_explode() -> None:
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"] + [
        f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]" for n in range(9)
    ]
    with pytest.raises(InvalidFile):
        read_questionnaire_file("a.yaml", "\n".join(lines).encode())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vide.lss", b""),
        ("a.lss", b"<html><body>Connexion</body></html>"),
        ("a.lss", b"<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>"),
        ("a.lss", b"<document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>"),
        ("a.lsa", b"PK\x03\x04tronqu"),
        ("a.lsa", archive({"notes.txt": b"x"})),
        ("a.xlsx", b"%PDF-1.7"),
        ("a.xlsx", archive({"x": b"y"})),
        ("a.txt", b"bonjour"),
        ("a.txt", b"id\tclass\ttype/scale\tname\ttext\tlanguage\n1\tQ\tL\tq\ttexte\tfr\n"),
        ("a.bin", b"\x00\x01\x02"),
        ("a.yaml", b"code: [1"),
    ],
)
def test_wrong_files_are_refused_by_their_name(name: str, content: bytes) -> None:
    with pytest.raises(InvalidFile) as refusal:
        read_questionnaire_file(name, content)
    assert name in refusal.value.message
    assert "\n" not in refusal.value.message


def mutations(content: bytes, *, count: int, seed: int) -> Iterator[bytes]:
    """The content cut, overwritten, repeated or shortened somewhere."""
    generator = random.Random(seed)
    for _n in range(count):
        mutated = bytearray(content)
        kind = generator.randrange(4)
        position = generator.randrange(len(mutated))
        if kind == 0:
            del mutated[position:]
        elif kind == 1:
            for _byte in range(generator.randrange(1, 8)):
                mutated[generator.randrange(len(mutated))] = generator.randrange(256)
        elif kind == 2:
            del mutated[position : position + generator.randrange(1, 200)]
        else:
            mutated[position:position] = mutated[position : position + generator.randrange(1, 200)]
        yield bytes(mutated)


def small_samples(samples: Path) -> list[Path]:
    folders = ("limesurvey", "xlsform", "kobo")
    files = [path for folder in folders for path in sorted((samples / folder).iterdir())]
    return [path for path in files if path.stat().st_size < 60_000]


def test_mutated_questionnaires_are_read_or_refused(samples: Path) -> None:
    files = [(path.name, path.read_bytes()) for path in small_samples(samples)]
    files += [
        questionnaire_file(load_questionnaire("pouls_changement"), kind) for kind in ("limesurvey", "yaml")
    ]
    for seed, (name, content) in enumerate(files):
        for mutated in mutations(content, count=25, seed=seed):
            with suppress(InvalidFile):
                read_questionnaire_file(name, mutated)


def test_mutated_results_are_read_or_refused(samples: Path) -> None:
    for seed, path in enumerate(small_samples(samples)):
        for mutated in mutations(path.read_bytes(), count=15, seed=seed):
            with suppress(InvalidFile):
                open_files([SourceFile(path.name, mutated)])


@pytest.mark.parametrize("piece", ["<!--", "<a ", '<a b="', "<a b='>", "</a ", "<![if", "<script>", "é<b>"])
def test_endless_markup_in_a_text_costs_no_time(piece: str) -> None:
    started = time.perf_counter()
    plain(piece * 300_000)
    assert time.perf_counter() - started < 5


def test_a_structure_under_another_name_is_no_results() -> None:
    content = b"<?xml version='1.0'?><document><LimeSurveyDocType>Survey</LimeSurveyDocType></document>"
    for name in ("a.csv", "a.txt"):
        with pytest.raises(InvalidFile, match="décrit un questionnaire"):
            open_files([SourceFile(name, content)])
        with pytest.raises(InvalidFile, match="élément «\u00a0groups\u00a0»"):
            read_questionnaire_file(name, content)
