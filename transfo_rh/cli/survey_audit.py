"""``transfo-rh survey audit``: whether what is published lets anybody be told apart."""

from __future__ import annotations

import typer

from transfo_rh.access.model import operator
from transfo_rh.campaigns.publication.attestation import Attestation
from transfo_rh.campaigns.publication.attesting import audit_again
from transfo_rh.cli.options import AsJson, CampaignId
from transfo_rh.cli.session import print_json, ready_database
from transfo_rh.core.formats import number
from transfo_rh.core.i18n import _


def audit_campaign(
    campaign_id: CampaignId,
    as_json: AsJson = False,
) -> None:
    """Vérifie à nouveau l’anonymat d’une campagne publiée (code 1 en cas d’échec)."""
    ready_database()
    attestation = audit_again(viewer=operator(), campaign_id=campaign_id)
    if as_json:
        print_json(as_document(campaign_id, attestation))
    else:
        print("\n".join(_lines(attestation)))
    if not attestation.passed:
        raise typer.Exit(1)


def as_document(campaign_id: int, attestation: Attestation) -> dict[str, object]:
    """The outcome of an audit as a JSON document."""
    return {
        "campaign": campaign_id,
        "date": attestation.on.isoformat(),
        "verdict": "pass" if attestation.passed else "fail",
        "parameters": {
            "k": attestation.k,
            "k_crosses": attestation.k_crosses,
            "minimum_mean_interval": attestation.minimum_mean_interval,
            "publications": attestation.publications,
            "measures": attestation.measures,
            "attributes": list(attestation.attributes),
        },
        "cells": {
            "shown": attestation.shown,
            "hidden": {state.value: count for state, count in attestation.hidden_by_state().items()},
            "by_kind": [
                {
                    "kind": kind.kind,
                    "shown": kind.shown,
                    "no_answer": kind.no_answer,
                    "too_few": kind.too_few,
                    "precaution": kind.precaution,
                }
                for kind in attestation.kinds
            ],
        },
        "worst_interval": {
            "count": attestation.worst_count_interval,
            "mean": attestation.worst_mean_interval,
        },
        "linear_programs": attestation.programs,
        "reasons": list(attestation.reasons),
    }


def _lines(attestation: Attestation) -> list[str]:
    def figure(value: float | None) -> str:
        return "–" if value is None else number(round(value))

    return [
        _("Audit d’anonymat réussi.") if attestation.passed else _("Audit d’anonymat ÉCHOUÉ."),
        _("  Seuil : {k} répondants ; croisements : {crosses}").format(
            k=attestation.k, crosses=attestation.k_crosses
        ),
        _("  Cases montrées : {shown} · masquées : {hidden}").format(
            shown=number(attestation.shown), hidden=number(attestation.hidden)
        ),
        _(
            "  Plus petite incertitude sur un effectif masqué : {count} · sur une moyenne masquée : {mean}"
        ).format(
            count=figure(attestation.worst_count_interval), mean=figure(attestation.worst_mean_interval)
        ),
        *(f"  • {reason}" for reason in attestation.reasons),
    ]
