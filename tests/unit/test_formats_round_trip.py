"""Questionnaires written for other tools and read again."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from pyxform.xls2xform import convert

from tests.questionnaire_strategies import questionnaires
from transfo_rh.campaigns.formats.service import (
    QuestionnaireFormat,
    questionnaire_file,
    read_questionnaire_file,
)
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.files import load_questionnaire, questionnaire_codes

FORMATS = list(QuestionnaireFormat)
_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]


def accepted_by_pyxform(content: bytes, folder: Path) -> str:
    """The XForm that pyxform makes; it raises when it refuses the workbook."""
    path = folder / "form.xlsx"
    path.write_bytes(content)
    return str(convert(path).xform)


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("code", questionnaire_codes())
def test_a_shipped_questionnaire_written_and_read_again_is_the_same(
    code: str, file_format: QuestionnaireFormat
) -> None:
    definition = load_questionnaire(code)
    read = read_questionnaire_file(*questionnaire_file(definition, file_format))
    assert read.definition == definition
    assert read.notices == ()


@pytest.mark.parametrize("code", questionnaire_codes())
def test_pyxform_accepts_the_shipped_questionnaires(code: str, tmp_path: Path) -> None:
    _name, content = questionnaire_file(load_questionnaire(code), "xlsform")
    assert "<h:html" in accepted_by_pyxform(content, tmp_path)


@pytest.mark.parametrize("file_format", FORMATS)
@settings(max_examples=15, deadline=None, suppress_health_check=_SLOW)
@given(definition=questionnaires())
def test_any_questionnaire_written_and_read_again_is_the_same(
    definition: QuestionnaireFile, file_format: QuestionnaireFormat
) -> None:
    read = read_questionnaire_file(*questionnaire_file(definition, file_format))
    assert read.definition == definition, read.notices


@settings(max_examples=10, deadline=None, suppress_health_check=_SLOW)
@given(definition=questionnaires())
def test_pyxform_accepts_any_questionnaire(
    definition: QuestionnaireFile, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _name, content = questionnaire_file(definition, "xlsform")
    assert "<h:html" in accepted_by_pyxform(content, tmp_path_factory.mktemp("form"))
