"""An attestation in words: the same sentences on the screen and on the printed page."""

from __future__ import annotations

from transfo_rh.campaigns.life.population import attribute_label
from transfo_rh.campaigns.publication.attestation import Attestation, KindCount
from transfo_rh.campaigns.publication.sums import UNBOUNDED
from transfo_rh.core.formats import day, number
from transfo_rh.core.i18n import _, ngettext


def verdict(attestation: Attestation) -> str:
    """One word."""
    return _("Réussi") if attestation.passed else _("Échec")


def conclusion(attestation: Attestation) -> str:
    """What the audit found, in one sentence."""
    if not attestation.passed:
        return _(
            "L’audit d’anonymat a échoué : un observateur pourrait approcher de trop près un groupe masqué."
        )
    if not attestation.hidden:
        return _(
            "L’audit d’anonymat est réussi : chaque groupe qui a répondu atteint le seuil, aucun chiffre n’a dû être masqué."
        )
    if attestation.hidden == 1:
        return _(
            "L’audit d’anonymat est réussi : le seul chiffre masqué ne peut pas être recalculé à partir des autres."
        )
    return _(
        "L’audit d’anonymat est réussi : aucun des {n} chiffres masqués ne peut être recalculé à partir des autres."
    ).format(n=number(attestation.hidden))


def people_interval(attestation: Attestation) -> str:
    """The narrowest interval around the number of a hidden group."""
    width = attestation.worst_count_interval
    if width is None:
        return _("Sans objet")
    if width >= UNBOUNDED / 2:
        return _("Illimitée")
    return ngettext("{n} personne", "{n} personnes", round(width)).format(n=number(round(width)))


def people_number(attestation: Attestation) -> str:
    """The same as a bare number, under a title that says of what."""
    width = attestation.worst_count_interval
    return people_interval(attestation) if width is None or width >= UNBOUNDED / 2 else number(round(width))


def points_interval(attestation: Attestation) -> str:
    """The narrowest interval around the mean of a hidden group."""
    width = attestation.worst_mean_interval
    if width is None:
        return _("Sans objet")
    return ngettext("{n} point", "{n} points", round(width)).format(n=number(round(width)))


def kind_label(kind: KindCount) -> str:
    """Whose figures are counted."""
    return {
        "whole": _("Ensemble de la collectivité"),
        "unit": _("Directions et services"),
        "attribute": _("Caractéristiques annoncées"),
        "cross": _("Croisements de deux critères"),
    }.get(kind.kind, kind.kind)


def parameters(attestation: Attestation) -> list[tuple[str, str]]:
    """What was asked of the audit and how it was done: (name, value)."""
    return [
        (_("Date de l’audit"), day(attestation.on)),
        (_("Seuil : répondants par groupe"), number(attestation.k)),
        (_("Seuil : répondants par croisement"), number(attestation.k_crosses)),
        (
            _("Incertitude exigée sur une moyenne masquée"),
            _("{n} points").format(n=number(attestation.minimum_mean_interval)),
        ),
        (_("Plus petite incertitude sur un effectif masqué"), people_interval(attestation)),
        (_("Plus petite incertitude sur une moyenne masquée"), points_interval(attestation)),
        (
            _("Caractéristiques publiées"),
            ", ".join(map(attribute_label, attestation.attributes)) or _("Aucune"),
        ),
        (_("Questions et dimensions vérifiées"), number(attestation.measures)),
        (_("Publications comparées"), number(attestation.publications)),
        (_("Programmes linéaires résolus"), number(attestation.programs)),
        (_("Passages pour masquer davantage"), number(attestation.repairs)),
    ]


def guarantees(attestation: Attestation) -> list[str]:
    """What a successful audit means."""
    return [
        _(
            "Chaque chiffre affiché vient d’un groupe qui atteint le seuil ; un effectif juste au-dessus du seuil n’est donné que par tranche."
        ),
        _(
            "Avec tous les chiffres publiés, ceux de tous les profils réunis, des additions, des soustractions et un solveur d’équations, personne ne peut situer l’effectif d’un groupe masqué à moins de {k} personnes près, ni sa moyenne à moins de {points} points près."
        ).format(k=number(attestation.k), points=number(attestation.minimum_mean_interval)),
        _(
            "La différence entre un groupe affiché et ses parties affichées ne désigne jamais un petit nombre de personnes."
        ),
        _(
            "Deux publications successives de la même campagne, comparées, ne trahissent pas les réponses arrivées entre les deux."
        ),
    ]


def limits() -> list[str]:
    """What it does not mean."""
    return [
        _(
            "L’audit ne porte pas sur ce que les agents se disent entre eux : celui qui connaît les réponses de ses collègues en sait plus que l’observateur supposé ici."
        ),
        _(
            "Il ne lit pas les commentaires : noms, courriels et numéros y sont masqués, mais une allusion peut désigner quelqu’un."
        ),
        _(
            "Il ne porte pas sur l’accès au serveur : qui administre la base peut y lire des réponses sans nom."
        ),
        _("Il examine chaque question pour elle-même, sans les rapprocher les unes des autres."),
        _("Il ne dit rien de la qualité des réponses ni de la représentativité de l’enquête."),
    ]


def reasons(attestation: Attestation) -> list[str]:
    """Why an audit failed, one sentence for each kind of failure."""
    known = {
        "a hidden number is known within fewer than k": _(
            "L’effectif d’un groupe masqué peut être situé à moins de {k} personnes près."
        ),
        "the mean of a hidden group is known within 25 points": _(
            "La moyenne d’un groupe masqué peut être située à moins de {points} points près."
        ),
        "a difference leaves fewer than k": _(
            "La différence entre un groupe affiché et ses parties affichées désigne moins de {k} personnes."
        ),
        "not the same cells in both publications": _(
            "Les deux dernières publications ne montrent pas les mêmes groupes."
        ),
        "changed by fewer than k answers": _(
            "Un groupe a changé de moins de {k} réponses entre les deux dernières publications."
        ),
    }
    return [
        known.get(reason, reason).format(
            k=number(attestation.k), points=number(attestation.minimum_mean_interval)
        )
        for reason in attestation.reasons
    ]


def why_none(*, attributed: bool, may_verify: bool) -> str:
    """Why a publication has no attestation; who ``may_verify`` is told how to make the audit now."""
    if attributed:
        return _(
            "Cette campagne n’a pas d’attestation, car elle ne promet pas l’anonymat : chaque réponse est celle d’un service, nommément, transmise par son responsable. Rien n’y est masqué. Les ressources humaines et la direction générale lisent les réponses de tous les services, un responsable celles des siens."
        )
    if may_verify:
        return _(
            "Cette publication a été faite avant que l’audit d’anonymat n’existe : « Vérifier à nouveau » dit ce qu’il en est aujourd’hui."
        )
    return _(
        "Cette publication a été faite avant que l’audit d’anonymat n’existe : demandez aux ressources humaines de la vérifier."
    )
