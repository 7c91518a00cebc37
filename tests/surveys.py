"""An open survey for tests of the doors: members, codes, a questionnaire of every kind of question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

import transfo_rh.access.tables  # noqa: F401 - campaigns refer to accounts
from transfo_rh.campaigns import repository
from transfo_rh.campaigns.collection import drafts
from transfo_rh.campaigns.collection.issuing import issue_codes
from transfo_rh.campaigns.model import Basis, CampaignPlan, CampaignState, Population
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.layout import scored
from transfo_rh.campaigns.tables import CampaignMemberRow, CampaignRow, CampaignUnitRow
from transfo_rh.core import clock
from transfo_rh.core.database import database


def both(text: str) -> dict[str, str]:
    """The same words in both languages, told apart by a mark."""
    return {"fr": text, "en": f"{text} (en)"}


def every_kind() -> QuestionnaireFile:
    """Two pages, every kind of question, one condition."""
    return QuestionnaireFile.model_validate(
        {
            "code": "essai",
            "version": "1.0",
            "title": both("Enquête d’essai"),
            "duration_minutes": 5,
            "scales": {
                "accord": {
                    "labels": [both(f"Degré {n}") for n in range(1, 6)],
                    "not_applicable": both("Sans objet"),
                }
            },
            "dimensions": [{"code": "D", "label": both("Dimension")}],
            "sections": [
                {
                    "code": "p1",
                    "title": both("Mon travail"),
                    "items": [
                        {
                            "code": "Q1",
                            "type": "likert",
                            "dimension": "D",
                            "text": both("Je dispose d’outils adaptés."),
                            "not_applicable": True,
                            "required": True,
                        },
                        {
                            "code": "M",
                            "type": "matrix",
                            "text": both("Mes outils"),
                            "rows": [
                                {"code": "M1", "text": both("Le téléphone"), "dimension": "D"},
                                {"code": "M2", "text": both("La messagerie"), "dimension": "D"},
                            ],
                        },
                        {"code": "YN", "type": "yes_no", "text": both("Avez-vous un poste partagé ?")},
                    ],
                },
                {
                    "code": "p2",
                    "title": both("Le reste"),
                    "items": [
                        {
                            "code": "S",
                            "type": "single",
                            "text": both("Votre outil principal"),
                            "options": [
                                {"code": "pc", "text": both("Ordinateur")},
                                {"code": "tel", "text": both("Téléphone")},
                            ],
                        },
                        {
                            "code": "MU",
                            "type": "multiple",
                            "text": both("Vos besoins"),
                            "maximum": 2,
                            "options": [{"code": c, "text": both(f"Besoin {c}")} for c in "abc"],
                        },
                        {
                            "code": "R",
                            "type": "ranking",
                            "text": both("Vos priorités"),
                            "options": [{"code": c, "text": both(f"Priorité {c}")} for c in "abc"],
                        },
                        {
                            "code": "N",
                            "type": "number",
                            "text": both("Jours de télétravail"),
                            "maximum": 5,
                            "unit": both("jours"),
                        },
                        {
                            "code": "WHY",
                            "type": "text",
                            "text": both("Que changer au poste partagé ?"),
                            "when": {"item": "YN", "values": ["yes"]},
                        },
                        {
                            "code": "T",
                            "type": "text",
                            "text": both("Un commentaire ?"),
                            "maximum_length": 200,
                        },
                    ],
                },
            ],
        }
    )


FULL: dict[str, Any] = {
    "Q1": 4, "M1": 2, "M2": 5, "YN": True, "S": "tel", "MU": ["a", "c"], "R": ["b", "a", "c"], "N": 2,
    "WHY": "Le bureau de Mme Dupont.", "T": "Appelez le 06 12 34 56 78.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenSurvey:
    """An open campaign and the plain codes of its members, by number."""

    id: int
    codes: Mapping[int, str]


def open_survey(
    *,
    members: int = 3,
    definition: QuestionnaireFile | None = None,
    attributes: Sequence[str | None] = ("B", None, None),
    agents: Mapping[int, int] | None = None,
    closes_in: int = 10,
    state: CampaignState = CampaignState.OPEN,
    anonymous: bool = True,
    **plan: Any,
) -> OpenSurvey:
    """Write an open campaign with one department and so many members (numbers from 1), each with a code.

    ``agents`` gives the agent of some members; ``closes_in`` is in days from today, negative once the last day is past.
    """
    asked = definition or every_kind()
    today = clock.today()
    decided = CampaignPlan(
        population=Population(on=today),
        opens_on=today - timedelta(days=20),
        closes_on=today + timedelta(days=closes_in),
        attributes=("category",),
        **plan,
    )
    with database().write() as session:
        row = CampaignRow(
            title="Enquête d’essai",
            state=state,
            basis=Basis.PERSON,
            anonymous=anonymous,
            wave_on=today,
            k=5,
            attributes=list(decided.attributes),
            questionnaire=asdict(scored(asked)),
            definition=asked.model_dump(mode="json"),
            plan=repository.plan_to_json(decided),
            response_count=0,
            member_count=members,
            draft_key=drafts.new_key(),
            opened_at=clock.now(),
            created_at=clock.now(),
        )
        session.add(row)
        session.flush()
        session.add(CampaignUnitRow(campaign_id=row.id, position=0, code="V", name="Voirie"))
        session.flush()
        session.execute(
            insert(CampaignMemberRow),
            [
                {
                    "campaign_id": row.id,
                    "number": number,
                    "agent_id": (agents or {}).get(number),
                    "unit_position": 0,
                    **{f"attribute_{n}": value for n, value in enumerate(attributes, start=1)},
                    "answered": False,
                }
                for number in range(1, members + 1)
            ],
        )
        codes = issue_codes(session, campaign_id=row.id, members=range(1, members + 1))
        return OpenSurvey(row.id, codes)


def add_agent(*, last_name: str, first_name: str, email: str | None, department_id: int) -> int:
    """Write one member of staff; gives the id."""
    from transfo_rh.staff.tables import AgentRow

    with database().write() as session:
        row = AgentRow(
            matricule=f"{last_name}-1",
            last_name=last_name,
            first_name=first_name,
            email=email,
            department_id=department_id,
            entry_date=date(2020, 1, 1),
            updated_at=clock.now(),
        )
        session.add(row)
        session.flush()
        return row.id
