"""What the columns of a results file hold, told from their names first and their contents second."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from datetime import date, datetime

import numpy as np

from transfo_rh.campaigns.formats import limesurvey_results as limesurvey
from transfo_rh.campaigns.importing.answer_sets import LeftOut
from transfo_rh.campaigns.importing.columns import Column, ResultsTable
from transfo_rh.campaigns.importing.wording import label_key


def _keys(*names: str) -> frozenset[str]:
    return frozenset(label_key(name) for name in names)


RESPONDENT = (
    "respondent", "respondent id", "respondentid", "répondant", "id répondant", "identifiant répondant", "code répondant",
    "numéro répondant", "n° répondant", "participant", "participant id", "id participant", "person", "person id", "personne",
    "id personne", "agent", "agent id", "id agent", "matricule", "employee id", "employee number", "user id", "case id",
    "response id", "responseid", "id de la réponse", "id réponse", "submission id", "record id", "questionnaire",
    "n° questionnaire", "numéro questionnaire", "uuid", "meta instanceid", "instanceid", "clé", "key", "id", "identifiant",
    "e-mail", "email", "courriel",
)  # fmt: skip
_IDENTITY = limesurvey.IDENTITY | _keys(
    "nom", "prénom", "nom prénom", "nom et prénom", "prénom nom", "nom complet", "name", "first name", "last name",
    "given name", "family name", "surname", "full name", "employee name", "user name", "username", "nom de famille",
    "nom d’usage", "nom de naissance", "nom de l’agent", "nom agent", "prénom agent", "agent", "e-mail", "email",
    "email address", "e-mail address", "mail", "courriel", "adresse mail", "adresse e-mail", "adresse email",
    "adresse électronique", "adresse de messagerie", "matricule", "n° matricule", "téléphone", "tel", "phone", "phone number",
    "phonenumber", "mobile", "portable", "numéro de téléphone", "n° de téléphone", "ip", "ip address", "adresse ip", "jeton",
    "code d’accès", "code d’invitation", "login", "identifiant", "nir", "numéro de sécurité sociale",
    "n° de sécurité sociale", "date de naissance", "birth date", "birthdate", "date of birth", "dob", "adresse", "address",
    "adresse postale", "employee id", "employeenumber", "employee number", "staff id", "badge", "n° de badge", "deviceid",
    "simserial", "subscriberid", "device id", "gps", "latitude", "longitude", "altitude", "precision", "gps latitude",
    "gps longitude", "gps altitude", "gps precision", "picture", "photo", "signature", "user id", "userid", "uid",
)  # fmt: skip
_IDENTITY_WORDS = _keys(
    "email", "courriel", "matricule", "téléphone", "telephone", "prénom", "firstname", "lastname", "surname", "nir",
    "token", "username", "phone",
)  # fmt: skip
_ASKING = _keys(
    "quel", "quelle", "quels", "quelles", "est", "sont", "votre", "vos", "le", "la", "ton", "ta", "indiquez", "saisissez",
    "merci", "d", "indiquer", "what", "is", "are", "your", "please", "enter", "the",
)  # fmt: skip
_DATES = limesurvey.DATES | _keys(
    "date", "heure", "horodateur", "horodatage", "timestamp", "start", "end", "today", "submission time", "start time",
    "completion time", "heure de début", "heure de fin", "date de réponse", "date réponse", "start date", "end date",
    "recorded date", "last modified time",
)  # fmt: skip
_TECHNICAL = limesurvey.TECHNICAL | _keys(
    "language", "langue", "validation status", "version", "duration in seconds", "progress", "collector id", "collectorid",
    "distribution channel", "index", "parent index", "submitted by", "tags", "notes", "status",
)  # fmt: skip
_DEPARTMENT_PATH = tuple(
    _keys(*names)
    for names in (
        ("pôle", "dga", "direction générale adjointe", "délégation", "pole dga"),
        ("direction", "direction générale"),
        ("sous-direction", "sous direction"),
        ("service", "nom du service"),
        ("unité", "bureau", "secteur", "cellule", "équipe", "team", "pôle de service"),
    )
)
_DEPARTMENT = (
    "department", "dept", "département", "department name", "direction service", "direction / service", "service direction",
    "service d’affectation", "direction d’affectation", "affectation", "entité", "structure", "unité organisationnelle",
    "business unit", "division", "organisation", "libellé service", "libellé direction", "direction ou service",
    "code service", "code direction", "department code", "code département", "unit", "team name", "votre service",
    "votre direction", "job department",
)  # fmt: skip
_DEPARTMENT_WORDS = _keys("service", "direction", "department", "département", "pôle", "entité", "division")
_PEOPLE = _keys(
    "agent", "répondant", "respondent", "participant", "employee", "employé", "personne", "person", "salarié",
    "collaborateur", "staff", "individu", "individual", "member", "fonctionnaire", "questionnaire", "participants",
    "répondants", "agents", "matricule", "worker", "subject", "sujet",
)  # fmt: skip
_NUMBERS = _keys(
    "n",
    "no",
    "nr",
    "num",
    "numéro",
    "number",
    "id",
    "identifiant",
    "code",
    "clé",
    "key",
    "ref",
    "référence",
    "uid",
)
_LINKS = _keys(
    "de",
    "du",
    "des",
    "d",
    "l",
    "la",
    "le",
    "of",
    "the",
    "anonyme",
    "anonymous",
    "anonymisé",
    "anonymized",
    "unique",
)
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]{2,}$")
_ADDRESS = re.compile(r"^\d{1,3}(?:\.\d{1,3}){3}$|^(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}$")
_DATE = re.compile(r"^(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})(?:[T ]\d{1,2}:\d{2}.*)?$")
_SAMPLE = 500
SHORTEST_INDEX = 12
_LONGEST_NAME = 120


def private_or_technical(table: ResultsTable) -> dict[str, LeftOut]:
    """The columns that hold identities, instants or the survey tool's own data, with the reason."""
    found = {}
    for column in table.columns:
        reason = _reason(column, len(table))
        if reason is not None:
            found[column.name] = reason
    return found


def _reason(column: Column, lines: int) -> LeftOut | None:
    key, last = label_key(column.name), leaf_key(column.name)
    if not column.values:
        return LeftOut.EMPTY
    if (
        key in _IDENTITY
        or last in _IDENTITY
        or (len(key.split()) <= 4 and set(key.split()) & _IDENTITY_WORDS)
    ):
        return LeftOut.IDENTITY
    if key in _DATES or last in _DATES:
        return LeftOut.DATE
    if key in _TECHNICAL or limesurvey.is_timing(column.name):
        return LeftOut.TECHNICAL
    if key in limesurvey.RESPONSE_ID or _counts_lines(column, lines):
        return LeftOut.KEY
    texts = column.texts[:_SAMPLE]
    if _share(bool(_EMAIL.match(text) or _ADDRESS.match(text)) for text in texts) >= 0.2:
        return LeftOut.IDENTITY
    if _share(isinstance(value, date | datetime) for value in column.values[:_SAMPLE]) >= 0.8:
        return LeftOut.DATE
    return LeftOut.DATE if _share(bool(_DATE.match(text)) for text in texts) >= 0.8 else None


def asks_who(words: str) -> bool:
    """True when the words of a question ask who answers, or how to reach them.

    >>> asks_who("Quels sont vos nom et prénom ?"), asks_who("Adresse e-mail :"), asks_who("Que faut-il améliorer ?")
    (True, True, False)
    """
    said = [word for word in label_key(words).split() if word not in _ASKING]
    return " ".join(said) in _IDENTITY or (len(said) <= 4 and bool(set(said) & _IDENTITY_WORDS))


def leaf_key(name: str) -> str:
    """The key of a name without the groups that form tools put before it.

    >>> leaf_key("grp_identity/service"), leaf_key("Direction / Service")
    ('service', 'direction service')
    """
    return label_key(name if " " in name else name.rsplit("/", 1)[-1])


def _share(tests: Iterable[bool]) -> float:
    results = list(tests)
    return sum(results) / len(results) if results else 0.0


def _counts_lines(column: Column, lines: int) -> bool:
    """True for an index: 0, 1, 2… or 1, 2, 3… down the file, longer than any scale."""
    if len(column.values) != lines or lines < SHORTEST_INDEX:
        return False
    start = column.texts[0]
    return start in ("0", "1") and all(
        text == str(number) for number, text in enumerate(column.texts, start=int(start))
    )


def named(table: ResultsTable, names: Iterable[str], *, but: Iterable[str] = ()) -> Column | None:
    """The first column that bears one of the names, in the names' order."""
    left_out = set(but)
    free = [column for column in reversed(table.columns) if column.name not in left_out]
    by_key = {leaf_key(column.name): column for column in free}
    by_key |= {label_key(column.name): column for column in free}
    return next((by_key[key] for key in map(label_key, names) if key in by_key), None)


def respondent_columns(table: ResultsTable) -> list[Column]:
    """The columns whose names may designate people, surest first: known names, then names made of such words only.

    « Agent n° », « N° de l’agent », « Employee no », « Code participant ».
    """
    sure = [column for name in RESPONDENT if (column := named(table, [name])) is not None]
    likely = [column for column in table.columns if column.values and _designates_people(column.name)]
    return list({column.name: column for column in (*sure, *likely)}.values())


def _designates_people(name: str) -> bool:
    words = set(label_key(name).split())
    return bool(words & _PEOPLE) and bool(words & _NUMBERS) and words <= _PEOPLE | _NUMBERS | _LINKS


def department_columns(table: ResultsTable, *, but: set[str], known: frozenset[str]) -> tuple[str, ...]:
    """The columns that name the department, from the top of the organisation down; empty when there is none.

    ``known``: keys of the organisation's department names and codes; a column whose values are nearly all among
    them is the department, whatever its name.
    """
    free = [column for column in table.columns if column.name not in but and column.values]
    path = [column for keys in _DEPARTMENT_PATH for column in free if leaf_key(column.name) in keys]
    if len(path) > 1 and all(_nests(upper, lower) for upper, lower in itertools.pairwise(path)):
        return tuple(column.name for column in path)
    flat = named(table, _DEPARTMENT, but=but)
    if flat is not None or path:
        return ((flat or path[-1]).name,)
    for column in free:
        keys = {label_key(text) for text in column.texts}
        if len(keys) > 1 and len(keys & known) >= 0.8 * len(keys):
            return (column.name,)
    asked = next((column for column in free if _asks_for_department(column)), None)
    return (asked.name,) if asked is not None else ()


def _nests(upper: Column, lower: Column) -> bool:
    """True when the lower column refines the upper one: more values, nearly all under one upper value."""
    both = (upper.codes >= 0) & (lower.codes >= 0)
    pairs = np.unique(np.stack([upper.codes[both], lower.codes[both]]), axis=1).shape[1]
    return len(lower.values) >= len(upper.values) and pairs <= 1.2 * len(lower.values) + 1


def _asks_for_department(column: Column) -> bool:
    """True for a short question such as « Dans quel service travaillez-vous ? » with a repeated list of answers."""
    words = label_key(column.name).split()
    question = len(words) <= 12 and bool(set(words) & _DEPARTMENT_WORDS)
    asks = bool(set(words) & _keys("quel", "quelle", "which", "what", "votre", "your"))
    listed = 2 <= len(column.values) <= 500 and column.filled > len(column.values)
    return question and asks and listed and max(map(len, column.texts)) <= _LONGEST_NAME and _wordy(column)


def _wordy(column: Column) -> bool:
    return not any(text.replace(".", "").isdigit() for text in column.texts)
