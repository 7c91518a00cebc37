"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

CampaignId = Annotated[
    int, typer.Argument(metavar="ID", help="Numéro de la campagne (voir « survey list »).")
]
AsJson = Annotated[bool, typer.Option("--json", help="Un document JSON.")]
