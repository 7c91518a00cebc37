"""A computed scenario as a workbook: positions, training, people without a post, what was asked."""

from __future__ import annotations

from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value
from transfo_rh.exchange.writers import SheetContent, workbook_bytes
from transfo_rh.skills.fit.readiness import whole_fit
from transfo_rh.skills.staffing import words
from transfo_rh.skills.staffing.model import Placement, Plan, StaffingResult
from transfo_rh.skills.staffing.service import ScenarioView

Row = tuple[Value, ...]


def scenario_workbook(view: ScenarioView, result: StaffingResult) -> bytes:
    """The workbook of a scenario, with names: for human resources only."""
    positions = SheetContent(
        name=_("Postes"),
        columns=position_columns(),
        rows=[position_row(view, one) for one in result.placements],
        notes=[
            words.conclusion(result),
            words.proof_words(result.proof),
            words.seconds_words(result, view.scenario.plan.limits),
            _("Document nominatif : à n’utiliser que pour préparer les mobilités."),
        ],
    )
    return workbook_bytes([positions, _training(view, result), _left_out(view, result), _asked(view, result)])


def position_columns() -> list[str]:
    """The headings of ``position_row``."""
    return [
        _("Métier"),
        _("Agent"),
        _("Adéquation assurée"),
        _("Jours de formation"),
        _("Coût (€)"),
        _("Deuxième choix"),
        _("Souhait"),
        _("Service"),
        _("Service actuel"),
        _("Adéquation au plus"),
        _("À vérifier"),
    ]


def position_row(view: ScenarioView, one: Placement) -> Row:
    """One position: who takes it, what it takes, who comes second."""
    post = view.scenario.plan.posts[one.post]
    role, place = view.role(post.role), view.department(post.department)
    if one.agent_id is None:
        return (role, _("Vacant"), *(None,) * 5, place, *(None,) * 3)
    return (
        role,
        view.agent(one.agent_id),
        whole_fit(one.low),
        one.days,
        round(one.cost_cents / 100),
        words.second_words(view, one),
        one.wish.label if one.wish else None,
        place,
        view.agent_department(one.agent_id),
        whole_fit(one.high),
        " ; ".join(words.to_verify(one, view.scenario.plan.rules)) or None,
    )


def _training(view: ScenarioView, result: StaffingResult) -> SheetContent:
    rows: list[Row] = [
        (
            view.agent(one.agent_id),
            words.post_label(view, one.post),
            view.skill(line.skill),
            line.held,
            line.required,
            line.days,
        )
        for one in result.filled
        for line in one.gaps
    ]
    return SheetContent(
        name=_("Formations"),
        columns=[
            _("Agent"),
            _("Poste"),
            _("Compétence"),
            _("Niveau détenu"),
            _("Niveau demandé"),
            _("Jours"),
        ],
        rows=rows,
    )


def _left_out(view: ScenarioView, result: StaffingResult) -> SheetContent:
    return SheetContent(
        name=_("Sans poste"),
        columns=[_("Agent"), _("Service"), _("Raison"), _("Explication")],
        rows=[
            (
                view.agent(one.agent_id),
                view.agent_department(one.agent_id),
                one.reason.label,
                words.left_words(view, one),
            )
            for one in result.left_out
        ],
    )


def _asked(view: ScenarioView, result: StaffingResult) -> SheetContent:
    plan = view.scenario.plan
    rows: list[Row] = [
        (_("Titre"), view.scenario.title),
        (_("Calculé le"), day(result.on)),
        (_("Candidats comparés"), result.candidates),
        *_rules(view, plan),
    ]
    return SheetContent(name=_("Demande"), columns=[_("Réglage"), _("Valeur")], rows=rows)


def _rules(view: ScenarioView, plan: Plan) -> list[Row]:
    gap = plan.rules.category_gap
    everywhere = _("Toute la collectivité")
    rows: list[Row] = [
        (_("Périmètre"), ", ".join(view.department(code) for code in plan.perimeter) or everywhere),
        (_("Écart de catégorie admis"), _("Sans condition") if gap is None else number(gap)),
        (_("Cadre d’emplois exigé"), plan.rules.cadre),
        (_("Adéquation minimale"), plan.rules.minimum_fit),
        (_("Points pour dix jours de formation"), plan.weights.effort),
        (_("Points pour un changement de direction"), plan.weights.mobility),
        (_("Points gagnés pour un métier souhaité"), plan.weights.wish),
        (_("Jours de formation au plus"), plan.limits.days),
    ]
    return rows + [
        (_("Places de formation : {skill}").format(skill=view.skill(one.skill)), one.places)
        for one in plan.limits.seats
    ]
