"""Skills, roles, what people can do, and what the authority asks of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from transfo_rh.core.i18n import _, language
from transfo_rh.staff.model import Category

MAXIMUM_LEVEL = 4
LEVELS = tuple(range(MAXIMUM_LEVEL + 1))


def level_label(level: int) -> str:
    """The name of a level, 0 to 4 (1 is about e-CF e-1 or Pix 1–2, 4 about e-CF e-4 or Pix 7 and more).

    >>> level_label(2)
    'Pratique autonome'
    """
    return (
        _("Non acquise"),
        _("Notions, avec aide"),
        _("Pratique autonome"),
        _("Maîtrise, cas complexes"),
        _("Expertise, transmet"),
    )[level]


def numbered_level(level: int) -> str:
    """A level with its number and its name.

    >>> numbered_level(3)
    '3 – Maîtrise, cas complexes'
    """
    return _("{n} – {label}").format(n=level, label=level_label(level))


class SkillKind(StrEnum):
    """What a skill is about. Soft skills are measured and shown, and never drive a fit."""

    TECHNICAL = "technical"
    CORE = "core"
    SOFT = "soft"

    @property
    def label(self) -> str:
        """The name of the kind on screens."""
        return {
            SkillKind.TECHNICAL: _("Technique"),
            SkillKind.CORE: _("Métier du service public"),
            SkillKind.SOFT: _("Savoir-être"),
        }[self]


class RoleKind(StrEnum):
    """Whether people are asked to move to the role, or hold it today."""

    TARGET = "target"
    PRESENT = "present"

    @property
    def label(self) -> str:
        """The name of the kind on screens."""
        return {RoleKind.TARGET: _("Métier cible"), RoleKind.PRESENT: _("Métier d’aujourd’hui")}[self]


class Origin(StrEnum):
    """Who wrote an entry of the catalogue."""

    SHIPPED = "shipped"
    OWN = "own"

    @property
    def label(self) -> str:
        """The name of the origin on screens."""
        return {Origin.SHIPPED: _("Fourni"), Origin.OWN: _("De la collectivité")}[self]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text in French and in English; an empty English text falls back on the French one.

    >>> Bilingual("Tableur", "Spreadsheet").text
    'Tableur'
    """

    fr: str
    en: str = ""

    @property
    def text(self) -> str:
        """The text in the person's language."""
        return self.en if language() == "en" and self.en else self.fr


@dataclass(frozen=True, slots=True)
class References:
    """Identifiers of other frameworks, as references only; empty when unknown."""

    rome: tuple[str, ...] = ()
    esco: tuple[str, ...] = ()
    ecf: tuple[str, ...] = ()
    rmfp: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A family of skills, in the order of the catalogue. ``version``: the one that a change is prepared on."""

    code: str
    label: Bilingual
    version: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class FamilyName:
    """What a family was called from ``valid_from`` (included) to ``valid_to`` (excluded, None: open)."""

    label: Bilingual
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class SkillContent:
    """What people write of a skill. ``anchors``: five observable behaviours, for the levels 0 to 4."""

    code: str
    family: str
    kind: SkillKind
    review_months: int
    label: Bilingual
    definition: Bilingual
    anchors: tuple[Bilingual, ...]
    synonyms_fr: tuple[str, ...] = ()
    synonyms_en: tuple[str, ...] = ()
    references: References = References()


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a role asks of a skill: a level from 1 to 4, a weight (2 core, 1 useful), critical or not."""

    skill: str
    level: int
    weight: int = 2
    critical: bool = False


@dataclass(frozen=True, slots=True)
class RoleContent:
    """What people write of a role. ``categories`` and ``cadres_emplois``: the statuses it is open to (empty: any)."""

    code: str
    kind: RoleKind
    domain: str
    label: Bilingual
    mission: Bilingual
    requirements: tuple[Requirement, ...]
    categories: tuple[Category, ...] = ()
    cadres_emplois: tuple[str, ...] = ()
    job_titles: tuple[str, ...] = ()
    references: References = References()


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill as it stands on a day."""

    id: int
    content: SkillContent
    origin: Origin
    valid_from: date
    valid_to: date | None
    version: int

    @property
    def code(self) -> str:
        """The code, never reused."""
        return self.content.code

    @property
    def label(self) -> str:
        """The name in the person's language."""
        return self.content.label.text


@dataclass(frozen=True, slots=True)
class Role:
    """A role as it stands on a day."""

    id: int
    content: RoleContent
    origin: Origin
    valid_from: date
    valid_to: date | None
    version: int

    @property
    def code(self) -> str:
        """The code, never reused."""
        return self.content.code

    @property
    def label(self) -> str:
        """The name in the person's language."""
        return self.content.label.text


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every family, skill and role that stands on a day, in the order of the catalogue."""

    on: date
    families: tuple[Family, ...]
    skills: tuple[Skill, ...]
    roles: tuple[Role, ...]
    soft_skills: frozenset[str] = field(init=False, repr=False, compare=False)
    """The codes of the soft skills, which never drive a fit."""
    _skills_by_code: Mapping[str, Skill] = field(init=False, repr=False, compare=False)
    _roles_by_code: Mapping[str, Role] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        soft = frozenset(skill.code for skill in self.skills if skill.content.kind is SkillKind.SOFT)
        object.__setattr__(self, "soft_skills", soft)
        object.__setattr__(self, "_skills_by_code", {skill.code: skill for skill in self.skills})
        object.__setattr__(self, "_roles_by_code", {role.code: role for role in self.roles})

    def skill(self, code: str) -> Skill | None:
        """The skill of this code, None when it does not stand that day."""
        return self._skills_by_code.get(code)

    def role(self, code: str) -> Role | None:
        """The role of this code, None when it does not stand that day."""
        return self._roles_by_code.get(code)

    @property
    def is_empty(self) -> bool:
        """True when nothing was loaded."""
        return not (self.skills or self.roles)


class Source(StrEnum):
    """Where a statement about a level comes from."""

    SELF = "self"
    MANAGER = "manager"
    HR = "hr"
    CERTIFICATE = "certificate"
    TRAINING = "training"
    PIX = "pix"

    @property
    def label(self) -> str:
        """The name of the source on screens."""
        return {
            Source.SELF: _("Agent"),
            Source.MANAGER: _("Encadrant"),
            Source.HR: _("RH"),
            Source.CERTIFICATE: _("Certificat"),
            Source.TRAINING: _("Formation"),
            Source.PIX: _("Pix"),
        }[self]


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of the append-only history: on a day, somebody said that an agent holds a level of a skill.

    ``expires_on`` is the first day on which a certificate no longer grants its level. A ``proposed`` statement (a
    training passed) counts for nothing until a manager confirms it by a statement of their own.
    """

    level: int
    source: Source
    stated_on: date
    expires_on: date | None = None
    proposed: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class LevelStep:
    """The level that counts from ``valid_from`` (included) to ``valid_to`` (excluded, None: open).

    ``overdue``: the statement behind it is past its review, so the level counts one less. ``lapsed``: a certificate
    that gave more has expired, and the hierarchy has said nothing since. ``disputed``: the latest words of the agent and of the hierarchy differ.
    """

    valid_from: date
    valid_to: date | None
    level: int
    source: Source
    stated_on: date
    review_on: date | None
    overdue: bool = False
    lapsed: bool = False
    disputed: bool = False


class Wish(StrEnum):
    """What an agent says of a role."""

    WANTED = "wanted"
    ACCEPTED = "accepted"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The name of the wish on screens."""
        return {
            Wish.WANTED: _("Souhaité"),
            Wish.ACCEPTED: _("Accepté"),
            Wish.REFUSED: _("Refusé"),
        }[self]


@dataclass(frozen=True, slots=True)
class SkillsSettings:
    """What the authority chose, in sight on every screen that uses it.

    ``ready``, ``six_months`` and ``eighteen_months`` are the lowest fits (0–100) of the readiness classes. ``step_days``
    are the days of training from level 0 to 1, 1 to 2, 2 to 3 and 3 to 4 when no course says otherwise, a hypothesis.
    ``day_cost_cents`` is the cost of one such day. ``retirement_years`` is the horizon within which a holder counts half.
    ``k`` is the smallest number of people in an aggregate shown outside HR and the direct hierarchy. ``move_fit`` is the
    lowest fit (0–100) on the day of the arrival with which a move to another role is feasible.
    """

    ready: int = 85
    six_months: int = 70
    eighteen_months: int = 50
    step_days: tuple[float, float, float, float] = (2, 5, 10, 20)
    day_cost_cents: int = 30_000
    training_days_a_month: float = 2.0
    retirement_years: int = 3
    k: int = 5
    move_fit: int = 40
