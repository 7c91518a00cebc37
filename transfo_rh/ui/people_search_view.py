"""The people found by skills and levels, as a table."""

from __future__ import annotations

from transfo_rh.core.i18n import _
from transfo_rh.skills.model import numbered_level
from transfo_rh.skills.overview.model import PeopleFound
from transfo_rh.ui.tables import Column, data_table


def show_people(found: PeopleFound) -> None:
    """One line per person: where they work, and the level of each skill asked, in words."""
    data_table(
        columns=[
            Column(_("Nom"), pinned=True),
            Column(_("Prénom")),
            *(Column(skill.label) for skill, _level in found.criteria),
            Column(_("Métier")),
            Column(_("Service")),
        ],
        rows=[
            (
                one.agent.last_name,
                one.agent.first_name,
                *(numbered_level(level) for level in one.levels),
                one.agent.job,
                one.path,
            )
            for one in found.people
        ],
        alt=_("Les agents trouvés, les niveaux les plus hauts d’abord"),
        key="people_found",
    )
