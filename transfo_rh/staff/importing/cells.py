"""Reading one cell of a staff file: identifiers, categories, statuses, e-mails, shares of full time.

Each function takes a cleaned value that is not blank and raises ValueError with the reason and what to do.
"""

from __future__ import annotations

import re

from transfo_rh.core.i18n import _
from transfo_rh.exchange.spreadsheets import Value, text_of
from transfo_rh.staff.model import Category, EmploymentStatus
from transfo_rh.staff.search import plain

_EMAIL = re.compile(r"[^@\s,;<>()\"]+@[^@\s,;<>()\"]+\.[a-zA-Z]{2,}")
_WRAPPED_EMAIL = re.compile(
    r"(?:[^<>@]*<\s*(?:mailto:)?([^<>\s]+)\s*>|(?:mailto:)?([^<>\s;,]+))\s*[;,]?", re.IGNORECASE
)
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
    "autre": None,
    "autres": None,
    "hors categorie": None,
    "indetermine": None,
    "non concerne": None,
    "non renseigne": None,
    "nr": None,
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
    return (" ".join(text.split()) or None) if "\n" in text or "  " in text else text


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
    if text is not None and text[0] == "'" and text[1:].isalnum():
        return text[1:]  # the sign that makes a spreadsheet keep the zeros
    return text


def read_email(value: Value) -> str | None:
    """An e-mail address in lower case.

    >>> read_email(" Marie.Ba@Ville.FR".strip()), read_email("Awa BA <a.ba@ville.fr>;")
    ('marie.ba@ville.fr', 'a.ba@ville.fr')
    """
    text = cell_text(value)
    if text is None:
        return None
    if wrapped := _WRAPPED_EMAIL.fullmatch(text):
        text = wrapped[1] or wrapped[2]
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
