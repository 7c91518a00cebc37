"""From a LimeSurvey structure, whatever file it came from, to a questionnaire."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from transfo_rh.campaigns.formats.building import QuestionnaireBuilder
from transfo_rh.campaigns.formats.carried import Carried, carried_item, restored
from transfo_rh.campaigns.formats.expressions import Unsupported, condition_of, parse
from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire
from transfo_rh.campaigns.formats.limesurvey_headings import headings_of
from transfo_rh.campaigns.formats.limesurvey_model import LimeGroup, LimeQuestion, LimeSurvey
from transfo_rh.campaigns.formats.limesurvey_reading import Reading
from transfo_rh.campaigns.formats.limesurvey_types import BOILERPLATE, items_of
from transfo_rh.campaigns.formats.plain_text import plain, without_contacts
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    Condition,
    Section,
)
from transfo_rh.core.i18n import _

_SHORT = 60


def questionnaire_of(survey: LimeSurvey, *, name: str) -> ImportedQuestionnaire:
    """The questionnaire that a LimeSurvey structure makes, with located notices and the counts of the file.

    Raises InvalidFile when nothing of it can be asked.
    """
    builder = QuestionnaireBuilder(survey.languages)
    reading = Reading(builder, survey.sid)
    carried = _CarriedParts()
    sections = [
        section for group in survey.groups if (section := _section(reading, group, carried)) is not None
    ]
    title = builder.text(survey.titles, fallback=name.rsplit(".", 1)[0])
    purpose, contacts = _purpose(builder, survey)
    if contacts:
        builder.notices.append(_("Adresses électroniques retirées de la présentation de l’enquête."))
    definition = builder.questionnaire(
        name=name,
        code=title.fr,
        title=title,
        sections=sections,
        empty=_("l’enquête est vide."),
        purpose=purpose,
    )
    kept = sum(1 for _item in definition.items())
    return restored(
        ImportedQuestionnaire(definition, builder.all_notices(), survey.counts(kept), tuple(reading.fields)),
        Carried(survey.carried, carried.items, carried.sections, carried.relevances),
    )


@dataclass
class _CarriedParts:
    """What the file carries beside each page and question, by the code that it was read as."""

    items: dict[str, str] = field(default_factory=dict)
    sections: dict[str, str] = field(default_factory=dict)
    relevances: dict[str, str] = field(default_factory=dict)


def _purpose(builder: QuestionnaireBuilder, survey: LimeSurvey) -> tuple[BilingualText | None, bool]:
    cleaned, found = {}, False
    for language, text in survey.descriptions.items():
        cleaned[language], contacts = without_contacts(plain(text))
        found = found or contacts
    return builder.optional_text(cleaned), found


def _section(reading: Reading, group: LimeGroup, carried: _CarriedParts) -> Section | None:
    """One page; None, with a notice, when none of its questions can be asked."""
    builder = reading.builder
    title = builder.text(group.titles, fallback=_("Page"))
    reading.gid = group.gid
    place = _("page « {title} »").format(title=title.fr[:_SHORT])
    section_when = _condition(reading, group.relevance, place)
    intro = [text for text in [builder.optional_text(group.descriptions)] if text is not None]
    items: list[AnyItem] = []
    pending: list[BilingualText] = []
    for question in group.questions:
        reading.place = _("page « {title} », question « {code} »").format(
            title=title.fr[:_SHORT], code=question.code[:_SHORT]
        )
        if question.kind == BOILERPLATE:
            said = _boilerplate(reading, question)
            (pending if items else intro).extend([said] if said is not None else [])
            continue
        read = _items(reading, question, pending)
        pending = [] if read else pending
        items += read
        if len(read) == 1:
            carried.items[read[0].code] = question.carried
            carried.relevances[read[0].code] = question.relevance
    if pending:
        builder.say(place, _("texte de fin de page laissé de côté."))
    if not items:
        builder.say(place, _("aucune question à poser, page laissée de côté."))
        return None
    code = builder.codes.claim(f"page_{title.fr[:40]}", fallback="page")
    carried.sections[code], carried.relevances[code] = group.carried, group.relevance
    return Section(code=code, title=title, intro=_together(intro), when=section_when, items=tuple(items))


def _items(reading: Reading, question: LimeQuestion, before: list[BilingualText]) -> list[AnyItem]:
    """The items of a question. ``before``: texts displayed just before it, which become part of its help."""
    reading.when = _condition(reading, question.relevance, reading.place)
    own = reading.builder.optional_text(question.helps)
    reading.help = _together([*before, *([own] if own is not None else [])])
    reading.hint = carried_item(question.carried)
    first = len(reading.fields)
    items = items_of(reading, question)
    reading.fields[first:] = [
        replace(one, headings=headings_of(question, one.column)) for one in reading.fields[first:]
    ]
    return items


def _boilerplate(reading: Reading, question: LimeQuestion) -> BilingualText | None:
    try:
        always = parse(question.relevance) is None
    except Unsupported:
        always = False
    if not always:
        reading.builder.say(reading.place, _("texte affiché sous condition, laissé de côté."))
        return None
    return reading.builder.optional_text(question.texts)


def _together(texts: list[BilingualText]) -> BilingualText | None:
    if not texts:
        return None
    return BilingualText(
        fr="\n".join(text.fr for text in texts),
        en="\n".join(text.en for text in texts),
    )


def _condition(reading: Reading, relevance: str, place: str) -> Condition | None:
    """The condition of a relevance equation; None, with a notice, when it says what a condition cannot."""
    try:
        expression = parse(relevance)
        return condition_of(expression, reading.variables.get) if expression is not None else None
    except Unsupported:
        reading.builder.say(
            place,
            _("condition laissée de côté (« {text} ») : la question est posée à tous.").format(
                text=" ".join(relevance.split())[:80]
            ),
        )
        return None
