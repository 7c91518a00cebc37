"""Real survey files that nobody here wrote, with their published figures."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.integration.survey_imports import everything_written, matrix, run, units_of
from transfo_rh.campaigns.model import Basis
from transfo_rh.core.database import Database
from transfo_rh.core.errors import InvalidFile


def alpha(answers: npt.NDArray[np.int8]) -> tuple[float, int]:
    """Cronbach's alpha on complete cases, and their number."""
    complete = answers[(answers > 0).all(axis=1)].astype(float)
    items = complete.shape[1]
    variances = complete.var(axis=0, ddof=1).sum() / complete.sum(axis=1).var(ddof=1)
    return items / (items - 1) * (1 - variances), len(complete)


def test_a_county_survey_without_a_respondent_key_is_imported_per_question(
    any_database: Database, samples: Path
) -> None:
    file = samples / "surveys" / "pierce_county_employee_survey.xlsx"
    report = run(file.read_bytes(), name=file.name)
    counts = report.counts
    assert (counts.lines, counts.respondents, counts.departments, counts.questions) == (14_725, None, 21, 10)
    assert (counts.answers, counts.not_applicable, counts.blanks) == (14_196, 394, 135)
    assert report.basis is Basis.QUESTION
    assert {item.points for item in report.items} == {4}
    said = " ".join(report.notices)
    assert "scores par personne" in said
    assert "learn & grow" in said
    answers, units = matrix(any_database, report)
    assert Counter(answers[answers != 0].tolist()) == {3: 5737, 4: 5236, 2: 2162, 1: 1061, -1: 394}
    assert len(answers) < 14_725 / 9
    sheriff = next(u for u in units_of(any_database, report) if u.code == "Sheriff's Department")
    assert int((answers[units == sheriff.position] != 0).sum()) == 1801


def test_a_real_survey_of_people_gives_its_published_reliability(
    any_database: Database, samples: Path
) -> None:
    file = samples / "limesurvey" / "rse2016_uk_codetext.csv"
    report = run(file.read_bytes(), name=file.name)
    assert (report.counts.lines, report.counts.respondents, report.basis) == (273, 273, Basis.PERSON)
    answers, _units = matrix(any_database, report)
    published = {
        "affRec": (0.9285, 270),
        "affSat": (0.9229, 270),
        "percEmp": (0.7450, 271),
        "progRSE": (0.6577, 270),
    }
    for dimension, (expected, n) in published.items():
        columns = [i for i, item in enumerate(report.items) if item.dimension == dimension]
        value, complete = alpha(answers[:, columns])
        assert (round(value, 4), complete) == (expected, n), dimension
    assert {"perfCheck", "turnOver"} <= {item.dimension for item in report.items}


def test_a_limesurvey_file_of_codes_keeps_arrays_only(sqlite_database: Database, samples: Path) -> None:
    file = samples / "limesurvey" / "n2_2021_heading-code_answers-short.csv"
    report = run(file.read_bytes(), name=file.name)
    assert report.counts.respondents == 36
    assert {item.dimension for item in report.items} == {
        "B6", "C1", "C10", "C11", "E4", "E7a", "E7b", "I2", "I3", "D1", "D2", "D3", "K2", "K5", "K9", "K10",
    }  # fmt: skip
    assert "seed" in " ".join(report.notices)
    assert len(report.dropped) == 680 - len(report.items)


def test_a_file_without_any_scale_is_refused(sqlite_database: Database, samples: Path) -> None:
    for file in sorted((samples / "kobo").glob("*.csv")):
        with pytest.raises(InvalidFile, match="Aucune question notée"):
            run(file.read_bytes(), name=file.name)
    assert everything_written(sqlite_database) == [0, 0, 0, 0]
