"""Which departments of a campaign of diagnoses a viewer sees, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, require
from transfo_rh.campaigns import repository as campaigns_repository
from transfo_rh.campaigns.diagnosis import repository
from transfo_rh.campaigns.diagnosis.model import DiagnosisCampaign
from transfo_rh.campaigns.model import Unit
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.units import units_of_departments
from transfo_rh.core import clock
from transfo_rh.core.database import Session
from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _
from transfo_rh.staff.repository import department_tree


@dataclass(frozen=True, slots=True)
class SeenCampaign:
    """A campaign as one viewer sees it: the units of the scope, parents before children."""

    campaign: DiagnosisCampaign
    definition: QuestionnaireFile
    units: tuple[Unit, ...]
    may_fill: bool

    def unit(self, position: int) -> Unit:
        """A unit of the scope. Raises NotFound for any other, as if it did not exist."""
        for unit in self.units:
            if unit.position == position:
                return unit
        raise NotFound(_("Ce service ne fait pas partie de vos services dans cette campagne."))


def units_in_scope(session: Session, viewer: Viewer, reach: Reach, campaign_id: int) -> tuple[Unit, ...]:
    """The campaign's units that the viewer may see: by the tree that it froze, and by today's."""
    units = campaigns_repository.units(session, campaign_id)
    if reach is Reach.ALL:
        return units
    below = department_tree(session, on=clock.today()).subtree(viewer.department_ids)
    own = below.union(viewer.department_ids)
    seen = units_of_departments(units, own)
    return tuple(unit for unit in units if unit.position in seen)


def seen_by(session: Session, viewer: Viewer, campaign_id: int, *, lock: bool = False) -> SeenCampaign:
    """The campaign with the units of the viewer's scope; ``lock`` keeps it open until the end of the transaction.

    Raises PermissionDenied, NotFound when it holds none of them.
    """
    reach = require(viewer, Permission.FILL_DIAGNOSIS)
    found = repository.campaign(session, campaign_id, lock=lock)
    units = units_in_scope(session, viewer, reach, campaign_id) if found is not None else ()
    if found is None or not units:
        raise NotFound(_("Cette campagne de diagnostic n’existe pas, ou ne concerne aucun de vos services."))
    return SeenCampaign(*found, units=units, may_fill=reach is Reach.SUBTREE)


def in_tree_order(units: Sequence[Unit]) -> list[tuple[int, Unit]]:
    """Units with their depth, each followed by those below it, siblings by name."""
    known = {unit.position for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent if unit.parent in known else None, []).append(unit)
    walked: list[tuple[int, Unit]] = []
    waiting = [(0, unit) for unit in _by_name(children.get(None, []))]
    while waiting:
        depth, unit = waiting.pop()
        walked.append((depth, unit))
        waiting += [(depth + 1, child) for child in _by_name(children.get(unit.position, []))]
    return walked


def _by_name(units: Sequence[Unit]) -> list[Unit]:
    """In the order in which a stack gives them back by name."""
    return sorted(units, key=lambda unit: (unit.name.casefold(), unit.code), reverse=True)
