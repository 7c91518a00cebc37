"""Digital competence frameworks: their versions and the crosswalk from the national one (CRCN) to DigComp."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import yaml

from transfo_rh.core.errors import NotFound
from transfo_rh.core.i18n import _, language
from transfo_rh.core.paths import data_folder


@dataclass(frozen=True, slots=True)
class CompetenceFramework:
    """One version of a framework. ``areas``: code, French name, English name, in order."""

    code: str
    version: str
    name: str
    source: str
    url: str
    levels: int
    areas: tuple[tuple[str, str, str], ...]

    def area_name(self, competence: str) -> str:
        """The name of the area of a competence (« 1.2 ») in the person's language.

        Raises NotFound for a competence of no area.
        """
        code = competence.partition(".")[0]
        for area, french, english in self.areas:
            if area == code:
                return english if language() == "en" else french
        raise NotFound(
            _("La compétence « {code} » n’est pas dans le cadre « {name} ».").format(
                code=competence, name=self.name
            )
        )


@dataclass(frozen=True, slots=True)
class CrosswalkLine:
    """One national competence and the European ones that cover it."""

    national: str
    name: str
    european: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EuropeanLevel:
    """A level of DigComp 3.0 and the national levels that fall in it."""

    rank: int
    name_fr: str
    name_en: str
    national: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FrameworkData:
    """The content of data/digital_frameworks.yaml."""

    frameworks: tuple[CompetenceFramework, ...]
    crosswalk: tuple[CrosswalkLine, ...]
    not_covered: tuple[str, ...]
    levels: tuple[EuropeanLevel, ...]


@lru_cache(maxsize=1)
def framework_data() -> FrameworkData:
    """Frameworks and crosswalk, read once."""
    content = yaml.safe_load((data_folder("data") / "digital_frameworks.yaml").read_text(encoding="utf-8"))
    return FrameworkData(
        frameworks=tuple(
            CompetenceFramework(
                **{
                    **entry,
                    "areas": tuple((code, name["fr"], name["en"]) for code, name in entry["areas"].items()),
                }
            )
            for entry in content["frameworks"]
        ),
        crosswalk=tuple(
            CrosswalkLine(line["crcn"], line["name"], tuple(line["digcomp"])) for line in content["crosswalk"]
        ),
        not_covered=tuple(content["not_covered"]),
        levels=tuple(
            EuropeanLevel(rank, level["fr"], level["en"], tuple(level["crcn"]))
            for rank, level in enumerate(content["levels_3_0"], start=1)
        ),
    )


def framework(code: str, version: str) -> CompetenceFramework:
    """One version of one framework.

    Raises NotFound.

    >>> framework("digcomp", "3.0").levels
    4
    """
    for found in framework_data().frameworks:
        if (found.code, found.version) == (code, version):
            return found
    raise NotFound(
        _("Le référentiel « {code} » n’est pas connu en version {version}.").format(
            code=code, version=version
        )
    )


def european_competences(national: str) -> tuple[str, ...]:
    """The competences of DigComp (2.2 and 3.0 share their codes) that a national competence corresponds to.

    Raises NotFound for a competence that the national framework does not have.

    >>> european_competences("1.1")
    ('1.1', '1.2')
    """
    for line in framework_data().crosswalk:
        if line.national == national:
            return line.european
    raise NotFound(_("La compétence « {code} » n’est pas dans le cadre national.").format(code=national))


def national_competences(european: str) -> tuple[str, ...]:
    """The national competences that a competence of DigComp corresponds to; none for what is not covered.

    >>> national_competences("2.5"), national_competences("5.3")
    (('2.1', '2.4'), ())
    """
    return tuple(line.national for line in framework_data().crosswalk if european in line.european)


def european_level(national_level: float) -> EuropeanLevel:
    """The level of DigComp 3.0 of a national level from 1 to 8; a mean level counts as the level reached.

    Raises NotFound outside 1–8.

    >>> european_level(4.9).name_en, european_level(5).name_en
    ('Intermediate', 'Advanced')
    """
    for level in framework_data().levels:
        if int(national_level) in level.national:
            return level
    raise NotFound(_("Le niveau {level} n’est pas entre 1 et 8.").format(level=national_level))
