"""The light form: /q, /q/<code>, /q/<code>/<page>. Plain HTML; the code is the only credential, there is no cookie."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from transfo_rh.campaigns.collection import service
from transfo_rh.campaigns.collection.codes import normalised
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound, StorageUnavailable, TransfoError
from transfo_rh.core.i18n import LANGUAGES, _, in_language
from transfo_rh.web import questionnaire_steps as steps
from transfo_rh.web.gate import browser_language
from transfo_rh.web.html_pages import html_response, style_sheet
from transfo_rh.web.questionnaire_desk import writing_desk
from transfo_rh.web.questionnaire_fields import Fields, read_fields
from transfo_rh.web.questionnaire_guesses import guesses
from transfo_rh.web.questionnaire_pages import ENTRANCE, STYLE, page_html
from transfo_rh.web.work import lookup

_LANGUAGE = "langue"


def routes() -> list[BaseRoute]:
    """The addresses of the light form."""
    code = ENTRANCE + "/{code}"
    page = code + "/{page:int}"
    return [
        Route(STYLE, _style, methods=["GET"]),
        Route(ENTRANCE, _entrance, methods=["GET"]),
        Route(ENTRANCE, _enter, methods=["POST"]),
        Route(code, _start, methods=["GET"]),
        Route(code, _answer_whole, methods=["POST"]),
        Route(f"{code}/{steps.THANKS}", _thanks, methods=["GET"]),
        Route(page, _show_section, methods=["GET"]),
        Route(page, _answer_section, methods=["POST"]),
    ]


async def _style(_request: Request) -> Response:
    return style_sheet("questionnaire.css")


async def _entrance(request: Request) -> Response:
    """GET /q: one field, for the code."""
    with in_language(_chosen_language(request)):
        return html_response(_entrance_html())


async def _enter(request: Request) -> Response:
    """POST /q: on to the form, or the same page with the reason."""
    with in_language(_chosen_language(request)):
        typed = (await read_fields(request)).get("code", [""])[-1][:40]
        try:
            await lookup(service.open_code, code=typed)
        except NotFound as error:
            return await _unknown_code(error, typed=typed)
        query = _query(request)
        target = f"{ENTRANCE}/{normalised(typed)}" + (f"?{query}" if query else "")
        return RedirectResponse(target, status_code=303)


async def _start(request: Request) -> Response:
    """GET /q/<code>: the notice, or every question at once with ?vue=tout."""
    whole = request.query_params.get("vue") == "tout"
    return await _served(request, steps.show_whole if whole else steps.show_start)


async def _answer_whole(request: Request) -> Response:
    """POST /q/<code>: the whole questionnaire."""
    return await _served(request, steps.answer_whole)


async def _show_section(request: Request) -> Response:
    """GET /q/<code>/<page>."""
    check = request.query_params.get("revoir") == "1"
    return await _served(request, steps.show_section(request.path_params["page"], check=check))


async def _answer_section(request: Request) -> Response:
    """POST /q/<code>/<page>."""
    return await _served(request, steps.answer_section(request.path_params["page"]))


async def _thanks(request: Request) -> Response:
    """GET /q/<code>/merci: said once the answer is in; before that, back to the form."""
    with in_language(_chosen_language(request)):
        try:
            visit = await lookup(steps.visit_of, request.path_params["code"], query=_query(request))
        except NotFound as error:
            return await _unknown_code(error)
        if not visit.member.answered:
            return RedirectResponse(visit.address(), status_code=303)
        messages = [
            _("Votre réponse est enregistrée. Vous pouvez fermer cette page."),
            _("Les résultats seront présentés par groupe après la clôture de l’enquête."),
        ]
        return html_response(
            steps.message_html(visit.address(steps.THANKS), _("Merci de votre réponse"), messages)
        )


async def _served(request: Request, step: steps.Step) -> Response:
    """The reply to one request: prepared in a thread, written at the desk, then sent."""
    with in_language(_chosen_language(request)):
        sending = request.method == "POST"
        fields = await read_fields(request) if sending else {}
        try:
            reply = await lookup(
                _prepared, step, request.path_params["code"], _query(request), fields, sending=sending
            )
            if reply.job is not None:
                await writing_desk().write(reply.job)
        except NotFound as error:
            return await _unknown_code(error)
        except (Conflict, InvalidInput, StorageUnavailable) as error:
            return _refused(request, error, sending=sending)
        if reply.redirect:
            return RedirectResponse(reply.redirect, status_code=303)
        return html_response(reply.html, status_code=reply.status_code)


def _prepared(step: steps.Step, code: str, query: str, fields: Fields, *, sending: bool) -> steps.Reply:
    visit = steps.visit_of(code, query=query)
    return steps.answered_or_closed(visit, sending=sending) or step(visit, fields)


def _refused(request: Request, error: TransfoError, *, sending: bool) -> Response:
    here = f"{ENTRANCE}/{normalised(request.path_params['code'])}"
    title = _("Votre réponse n’a pas été enregistrée") if sending else _("Service indisponible")
    messages = [error.message]
    if isinstance(error, StorageUnavailable) and sending:
        messages.append(
            _(
                "Revenez à la page précédente de votre navigateur : vos réponses y sont encore. Renvoyez-les dans un instant."
            )
        )
    status_code = 409 if isinstance(error, Conflict) else 422 if isinstance(error, InvalidInput) else 503
    return html_response(steps.message_html(here, title, messages), status_code=status_code)


async def _unknown_code(error: NotFound, *, typed: str = "") -> Response:
    """The entrance again. Codes tried by the hundred are answered late; a right code never waits."""
    status_code = 404 if await guesses().wait() else 429
    return html_response(_entrance_html(problem=error.message, typed=typed), status_code=status_code)


def _entrance_html(*, problem: str = "", typed: str = "") -> str:
    return page_html(
        "questionnaire_message.html",
        here=ENTRANCE,
        title=_("Répondre à une enquête"),
        messages=[_("Entrez le code que vous avez reçu. Aucun compte n’est nécessaire.")],
        entry=True,
        problem=problem,
        typed=typed,
    )


def _chosen_language(request: Request) -> str:
    chosen = request.query_params.get(_LANGUAGE)
    return chosen if chosen in LANGUAGES else browser_language(request)


def _query(request: Request) -> str:
    chosen = request.query_params.get(_LANGUAGE)
    return f"{_LANGUAGE}={chosen}" if chosen in LANGUAGES else ""
