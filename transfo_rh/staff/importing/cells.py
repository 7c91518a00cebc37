"""Reading one cell of a staff file: dates, categories, statuses, e-mails, shares of full time.

Each function takes a cleaned value that is not blank and raises ValueError with the reason and what to do.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value, text_of
from transfo_rh.staff.model import Category, EmploymentStatus
from transfo_rh.staff.search import plain

_SERIAL_ORIGIN = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)
_ENDLESS_YEAR = 2900
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})(?:[ T]+\d{1,2}:\d{2}(?::\d{2})?.*)?")
_YEAR_FIRST = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})(?:[ T].*)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SHORT_YEAR = re.compile(r"\d{1,2}[/.\- ]\d{1,2}[/.\- ]\d{2}")
_WORDED = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?[\s\-]+([a-z]+)\.?[\s\-]+(\d{4})")
_WORDED_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_MONTHS = (
    ("janv", "jan"),
    ("fevr", "fev", "feb"),
    ("mars", "mar"),
    ("avr", "apr"),
    ("mai", "may"),
    ("juin", "jun"),
    ("juil", "jul"),
    ("aout", "aou", "aug"),
    ("sept", "sep"),
    ("oct",),
    ("nov",),
    ("dec",),
)
_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[a-zA-Z]{2,}")
_QUOTED_TEXT = re.compile(r'="([^"]*)"')
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,12})?")
_SCIENTIFIC = re.compile(r"\d([.,]\d+)?[eE]\+\d+")
_NOTHING = frozenset(("-", "--", "—", "–", "/", "néant", "neant", "n/a", "na", "nc", "null", "sans objet"))
_ERRORS = frozenset(
    (
        "#n/a",
        "#ref!",
        "#value!",
        "#valeur!",
        "#name?",
        "#nom?",
        "#div/0!",
        "#null!",
        "#nul!",
        "#num!",
        "#####",
    )
)
_CATEGORIES = {
    **{sign: category for category in Category for sign in (category.value.lower(),)},
    "a+": Category.A,
    "hors categorie": None,
    "hc": None,
    "sans": None,
    "sans categorie": None,
    "aucune": None,
}
_STATUSES: tuple[tuple[EmploymentStatus, tuple[str, ...]], ...] = (
    (EmploymentStatus.APPRENTICE, ("apprenti", "alternan", "apprentice")),
    (
        EmploymentStatus.SUBSIDISED,
        (
            "contrat aide",
            "contrats aides",
            "pec",
            "cui",
            "cae",
            "parcours emploi competences",
            "emploi d'avenir",
            "emploi avenir",
            "adulte relais",
            "subsidised",
        ),
    ),
    (EmploymentStatus.TRAINEE, ("stagiaire", "stag", "trainee", "probation")),
    (
        EmploymentStatus.CONTRACT,
        (
            "contract",
            "non titulaire",
            "non-titulaire",
            "nontitulaire",
            "cdd",
            "cdi",
            "vacataire",
            "auxiliaire",
            "collaborateur de cabinet",
            "assistant maternel",
            "assistante maternelle",
            "assistant familial",
            "saisonnier",
            "remplacant",
            "droit prive",
            "temporary",
            "fixed-term",
            "fixed term",
            "casual",
        ),
    ),
    (
        EmploymentStatus.TENURED,
        ("titulaire", "tit", "fonctionnaire", "detache", "tenured", "permanent", "civil servant"),
    ),
)
_YES = frozenset(("oui", "o", "x", "yes", "y", "true", "vrai", "1", "ok"))
_NO = frozenset(("non", "n", "no", "false", "faux", "0"))


def cell_text(value: Value) -> str | None:
    """A cell as text, None when blank or « nothing »; ``="00123"``, a way to keep zeros, gives 00123.

    >>> cell_text(7), cell_text('="00123"'), cell_text("-")
    ('7', '00123', None)
    """
    text = value if isinstance(value, str) else text_of(value)
    first = text[:1]
    if first in "=#-—–+@/nNsS" or not first:
        if not text or text.casefold() in _NOTHING:
            return None
        quoted = _QUOTED_TEXT.fullmatch(text)
        if quoted:
            return quoted[1].strip() or None
        if first == "=":
            raise ValueError(
                _("la cellule contient une formule : remplacez-la par sa valeur (collage spécial, valeurs).")
            )
        if first == "#" and text.casefold() in _ERRORS:
            raise ValueError(_("la cellule contient une erreur de calcul : corrigez-la ou videz-la."))
    return " ".join(text.split()) if "\n" in text or "  " in text else text


def read_identifier(value: Value) -> str | None:
    """A code or matricule, as written; a number that a spreadsheet has rounded is refused.

    >>> read_identifier(1024.0), read_identifier("00123")
    ('1024', '00123')
    """
    text = cell_text(value)
    if text is not None and _SCIENTIFIC.fullmatch(text):
        raise ValueError(
            _("le tableur a arrondi ce numéro : mettez la colonne au format texte et ressaisissez-le.")
        )
    return text


def read_date(value: Value) -> date | None:
    """A day, from a date cell, a spreadsheet serial or the usual French, ISO and worded spellings.

    An end of times (31/12/2999) is no date. Two-digit years and impossible days are refused.

    >>> read_date("31/12/2026"), read_date("1er janv. 2020"), read_date(46387), read_date("31/12/9999")
    (datetime.date(2026, 12, 31), datetime.date(2020, 1, 1), datetime.date(2026, 12, 31), None)
    """
    if isinstance(value, datetime):
        return _plausible(value.date())
    if isinstance(value, date):
        return _plausible(value)
    if isinstance(value, bool | time | timedelta):
        raise ValueError(_unreadable_date())
    if isinstance(value, int | float):
        return _from_serial(value)
    text = cell_text(value)
    if text is None or set(text) <= set("0/-. "):
        return None
    return _date_from_text(plain(text))


def _unreadable_date() -> str:
    return _("cette date n’est pas lisible : écrivez-la sous la forme 31/12/2026.")


def _from_serial(value: float) -> date | None:
    if value == 0:
        return None
    if value == int(value) and _COMPACT.fullmatch(str(int(value))):
        return _date_from_text(str(int(value)))
    if int(value) not in _SERIALS:
        raise ValueError(_unreadable_date())
    return _SERIAL_ORIGIN + timedelta(days=int(value))


def _date_from_text(text: str) -> date | None:
    if match := _DAY_FIRST.fullmatch(text):
        return _built(match[3], match[2], match[1])
    if match := _YEAR_FIRST.fullmatch(text) or _COMPACT.fullmatch(text):
        return _built(match[1], match[2], match[3])
    if _SHORT_YEAR.fullmatch(text):
        raise ValueError(_("l’année n’a que deux chiffres : écrivez-la sous la forme 31/12/2026."))
    if match := _WORDED.fullmatch(text):
        return _built(match[3], _month(match[2]), match[1])
    if match := _WORDED_MONTH_FIRST.fullmatch(text):
        return _built(match[3], _month(match[1]), match[2])
    if text.isdecimal() and len(text) == 5:
        return _from_serial(int(text))
    raise ValueError(_unreadable_date())


def _month(word: str) -> str:
    for number, starts in enumerate(_MONTHS, start=1):
        if word.startswith(starts):
            return str(number)
    raise ValueError(_unreadable_date())


def _built(year: str, month: str, day: str) -> date | None:
    try:
        return _plausible(date(int(year), int(month), int(day)))
    except ValueError:
        raise ValueError(
            _("ce jour n’existe pas : écrivez la date sous la forme 31/12/2026 (jour, mois, année).")
        ) from None


def _plausible(day: date) -> date | None:
    if day.year >= _ENDLESS_YEAR:
        return None
    if not 1900 <= day.year <= 2200:
        raise ValueError(_("cette année n’est pas plausible : corrigez la date."))
    return day


def read_email(value: Value) -> str | None:
    """An e-mail address in lower case.

    >>> read_email(" Marie.Ba@Ville.FR".strip())
    'marie.ba@ville.fr'
    """
    text = cell_text(value)
    if text is None:
        return None
    if not _EMAIL.fullmatch(text) or ".." in text:
        raise ValueError(_("ce n’est pas une adresse de courriel : corrigez-la ou videz la cellule."))
    return text.lower()


def read_category(value: Value) -> Category | None:
    """The hierarchical category, however it is written; none for staff outside categories.

    >>> read_category("Cat. A"), read_category("catégorie c"), read_category("Hors catégorie")
    (<Category.A: 'A'>, <Category.C: 'C'>, None)
    """
    text = cell_text(value)
    if text is None:
        return None
    word = plain(text)
    if word not in _CATEGORIES:
        word = re.sub(r"^(categorie|cat\.?|category)\s*", "", word).strip(" .:-")
    if word not in _CATEGORIES:
        raise ValueError(_("la catégorie doit être A, B ou C (ou rien)."))
    return _CATEGORIES[word]


def read_status(value: Value) -> EmploymentStatus | None:
    """The legal status, from the usual words and abbreviations.

    >>> read_status("Fonctionnaire stagiaire"), read_status("CDI de droit public")
    (<EmploymentStatus.TRAINEE: 'trainee'>, <EmploymentStatus.CONTRACT: 'contract'>)
    """
    text = cell_text(value)
    if text is None:
        return None
    word = plain(text)
    for status, starts in _STATUSES:
        if any(re.search(rf"\b{re.escape(start)}", word) for start in starts):
            return status
    raise ValueError(
        _(
            "statut non reconnu, laissé vide (attendu : titulaire, stagiaire, contractuel, contrat aidé, apprenti)."
        )
    )


def read_yes_or_no(value: Value) -> bool | None:
    """Yes or no.

    >>> read_yes_or_no("Oui"), read_yes_or_no(0)
    (True, False)
    """
    text = cell_text(value)
    if text is None:
        return None
    word = plain(text)
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(_("ni oui ni non : laissé vide."))


def read_fte_hundredths(value: Value) -> int | None:
    """Full-time equivalents in hundredths: 1 → 100, « 80 % » → 80, « 6,63 » → 663 (pooled positions).

    >>> read_fte_hundredths("6,63"), read_fte_hundredths("80 %"), read_fte_hundredths(1)
    (663, 80, 100)
    """
    text = cell_text(value)
    if text is None:
        return None
    number = text.replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    share = number.endswith("%")
    if not _AMOUNT.fullmatch(number.rstrip("%")):
        raise ValueError(_("ce n’est pas un nombre d’équivalents temps plein (par exemple 0,8)."))
    amount = float(number.rstrip("%"))
    hundredths = round(amount if share else amount * 100)
    if hundredths > 10_000_000:
        raise ValueError(_("ce nombre d’équivalents temps plein n’est pas plausible."))
    return hundredths
