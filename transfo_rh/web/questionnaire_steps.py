"""What the light form answers to each request of a respondent: pages to show, jobs to write, where to go next."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from transfo_rh.campaigns.collection import service
from transfo_rh.campaigns.collection.codes import normalised
from transfo_rh.campaigns.collection.forms import draft_save, state_of, submission
from transfo_rh.campaigns.collection.model import FormState, FrozenForm, Member
from transfo_rh.campaigns.collection.notice import notice_of
from transfo_rh.campaigns.collection.writing import Job
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires import conditions
from transfo_rh.campaigns.questionnaires.definition import AnyItem, MatrixItem
from transfo_rh.core import formats
from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _, language
from transfo_rh.web.questionnaire_fields import Fields, answers_of, values_of
from transfo_rh.web.questionnaire_pages import (
    ENTRANCE,
    Filling,
    Page,
    in_words,
    last_day,
    page_html,
    section_page,
    summary_html,
    whole_page,
)

THANKS = "merci"
Answers = dict[str, Answer]


@dataclass(frozen=True, slots=True)
class Visit:
    """One respondent at the door. ``query`` keeps a chosen language from page to page."""

    code: str = field(repr=False)
    member: Member
    form: FrozenForm
    query: str

    def address(self, page: int | str | None = None, **more: str) -> str:
        """The address of a page of this respondent's form."""
        path = f"{ENTRANCE}/{self.code}" + ("" if page is None else f"/{page}")
        query = "&".join(part for part in (urlencode(more), self.query) if part)
        return path + (f"?{query}" if query else "")

    def draft(self) -> Answers:
        """The answers saved so far."""
        return service.draft_of_code(self.member, code=self.code)

    def position(self, section_code: str) -> int:
        """The page of a section, from 1."""
        codes = [section.code for section in self.form.definition.sections]
        return codes.index(section_code) + 1


@dataclass(frozen=True, slots=True)
class Reply:
    """What to send, and what must be on the disk before."""

    html: str | bytes = field(default="", repr=False)
    redirect: str = ""
    status_code: int = 200
    job: Job | None = None


Step = Callable[[Visit, Fields], Reply]


def visit_of(code: str, *, query: str) -> Visit:
    """The visit behind an address.

    Raises NotFound, with one message whatever the reason.
    """
    member, form = service.open_code(code=code)
    return Visit(code=normalised(code) or "", member=member, form=form, query=query)


def answered_or_closed(visit: Visit, *, sending: bool) -> Reply | None:
    """The page for whoever comes twice or too late; None when the form may be filled in."""
    state = state_of(visit.member, visit.form)
    if state is FormState.OPEN:
        return None
    if state is FormState.ANSWERED:
        title = _("Vous avez déjà répondu")
        messages = [
            _("Une réponse a déjà été enregistrée avec ce code. Merci !"),
            _("Votre réponse ne peut plus être modifiée : rien ne permet de la retrouver parmi les autres."),
        ]
    else:
        title = _("Cette enquête est terminée")
        messages = [
            _("Elle recevait les réponses jusqu’au {date} inclus.").format(
                date=formats.day(visit.form.plan.closes_on)
            )
        ]
    return Reply(html=message_html(visit.address(), title, messages), status_code=409 if sending else 200)


def message_html(here: str, title: str, messages: list[str]) -> str:
    """A page that only says something."""
    return page_html("questionnaire_message.html", here=here, title=title, messages=messages, entry=False)


def show_start(visit: Visit, _fields: Fields) -> Reply:
    """The first screen: what respondents are told before they answer."""
    draft = visit.draft()
    sections = conditions.visible_sections(visit.form.definition, draft)
    begun = [
        section
        for section in sections
        if any(code in draft for item in section.items for code in conditions.answer_codes(item))
    ]
    # Resume on the page after the last one that was saved; the last page itself when all were.
    reached = sections[min(sections.index(begun[-1]) + 1, len(sections) - 1)] if begun else sections[0]
    unit = visit.member.unit
    return Reply(
        html=page_html(
            "questionnaire_start.html",
            here=visit.address(),
            title=visit.form.title,
            last_day=last_day(visit.form),
            notice=notice_of(visit.form),
            department=None if unit is None else visit.form.department_names[unit],
            start=visit.address(visit.position(reached.code)),
            resuming=bool(begun),
            whole=visit.address(vue="tout"),
        )
    )


def show_section(position: int, *, check: bool) -> Step:
    """One page of the questionnaire; ``check`` points out the required answers that are missing."""

    def step(visit: Visit, _fields: Fields) -> Reply:
        draft = visit.draft()
        if _items(visit, position, draft) is None:
            return Reply(redirect=visit.address())
        section = visit.form.definition.sections[position - 1]
        problems = conditions.section_problems(visit.form.definition, section.code, draft) if check else {}
        return Reply(html=_section_html(visit, position, draft, problems))

    return step


def answer_section(position: int) -> Step:
    """Save one page and go on, go back, or send everything after the last page."""

    def step(visit: Visit, fields: Fields) -> Reply:
        before = visit.draft()
        definition = visit.form.definition
        asked = _items(visit, position, before)
        if asked is None:
            return Reply(redirect=visit.address())
        section = definition.sections[position - 1]
        typed = {code for item in asked for code in conditions.answer_codes(item)}
        answers = {code: value for code, value in before.items() if code not in typed}
        answers |= answers_of(asked, fields)
        action = (fields.get("action") or ["next"])[-1]
        problems = conditions.section_problems(definition, section.code, answers)
        opened = [item for item in _items(visit, position, answers) or () if item not in asked]
        for item in opened:  # asked since this very answer: no fault of the respondent
            for code in conditions.answer_codes(item):
                problems.pop(code, None)
        if action == "back":
            answers = {code: value for code, value in answers.items() if code not in problems}
        elif problems:
            return Reply(html=_section_html(visit, position, answers, problems), status_code=422)
        return _after_section(visit, position, answers, action=action, opened=bool(opened))

    return step


def _after_section(visit: Visit, position: int, answers: Answers, *, action: str, opened: bool) -> Reply:
    definition = visit.form.definition
    code = definition.sections[position - 1].code
    following = conditions.next_section(definition, answers, after=code)
    if action != "back" and following is None and not opened:
        missing = conditions.missing_items(definition, answers)
        if not missing:
            try:
                job: Job = submission(visit.member, visit.form, answers)
            except InvalidInput as error:
                return Reply(html=_section_html(visit, position, answers, {}, error.message), status_code=422)
            return Reply(redirect=visit.address(THANKS), job=job)
        target = visit.address(visit.position(next(iter(missing))), revoir="1")
    elif action == "back":
        earlier = [
            visit.position(section.code)
            for section in conditions.visible_sections(definition, answers)
            if visit.position(section.code) < position
        ]
        target = visit.address(earlier[-1] if earlier else None)
    elif opened or following is None:
        target = visit.address(position)
    else:
        target = visit.address(visit.position(following.code))
    key = service.code_key(visit.member, code=visit.code)
    return Reply(redirect=target, job=draft_save(visit.member, visit.form, answers, key=key))


def show_whole(visit: Visit, _fields: Fields) -> Reply:
    """Every question on one page."""
    return Reply(html=_whole_html(visit, visit.draft(), {}))


def answer_whole(visit: Visit, fields: Fields) -> Reply:
    """Send the whole questionnaire at once."""
    definition = visit.form.definition
    answers = answers_of(definition.items(), fields)
    try:
        return Reply(redirect=visit.address(THANKS), job=submission(visit.member, visit.form, answers))
    except InvalidInput as error:
        problems: dict[str, str] = {}
        for part in conditions.asked_items(definition, answers):
            problems |= conditions.section_problems(definition, part.section.code, answers)
        html = _whole_html(visit, answers, problems, "" if problems else error.message)
        return Reply(html=html, status_code=422)


def _items(visit: Visit, position: int, answers: Answers) -> tuple[AnyItem, ...] | None:
    """What a page asks given the answers so far; None when there is no such page or it does not apply."""
    sections = visit.form.definition.sections
    if not 1 <= position <= len(sections):
        return None
    wanted = sections[position - 1].code
    parts = conditions.asked_items(visit.form.definition, answers)
    return next((part.items for part in parts if part.section.code == wanted), None)


def _section_html(
    visit: Visit, position: int, answers: Answers, problems: Mapping[str, str], message: str = ""
) -> bytes:
    definition = visit.form.definition
    section = definition.sections[position - 1]
    visible = conditions.visible_sections(definition, answers)
    number = [part.code for part in visible].index(section.code) + 1
    items = _items(visit, position, answers) or ()
    last = number == len(visible)
    texts = {
        "page": str(number),
        "pages": str(len(visible)),
        "progress": escape(_("Page {n} sur {total}").format(n=number, total=len(visible))),
        "forward": escape(_("Envoyer mes réponses") if last else _("Enregistrer et continuer")),
    }
    shown = {item.code for item in items} | {f"section:{section.code}"}
    page = section_page(visit.form, language(), position)
    return _filled(page, visit, items, answers, problems, message, texts=texts, shown=shown)


def _whole_html(visit: Visit, answers: Answers, problems: Mapping[str, str], message: str = "") -> bytes:
    items = tuple(visit.form.definition.items())
    page = whole_page(visit.form, language())
    texts = {"forward": escape(_("Envoyer mes réponses"))}
    return _filled(page, visit, items, answers, problems, message, texts=texts, shown=None)


def _filled(
    page: Page,
    visit: Visit,
    items: tuple[AnyItem, ...],
    answers: Answers,
    problems: Mapping[str, str],
    message: str,
    *,
    texts: dict[str, str],
    shown: set[str] | None,
) -> bytes:
    listed = [(code, _question(items, code), problem) for code, problem in problems.items()]
    separator = "&" if shown is None else "?"
    texts |= {
        "code": visit.code,
        "query": separator + visit.query if visit.query else "",
        "summary": summary_html(listed, message),
        "error_mark": escape(_("À corriger : ")) if problems or message else "",
    }
    values = values_of(items, answers)
    return page.filled(Filling(texts=texts, values=values, problems=problems, shown=shown))


def _question(items: tuple[AnyItem, ...], code: str) -> str:
    for item in items:
        if isinstance(item, MatrixItem):
            for row in item.rows:
                if row.code == code:
                    return in_words(row.text)
        elif item.code == code:
            return in_words(item.text)
    return code
