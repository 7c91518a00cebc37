"""Urgency: who does the work, and who can pass it on. A skill without either is lost when its last holder leaves."""

from __future__ import annotations

from enum import StrEnum

from transfo_rh.core.i18n import _
from transfo_rh.skills.model import MAXIMUM_LEVEL
from transfo_rh.skills.overview.cover import Cover, LevelCounts

DOER_LEVEL = 2
TEACHER_LEVEL = MAXIMUM_LEVEL


class Urgency(StrEnum):
    """What to do about a skill, the most urgent first."""

    LOST = "lost"
    CRITICAL = "critical"
    URGENT = "urgent"
    PREPARE = "prepare"
    WATCH = "watch"
    SECURE = "secure"

    @property
    def label(self) -> str:
        """The name of the class on screens."""
        return {
            Urgency.LOST: _("Absente"),
            Urgency.CRITICAL: _("Très urgente"),
            Urgency.URGENT: _("Urgente"),
            Urgency.PREPARE: _("À préparer"),
            Urgency.WATCH: _("À surveiller"),
            Urgency.SECURE: _("Assurée"),
        }[self]

    @property
    def advice(self) -> str:
        """What the class calls for."""
        return {
            Urgency.LOST: _("Personne ne pratique : recruter, former à l’extérieur ou mutualiser."),
            Urgency.CRITICAL: _(
                "La pratique tient à un fil et personne ne transmet : former un second praticien dès maintenant."
            ),
            Urgency.URGENT: _(
                "La pratique tient à un fil, mais quelqu’un peut transmettre : tutorat à lancer."
            ),
            Urgency.PREPARE: _(
                "Plusieurs praticiens, aucun expert qui transmette : faire monter un référent."
            ),
            Urgency.WATCH: _("Plusieurs praticiens, une transmission fragile : préparer un second référent."),
            Urgency.SECURE: _("Pratique et transmission assurées."),
        }[self]


URGENCIES = tuple(Urgency)
_CLASSES = {
    (Cover.FRAGILE, Cover.RUPTURE): Urgency.CRITICAL,
    (Cover.FRAGILE, Cover.FRAGILE): Urgency.URGENT,
    (Cover.COVERED, Cover.RUPTURE): Urgency.PREPARE,
    (Cover.COVERED, Cover.FRAGILE): Urgency.WATCH,
    (Cover.COVERED, Cover.COVERED): Urgency.SECURE,
}


def urgency(doers: Cover, teachers: Cover) -> Urgency:
    """The class of a skill, by the cover of those who do the work and of those who pass it on.

    Who passes it on does the work too, so teachers are never better covered than doers. Raises ValueError otherwise.

    >>> [urgency(Cover.FRAGILE, teachers).value for teachers in (Cover.RUPTURE, Cover.FRAGILE)]
    ['critical', 'urgent']
    >>> urgency(Cover.RUPTURE, Cover.RUPTURE).label
    'Absente'
    """
    if doers is Cover.RUPTURE and teachers is Cover.RUPTURE:
        return Urgency.LOST
    found = _CLASSES.get((doers, teachers))
    if found is None:
        raise ValueError(f"teachers {teachers} without the doers: {doers}")
    return found


def doer_level(required: int) -> int:
    """The level from which one does the work: 2, or 1 for a skill of which roles ask no more.

    >>> [doer_level(required) for required in (1, 2, 4)]
    [1, 2, 2]
    """
    return min(DOER_LEVEL, required)


def skill_urgency(counts: LevelCounts, required: int) -> Urgency:
    """The class of a skill from its people and from the level that roles ask.

    >>> counts = LevelCounts((0, 4, 1, 0, 1), (0, 0, 0, 0, 1))
    >>> skill_urgency(counts, 3).label, skill_urgency(counts, 1).label
    ('Urgente', 'À surveiller')
    """
    return urgency(counts.holders(doer_level(required)).cover, counts.holders(TEACHER_LEVEL).cover)
