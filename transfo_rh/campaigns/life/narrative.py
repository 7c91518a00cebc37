"""The simulation in sentences: the conclusion, and what deserves a warning."""

from __future__ import annotations

from transfo_rh.campaigns.life.outlook import Readability, Simulation, TinyGroups
from transfo_rh.campaigns.life.population import attribute_label
from transfo_rh.core.formats import number, percent
from transfo_rh.core.i18n import _, clauses, ngettext

_ALONE_SHARE = 0.02


def conclusion(simulation: Simulation) -> str:
    """What the simulation says, in one or two sentences."""
    if simulation.attributed:
        count = len(simulation.units)
        return ngettext(
            "{n} service sera à diagnostiquer, par son responsable et sous sa signature.",
            "{n} services seront à diagnostiquer, par leur responsable et sous sa signature.",
            count,
        ).format(n=number(count))
    services = len(simulation.services)
    readable = simulation.count(Readability.READABLE)
    parts = [_readable_sentence(readable, services)]
    if grouped := simulation.read_in_group:
        parts.append(
            ngettext("{n} autre se lira regroupé", "{n} autres se liront regroupés", grouped).format(
                n=number(grouped)
            )
        )
    rest = services - readable - grouped
    if rest:
        parts.append(
            ngettext("{n} reste incertain ou masqué", "{n} restent incertains ou masqués", rest).format(
                n=number(rest)
            )
        )
    return _("{sentence}.").format(sentence=clauses(parts))


def _readable_sentence(readable: int, services: int) -> str:
    if not readable and services == 1:
        return _("Le service ne sera pas lisible avec le taux de réponse attendu")
    if not readable:
        return _("Aucun des {n} services ne sera lisible avec le taux de réponse attendu").format(
            n=number(services)
        )
    return ngettext(
        "{readable} service sur {n} sera lisible avec le taux de réponse attendu",
        "{readable} services sur {n} seront lisibles avec le taux de réponse attendu",
        readable,
    ).format(readable=number(readable), n=number(services))


def exposure_sentence(simulation: Simulation) -> str:
    """Whose result the agents would read."""
    exposure = simulation.exposure
    said = [
        ngettext(
            "{n} agent lirait le résultat de son propre service",
            "{n} agents liraient le résultat de leur propre service",
            exposure.own_department,
        ).format(n=number(exposure.own_department))
    ]
    if exposure.wider_unit:
        said.append(_("{n} celui d’un regroupement ou de la direction").format(n=number(exposure.wider_unit)))
    if exposure.whole_only:
        said.append(_("{n} celui de la collectivité seulement").format(n=number(exposure.whole_only)))
    return ", ".join(said) + "."


def warnings(simulation: Simulation) -> tuple[str, ...]:
    """What to reconsider before opening: attributes and crosses that cut too finely, agents who stand alone."""
    if simulation.attributed:
        return ()
    found = [_tiny_sentence(tiny) for tiny in simulation.tiny if tiny.too_fine]
    combinations = simulation.exposure.combinations
    if len(combinations.names) > 1 and combinations.alone > _ALONE_SHARE * simulation.whole.headcount:
        found.append(
            _(
                "{n} agents ({share}) sont seuls de leur combinaison « {names} » : moins d’attributs les protégeraient mieux."
            ).format(
                n=number(combinations.alone),
                share=percent(round(100 * combinations.alone / simulation.whole.headcount)),
                names=joined(combinations.names),
            )
        )
    return tuple(found)


def _tiny_sentence(tiny: TinyGroups) -> str:
    return _(
        "« {names} » découpe trop finement : {small} groupes sur {n} comptent trop peu d’agents pour être lus, même si tous répondaient."
    ).format(names=joined(tiny.names), small=number(tiny.small), n=number(tiny.groups))


def joined(names: tuple[str, ...]) -> str:
    """Attributes side by side.

    >>> joined(("department", "category"))
    'Service × Catégorie'
    """
    return " × ".join(attribute_label(name) for name in names)
