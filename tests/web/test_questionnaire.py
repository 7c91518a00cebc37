"""The light form, page by page, as a browser without JavaScript sees it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from starlette.types import ASGIApp

from tests import surveys
from tests.web.browser import Browser
from tests.web.page import HtmlPage
from transfo_rh.campaigns.answers import CommentRow, ResponseRow
from transfo_rh.campaigns.collection import service
from transfo_rh.campaigns.collection.codes import new_code
from transfo_rh.campaigns.model import CampaignState
from transfo_rh.campaigns.questionnaires.files import load_questionnaire, questionnaire_codes
from transfo_rh.core.database import Database
from transfo_rh.core.errors import StorageUnavailable
from transfo_rh.web import questionnaire_desk, questionnaire_guesses

LARGEST_PAGE = 30_000
FIRST_PAGE = {"Q1": "4", "M1": "2", "M2": "5", "YN": "no"}
LAST_PAGE = {"S": "tel", "MU": "a", "R.1": "b", "R.2": "a", "N": "2", "T": "Bonjour\r\nMerci"}


@pytest.fixture(autouse=True)
def _fresh_guesses() -> Iterator[None]:
    questionnaire_guesses.guesses.cache_clear()
    yield
    questionnaire_guesses.guesses.cache_clear()


def _records(database: Database) -> list[ResponseRow]:
    with database.read() as session:
        rows = list(session.scalars(select(ResponseRow)))
        session.expunge_all()
        return rows


def _links(html: str) -> list[str]:
    """Where the list of corrections leads."""
    page = HtmlPage(html)
    (summary,) = page.all("div", class_="summary")
    return [link.attrib["href"] for link in summary.iter("a")]


def test_a_respondent_goes_from_the_code_to_the_thanks(browser: Browser, sqlite_database: Database) -> None:
    survey = surveys.open_survey()
    code = survey.codes[1]
    entrance = browser.get("/q")
    assert entrance.status_code == 200
    answer = browser.submit("/q", code=code.lower().replace("-", " "))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/q/{code}")
    start = browser.get(f"/q/{code}")
    assert "Commencer" in start.text
    assert f"/q/{code}/1" in start.text
    first = browser.get(f"/q/{code}/1")
    assert "Page 1 sur 2" in HtmlPage(first.text).text
    answer = browser.submit(f"/q/{code}/1", **FIRST_PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/q/{code}/2")
    second = browser.get(f"/q/{code}/2")
    assert "Envoyer mes réponses" in second.text
    assert "WHY" not in second.text  # asked only of those who share a workstation
    answer = browser.submit(f"/q/{code}/2", **LAST_PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/q/{code}/merci")
    assert "Merci de votre réponse" in browser.get(f"/q/{code}/merci").text
    (record,) = _records(sqlite_database)
    assert record.answers == bytes([4, 2, 5, 1, 2, 2, 1, 1, 2, 1, 0, 3])
    with sqlite_database.read() as session:
        assert session.scalars(select(CommentRow.text)).all() == ["Bonjour\nMerci"]
    assert len(browser.cookies) == 0


def test_a_second_answer_is_refused_politely(browser: Browser, sqlite_database: Database) -> None:
    survey = surveys.open_survey()
    code = survey.codes[1]
    service.submit(code=code, answers=surveys.FULL)
    for path in (f"/q/{code}", f"/q/{code}/1", f"/q/{code}?vue=tout"):
        again = browser.get(path)
        assert (again.status_code, "Vous avez déjà répondu" in again.text) == (200, True)
    for path in (f"/q/{code}", f"/q/{code}/1"):
        again = browser.submit(path, **FIRST_PAGE)
        assert again.status_code == 409
        assert "déjà été enregistrée" in again.text
    assert len(_records(sqlite_database)) == 1


def test_what_was_saved_comes_back_after_a_lost_connection(
    application: ASGIApp, sqlite_database: Database
) -> None:
    code = surveys.open_survey().codes[1]
    Browser(application).submit(f"/q/{code}/1", **FIRST_PAGE)
    later = Browser(application, address="10.9.9.9")
    start = later.get(f"/q/{code}")
    assert "Reprendre où vous en étiez" in start.text
    assert f'href="/q/{code}/2"' in start.text
    first = HtmlPage(later.get(f"/q/{code}/1").text)
    ticked = {(field.attrib["name"], field.attrib["value"]) for field in first.all("input", checked=None)}
    assert ticked == set(FIRST_PAGE.items())


def test_going_back_saves_the_page(browser: Browser, sqlite_database: Database) -> None:
    code = surveys.open_survey().codes[1]
    browser.submit(f"/q/{code}/1", **FIRST_PAGE)
    back = browser.submit(f"/q/{code}/2", action="back", **LAST_PAGE)
    assert back.headers["location"] == f"/q/{code}/1"
    second = HtmlPage(browser.get(f"/q/{code}/2").text)
    assert second.all("textarea", name="T")[0].text == "Bonjour\nMerci"
    assert [option.attrib["value"] for option in second.all("option", selected=None)] == ["b", "a"]
    assert second.all("input", name="N")[0].attrib["value"] == "2"
    assert _records(sqlite_database) == []


def test_conditions_follow_the_answers(browser: Browser, sqlite_database: Database) -> None:
    code = surveys.open_survey().codes[1]
    browser.submit(f"/q/{code}/1", **{**FIRST_PAGE, "YN": "yes"})
    assert 'name="WHY"' in browser.get(f"/q/{code}/2").text
    browser.submit(f"/q/{code}/2", WHY="parce que", action="back")
    browser.submit(f"/q/{code}/1", **FIRST_PAGE)
    browser.submit(f"/q/{code}/2", **LAST_PAGE)
    with sqlite_database.read() as session:
        assert session.scalars(select(CommentRow.item)).all() == ["T"]


def test_errors_are_listed_first_and_lead_to_their_fields(
    browser: Browser, sqlite_database: Database
) -> None:
    code = surveys.open_survey().codes[1]
    refused = browser.submit(f"/q/{code}/1", M1="3", YN="maybe")
    assert refused.status_code == 422
    page = HtmlPage(refused.text)
    assert (page.all("title")[0].text or "").startswith("À corriger")
    assert _links(refused.text) == ["#f-Q1", "#f-YN"]
    for link in _links(refused.text):
        assert len(page.all("input", id=link[1:])) == 1
    assert page.all("fieldset", id="Q1")[0].attrib["aria-describedby"] == "e-Q1"
    assert page.all("span", id="e-Q1")
    assert page.all("input", name="M1", value="3", checked=None)  # nothing typed is lost


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"N": "9"}, "N"),
        ({"N": "beaucoup"}, "N"),
        ({"R.1": "a", "R.2": "a"}, "R"),
        ({"S": "fax"}, "S"),
        ({"T": "x" * 201}, "T"),
    ],
)
def test_each_kind_of_question_says_what_it_expects(
    browser: Browser, sqlite_database: Database, fields: dict[str, str], wrong: str
) -> None:
    code = surveys.open_survey().codes[1]
    browser.submit(f"/q/{code}/1", **FIRST_PAGE)
    refused = browser.submit(f"/q/{code}/2", **{**LAST_PAGE, **fields})
    assert refused.status_code == 422
    assert _links(refused.text) == [f"#f-{wrong}"]
    assert _records(sqlite_database) == []


def test_a_required_question_of_another_page_is_shown_before_sending(
    browser: Browser, sqlite_database: Database
) -> None:
    code = surveys.open_survey().codes[1]
    sent = browser.submit(f"/q/{code}/2", **LAST_PAGE)
    assert sent.headers["location"] == f"/q/{code}/1?revoir=1"
    shown = browser.get(sent.headers["location"])
    assert "attend une réponse" in shown.text
    browser.submit(f"/q/{code}/1", **FIRST_PAGE)
    assert browser.submit(f"/q/{code}/2", **LAST_PAGE).headers["location"].endswith("/merci")


def test_everything_on_one_page(browser: Browser, sqlite_database: Database) -> None:
    code = surveys.open_survey().codes[1]
    whole = browser.get(f"/q/{code}?vue=tout")
    fields = HtmlPage(whole.text).all("input", "select", "textarea")
    assert {"Q1", "M1", "YN", "S", "MU", "R.1", "N", "WHY", "T"} <= {field.attrib["name"] for field in fields}
    assert "Base légale" in whole.text
    refused = browser.submit(f"/q/{code}?vue=tout", **LAST_PAGE)
    assert refused.status_code == 422
    sent = browser.submit(f"/q/{code}?vue=tout", **FIRST_PAGE, **LAST_PAGE)
    assert sent.headers["location"] == f"/q/{code}/merci"
    assert len(_records(sqlite_database)) == 1


def test_an_empty_questionnaire_does_not_use_up_the_code(browser: Browser, sqlite_database: Database) -> None:
    definition = surveys.every_kind().model_dump(mode="json")
    definition["sections"][0]["items"][0]["required"] = False
    asked = type(surveys.every_kind()).model_validate(definition)
    code = surveys.open_survey(definition=asked).codes[1]
    refused = browser.submit(f"/q/{code}?vue=tout")
    assert refused.status_code == 422
    assert "une au moins" in refused.text
    assert _records(sqlite_database) == []


@pytest.mark.parametrize("path", ["/q/{code}", "/q/{code}/1", "/q/{code}/merci", "/q/{code}?vue=tout"])
def test_an_unknown_code_says_the_same_whatever_the_reason(
    browser: Browser, sqlite_database: Database, path: str
) -> None:
    closed = surveys.open_survey(state=CampaignState.CLOSED).codes[1]
    pages = []
    for code in (closed, new_code(), "nimporte-quoi"):
        unknown = browser.get(path.format(code=code))
        assert unknown.status_code == 404
        pages.append(unknown.text)
    assert pages[0] == pages[1] == pages[2]
    assert "n’est pas reconnu" in pages[0]


def test_many_wrong_codes_are_answered_late_and_a_right_one_is_not(
    browser: Browser, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questionnaire_guesses, "DELAY_SECONDS", 0.0)
    code = surveys.open_survey().codes[1]
    answers = [browser.get(f"/q/{new_code()}").status_code for _n in range(questionnaire_guesses.BURST + 5)]
    assert set(answers) == {404, 429}
    assert browser.get(f"/q/{code}").status_code == 200


def test_past_the_last_day(browser: Browser, sqlite_database: Database) -> None:
    code = surveys.open_survey(closes_in=-1).codes[1]
    assert "Cette enquête est terminée" in browser.get(f"/q/{code}").text
    assert browser.submit(f"/q/{code}/1", **FIRST_PAGE).status_code == 409
    assert _records(sqlite_database) == []


def test_pages_that_do_not_exist_lead_back_to_the_start(browser: Browser, sqlite_database: Database) -> None:
    code = surveys.open_survey().codes[1]
    for page in ("0", "3", "99"):
        assert browser.get(f"/q/{code}/{page}").headers["location"] == f"/q/{code}"
        assert browser.submit(f"/q/{code}/{page}", Q1="3").headers["location"] == f"/q/{code}"
    assert browser.get(f"/q/{code}/merci").headers["location"] == f"/q/{code}"


def test_english_stays_from_page_to_page(browser: Browser, sqlite_database: Database) -> None:
    code = surveys.open_survey().codes[1]
    start = browser.get(f"/q/{code}?langue=en")
    assert '<html lang="en">' in start.text
    assert f"/q/{code}/1?langue=en" in start.text
    first = browser.get(f"/q/{code}/1?langue=en")
    assert "Mon travail (en)" in first.text
    assert HtmlPage(first.text).all("form")[0].attrib["action"] == f"/q/{code}/1?langue=en"
    answer = browser.submit(f"/q/{code}/1?langue=en", **FIRST_PAGE)
    assert answer.headers["location"] == f"/q/{code}/2?langue=en"
    whole = HtmlPage(browser.get(f"/q/{code}?vue=tout&langue=en").text)
    assert whole.all("form")[0].attrib["action"] == f"/q/{code}?vue=tout&langue=en"


def test_the_notice_comes_first_in_plain_words(browser: Browser, sqlite_database: Database) -> None:
    code = surveys.open_survey(contact="rh@ville.fr", recipients="La direction générale").codes[1]
    words = HtmlPage(browser.get(f"/q/{code}").text).text
    for expected in (
        "article 6, paragraphe 1, point e", "Environ 5 minutes", "La direction générale. Un résultat", "Réponse anonyme",
        "au moins 5 répondants", "rh@ville.fr", "Voirie", "catégorie",
    ):  # fmt: skip
        assert expected in words
    confidential = surveys.open_survey(anonymous=False).codes[1]
    assert "Réponse confidentielle" in browser.get(f"/q/{confidential}").text


def test_headers_keep_the_code_to_ourselves(browser: Browser, sqlite_database: Database) -> None:
    code = surveys.open_survey().codes[1]
    for path in ("/q", f"/q/{code}", f"/q/{code}/1", f"/q/{new_code()}"):
        headers = browser.get(path).headers
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["cache-control"] == "no-store"
        assert headers["x-robots-tag"] == "noindex, nofollow"
        assert "script" not in headers["content-security-policy"]
        assert "set-cookie" not in headers
    assert "public" in browser.get("/q/style.css").headers["cache-control"]
    assert browser.get("/").headers["referrer-policy"] == "same-origin"


def test_nothing_about_the_respondent_is_logged(
    browser: Browser, sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    code = surveys.open_survey().codes[1]
    for path in (f"/q/{code}", f"/q/{code}/1", f"/q/{new_code()}"):
        browser.get(path)
    browser.submit(f"/q/{code}?vue=tout", **FIRST_PAGE, **LAST_PAGE)
    browser.submit(f"/q/{code}?vue=tout", **FIRST_PAGE, **LAST_PAGE)
    logged = "\n".join(
        record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore"))
    )
    assert code not in logged
    assert "10.0.0.1" not in logged


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x>', "\x1ftext\x1ecode\x1f", "{{ 7*7 }}"]
)
def test_what_is_typed_is_shown_as_text(browser: Browser, sqlite_database: Database, hostile: str) -> None:
    code = surveys.open_survey().codes[1]
    browser.submit(f"/q/{code}/1", **FIRST_PAGE)
    refused = browser.submit(f"/q/{code}/2", T=hostile, N=hostile)
    assert "<script>" not in refused.text
    assert "<img" not in refused.text
    assert HtmlPage(refused.text).all("textarea", name="T")[0].text == hostile.strip()
    entrance = browser.submit("/q", code=hostile)
    assert "<script>" not in entrance.text


def test_a_dead_disk_loses_nothing_that_was_typed(
    browser: Browser, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_jobs: object) -> None:
        raise StorageUnavailable("Le disque du serveur est plein.")

    code = surveys.open_survey().codes[1]
    monkeypatch.setattr(questionnaire_desk, "write_all", full)
    refused = browser.submit(f"/q/{code}?vue=tout", **FIRST_PAGE, **LAST_PAGE)
    assert refused.status_code == 503
    assert "vos réponses y sont encore" in refused.text
    monkeypatch.undo()
    assert browser.submit(f"/q/{code}?vue=tout", **FIRST_PAGE, **LAST_PAGE).status_code == 303
    assert len(_records(sqlite_database)) == 1


@pytest.mark.parametrize("size", [600_000])
def test_a_huge_form_is_refused(browser: Browser, sqlite_database: Database, size: int) -> None:
    code = surveys.open_survey().codes[1]
    assert browser.submit(f"/q/{code}/2", T="x" * size).status_code == 400
    many = {f"x{n}": "1" for n in range(4_000)}
    assert browser.submit(f"/q/{code}/2", **many).status_code == 400


def test_without_javascript_every_field_has_its_name_in_reading_order(
    browser: Browser, sqlite_database: Database
) -> None:
    code = surveys.open_survey().codes[1]
    page = HtmlPage(browser.get(f"/q/{code}?vue=tout").text)
    assert not page.all("script")
    assert not [e for e in page.all() if {"style", "onclick", "onchange"} & set(e.attrib)]
    assert page.all("html")[0].attrib["lang"] == "fr"
    assert len(page.all("h1")) == 1
    for field in page.all("input", type="radio") + page.all("input", type="checkbox"):
        assert page.inside(field)[0] == "label"
        assert page.parent(field, "fieldset").find("legend") is not None
    for field in page.all("select", "textarea") + page.all("input", type="text"):
        assert page.all("label", for_=field.attrib["id"])
    identifiers = [element.attrib["id"] for element in page.all(id=None)]
    assert len(identifiers) == len(set(identifiers))
    names = list(dict.fromkeys(field.attrib["name"] for field in page.all("input", "select", "textarea")))
    assert names == ["Q1", "M1", "M2", "YN", "S", "MU", "R.1", "R.2", "R.3", "N", "WHY", "T"]
    # Enter in a field presses the first button of the form: it must go on, never back.
    assert [button.attrib["value"] for button in page.all("button")] == ["next"]
    browser.submit(f"/q/{code}/1", **FIRST_PAGE)
    section = HtmlPage(browser.get(f"/q/{code}/2").text)
    assert [button.attrib["value"] for button in section.all("button")] == ["next", "back"]


@pytest.mark.parametrize("questionnaire", questionnaire_codes())
@pytest.mark.parametrize("language", ["fr", "en"])
def test_shipped_questionnaires_stay_light(
    browser: Browser, sqlite_database: Database, questionnaire: str, language: str
) -> None:
    definition = load_questionnaire(questionnaire)
    code = surveys.open_survey(definition=definition).codes[1]
    sizes = {"start": len(browser.get(f"/q/{code}?langue={language}").content)}
    for position in range(1, len(definition.sections) + 1):
        page = browser.get(f"/q/{code}/{position}?langue={language}")
        if page.status_code == 200:
            sizes[str(position)] = len(page.content)
    assert len(sizes) > 1
    assert max(sizes.values()) <= LARGEST_PAGE, sizes
    assert len(browser.get("/q/style.css").content) <= LARGEST_PAGE
