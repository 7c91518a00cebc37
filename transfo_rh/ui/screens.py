"""The table of screens: where each one is, what it is called, who may open it. Navigation and links read it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, allows
from transfo_rh.core.i18n import _
from transfo_rh.core.paths import project_root

SIGN_IN_ADDRESS = "/connexion"


class Group(StrEnum):
    """The groups of the navigation, in order."""

    HOME = "home"
    SURVEYS = "surveys"
    RESULTS = "results"
    SKILLS = "skills"
    ADMINISTRATION = "administration"

    @property
    def label(self) -> str:
        """The heading above the group's links; the first group has none."""
        return {
            Group.HOME: "",
            Group.SURVEYS: _("Enquêtes"),
            Group.RESULTS: _("Résultats"),
            Group.SKILLS: _("Compétences et métiers"),
            Group.ADMINISTRATION: _("Administration"),
        }[self]


@dataclass(frozen=True, slots=True)
class Screen:
    """One page: ``name`` is « area/screen », the file pages/<area>/<screen>.py."""

    name: str
    title: Callable[[], str]
    url_path: str
    icon: str
    permission: Permission
    group: Group

    @property
    def path(self) -> Path:
        """The absolute path of the page's script."""
        return project_root() / "pages" / f"{self.name}.py"


PAGES: tuple[Screen, ...] = (
    Screen(
        "home/my_work",
        lambda: _("Accueil"),
        "accueil",
        ":material/home:",
        Permission.SIGNED_IN,
        Group.HOME,
    ),
    Screen(
        "home/my_account",
        lambda: _("Mon compte"),
        "mon-compte",
        ":material/person:",
        Permission.SIGNED_IN,
        Group.HOME,
    ),
    Screen(
        "surveys/answer",
        lambda: _("Répondre"),
        "repondre",
        ":material/edit_note:",
        Permission.ANSWER_SURVEYS,
        Group.SURVEYS,
    ),
    Screen(
        "surveys/diagnosis",
        lambda: _("Diagnostic des services"),
        "diagnostic",
        ":material/assignment:",
        Permission.FILL_DIAGNOSIS,
        Group.SURVEYS,
    ),
    Screen(
        "surveys/campaigns",
        lambda: _("Campagnes"),
        "campagnes",
        ":material/campaign:",
        Permission.MANAGE_CAMPAIGNS,
        Group.SURVEYS,
    ),
    Screen(
        "surveys/prepare",
        lambda: _("Préparer une campagne"),
        "preparer-campagne",
        ":material/edit_calendar:",
        Permission.MANAGE_CAMPAIGNS,
        Group.SURVEYS,
    ),
    Screen(
        "surveys/invite",
        lambda: _("Inviter et relancer"),
        "inviter",
        ":material/send:",
        Permission.MANAGE_CAMPAIGNS,
        Group.SURVEYS,
    ),
    Screen(
        "surveys/participation",
        lambda: _("Participation"),
        "participation",
        ":material/how_to_reg:",
        Permission.VIEW_PARTICIPATION,
        Group.SURVEYS,
    ),
    Screen(
        "surveys/key_paper",
        lambda: _("Saisie papier"),
        "saisie-papier",
        ":material/keyboard:",
        Permission.KEY_PAPER,
        Group.SURVEYS,
    ),
    Screen(
        "surveys/questionnaires",
        lambda: _("Questionnaires"),
        "questionnaires",
        ":material/quiz:",
        Permission.MANAGE_CAMPAIGNS,
        Group.SURVEYS,
    ),
    Screen(
        "surveys/import_results",
        lambda: _("Importer des résultats"),
        "importer-resultats",
        ":material/upload_file:",
        Permission.MANAGE_CAMPAIGNS,
        Group.SURVEYS,
    ),
    Screen(
        "surveys/results",
        lambda: _("Carte des résultats"),
        "resultats",
        ":material/grid_on:",
        Permission.VIEW_RESULTS,
        Group.RESULTS,
    ),
    Screen(
        "surveys/dimension",
        lambda: _("Dimension par dimension"),
        "dimensions",
        ":material/stacked_bar_chart:",
        Permission.VIEW_RESULTS,
        Group.RESULTS,
    ),
    Screen(
        "surveys/trends",
        lambda: _("Évolutions"),
        "evolutions",
        ":material/trending_up:",
        Permission.VIEW_RESULTS,
        Group.RESULTS,
    ),
    Screen(
        "surveys/strengths",
        lambda: _("Points forts et priorités"),
        "points-forts-et-priorites",
        ":material/flag:",
        Permission.VIEW_RESULTS,
        Group.RESULTS,
    ),
    Screen(
        "surveys/alignment",
        lambda: _("Autonomie et alignement"),
        "autonomie-alignement",
        ":material/explore:",
        Permission.VIEW_RESULTS,
        Group.RESULTS,
    ),
    Screen(
        "surveys/comments",
        lambda: _("Commentaires"),
        "commentaires",
        ":material/chat:",
        Permission.READ_COMMENTS,
        Group.RESULTS,
    ),
    Screen(
        "surveys/competence",
        lambda: _("Perçu et mesuré"),
        "percu-mesure",
        ":material/compare:",
        Permission.VIEW_RESULTS,
        Group.RESULTS,
    ),
    Screen(
        "surveys/benchmarks",
        lambda: _("Comparaisons"),
        "comparaisons",
        ":material/leaderboard:",
        Permission.VIEW_RESULTS,
        Group.RESULTS,
    ),
    Screen(
        "surveys/actions",
        lambda: _("Plan d’action"),
        "plan-action",
        ":material/checklist:",
        Permission.VIEW_ACTIONS,
        Group.RESULTS,
    ),
    Screen(
        "surveys/attestation",
        lambda: _("Attestation d’anonymat"),
        "attestation",
        ":material/verified_user:",
        Permission.VIEW_RESULTS,
        Group.RESULTS,
    ),
    Screen(
        "skills/mine",
        lambda: _("Mes compétences"),
        "mes-competences",
        ":material/badge:",
        Permission.OWN_SKILLS,
        Group.SKILLS,
    ),
    Screen(
        "skills/assess",
        lambda: _("Évaluer mon équipe"),
        "evaluer-equipe",
        ":material/fact_check:",
        Permission.ASSESS_SKILLS,
        Group.SKILLS,
    ),
    Screen(
        "skills/overview",
        lambda: _("Carte des compétences"),
        "carte-competences",
        ":material/grid_view:",
        Permission.VIEW_SKILLS_MAP,
        Group.SKILLS,
    ),
    Screen(
        "skills/cover",
        lambda: _("Couverture et risques"),
        "couverture-risques",
        ":material/shield:",
        Permission.VIEW_SKILLS_MAP,
        Group.SKILLS,
    ),
    Screen(
        "skills/fit",
        lambda: _("Qui peut tenir ce métier ?"),
        "qui-peut-tenir-ce-metier",
        ":material/person_search:",
        Permission.VIEW_SKILLS_MAP,
        Group.SKILLS,
    ),
    Screen(
        "skills/pathways",
        lambda: _("Parcours vers un métier"),
        "parcours",
        ":material/route:",
        Permission.VIEW_CATALOGUE,
        Group.SKILLS,
    ),
    Screen(
        "skills/staffing",
        lambda: _("Pourvoir les nouveaux métiers"),
        "pourvoir-nouveaux-metiers",
        ":material/group_work:",
        Permission.MANAGE_STAFFING,
        Group.SKILLS,
    ),
    Screen(
        "skills/what_if",
        lambda: _("Et si… une équipe bougeait ?"),
        "et-si-une-equipe-bougeait",
        ":material/move_up:",
        Permission.MANAGE_STAFFING,
        Group.SKILLS,
    ),
    Screen(
        "skills/search",
        lambda: _("Trouver des compétences"),
        "trouver-competences",
        ":material/person_search:",
        Permission.ASSESS_SKILLS,
        Group.SKILLS,
    ),
    Screen(
        "skills/catalogue",
        lambda: _("Métiers et compétences"),
        "metiers-et-competences",
        ":material/menu_book:",
        Permission.VIEW_CATALOGUE,
        Group.SKILLS,
    ),
    Screen(
        "skills/labels",
        lambda: _("Rapprocher les libellés"),
        "rapprocher-libelles",
        ":material/link:",
        Permission.MANAGE_SKILLS,
        Group.SKILLS,
    ),
    Screen(
        "skills/import_levels",
        lambda: _("Importer des évaluations"),
        "importer-evaluations",
        ":material/upload_file:",
        Permission.MANAGE_SKILLS,
        Group.SKILLS,
    ),
    Screen(
        "administration/organisation",
        lambda: _("Organisation"),
        "organisation",
        ":material/account_tree:",
        Permission.VIEW_STAFF,
        Group.ADMINISTRATION,
    ),
    Screen(
        "administration/staff_import",
        lambda: _("Importer le personnel"),
        "importer-personnel",
        ":material/group_add:",
        Permission.IMPORT_STAFF,
        Group.ADMINISTRATION,
    ),
    Screen(
        "administration/accounts",
        lambda: _("Comptes et profils"),
        "comptes",
        ":material/manage_accounts:",
        Permission.MANAGE_ACCOUNTS,
        Group.ADMINISTRATION,
    ),
    Screen(
        "administration/audit",
        lambda: _("Journal"),
        "journal",
        ":material/history:",
        Permission.VIEW_AUDIT,
        Group.ADMINISTRATION,
    ),
)


def screen(name: str) -> Screen:
    """The screen of this name.

    >>> screen("surveys/results").url_path
    'resultats'
    """
    return next(entry for entry in PAGES if entry.name == name)


def screens_of(viewer: Viewer) -> tuple[Screen, ...]:
    """The screens that the viewer may open, in the order of the table."""
    return tuple(entry for entry in PAGES if allows(viewer, entry.permission))


def screen_at(url_path: str) -> Screen | None:
    """The screen at this address, None when there is none; the home page also answers at the root.

    >>> screen_at("").name, screen_at("journal").name, screen_at("autre")
    ('home/my_work', 'administration/audit', None)
    """
    wanted = url_path.strip("/")
    return next((entry for entry in PAGES if entry.url_path == (wanted or PAGES[0].url_path)), None)
