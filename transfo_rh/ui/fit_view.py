"""« Who can hold this role? » on screen: the conclusion, the intervals, the people, one person line by line."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from transfo_rh.access.model import Viewer
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.core.money import euros
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.skills.fit.explain import (
    effort_words,
    explained,
    fit_words,
    months,
    readiness_words,
)
from transfo_rh.skills.fit.questions import Question
from transfo_rh.skills.fit.readiness import Readiness, whole_fit
from transfo_rh.skills.fit.service import RankedPerson, RoleFit
from transfo_rh.skills.fit.table import ranking_table
from transfo_rh.skills.model import SkillsSettings
from transfo_rh.skills.overview.exports import record_named_table
from transfo_rh.skills.overview.wording import rounding_sentence
from transfo_rh.ui.charts.bars import Bar, bars_chart
from transfo_rh.ui.charts.intervals import IntervalRow, IntervalTitles, intervals_chart
from transfo_rh.ui.metrics import Metric
from transfo_rh.ui.tables import Column, ColumnKind, data_table, later_download_buttons
from transfo_rh.ui.text import plain

HIDDEN = "too_few"


def conclusion(found: RoleFit) -> str:
    """The page in one sentence."""
    name = plain(found.role.label)
    if not found.named:
        return _counts_sentence(found, name)
    if not found.assessed:
        return ngettext(
            "« {role} » : personne n’est encore évalué sur ce que ce métier demande, parmi {n} agent.",
            "« {role} » : personne n’est encore évalué sur ce que ce métier demande, parmi {n} agents.",
            found.headcount,
        ).format(role=name, n=number(found.headcount))
    ready, possible = found.count(Readiness.READY) or 0, found.to_confirm[Readiness.READY]
    first = ngettext("« {role} » : {n} personne prête", "« {role} » : {n} personnes prêtes", ready).format(
        role=name, n=number(ready)
    )
    if not ready:
        first = _("« {role} » : personne n’est prêt de façon certaine").format(role=name)
    if not possible:
        return _("{finding}.").format(finding=first)
    second = (
        ngettext(
            "{n} de plus pourrait l’être, si les évaluations manquantes le confirment",
            "{n} de plus pourraient l’être, si les évaluations manquantes le confirment",
            possible,
        )
        if ready
        else ngettext(
            "{n} pourrait l’être, si les évaluations manquantes le confirment",
            "{n} pourraient l’être, si les évaluations manquantes le confirment",
            possible,
        )
    )
    return _("{first} ; {second}.").format(first=first, second=second.format(n=number(possible)))


def _counts_sentence(found: RoleFit, name: str) -> str:
    ready = found.count(Readiness.READY)
    if ready is None:
        return _("« {role} » : trop peu de personnes prêtes pour en donner le nombre.").format(role=name)
    if not ready:
        nobody = _("« {role} » : personne n’est prêt de façon certaine").format(role=name)
        return _("{first} ; {second}.").format(first=nobody, second=_left_to_assess(found))
    return ngettext(
        "« {role} » : au moins {n} personne prête parmi {all} agents.",
        "« {role} » : au moins {n} personnes prêtes parmi {all} agents.",
        ready,
    ).format(role=name, n=number(ready), all=number(found.headcount))


def _left_to_assess(found: RoleFit) -> str:
    """How many people no class is known of, for a reader of aggregates; None is a hidden number."""
    people = found.count(Readiness.UNKNOWN)
    if people is None:
        return _("le nombre d’agents à évaluer est masqué")
    if not people:
        return _("aucun agent ne reste à évaluer")
    return ngettext("{n} agent reste à évaluer", "{n} agents restent à évaluer", people).format(
        n=number(people)
    )


def fit_metrics(found: RoleFit) -> list[Metric]:
    """Ready, perhaps ready, closed by a critical skill, and how many are assessed."""

    def said(readiness: Readiness) -> str:
        people = found.count(readiness)
        return _("masqué") if people is None else number(people)

    metrics = [
        Metric(
            _("Prêts"),
            said(Readiness.READY),
            help=_(
                "Adéquation d’au moins {n}, sans compétence critique bloquante, quelles que soient les évaluations manquantes."
            ).format(n=found.settings.ready),
        ),
        Metric(
            _("Non prêts"),
            said(Readiness.NOT_READY),
            help=_("Il manque 2 niveaux ou plus sur une compétence critique."),
        ),
    ]
    if not found.named:
        return [*metrics, Metric(_("À évaluer"), said(Readiness.UNKNOWN))]
    possible = Metric(
        _("Prêts à confirmer"),
        number(found.to_confirm[Readiness.READY]),
        help=_("Prêts sur ce qui est évalué ; une évaluation manquante peut encore en décider autrement."),
    )
    return [
        metrics[0],
        possible,
        metrics[1],
        Metric(
            _("Évalués, sur {all}").format(all=number(found.headcount)),
            number(found.assessed),
            help=_("Agents évalués sur au moins une compétence que ce métier demande."),
        ),
    ]


def show_classes(found: RoleFit) -> None:
    """How many people stand in each class, for whom names are not shown."""
    words = _("Effectif masqué")
    bars = [
        Bar(
            one.readiness.label,
            one.people,
            "" if one.people is None else number(one.people),
            words if one.people is None else number(one.people),
            state=HIDDEN if one.people is None else "shown",
            state_label=words,
        )
        for one in found.counts
    ]
    bars_chart(
        bars=bars,
        alt=conclusion(found),
        key="classes",
        value_title=_("Agents"),
        highest=max(10, *(one.people or 0 for one in found.counts)),
    )
    data_table(
        columns=[Column(_("Classe")), Column(_("Agents"), ColumnKind.NUMBER)],
        rows=[(one.readiness.label, one.people) for one in found.counts],
        alt=_("Le nombre d’agents de chaque classe ; vide quand il est masqué."),
        key="classes_table",
        file_name=found.role.label,
    )
    st.caption(
        _(
            "Aucun nom, et aucun nombre de moins de {k} personnes ; un nombre masqué ne peut pas être déduit des autres."
        ).format(k=found.settings.k)
        + " "
        + rounding_sentence(found.settings.k)
    )


def show_intervals(found: RoleFit) -> None:
    """The people of the page, each with what is assured and what remains possible."""
    intervals_chart(
        rows=[
            IntervalRow(
                label=_("{name} – {readiness}").format(
                    name=person_name(one), readiness=readiness_words(one.fit, share=False)
                ),
                low=one.fit.low,
                high=one.fit.high,
                point=one.fit.point,
                hover=labelled(_("Adéquation"), fit_words(one.fit)),
                crossed=one.fit.critical_gap,
            )
            for one in found.people
        ],
        thresholds=(found.settings.eighteen_months, found.settings.six_months, found.settings.ready),
        titles=IntervalTitles(
            interval=_("Intervalle possible"),
            point=_("Sur ce qui est évalué"),
            crossed=_("Non prêt"),
            axis=_("Adéquation au métier (sur 100)"),
        ),
        alt=conclusion(found),
        key="intervals",
    )


def show_people(found: RoleFit, *, viewer: Viewer, department_id: int | None) -> None:
    """The same people in a table, with what it takes; the files hold the whole ranking of the scope."""
    columns = people_columns()
    data_table(
        columns=columns,
        rows=[_person_row(one) for one in found.people],
        alt=_("Les agents classés pour ce métier, avec leur adéquation et l’effort de formation."),
        key="people",
    )
    code, day = found.role.code, found.on

    def whole() -> Sequence[Sequence[Value]]:
        rows = ranking_table(viewer=viewer, role_code=code, department_id=department_id, on=day)
        record_named_table(viewer=viewer, what="role_fit", subject=code)
        return rows

    later_download_buttons(
        columns=[column.title for column in columns],
        load_rows=whole,
        key="people",
        file_name=found.role.label,
    )
    st.caption(
        ngettext(
            "Les fichiers contiennent tout le classement du périmètre : {n} agent.",
            "Les fichiers contiennent tout le classement du périmètre : {n} agents.",
            found.assessed,
        ).format(n=number(found.assessed))
    )


def people_columns() -> list[Column]:
    """The columns of the ranking, on screen and in its files."""
    return [
        Column(_("Agent")),
        Column(_("Classe")),
        Column(_("Adéquation"), ColumnKind.NUMBER, help=_("Sur les compétences évaluées, de 0 à 100.")),
        Column(_("Au moins"), ColumnKind.NUMBER, help=_("Si tout ce qui n’est pas évalué est à 0.")),
        Column(_("Au plus"), ColumnKind.NUMBER, help=_("Si tout ce qui n’est pas évalué est acquis.")),
        Column(_("Jours"), ColumnKind.NUMBER, help=_("De formation ; ce qui n’est pas évalué compte de 0.")),
        Column(_("Coût (€)"), ColumnKind.NUMBER),
        Column(_("Mois"), ColumnKind.NUMBER, help=_("Au rythme de formation retenu par la collectivité.")),
        Column(_("Service")),
        Column(_("Catégorie")),
    ]


def _person_row(one: RankedPerson) -> tuple[Value, ...]:
    category = one.agent.category
    return (
        person_name(one),
        readiness_words(one.fit),
        None if one.fit.point is None else whole_fit(one.fit.point),
        whole_fit(one.fit.low),
        whole_fit(one.fit.high),
        one.effort.days,
        round(one.effort.cost_cents / 100),
        months(one.effort),
        one.department,
        category.value if category else None,
    )


def person_name(one: RankedPerson) -> str:
    """The name as lists write it."""
    return f"{one.agent.last_name} {one.agent.first_name}"


def show_questions(questions: Sequence[Question], found: RoleFit, *, title: str, alone: bool = False) -> None:
    """What to assess first, and why; ``alone``: for one person."""
    if not questions:
        return
    with st.container(border=True):
        st.header(title, anchor=False, icon=":material/quiz:")
        for question in questions:
            label = plain(found.skills.get(question.skill, question.skill))
            st.markdown(f"**{label}** — {question.reason_for_one if alone else question.reason}")


def show_person(found: RoleFit, one: RankedPerson) -> None:
    """One person line by line: what is held, asked, what lacks, what it brings, what to train."""
    said = [
        labelled(_("Adéquation"), fit_words(one.fit)),
        readiness_words(one.fit),
        labelled(_("Part évaluée"), percent(100 * one.fit.assessed_share)),
        labelled(_("À prévoir"), effort_words(one.effort)),
    ]
    st.markdown(f"**{plain(person_name(one))}** — {' · '.join(said)}")
    data_table(
        columns=[
            Column(_("Compétence"), pinned=True),
            Column(_("Niveau détenu")),
            Column(_("Niveau demandé")),
            Column(_("Écart")),
            Column(_("Apport à l’adéquation")),
            Column(_("À former")),
        ],
        rows=[
            (line.skill, line.held, line.required, line.missing, line.contribution, line.to_train)
            for line in explained(one.fit, one.effort, label=lambda code: found.skills.get(code, code))
        ],
        alt=_("Ligne par ligne, ce que le métier demande et ce que la personne détient."),
        key=f"lines_{one.agent.id}",
    )
    if one.effort.hypothesis:
        st.caption(hypothesis(found.settings))
    show_questions(one.questions, found, title=_("À évaluer d’abord pour cette personne"), alone=True)


def hypothesis(settings: SkillsSettings) -> str:
    """What the days and the cost rest on."""
    first, second, third, fourth = (
        number(days, decimals=0 if days == int(days) else 1) for days in settings.step_days
    )
    return _(
        "Hypothèse, faute de formation au catalogue : {first} j du niveau 0 à 1, {second} j de 1 à 2, {third} j de 2 à 3, {fourth} j de 3 à 4, {cost} par jour, {capacity} jours de formation par mois. Ce qui n’est pas évalué compte depuis le niveau 0 : c’est un maximum."
    ).format(
        first=first,
        second=second,
        third=third,
        fourth=fourth,
        cost=euros(settings.day_cost_cents),
        capacity=number(
            settings.training_days_a_month, decimals=0 if settings.training_days_a_month % 1 == 0 else 1
        ),
    )
