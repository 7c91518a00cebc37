"""Action plans: what human resources and department heads decide after a publication, and follow.

Human resources write everywhere; a department head for the own departments and below; executives read everything.
"""

from __future__ import annotations

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, require
from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns.actions import repository
from transfo_rh.campaigns.actions.model import Action, ActionContent, ActionEvent, ActionPlan, ActionState
from transfo_rh.campaigns.model import Campaign, CampaignState, Unit
from transfo_rh.campaigns.tables import ActionRow
from transfo_rh.campaigns.units import units_of_departments
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import InvalidInput, NotFound, PermissionDenied
from transfo_rh.core.formats import day
from transfo_rh.core.i18n import _
from transfo_rh.staff.repository import department_tree


def action_plan(*, viewer: Viewer, campaign_id: int) -> ActionPlan:
    """The actions that follow a published campaign, as far as the viewer sees.

    Raises PermissionDenied, NotFound when the campaign is not published.
    """
    reach = require(viewer, Permission.VIEW_ACTIONS)
    with database().read() as session:
        campaign, units = _published(session, campaign_id)
        seen = _units_in_reach(viewer, reach, units)
        rows = repository.actions(session, campaign_id=campaign_id, units=seen)
        actions = tuple(_action(row, campaign, units) for row in rows)
    today = clock.today()
    writable: dict[int | None, str] = {} if seen is not None else {None: _("Ensemble de la collectivité")}
    writable.update({unit.position: unit.name for unit in units if seen is None or unit.position in seen})
    return ActionPlan(
        campaign_id=campaign.id,
        campaign_title=campaign.title,
        actions=tuple(sorted(actions, key=lambda action: action.content.state.finished)),
        units=writable,
        dimensions={dimension.code: dimension.label for dimension in campaign.questionnaire.dimensions},
        on=today,
    )


def add_action(*, viewer: Viewer, campaign_id: int, content: ActionContent) -> int:
    """Write a new action; returns its id.

    Raises PermissionDenied outside the scope, InvalidInput when the content is incomplete, NotFound.
    """
    reach = require(viewer, Permission.MANAGE_ACTIONS)
    with database().write() as session:
        campaign, units = _published(session, campaign_id)
        checked = _checked(content, campaign, units)
        _refuse_outside(viewer, reach, units, checked.unit)
        row = repository.add_action(
            session,
            campaign_id=campaign_id,
            content=checked,
            at=clock.now(),
            created_by=viewer.account_id,
        )
        _remember(session, viewer, row.id, checked.state, _("Action créée"), "action.add")
        return row.id


def update_action(
    *, viewer: Viewer, action_id: int, version: int, content: ActionContent, note: str = ""
) -> None:
    """Change an action; ``note`` goes into its history.

    Raises PermissionDenied, NotFound, InvalidInput, Conflict when somebody else changed it meanwhile.
    """
    reach = require(viewer, Permission.MANAGE_ACTIONS)
    with database().write() as session:
        row = repository.action(session, action_id)
        if row is None:
            raise NotFound(_("Cette action n’existe plus."))
        campaign, units = _published(session, row.campaign_id)
        checked = _checked(content, campaign, units)
        for unit in (row.unit_position, checked.unit):
            _refuse_outside(viewer, reach, units, unit)
        written = note.strip() or _changes(row, checked)
        repository.update_action(row, content=checked, version=version, at=clock.now())
        _remember(session, viewer, action_id, checked.state, written, "action.update")


def history(*, viewer: Viewer, action_id: int) -> tuple[ActionEvent, ...]:
    """The life of an action, newest first.

    Raises PermissionDenied outside the scope, NotFound.
    """
    reach = require(viewer, Permission.VIEW_ACTIONS)
    with database().read() as session:
        row = repository.action(session, action_id)
        if row is None:
            raise NotFound(_("Cette action n’existe plus."))
        units = campaigns_repository.units(session, row.campaign_id)
        if row.unit_position is not None:
            _refuse_outside(viewer, reach, units, row.unit_position)
        return repository.events(session, action_id)


def overdue_count(*, viewer: Viewer) -> int:
    """How many actions are late among those that the viewer may change.

    Raises PermissionDenied.
    """
    reach = require(viewer, Permission.MANAGE_ACTIONS)
    with database().read() as session:
        scope: frozenset[int] | None = None
        if reach is not Reach.ALL:
            scope = department_tree(session, on=clock.today()).subtree(viewer.department_ids)
        return repository.overdue_count(session, departments=scope, on=clock.today())


def _published(session: Session, campaign_id: int) -> tuple[Campaign, tuple[Unit, ...]]:
    campaign = campaigns_repository.campaign(session, campaign_id)
    if campaign is None or campaign.state is not CampaignState.PUBLISHED:
        raise NotFound(_("Un plan d’action suit une campagne publiée : celle-ci ne l’est pas."))
    return campaign, campaigns_repository.units(session, campaign_id)


def _units_in_reach(viewer: Viewer, reach: Reach, units: tuple[Unit, ...]) -> frozenset[int] | None:
    """Positions of the units whose actions the viewer sees, None for all."""
    return None if reach is Reach.ALL else units_of_departments(units, viewer.department_ids)


def _refuse_outside(viewer: Viewer, reach: Reach, units: tuple[Unit, ...], unit: int | None) -> None:
    seen = _units_in_reach(viewer, reach, units)
    if seen is not None and (unit is None or unit not in seen):
        raise PermissionDenied(_("Cette action n’est pas dans votre périmètre."), details=f"unit {unit}")


def _checked(content: ActionContent, campaign: Campaign, units: tuple[Unit, ...]) -> ActionContent:
    title, owner = content.title.strip(), content.owner.strip()
    if not title:
        raise InvalidInput(_("Dites en une ligne ce qui sera fait."))
    if not owner:
        raise InvalidInput(_("Indiquez qui porte l’action : une fonction ou un nom."))
    if content.due_on is None and not content.state.finished:
        raise InvalidInput(_("Donnez une échéance à l’action."))
    if content.unit is not None and not 0 <= content.unit < len(units):
        raise InvalidInput(_("Ce service ne fait pas partie de la campagne."))
    known = {dimension.code for dimension in campaign.questionnaire.dimensions}
    if content.dimension is not None and content.dimension not in known:
        raise InvalidInput(_("Cette dimension ne fait pas partie de la campagne."))
    return ActionContent(
        unit=content.unit,
        dimension=content.dimension,
        title=title[:250],
        owner=owner[:200],
        due_on=content.due_on,
        state=content.state,
        description=content.description.strip(),
    )


def _changes(row: ActionRow, content: ActionContent) -> str:
    parts = []
    if row.state != content.state:
        parts.append(
            _("état : {before} → {after}").format(
                before=ActionState(row.state).label, after=content.state.label
            )
        )
    if row.due_on != content.due_on and content.due_on is not None:
        parts.append(_("échéance : {day}").format(day=day(content.due_on)))
    if row.owner != content.owner:
        parts.append(_("porteur : {owner}").format(owner=content.owner))
    if (row.title, row.description, row.unit_position, row.dimension) != (
        content.title,
        content.description,
        content.unit,
        content.dimension,
    ):
        parts.append(_("contenu modifié"))
    return ", ".join(parts) or _("sans changement")


def _remember(
    session: Session, viewer: Viewer, action_id: int, state: ActionState, note: str, verb: str
) -> None:
    repository.add_event(
        session, action_id=action_id, at=clock.now(), actor=viewer.name, state=state, note=note
    )
    audit.record(session, viewer=viewer, action=verb, object_type="action", object_id=action_id)


def _action(row: ActionRow, campaign: Campaign, units: tuple[Unit, ...]) -> Action:
    labels = {dimension.code: dimension.label for dimension in campaign.questionnaire.dimensions}
    return Action(
        id=row.id,
        campaign_id=row.campaign_id,
        content=ActionContent(
            unit=row.unit_position,
            dimension=row.dimension,
            title=row.title,
            owner=row.owner,
            due_on=row.due_on,
            state=ActionState(row.state),
            description=row.description,
        ),
        unit_name=None if row.unit_position is None else units[row.unit_position].name,
        dimension_label=None if row.dimension is None else labels.get(row.dimension, row.dimension),
        updated_at=row.updated_at,
        version=row.version_id,
    )
