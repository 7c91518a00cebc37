"""The short ways of the light form under load say and do the same as the long ones."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import surveys
from tests.web.running import run_apart
from transfo_rh.campaigns.collection import service
from transfo_rh.campaigns.collection.writing import Job
from transfo_rh.core.database import Database
from transfo_rh.core.errors import StorageUnavailable, TransfoError
from transfo_rh.core.i18n import in_language, language
from transfo_rh.web import forms, questionnaire_desk, questionnaire_steps
from transfo_rh.web.questionnaire_pages import Filling, whole_page
from transfo_rh.web.work import lookup

LIMIT = 3_000
ASCII = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)


@given(st.one_of(ASCII, st.text("ab=&", max_size=40), st.text("a=&%+4", max_size=20)))
def test_a_form_is_read_as_the_library_reads_it(body: str) -> None:
    expected = parse_qsl(body, keep_blank_values=True)
    try:
        strict = parse_qsl(body, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            forms.pairs_of(body, most_fields=LIMIT)
        return
    assert strict == expected
    assert forms.pairs_of(body, most_fields=LIMIT) == expected


@pytest.mark.parametrize("value", ["4", "é"])
def test_a_form_of_too_many_fields_is_refused(value: str) -> None:
    fields = [("Q", value)] * LIMIT
    assert len(forms.pairs_of(urlencode(fields), most_fields=LIMIT)) == LIMIT
    with pytest.raises(ValueError, match="fields"):
        forms.pairs_of(urlencode([*fields, ("Q", value)]), most_fields=LIMIT)


@pytest.mark.parametrize("chosen", ["fr", "en"])
def test_a_blank_page_is_the_page_filled_with_nothing(sqlite_database: Database, chosen: str) -> None:
    survey = surveys.open_survey()
    _member, form = service.open_code(code=survey.codes[1])
    with in_language(chosen):
        page = whole_page(form, language())
        texts = {name: f"<{name}>" for name in ("code", "query", "summary", "forward", "error_mark")}
        filling = Filling(texts=texts)
        everything = frozenset(gap[1] for gap in page.gaps if gap[0] == "begin")
        assert everything
        blank = page.filled(filling)
        assert blank == page.filled(replace(filling, shown=everything))
    assert b'name="Q1"' in blank
    assert blank != page.filled(replace(filling, values={"Q1": frozenset({"4"})}))


def test_a_blank_page_holds_nothing_of_who_asked_before(sqlite_database: Database) -> None:
    survey = surveys.open_survey(members=2)
    first, second = (questionnaire_steps.visit_of(survey.codes[n], query="") for n in (1, 2))
    pages = [questionnaire_steps.show_whole(visit, {}).html for visit in (first, second, first)]
    assert pages[0] == pages[2]
    assert first.code.encode() in pages[0]
    assert first.code.encode() not in pages[1]


def test_a_glance_reads_what_is_written_and_leaves_nothing_open(any_database: Database) -> None:
    survey = surveys.open_survey()
    service.submit(code=survey.codes[1], answers={"Q1": 4})
    for _again in range(30):  # more than the pool holds
        member, _form = service.open_code(code=survey.codes[1])
        assert member.answered
    with any_database.write() as session:
        assert session.connection().in_transaction()


def test_a_database_that_is_gone_is_said_by_a_glance(sqlite_database: Database) -> None:
    with pytest.raises(StorageUnavailable), sqlite_database.glance() as connection:
        connection.exec_driver_sql("SELECT 1 FROM nowhere")


def test_a_crowd_shares_commits_and_nobody_alone_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    apart = 0.5
    commits: list[tuple[float, int]] = []

    def write_all(jobs: list[Job]) -> list[TransfoError | None]:
        commits.append((time.monotonic(), len(jobs)))
        return [None] * len(jobs)

    monkeypatch.setattr(questionnaire_desk, "write_all", write_all)
    monkeypatch.setattr(questionnaire_desk, "_SECONDS_APART", apart)
    job = object()

    async def visit() -> tuple[float, float]:
        desk = questionnaire_desk.WritingDesk()
        start = time.monotonic()
        await desk.write(job)  # type: ignore[arg-type]
        await asyncio.gather(*(desk.write(job) for _n in range(5)))  # type: ignore[arg-type]
        await asyncio.sleep(apart)
        alone = time.monotonic()
        await desk.write(job)  # type: ignore[arg-type]
        return start, alone

    start, alone = run_apart(visit())
    moments, sizes = zip(*commits, strict=True)
    assert sizes == (1, 5, 1)
    assert moments[0] - start < apart / 2
    assert moments[1] - moments[0] >= apart * 0.9
    assert moments[2] - alone < apart / 2


def test_a_call_in_a_thread_keeps_the_language_and_the_error() -> None:
    def refuse() -> None:
        raise StorageUnavailable("no disk")

    async def calls() -> str:
        with in_language("en"):
            spoken = await lookup(language)
        with pytest.raises(StorageUnavailable):
            await lookup(refuse)
        return spoken

    assert run_apart(calls()) == "en"
