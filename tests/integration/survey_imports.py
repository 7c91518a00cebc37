"""What the tests of survey imports share: a small file, running an import, reading back what it wrote."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy.typing as npt
from sqlalchemy import text

from transfo_rh.access.model import operator
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.answers import answer_chunks
from transfo_rh.campaigns.importing.columns import SourceFile
from transfo_rh.campaigns.importing.mapping import load_mapping
from transfo_rh.campaigns.importing.service import ImportReport, import_results
from transfo_rh.campaigns.model import Unit
from transfo_rh.core.database import Database

HR = operator()
WAVE = date(2026, 3, 18)
LONG = """Matricule;Nom;Service;Question;Réponse
M1;Dupont;DRH;Mes missions sont claires;Tout à fait d’accord
M1;Dupont;DRH;Je suis fier de mon travail;Plutôt d’accord
M2;Durand;DRH;Mes missions sont claires;Plutôt pas d’accord
M2;Durand;DRH;Je suis fier de mon travail;Sans objet
M3;Petit;Voirie;Mes missions sont claires;Pas du tout d’accord
M3;Petit;Voirie;Je suis fier de mon travail;
"""


def source(content: str | bytes, name: str = "enquete.csv") -> SourceFile:
    return SourceFile(name, content if isinstance(content, bytes) else content.encode())


def run(content: str | bytes, *, name: str = "enquete.csv", mapping: str | None = None) -> ImportReport:
    given = load_mapping(name="m.yaml", content=mapping.encode()) if mapping else None
    return import_results(
        viewer=HR, files=[source(content, name)], mapping=given, title="Baromètre", wave_on=WAVE
    )


def matrix(database: Database, report: ImportReport) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int32]]:
    with database.read() as session:
        chunks = list(answer_chunks(session, campaign_id=report.campaign_id, item_count=len(report.items)))
    return np.concatenate([chunk.answers for chunk in chunks]), np.concatenate(
        [chunk.units for chunk in chunks]
    )


def everything_written(database: Database) -> list[int]:
    tables = ("campaign", "campaign_unit", "response", "audit_event")
    with database.engine.connect() as connection:
        return [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables]


def units_of(database: Database, report: ImportReport) -> tuple[Unit, ...]:
    with database.read() as session:
        return repository.units(session, report.campaign_id)
