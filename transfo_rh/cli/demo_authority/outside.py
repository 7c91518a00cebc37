"""What the demo authority receives from elsewhere: a Pix Orga campaign, exchange files of other authorities."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from transfo_rh.access.model import operator
from transfo_rh.campaigns.formats import benchmark_exchange as exchange
from transfo_rh.campaigns.formats.pix_orga import COMPETENCES
from transfo_rh.campaigns.model import MeasureKind, PublishedCell
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.results.benchmarks import import_benchmark
from transfo_rh.campaigns.results.competence import FRAMEWORK
from transfo_rh.campaigns.results.competence_import import import_pix
from transfo_rh.cli.demo_authority.organisation import DemoOrganisation, demo_data
from transfo_rh.core import clock
from transfo_rh.staff.model import AgentRecord

_GROUP = "Service"
_BEFORE = (
    "Nom de l'organisation",
    "ID Campagne",
    "Code",
    "Nom de la campagne",
    "Parcours",
    "Nom du Participant",
    "Prénom du Participant",
    _GROUP,
    "% de progression",
    "Date et heure de début (Europe/Paris)",
    "Partage (O/N)",
    "Date et heure du partage (Europe/Paris)",
    "% maitrise de l'ensemble des acquis du profil",
)
_MIDDLE = 45.0  # what agents say of themselves where nothing is published


def take_in_pix(
    organisation: DemoOrganisation,
    agents: Sequence[AgentRecord],
    department_of: Sequence[int],
    *,
    campaign_id: int,
    questionnaire_code: str,
    seed: int,
) -> None:
    """Import a Pix Orga campaign whose results lie beside what the agents of each direction said of themselves."""
    told = demo_data("follow_up")["pix"]
    day = clock.today() - timedelta(days=told["days_ago"])
    perceived = _perceived(campaign_id, questionnaire_code)
    random = np.random.default_rng([seed, 73])
    rows = []
    for agent, place in zip(agents, department_of, strict=True):
        share = told["shares"]["with_workstation" if agent.has_workstation else "without_workstation"]
        if random.random() >= share:
            continue
        codes = organisation.departments[place].story_codes
        expected = _expected(perceived, codes, told)
        shared = random.random() >= told["not_shared"]
        rows.append(
            _line(agent, organisation.departments[place].code, day, expected if shared else None, random)
        )
    import_pix(
        viewer=operator(),
        name="pix-orga.csv",
        content=_file(rows),
        title=told["title"],
        measured_on=day,
        column=_GROUP,
    )


def _perceived(campaign_id: int, questionnaire_code: str) -> dict[tuple[str, str], int]:
    """Code of a department (« * » for the whole) and of a competence → the published score."""
    items = {
        row.code: row.reference.code
        for _item, row in load_questionnaire(questionnaire_code).rows()
        if row.reference is not None and row.reference.framework == FRAMEWORK
    }
    published = results.export(viewer=operator(), campaign_id=campaign_id)
    names = {unit.position: unit.code for unit in published.units}
    return {
        ("*" if cell.unit is None else names[cell.unit], items[cell.measure]): cell.score
        for cell in published.cells
        if cell.attribute is None and cell.measure in items and cell.score is not None
    }


def _expected(
    perceived: Mapping[tuple[str, str], int], codes: Sequence[str], told: Mapping[str, Any]
) -> dict[str, float]:
    """What Pix measures on average in a department: what its direction says, and the gap of the story."""
    expected = {}
    for competence in COMPETENCES:
        said = next(
            (perceived[code, competence] for code in (*codes, "*") if (code, competence) in perceived),
            _MIDDLE,
        )
        gaps: Mapping[str, float] = next(
            (told["departments"][code] for code in codes if code in told["departments"]), {}
        )
        expected[competence] = said + gaps.get(competence, told["gaps"][competence])
    return expected


def _line(
    agent: AgentRecord,
    department: str,
    day: date,
    expected: Mapping[str, float] | None,
    random: np.random.Generator,
) -> list[str]:
    """One person of the file; who did not share the result has none."""
    spread = demo_data("follow_up")["pix"]["spread"]
    level = random.normal(0, spread)
    head = [
        "Val-d’Ambre",
        "4821",
        "AMBRE2026",
        "Pix",
        "Parcours",
        agent.last_name,
        agent.first_name,
        department,
    ]
    began = day - timedelta(days=int(random.integers(1, 30)))
    if expected is None:
        return [*head, "0.4", f"{began}", "Non", *["NA"] * (2 + len(COMPETENCES))]
    scores = [
        min(100.0, max(0.0, score + level + random.normal(0, spread / 3))) / 100
        for score in expected.values()
    ]
    written = [f"{score:.2f}" for score in (float(np.mean(scores)), *scores)]
    return [*head, "1", f"{began}", "Oui", f"{day}", *written]


def _file(rows: Sequence[Sequence[str]]) -> bytes:
    """The file as Pix Orga writes it: semicolons, and a mark of the encoding."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow(
        [*_BEFORE, *(f"% de maitrise des acquis de la compétence {name}" for name in COMPETENCES.values())]
    )
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")


def take_in_benchmarks(*, campaign_id: int, questionnaire_code: str, seed: int) -> None:
    """Import the exchange files of made-up authorities that asked the same."""
    published = results.export(viewer=operator(), campaign_id=campaign_id)
    whole = [cell for cell in published.cells if cell.unit is None and cell.attribute is None]
    measures = {measure.code: measure for measure in published.measures}
    version = load_questionnaire(questionnaire_code).version
    random = np.random.default_rng([seed, 74])
    for told in demo_data("follow_up")["benchmarks"]:
        exchanged = []
        for cell in whole:
            measure = measures[cell.measure]
            shift = told["offsets"].get(measure.dimension or measure.code, 0)
            if measure.kind is MeasureKind.ITEM:
                shift += int(random.integers(-3, 4))
            if cell.score is not None:
                kind = "dimension" if measure.kind is MeasureKind.DIMENSION else "item"
                exchanged.append(_exchanged(cell, kind, shift, told["respondents"]))
        import_benchmark(
            viewer=operator(),
            name="echange.json",
            content=exchange.written(
                exchange.ExchangeFile(
                    authority=told["authority"],
                    wave=told["wave"],
                    questionnaire=exchange.ExchangedQuestionnaire(code=questionnaire_code, version=version),
                    measures=tuple(exchanged),
                )
            ),
        )


def _exchanged(cell: PublishedCell, kind: Any, shift: int, respondents: int) -> exchange.ExchangedMeasure:
    def moved(value: int | None) -> int | None:
        return None if value is None else min(100, max(0, value + shift))

    return exchange.ExchangedMeasure(
        code=cell.measure,
        kind=kind,
        score=moved(cell.score) or 0,
        favourable=moved(cell.favourable),
        n=respondents,
    )
