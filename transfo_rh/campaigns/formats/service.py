"""Questionnaires from and to the files of other tools: one door for screens and commands.

Told apart by their content first, by their name where the content cannot tell.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import ValidationError

from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire, StructureCounts
from transfo_rh.campaigns.formats.limesurvey_archive import structure_of_archive
from transfo_rh.campaigns.formats.limesurvey_questionnaire import questionnaire_of
from transfo_rh.campaigns.formats.limesurvey_structure import read_lss
from transfo_rh.campaigns.formats.limesurvey_tsv import is_tsv_structure, read_tsv, write_tsv
from transfo_rh.campaigns.formats.limesurvey_writing import survey_of
from transfo_rh.campaigns.formats.xlsform_reading import read_xlsform
from transfo_rh.campaigns.formats.xlsform_writing import write_xlsform
from transfo_rh.campaigns.questionnaires.definition import MatrixItem, QuestionnaireFile
from transfo_rh.campaigns.questionnaires.files import parsed_questionnaire, questionnaire_yaml
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _
from transfo_rh.exchange.archives import open_archive

MAXIMUM_YAML_BYTES = 5_000_000
FILE_TYPES = ("yaml", "yml", "lss", "lsa", "txt", "tsv", "xlsx", "xlsm", "xls", "ods", "csv")
"""Suffixes that a screen may offer."""


class QuestionnaireFormat(StrEnum):
    """The formats that a questionnaire is written in."""

    YAML = "yaml"
    LIMESURVEY = "limesurvey"
    XLSFORM = "xlsform"

    @property
    def label(self) -> str:
        """The format in words."""
        return {
            QuestionnaireFormat.YAML: _("Transfo RH (YAML)"),
            QuestionnaireFormat.LIMESURVEY: _("LimeSurvey (structure tabulée .txt)"),
            QuestionnaireFormat.XLSFORM: _("XLSForm, pour Kobo et ODK (.xlsx)"),
        }[self]


def read_questionnaire_file(name: str, content: bytes) -> ImportedQuestionnaire:
    """The questionnaire of a `.lss`, `.lsa`, LimeSurvey TSV, XLSForm or YAML file; nothing is stored.

    Raises InvalidFile with one sentence naming the file and the row, element or key.
    """
    try:
        return _read(name, content)
    except ValidationError as error:  # a part that the format of questionnaires refuses whatever its context
        raise InvalidFile(
            _("« {name} » ne peut pas devenir un questionnaire : {reason}.").format(
                name=name, reason=error.errors()[0]["msg"].removeprefix("Value error, ")
            ),
            details=str(error),
        ) from error


def _read(name: str, content: bytes) -> ImportedQuestionnaire:
    if not content:
        raise InvalidFile(_("Le fichier « {name} » est vide (0 octet).").format(name=name))
    suffix = name.lower().rsplit(".", 1)[-1]
    if content[:2] == b"PK":
        if suffix == "lsa" or (suffix == "zip" and _is_archive(name, content)):
            return questionnaire_of(structure_of_archive(name=name, content=content), name=name)
        return read_xlsform(name=name, content=content)
    if suffix in ("xlsx", "xlsm", "xls", "ods") or (suffix == "csv" and not is_markup(content)):
        return read_xlsform(name=name, content=content)
    if suffix in ("lss", "xml") or is_markup(content):
        return questionnaire_of(read_lss(name=name, content=content), name=name)
    if suffix == "lsa":
        open_archive(name=name, content=content)
    if is_tsv_structure(content):
        return questionnaire_of(read_tsv(name=name, content=content), name=name)
    if suffix in ("yaml", "yml"):
        return _own(name, content)
    raise InvalidFile(
        _(
            "« {name} » n’est pas un questionnaire reconnu : choisissez un fichier .lss ou .lsa de LimeSurvey, une structure tabulée .txt, un XLSForm .xlsx ou un questionnaire .yaml."
        ).format(name=name)
    )


def is_markup(content: bytes) -> bool:
    """True for XML or HTML, whatever its name."""
    return content[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<")


def _is_archive(name: str, content: bytes) -> bool:
    return any(member.endswith(".lss") for member in open_archive(name=name, content=content).names)


def _own(name: str, content: bytes) -> ImportedQuestionnaire:
    if len(content) > MAXIMUM_YAML_BYTES:
        raise InvalidFile(_("Le questionnaire « {name} » est démesuré.").format(name=name))
    definition = parsed_questionnaire(content, name=name)
    return ImportedQuestionnaire(definition, (), _counts(definition))


def _counts(definition: QuestionnaireFile) -> StructureCounts:
    items = list(definition.items())
    return StructureCounts(
        groups=len(definition.sections),
        questions=len(items),
        subquestions=sum(len(item.rows) for item in items if isinstance(item, MatrixItem)),
        answers=sum(len(getattr(item, "options", ())) for item in items)
        + sum(len(scale.labels) for scale in definition.scales.values()),
        kept=len(items),
    )


def questionnaire_file(definition: QuestionnaireFile, format: str) -> tuple[str, bytes]:  # noqa: A002
    """The name and the content of the questionnaire written in a format (see QuestionnaireFormat)."""
    chosen = QuestionnaireFormat(format)
    if chosen is QuestionnaireFormat.YAML:
        return f"{definition.code}.yaml", questionnaire_yaml(definition).encode()
    if chosen is QuestionnaireFormat.LIMESURVEY:
        return f"{definition.code}.txt", write_tsv(survey_of(definition))
    return f"{definition.code}.xlsx", write_xlsform(definition)
