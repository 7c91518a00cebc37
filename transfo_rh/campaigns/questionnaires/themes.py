"""The strategic themes that dimensions and items are linked to: one list for surveys, stakes and indicators."""

from __future__ import annotations

from enum import StrEnum

from transfo_rh.core.i18n import _


class Theme(StrEnum):
    """A theme of the transformation of a local authority; the value is what questionnaire files write."""

    AGILE_ORGANISATION = "agile_organisation"
    SERVICE_QUALITY = "service_quality"
    COST_REDUCTION = "cost_reduction"
    TRANSPARENCY_PARTICIPATION = "transparency_participation"
    INNOVATION_ECONOMY = "innovation_economy"
    CULTURE_ORGANISATION = "culture_organisation"
    CLIMATE_ADAPTATION = "climate_adaptation"
    DATA_TARGETING = "data_targeting"
    DELEGATED_SERVICES = "delegated_services"
    TERRITORY_REPRESENTATIONS = "territory_representations"
    CITIZEN_RELATION = "citizen_relation"
    SATISFACTION_MONITORING = "satisfaction_monitoring"
    PROFESSIONAL_IDENTITIES = "professional_identities"

    @property
    def label(self) -> str:
        """The name of the theme on screens."""
        return {
            Theme.AGILE_ORGANISATION: _("Organisation agile"),
            Theme.SERVICE_QUALITY: _("Qualité et efficacité du service"),
            Theme.COST_REDUCTION: _("Maîtrise des coûts"),
            Theme.TRANSPARENCY_PARTICIPATION: _("Transparence et participation"),
            Theme.INNOVATION_ECONOMY: _("Innovation et développement économique local"),
            Theme.CULTURE_ORGANISATION: _("Culture et organisation"),
            Theme.CLIMATE_ADAPTATION: _("Adaptation au changement climatique"),
            Theme.DATA_TARGETING: _("Action publique guidée par les données"),
            Theme.DELEGATED_SERVICES: _("Contrôle des services délégués"),
            Theme.TERRITORY_REPRESENTATIONS: _("Autres représentations du territoire"),
            Theme.CITIZEN_RELATION: _("Relation aux usagers"),
            Theme.SATISFACTION_MONITORING: _("Participation et suivi de la satisfaction"),
            Theme.PROFESSIONAL_IDENTITIES: _("Identités professionnelles"),
        }[self]
