"""The page printed for the interview, opened with poppler: one sheet, the present job first, nothing hidden."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.skills_factories import TODAY
from tests.unit.test_skill_path_study import SETTINGS, agent, catalogue_of, role
from transfo_rh.skills.catalogue.files import shipped_catalogue
from transfo_rh.skills.model import Catalogue
from transfo_rh.skills.pathways.model import Departure, OfficialMobility, PathStudy
from transfo_rh.skills.pathways.printing import path_document
from transfo_rh.skills.pathways.study import departure_of_agent, departure_of_role, study
from transfo_rh.skills.pathways.words import conclusion, new_skills, reused_along

PAIRS = {("M1601", "M1602"): OfficialMobility("M1601", "M1602")}


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    content = shipped_catalogue()
    return catalogue_of(list(content.skills), list(content.roles))


@pytest.fixture(autouse=True)
def _poppler() -> None:
    if shutil.which("pdftotext") is None and not os.environ.get("CI"):
        pytest.skip("pdftotext is not installed (make test installs it)")


def studied(catalogue: Catalogue, departure: Departure, target: str) -> PathStudy:
    goal = role(catalogue, target)
    return study(departure, goal, catalogue=catalogue, settings=SETTINGS, mobilities=PAIRS, on=TODAY)


def from_role(catalogue: Catalogue, start: str, target: str) -> PathStudy:
    return studied(catalogue, departure_of_role(catalogue, role(catalogue, start)), target)


def read(study: PathStudy, folder: Path) -> tuple[int, str]:
    """The pages and the text of the PDF."""
    file = folder / "path.pdf"
    file.write_bytes(path_document(study, authority="Ville de Valdambre"))
    told = subprocess.run(["pdfinfo", file], capture_output=True, text=True, check=True).stdout
    pages = next(line for line in told.splitlines() if line.startswith("Pages:"))
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    return int(pages.split()[1]), " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("start", "target"),
    [
        ("receptionist", "mediation_place_manager"),
        ("accounts_clerk", "data_analyst"),
        ("civil_registrar", "online_services_officer"),
        ("counter_agent", "data_scientist"),
        ("technical_agent", "delegation_data_controller"),
        ("finance_officer", "bi_analyst"),
    ],
)
def test_every_path_stands_on_one_page(shipped: Catalogue, tmp_path: Path, start: str, target: str) -> None:
    found = from_role(shipped, start, target)
    pages, text = read(found, tmp_path)
    assert pages == 1
    assert "Notes de l’entretien" in text
    for one in (*reused_along(found), *new_skills(found)):
        assert found.label(one.skill).split()[0] in text


def test_the_present_job_comes_before_what_is_new_and_the_plan(shipped: Catalogue, tmp_path: Path) -> None:
    _pages, text = read(from_role(shipped, "receptionist", "mediation_place_manager"), tmp_path)
    order = [
        text.index(words) for words in ("d’aujourd’hui apporte", "Ce qui est nouveau", "Le plan", "Notes")
    ]
    assert order == sorted(order)
    assert "Suppose un changement de catégorie, de C à B" in text
    assert "131 jours" in text
    assert "39 300 €" in text


def test_the_person_is_named_on_the_page_and_nowhere_in_the_document_s_title(
    shipped: Catalogue, tmp_path: Path
) -> None:
    departure = departure_of_agent(
        agent(), role(shipped, "counter_agent"), {"public_reception": 3}, own=False
    )
    _pages, text = read(studied(shipped, departure, "digital_mediator"), tmp_path)
    assert "Zoé MARTIN, Agent de guichet – 23/11/2026" in text
    told = subprocess.run(["pdfinfo", tmp_path / "path.pdf"], capture_output=True, text=True, check=True)
    title = next(line for line in told.stdout.splitlines() if line.startswith("Title:"))
    assert "MARTIN" not in title


def test_without_a_way_the_page_says_why_and_what_brings_closer(shipped: Catalogue, tmp_path: Path) -> None:
    _pages, text = read(from_role(shipped, "counter_agent", "data_scientist"), tmp_path)
    assert "aucun parcours de 3 étapes au plus" in text
    assert "le minimum retenu pour bouger est de 40" in text
    assert "un seul pas de catégorie à la fois" in text
    assert "Le plan" not in text


def test_the_conclusion_counts_what_the_present_job_brings(shipped: Catalogue) -> None:
    found = from_role(shipped, "counter_agent", "digital_mediator")
    kept = [one for one in reused_along(found) if not one.soft]
    words = conclusion(found).replace("\u00a0", " ")
    assert "un passage direct, 39 jours de formation" in words
    assert f"y apporte {len(kept)} compétences, dont {sum(one.whole for one in kept)} déjà au niveau" in words


def test_what_is_new_adds_up_to_the_days_of_the_path(shipped: Catalogue) -> None:
    for start, target in [("receptionist", "mediation_place_manager"), ("counter_agent", "data_scientist")]:
        found = from_role(shipped, start, target)
        assert sum(one.days for one in new_skills(found)) == found.days
        assert sum(one.cost_cents for one in new_skills(found)) == found.cost_cents
