"""The fields that a staff file may hold, and the words under which payroll and HR software name them."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from transfo_rh.core.i18n import _
from transfo_rh.staff.search import plain


class Content(StrEnum):
    """What the rows of a table are."""

    DEPARTMENTS = "departments"
    AGENTS = "agents"
    POSITIONS = "positions"
    IGNORED = "ignored"

    @property
    def label(self) -> str:
        """The name of the content on screens."""
        return {
            Content.DEPARTMENTS: _("Services"),
            Content.AGENTS: _("Agents"),
            Content.POSITIONS: _("Postes"),
            Content.IGNORED: _("Ne pas lire"),
        }[self]


class Field(StrEnum):
    """What a column of a staff file may hold."""

    DEPARTMENT_CODE = "department_code"
    DEPARTMENT_NAME = "department_name"
    PARENT_CODE = "parent_code"
    PARENT_NAME = "parent_name"
    OUTLINE_NUMBER = "outline_number"
    LEVEL = "level"
    MATRICULE = "matricule"
    LAST_NAME = "last_name"
    FIRST_NAME = "first_name"
    FULL_NAME = "full_name"
    EMAIL = "email"
    JOB = "job"
    CATEGORY = "category"
    CADRE_EMPLOIS = "cadre_emplois"
    STATUS = "status"
    ENTRY_DATE = "entry_date"
    EXIT_DATE = "exit_date"
    WORKSTATION = "workstation"
    POSITION_CODE = "position_code"
    POSITION_TITLE = "position_title"
    GRADE = "grade"
    FTE = "fte"
    HOLDER = "holder"
    PARENT_POSITION = "parent_position"

    @property
    def label(self) -> str:
        """The name of the field on screens and in messages."""
        return _LABELS()[self]


def _LABELS() -> dict[Field, str]:  # noqa: N802 - a constant in the person's language
    return {
        Field.DEPARTMENT_CODE: _("Code du service"),
        Field.DEPARTMENT_NAME: _("Nom du service"),
        Field.PARENT_CODE: _("Code du service de rattachement"),
        Field.PARENT_NAME: _("Nom du service de rattachement"),
        Field.OUTLINE_NUMBER: _("Numéro dans l’organigramme (1.2.3)"),
        Field.LEVEL: _("Niveau dans l’organigramme"),
        Field.MATRICULE: _("Matricule"),
        Field.LAST_NAME: _("Nom"),
        Field.FIRST_NAME: _("Prénom"),
        Field.FULL_NAME: _("Nom et prénom"),
        Field.EMAIL: _("Courriel"),
        Field.JOB: _("Métier"),
        Field.CATEGORY: _("Catégorie"),
        Field.CADRE_EMPLOIS: _("Cadre d’emplois"),
        Field.STATUS: _("Statut"),
        Field.ENTRY_DATE: _("Date d’entrée"),
        Field.EXIT_DATE: _("Date de sortie"),
        Field.WORKSTATION: _("Poste informatique"),
        Field.POSITION_CODE: _("Code du poste"),
        Field.POSITION_TITLE: _("Intitulé du poste"),
        Field.GRADE: _("Grade"),
        Field.FTE: _("ETP"),
        Field.HOLDER: _("Matricule du titulaire du poste"),
        Field.PARENT_POSITION: _("Poste du supérieur"),
    }


FIELDS_OF: dict[Content, tuple[Field, ...]] = {
    Content.DEPARTMENTS: (
        Field.DEPARTMENT_CODE,
        Field.DEPARTMENT_NAME,
        Field.PARENT_CODE,
        Field.PARENT_NAME,
        Field.OUTLINE_NUMBER,
        Field.LEVEL,
    ),
    Content.AGENTS: (
        Field.MATRICULE,
        Field.LAST_NAME,
        Field.FIRST_NAME,
        Field.FULL_NAME,
        Field.EMAIL,
        Field.DEPARTMENT_CODE,
        Field.DEPARTMENT_NAME,
        Field.JOB,
        Field.CATEGORY,
        Field.CADRE_EMPLOIS,
        Field.STATUS,
        Field.ENTRY_DATE,
        Field.EXIT_DATE,
        Field.WORKSTATION,
    ),
    Content.POSITIONS: (
        Field.POSITION_CODE,
        Field.POSITION_TITLE,
        Field.DEPARTMENT_CODE,
        Field.DEPARTMENT_NAME,
        Field.GRADE,
        Field.FTE,
        Field.HOLDER,
        Field.PARENT_POSITION,
    ),
    Content.IGNORED: (),
}

MAXIMUM_LENGTH: dict[Field, int] = {
    Field.DEPARTMENT_CODE: 60,
    Field.DEPARTMENT_NAME: 250,
    Field.PARENT_CODE: 60,
    Field.PARENT_NAME: 250,
    Field.MATRICULE: 60,
    Field.LAST_NAME: 120,
    Field.FIRST_NAME: 120,
    Field.FULL_NAME: 240,
    Field.EMAIL: 254,
    Field.JOB: 250,
    Field.CADRE_EMPLOIS: 250,
    Field.POSITION_CODE: 80,
    Field.POSITION_TITLE: 250,
    Field.GRADE: 120,
    Field.HOLDER: 60,
    Field.PARENT_POSITION: 80,
}

# Most telling names first. They are compared without accents, case, punctuation nor small words.
NAMES: dict[Field, tuple[str, ...]] = {
    Field.DEPARTMENT_CODE: (
        "code service",
        "code du service",
        "code direction",
        "code structure",
        "code unite",
        "code uo",
        "code ua",
        "code ufr",
        "code entite",
        "code organisation",
        "code affectation",
        "code departement",
        "service code",
        "id service",
        "id structure",
        "identifiant service",
        "numero service",
        "no service",
        "ref service",
        "department code",
        "department id",
        "departmentid",
        "dept code",
        "dept id",
        "deptid",
        "org unit id",
        "org unit code",
        "cost center",
        "cost centre",
        "code section analytique",
    ),
    Field.DEPARTMENT_NAME: (
        "service",
        "nom service",
        "libelle service",
        "lib service",
        "intitule service",
        "nom structure",
        "libelle structure",
        "structure",
        "affectation",
        "service affectation",
        "libelle affectation",
        "lieu affectation",
        "libelle uo",
        "libelle unite",
        "unite organisationnelle",
        "entite",
        "libelle entite",
        "direction service",
        "direction ou service",
        "rattachement service",
        "organigramme",
        "service employeur",
        "direction",
        "department",
        "department name",
        "dept",
        "dept name",
        "org unit",
        "org unit name",
        "organizational unit",
        "business unit",
        "division",
        "unit",
        "unit name",
        "team",
    ),
    Field.PARENT_CODE: (
        "code parent",
        "code service parent",
        "code pere",
        "code superieur",
        "code service superieur",
        "code rattachement",
        "code service rattachement",
        "rattachement code",
        "code structure mere",
        "code structure parente",
        "code mere",
        "parent code",
        "code uo parent",
        "code parent service",
        "id parent",
        "parent id",
        "parent department code",
        "parent department id",
        "parent unit",
        "parent",
    ),
    Field.PARENT_NAME: (
        "service parent",
        "nom parent",
        "libelle parent",
        "service rattachement",
        "rattachement",
        "rattache a",
        "rattachement hierarchique",
        "structure mere",
        "structure parente",
        "service superieur",
        "entite mere",
        "direction rattachement",
        "parent name",
        "parent department name",
        "reports to department",
    ),
    Field.OUTLINE_NUMBER: (
        "numero organigramme",
        "numerotation",
        "n organigramme",
        "rang",
        "outline",
        "outline number",
        "wbs",
    ),
    Field.LEVEL: ("niveau", "niveau hierarchique", "profondeur", "level", "depth"),
    Field.MATRICULE: (
        "matricule",
        "matricule agent",
        "numero matricule",
        "no matricule",
        "num matricule",
        "mat",
        "matr",
        "matricule rh",
        "matricule paie",
        "numero agent",
        "no agent",
        "num agent",
        "code agent",
        "id agent",
        "identifiant agent",
        "identifiant rh",
        "numero paie",
        "code salarie",
        "matricule salarie",
        "numero employe",
        "employee number",
        "employee id",
        "employeenumber",
        "employeeid",
        "employee no",
        "emp id",
        "empid",
        "emp no",
        "personnel number",
        "personnel no",
        "person id",
        "person number",
        "staff id",
        "staff number",
        "staff no",
        "payroll number",
        "payroll id",
        "worker id",
        "badge number",
        "uid",
    ),
    Field.LAST_NAME: (
        "nom",
        "nom agent",
        "nom usuel",
        "nom usage",
        "nom d usage",
        "nom famille",
        "nom de famille",
        "nom patronymique",
        "nom marital",
        "patronyme",
        "nom naissance",
        "last name",
        "lastname",
        "surname",
        "family name",
    ),
    Field.FIRST_NAME: (
        "prenom",
        "prenom agent",
        "prenom usuel",
        "prenoms",
        "premier prenom",
        "first name",
        "firstname",
        "given name",
        "forename",
    ),
    Field.FULL_NAME: (
        "nom prenom",
        "nom et prenom",
        "nom complet",
        "prenom nom",
        "identite",
        "agent",
        "libelle agent",
        "nom prenom agent",
        "full name",
        "fullname",
        "employee name",
        "employee",
        "name",
    ),
    Field.EMAIL: (
        "courriel",
        "mail",
        "email",
        "e mail",
        "adresse mail",
        "adresse email",
        "adresse courriel",
        "adresse electronique",
        "courriel professionnel",
        "mail professionnel",
        "mail pro",
        "email pro",
        "messagerie",
        "email address",
        "work email",
        "mel",
    ),
    Field.JOB: (
        "metier",
        "fonction",
        "libelle fonction",
        "libelle metier",
        "emploi",
        "libelle emploi",
        "emploi occupe",
        "fonction exercee",
        "intitule fonction",
        "intitule emploi",
        "profession",
        "intitule du poste occupe",
        "poste occupe",
        "job",
        "job title",
        "jobtitle",
        "job role",
        "jobrole",
        "job name",
        "occupation",
        "role",
        "position title",
    ),
    Field.CATEGORY: (
        "categorie",
        "cat",
        "categorie hierarchique",
        "categorie statutaire",
        "categorie emploi",
        "code categorie",
        "categorie a b c",
        "cat hierarchique",
        "category",
    ),
    Field.CADRE_EMPLOIS: (
        "cadre emplois",
        "cadre d emplois",
        "cadre emploi",
        "cadre d emploi",
        "libelle cadre emplois",
        "libelle cadre d emplois",
        "cde",
        "corps",
        "corps cadre emplois",
    ),
    Field.STATUS: (
        "statut",
        "statut agent",
        "statut juridique",
        "position statutaire",
        "libelle statut",
        "nature contrat",
        "type contrat",
        "type de contrat",
        "situation administrative",
        "situation statutaire",
        "regime",
        "status",
        "employment status",
        "employment type",
        "contract type",
        "employee type",
    ),
    Field.ENTRY_DATE: (
        "date entree",
        "date d entree",
        "date entree collectivite",
        "date arrivee",
        "date embauche",
        "date d embauche",
        "date recrutement",
        "date debut",
        "date debut contrat",
        "date nomination",
        "entree",
        "hire date",
        "hiredate",
        "date of hire",
        "start date",
        "joining date",
        "entry date",
        "date joined",
    ),
    Field.EXIT_DATE: (
        "date sortie",
        "date de sortie",
        "date depart",
        "date de depart",
        "date fin",
        "date fin contrat",
        "date fin de contrat",
        "date radiation",
        "date de radiation",
        "sortie",
        "depart",
        "date de fin",
        "exit date",
        "end date",
        "termination date",
        "leaving date",
        "last day",
    ),
    Field.WORKSTATION: (
        "poste informatique",
        "ordinateur",
        "equipe informatique",
        "equipement informatique",
        "acces informatique",
        "poste de travail informatique",
        "pc",
        "poste connecte",
        "workstation",
        "has workstation",
        "computer",
        "has computer",
    ),
    Field.POSITION_CODE: (
        "code poste",
        "code du poste",
        "numero poste",
        "no poste",
        "num poste",
        "id poste",
        "identifiant poste",
        "reference poste",
        "ref poste",
        "numero de poste",
        "position code",
        "position id",
        "position number",
        "post id",
        "post reference",
        "post unique reference",
        "post code",
    ),
    Field.POSITION_TITLE: (
        "intitule poste",
        "intitule du poste",
        "libelle poste",
        "libelle du poste",
        "poste",
        "nom du poste",
        "titre du poste",
        "fiche de poste",
        "position",
        "position name",
        "generic job title",
        "post title",
    ),
    Field.GRADE: (
        "grade",
        "libelle grade",
        "grade agent",
        "grade du poste",
        "grade cible",
        "grade mini",
        "pay grade",
        "grade or equivalent",
    ),
    Field.FTE: (
        "etp",
        "etpt",
        "nombre etp",
        "nb etp",
        "quotite",
        "quotite poste",
        "quotite de travail",
        "taux emploi",
        "temps de travail",
        "equivalent temps plein",
        "fte",
        "number of posts in fte",
        "full time equivalent",
    ),
    Field.HOLDER: (
        "matricule titulaire",
        "matricule du titulaire",
        "titulaire du poste",
        "matricule occupant",
        "matricule de l occupant",
        "occupant",
        "titulaire",
        "holder",
        "post holder",
        "incumbent",
        "incumbent id",
    ),
    Field.PARENT_POSITION: (
        "poste superieur",
        "code poste superieur",
        "poste du superieur",
        "poste n 1",
        "poste responsable",
        "reports to senior post",
        "reporting senior post",
        "reports to",
        "reports to position",
        "manager position",
        "parent position",
    ),
}

# Levels of a path, from the top; the same words in English.
PATH_LEVELS = (
    ("authority", ("collectivite", "etablissement", "ministry", "parent department", "company")),
    ("organisation", ("organisation", "organization", "agency")),
    ("general", ("dga", "direction generale", "direction generale adjointe", "general directorate")),
    ("pole", ("pole", "departement", "business unit", "branch")),
    ("directorate", ("direction", "directorate")),
    ("sub_directorate", ("sous direction",)),
    ("division", ("division", "domaine")),
    ("service", ("service", "libelle service", "nom service", "department")),
    ("sub_service", ("sous service", "secteur", "bureau", "cellule", "section")),
    ("unit", ("unite", "equipe", "antenne", "unit", "team")),
)
CODE_WORDS = ("code", "id", "no", "num", "numero", "ref", "identifiant")
NAME_WORDS = ("libelle", "lib", "nom", "intitule", "name", "label")
_SMALL_WORDS = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "a", "of", "the", "en", "au"))


@lru_cache(maxsize=10_000)
def words_of(name: str) -> tuple[str, ...]:
    """The telling words of a column's name.

    >>> words_of("N° de Matricule (agent)"), words_of("DeptID"), words_of("Date d’entrée")
    (('no', 'matricule', 'agent'), ('dept', 'id'), ('date', 'entree'))
    """
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", name.replace("°", "o "))
    found = re.findall(r"[a-z0-9]+", plain(spaced))
    return tuple(word for word in found if word not in _SMALL_WORDS) or tuple(found)


@lru_cache(maxsize=1)
def _exact_names() -> dict[str, dict[Field, float]]:
    """Joined words → fields and how telling the name is, from 1 down to 0.9."""
    table: dict[str, dict[Field, float]] = {}
    for field, names in NAMES.items():
        for rank, name in enumerate(names):
            score = 1 - 0.1 * rank / len(names)
            scores = table.setdefault("".join(words_of(name)), {})
            scores[field] = max(scores.get(field, 0.0), score)
    return table


@lru_cache(maxsize=10_000)
def name_score(column: str, field: Field) -> float:
    """How well a column's name tells a field: 1 for the usual name, 0 for none.

    >>> name_score("Matricule", Field.MATRICULE), name_score("MATRICULE AGENT (paie)", Field.MATRICULE) > 0.5
    (1.0, True)
    """
    words = words_of(column)
    exact = _exact_names().get("".join(words), {})
    if field in exact:
        return exact[field]
    if exact:
        return 0.0
    have = set(words)
    best = 0.0
    for name in NAMES[field]:
        wanted = set(words_of(name))
        if len(wanted) > 1 or len(have) <= 3:
            shared = len(have & wanted)
            if shared == len(wanted):
                best = max(best, 0.5 + 0.35 * shared / len(have))
    return best
