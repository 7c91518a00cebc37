"""Questionnaires as human resources manage them: list, open, add, duplicate, adapt, finish.

Those that ship are read-only. A finished version never changes: saving a change of it makes the next version.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from transfo_rh.access import audit
from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, require
from transfo_rh.campaigns.questionnaires import repository
from transfo_rh.campaigns.questionnaires.conditions import answer_codes
from transfo_rh.campaigns.questionnaires.definition import BilingualText, QuestionnaireFile
from transfo_rh.campaigns.questionnaires.files import load_questionnaire, questionnaire_codes
from transfo_rh.campaigns.questionnaires.model import OpenedQuestionnaire, Origin, QuestionnaireSummary
from transfo_rh.campaigns.questionnaires.refusals import validated_change
from transfo_rh.campaigns.tables import QuestionnaireVersionRow
from transfo_rh.core import clock
from transfo_rh.core.database import Session, database
from transfo_rh.core.errors import Conflict, InvalidInput, NotFound
from transfo_rh.core.i18n import _, language

FIRST_VERSION = "1.0"
_LONGEST_CODE = 48


def available(*, viewer: Viewer) -> tuple[QuestionnaireSummary, ...]:
    """Every version of every questionnaire: those that ship, then one's own, the newest of each first.

    Raises PermissionDenied outside human resources.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    shipped = tuple(_shipped_summary(load_questionnaire(code)) for code in questionnaire_codes())
    with database().read() as session:
        return shipped + tuple(_own_summary(row) for row in repository.versions(session))


def definition_of(*, viewer: Viewer, code: str, version: str | None = None) -> QuestionnaireFile:
    """One questionnaire. Without a version: the newest finished one, else the newest.

    Raises PermissionDenied, NotFound.
    """
    return opened(viewer=viewer, code=code, version=version).definition


def opened(*, viewer: Viewer, code: str, version: str | None = None) -> OpenedQuestionnaire:
    """One version with its history and what may be done with it. Without a version, see ``definition_of``.

    Raises PermissionDenied, NotFound.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    if code in questionnaire_codes():
        definition = load_questionnaire(code)
        if version not in (None, definition.version):
            raise _unknown(code, version)
        return OpenedQuestionnaire(
            definition, Origin.SHIPPED, True, None, None, (_shipped_summary(definition),)
        )
    with database().read() as session:
        rows = repository.versions_of(session, code)
        candidates = [row for row in rows if version in (None, row.version)]
        if not candidates:
            raise _unknown(code, version)
        found = next((row for row in candidates if row.finished), candidates[0])
        return OpenedQuestionnaire(
            definition=QuestionnaireFile.model_validate(found.definition),
            origin=Origin.OWN,
            finished=found.finished,
            edit_version=found.version_id,
            made_from=found.origin,
            versions=tuple(_own_summary(row) for row in rows),
        )


def duplicate(
    *,
    viewer: Viewer,
    code: str,
    title: BilingualText,
    version: str | None = None,
    new_code: str | None = None,
) -> QuestionnaireSummary:
    """Copy a questionnaire into an unfinished one of one's own, version 1.0. Without a code, the title gives one.

    Raises PermissionDenied, NotFound, InvalidInput when the code is wrong or taken.
    """
    source = definition_of(viewer=viewer, code=code, version=version)
    with database().write() as session:
        chosen = _free_code(session, new_code or code_from(title.fr), given=new_code is not None)
        content = source.model_dump(mode="json")
        copied = validated_change(
            {**content, "code": chosen, "version": FIRST_VERSION, "title": title.model_dump()}
        )
        origin = f"{source.title.fr[:100]} {source.version}"
        return _added(session, viewer, copied, origin=origin, action="questionnaire.duplicate")


def add_questionnaire(
    *, viewer: Viewer, definition: QuestionnaireFile, origin: str, code: str | None = None
) -> QuestionnaireSummary:
    """Store a questionnaire read from a file as an unfinished version; ``origin`` says where it comes from.

    ``code`` replaces the file's. Raises PermissionDenied, InvalidInput for a wrong code, Conflict when it ships with
    the product or when this version exists.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    if code is not None and code != definition.code:
        definition = validated_change({**definition.model_dump(mode="json"), "code": code})
    if definition.code in questionnaire_codes():
        raise Conflict(
            _("Le code « {code} » est celui d’un questionnaire fourni : donnez-en un autre.").format(
                code=definition.code
            )
        )
    with database().write() as session:
        if repository.version(session, code=definition.code, version=definition.version) is not None:
            raise Conflict(
                _(
                    "Le questionnaire « {code} » existe déjà en version {version} : rien n’a été remplacé. Donnez un autre code, ou changez la version dans le fichier."
                ).format(code=definition.code, version=definition.version)
            )
        return _added(session, viewer, definition, origin=origin[:120], action="questionnaire.import")


def save_version(*, viewer: Viewer, definition: QuestionnaireFile, edit_version: int) -> QuestionnaireSummary:
    """Write a changed definition: in place when its version is unfinished, else as the next version.

    ``edit_version`` is the one of the OpenedQuestionnaire that was changed. Raises PermissionDenied, NotFound,
    InvalidInput for what ships, Conflict when somebody else changed it meanwhile.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    checked = validated_change(definition.model_dump(mode="json"))
    with database().write() as session:
        row = _changeable(session, checked.code, checked.version, edit_version)
        if not row.finished:
            row.definition = checked.model_dump(mode="json")
            session.flush()
            _record(session, viewer, "questionnaire.save", row)
            return _own_summary(row)
        taken = {known.version for known in repository.versions_of(session, row.code)}
        following = checked.model_copy(update={"version": next_version(row.version, taken)})
        origin = f"{row.code} {row.version}"
        return _added(session, viewer, following, origin=origin, action="questionnaire.save")


def finish(*, viewer: Viewer, code: str, version: str, edit_version: int) -> None:
    """Freeze a version: campaigns may use it, nothing changes it any more.

    Raises PermissionDenied, NotFound, InvalidInput, Conflict.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().write() as session:
        row = _changeable(session, code, version, edit_version)
        if row.finished:
            raise Conflict(_("Cette version est déjà terminée."))
        row.finished = True
        session.flush()
        _record(session, viewer, "questionnaire.finish", row)


def delete_unfinished(*, viewer: Viewer, code: str, version: str, edit_version: int) -> None:
    """Delete a version that was never finished.

    Raises PermissionDenied, NotFound, InvalidInput, Conflict when it is finished or was changed meanwhile.
    """
    require(viewer, Permission.MANAGE_CAMPAIGNS)
    with database().write() as session:
        row = _changeable(session, code, version, edit_version)
        if row.finished:
            raise Conflict(_("Une version terminée ne se supprime pas : des campagnes peuvent s’y référer."))
        _record(session, viewer, "questionnaire.delete", row)
        repository.delete_version(session, row)


def code_from(title: str) -> str:
    """A code made of a title.

    >>> code_from("Enquête 2027 : l’été à la crèche"), code_from("2027")
    ('enquete_2027_l_ete_a_la_creche', 'questionnaire_2027')
    """
    plain = unicodedata.normalize("NFKD", title.replace("’", " ")).encode("ascii", "ignore").decode().lower()
    spaced = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:_LONGEST_CODE].strip("_")
    return spaced if spaced[:1].isalpha() else f"questionnaire_{spaced}".strip("_")


def next_version(version: str, taken: set[str]) -> str:
    """The first version after this one that is not taken: its last number goes up.

    >>> next_version("1.0", {"1.0"}), next_version("2.3", {"2.4"})
    ('1.1', '2.5')
    """
    *head, last = version.split(".")
    number = int(last) + 1
    while ".".join([*head, str(number)]) in taken:
        number += 1
    return ".".join([*head, str(number)])


def _free_code(session: Session, wanted: str, *, given: bool) -> str:
    def is_taken(code: str) -> bool:
        return code in questionnaire_codes() or bool(repository.versions_of(session, code))

    if not is_taken(wanted):
        return wanted
    if given:
        raise InvalidInput(
            _("Le code « {code} » est déjà celui d’un questionnaire : choisissez-en un autre.").format(
                code=wanted
            )
        )
    number = 2
    while is_taken(f"{wanted}_{number}"):
        number += 1
    return f"{wanted}_{number}"


def _changeable(session: Session, code: str, version: str, edit_version: int) -> QuestionnaireVersionRow:
    """The row to change, locked, as the person saw it."""
    if code in questionnaire_codes():
        raise InvalidInput(_("Un questionnaire fourni ne change pas : dupliquez-le pour l’adapter."))
    row = repository.version(session, code=code, version=version, lock=True)
    if row is None:
        raise _unknown(code, version)
    if row.version_id != edit_version:
        raise Conflict(
            _("Quelqu’un a modifié ce questionnaire entre-temps : rouvrez-le pour voir ses changements.")
        )
    return row


def _added(
    session: Session, viewer: Viewer, definition: QuestionnaireFile, *, origin: str, action: str
) -> QuestionnaireSummary:
    row = repository.add_version(
        session,
        code=definition.code,
        version=definition.version,
        definition=definition.model_dump(mode="json"),
        origin=origin,
        created_at=clock.now(),
        created_by=viewer.account_id,
    )
    _record(session, viewer, action, row)
    return _own_summary(row)


def _record(session: Session, viewer: Viewer, action: str, row: QuestionnaireVersionRow) -> None:
    audit.record(
        session,
        viewer=viewer,
        action=action,
        object_type="questionnaire",
        object_id=f"{row.code} {row.version}",
    )


def _unknown(code: str, version: str | None) -> NotFound:
    if version is None:
        return NotFound(_("Le questionnaire « {code} » n’existe pas.").format(code=code))
    return NotFound(
        _("Le questionnaire « {code} » n’existe pas en version {version}.").format(code=code, version=version)
    )


def _shipped_summary(definition: QuestionnaireFile) -> QuestionnaireSummary:
    return _summary(definition, Origin.SHIPPED, finished=True)


def _own_summary(row: QuestionnaireVersionRow) -> QuestionnaireSummary:
    definition = QuestionnaireFile.model_validate(row.definition)
    summary = _summary(definition, Origin.OWN, finished=row.finished)
    return replace(summary, created_at=row.created_at)


def _summary(definition: QuestionnaireFile, origin: Origin, *, finished: bool) -> QuestionnaireSummary:
    return QuestionnaireSummary(
        code=definition.code,
        version=definition.version,
        title=definition.title.in_language(language()),
        respondents=definition.respondents,
        origin=origin,
        finished=finished,
        minutes=definition.duration_minutes,
        item_count=sum(len(answer_codes(item)) for item in definition.items()),
    )
