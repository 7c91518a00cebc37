"""Questionnaire files: those of ``surveys/``, and any other YAML text, checked on reading."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.questionnaires.refusals import validated_file
from transfo_rh.core.errors import InvalidFile, NotFound
from transfo_rh.core.i18n import _
from transfo_rh.core.paths import data_folder

MAXIMUM_BYTES = 1_000_000


class _Loader(yaml.SafeLoader):
    """Plain YAML only: a key twice or an alias is refused, since both hide what is read."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem=_("les renvois (« * ») ne sont pas acceptés"), problem_mark=mark
            )
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else None
            if name in seen:
                raise yaml.MarkedYAMLError(
                    problem=_("la clé « {key} » est écrite deux fois").format(key=name),
                    problem_mark=key.start_mark,
                )
            seen.add(name)
        return super().construct_mapping(node, deep=deep)


def questionnaire_codes() -> tuple[str, ...]:
    """The codes of the questionnaires that the product ships, in alphabetical order."""
    return tuple(sorted(path.stem for path in data_folder("surveys").glob("*.yaml")))


def load_questionnaire(code: str) -> QuestionnaireFile:
    """The questionnaire of this code among those shipped; read once as long as its file does not change.

    Raises NotFound when there is none, InvalidFile when its file is wrong.
    """
    if code not in questionnaire_codes():
        raise NotFound(_("Le questionnaire « {code} » n’existe pas.").format(code=code))
    path = data_folder("surveys") / f"{code}.yaml"
    questionnaire = _read_once(path, path.stat().st_mtime_ns)
    if questionnaire.code != code:
        raise InvalidFile(
            _("Questionnaire « {name} » : le code écrit dans le fichier est « {code} ».").format(
                name=path.name, code=questionnaire.code
            )
        )
    return questionnaire


@lru_cache(maxsize=16)
def _read_once(path: Path, _modified: int) -> QuestionnaireFile:
    return read_questionnaire(path)


def read_questionnaire(path: Path) -> QuestionnaireFile:
    """The questionnaire of one file.

    Raises InvalidFile naming the file and the place of the first problem.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InvalidFile(
            _("Le questionnaire « {name} » ne peut pas être lu.").format(name=path.name),
            details=type(error).__name__,
        ) from error
    return parsed_questionnaire(content, name=path.name)


def parsed_questionnaire(content: bytes, *, name: str) -> QuestionnaireFile:
    """The questionnaire of the bytes of a YAML file.

    Raises InvalidFile naming the file and the place of the first problem.
    """
    if len(content) > MAXIMUM_BYTES:
        raise InvalidFile(_("Le questionnaire « {name} » est trop gros : 1 Mo au plus.").format(name=name))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidFile(
            _("Le questionnaire « {name} » n’est pas encodé en UTF-8.").format(name=name)
        ) from error
    return validated_file(_yaml_content(text, name), name=name)


def _yaml_content(text: str, name: str) -> Any:
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except yaml.YAMLError as error:
        raise InvalidFile(_yaml_message(name, error)) from error
    except RecursionError as error:
        raise InvalidFile(
            _("Le questionnaire « {name} » est trop imbriqué pour être lu.").format(name=name)
        ) from error
    except ValueError as error:  # an impossible date, an impossible number
        raise InvalidFile(
            _("Le questionnaire « {name} » contient une date ou un nombre impossible.").format(name=name)
        ) from error


def _yaml_message(name: str, error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return _("Le questionnaire « {name} » n’est pas du YAML lisible.").format(name=name)
    where = _("ligne {line}, colonne {column}").format(line=mark.line + 1, column=mark.column + 1)
    if type(error) is yaml.MarkedYAMLError:
        return _("Questionnaire « {name} », {place} : {reason}.").format(
            name=name, place=where, reason=error.problem
        )
    return _("Le questionnaire « {name} » n’est pas du YAML lisible : {place}.").format(
        name=name, place=where
    )


def questionnaire_yaml(questionnaire: QuestionnaireFile) -> str:
    """The questionnaire as the text of a YAML file that ``parsed_questionnaire`` reads back to the same."""
    content = questionnaire.model_dump(mode="json", exclude_defaults=True)
    head = "# " + questionnaire.title.fr.replace("\n", " ") + "\n"
    return head + yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
