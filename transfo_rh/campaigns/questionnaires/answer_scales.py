"""Changes of the scales of a questionnaire: their words, a new one, one that nothing uses any more. Pure functions.

Each takes a questionnaire and gives a new one, or raises InvalidInput in one sentence and changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from transfo_rh.campaigns.questionnaires.definition import BilingualText, QuestionnaireFile
from transfo_rh.campaigns.questionnaires.editing import Content, checked, content_of
from transfo_rh.core.errors import InvalidInput, NotFound
from transfo_rh.core.i18n import _

FEWEST, MOST = 2, 11


def unused_scales(questionnaire: QuestionnaireFile) -> frozenset[str]:
    """Codes of the scales on which no question is answered."""
    used = {item.scale for item, _row in questionnaire.rows()}
    return frozenset() if None in used else frozenset(questionnaire.scales.keys() - used)


def reword_scale(
    questionnaire: QuestionnaireFile,
    code: str,
    labels: Sequence[BilingualText],
    *,
    not_applicable: BilingualText | None,
) -> QuestionnaireFile:
    """Change the words of the steps of a scale, lowest first, and of « sans objet » (None: not offered).

    The number of steps stays: it makes scores comparable. Raises InvalidInput when the number changes or when a
    question still offers « sans objet », NotFound for an unknown scale.
    """
    content = content_of(questionnaire)
    _require(content, code)
    count = len(content["scales"][code]["labels"])
    if len(labels) != count:
        raise InvalidInput(
            _("Cette échelle garde ses {n} réponses : seuls leurs mots changent.").format(n=count)
        )
    content["scales"][code] = _scale(labels, not_applicable)
    return checked(content)


def add_scale(
    questionnaire: QuestionnaireFile, labels: Sequence[BilingualText], *, not_applicable: BilingualText | None
) -> QuestionnaireFile:
    """Add a scale of 2 to 11 steps, lowest first. Questions stay on theirs, which they name from now on.

    Raises InvalidInput for too few or too many steps, and for a scale that exists already.
    """
    if not FEWEST <= len(labels) <= MOST:
        raise InvalidInput(
            _("Une échelle a de {fewest} à {most} réponses : celle-ci en a {n}.").format(
                fewest=FEWEST, most=MOST, n=len(labels)
            )
        )
    content = content_of(questionnaire)
    scale = _scale(labels, not_applicable)
    if scale in content["scales"].values():
        raise InvalidInput(_("Ce questionnaire a déjà cette échelle."))
    if len(content["scales"]) == 1:
        (only,) = content["scales"]
        for section in content["sections"]:
            for item in section["items"]:
                if "scale" in item:
                    item["scale"] = item["scale"] or only
    number = next(n for n in range(1, len(content["scales"]) + 2) if f"scale_{n}" not in content["scales"])
    content["scales"][f"scale_{number}"] = scale
    return checked(content)


def remove_scale(questionnaire: QuestionnaireFile, code: str) -> QuestionnaireFile:
    """Remove a scale on which no question is answered.

    Raises InvalidInput while one is, NotFound for an unknown scale.
    """
    content = content_of(questionnaire)
    _require(content, code)
    if code not in unused_scales(questionnaire):
        raise InvalidInput(
            _("Des questions se répondent sur cette échelle : donnez-leur-en une autre d’abord.")
        )
    del content["scales"][code]
    return checked(content)


def _require(content: Content, code: str) -> None:
    if code not in content["scales"]:
        raise NotFound(_("« {code} » n’est pas dans ce questionnaire.").format(code=code))


def _scale(labels: Sequence[BilingualText], not_applicable: BilingualText | None) -> Content:
    return {
        "labels": [label.model_dump() for label in labels],
        "not_applicable": None if not_applicable is None else not_applicable.model_dump(),
    }
