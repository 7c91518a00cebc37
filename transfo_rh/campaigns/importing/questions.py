"""From recognised questions to items with codes, labels and dimensions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from transfo_rh.campaigns.formats.limesurvey_results import GENERIC_STEMS
from transfo_rh.campaigns.importing.answer_sets import AnswerSet
from transfo_rh.campaigns.importing.mapping import MAXIMUM_CODE, ItemMapping, ResultsMapping
from transfo_rh.campaigns.importing.scales import RecognisedScales
from transfo_rh.campaigns.importing.wording import wording_key
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _

WHOLE = "ENSEMBLE"
_SHORT_CODE = re.compile(r"^[\w.\-/\[\]#]{1,40}$")


def describe_items(
    base: ResultsMapping,
    *,
    sets: Sequence[AnswerSet],
    found: RecognisedScales,
    dimension_of: Mapping[str, str],
) -> tuple[tuple[ItemMapping, ...], dict[str, str]]:
    """The items, each with a code, a label and a scale, and the labels of the dimensions by code.

    ``dimension_of`` is the dimension that the file itself gives to a question (long files).
    Raises InvalidFile when a listed question has no scale or when no question can be scored.
    """
    if base.items:
        return _listed(base, sets, found)
    scored = [answers for answers in sets if answers.source in found.by_source]
    if not scored:
        raise InvalidFile(
            _(
                "Aucune question notée sur une échelle n’a été reconnue. Décrivez l’échelle sous « scales » dans la correspondance, ou vérifiez que le fichier contient bien des réponses. Pour un export de Kobo ou de LimeSurvey, ajoutez le questionnaire d’origine (XLSForm, .lss). Rien n’a été écrit."
            )
        )
    scored = _in_question_order(scored)
    codes = _codes(scored)
    dimensions, of = _dimensions(scored, dimension_of, set(codes))
    items = tuple(
        ItemMapping(
            source=answers.source,
            code=code,
            label=answers.heading.text or answers.source,
            dimension=of.get(answers.source),
            scale=found.by_source[answers.source],
        )
        for answers, code in zip(scored, codes, strict=True)
    )
    return items, dimensions


def _listed(
    base: ResultsMapping, sets: Sequence[AnswerSet], found: RecognisedScales
) -> tuple[tuple[ItemMapping, ...], dict[str, str]]:
    items, present = [], []
    for item, answers in match_items(base.items, sets):
        scale = item.scale or found.by_source.get(answers.source)
        if scale is None:
            raise InvalidFile(
                _(
                    "L’échelle de la question « {question} » n’est pas reconnue : décrivez-la sous « scales » et nommez-la dans l’item."
                ).format(question=item.source)
            )
        known = {wording_key(text) for text in (item.source, *item.wordings)}
        other = () if wording_key(answers.source) in known else (answers.source,)
        items.append(item.model_copy(update={"scale": scale, "wordings": (*item.wordings, *other)}))
        present.append(answers)
    codes = _codes(present, given=[item.code for item in items])
    labelled = tuple(
        item.model_copy(update={"code": code, "label": item.label or answers.heading.text or answers.source})
        for item, code, answers in zip(items, codes, present, strict=True)
    )
    if not labelled:
        raise InvalidFile(
            _("Aucune des questions de la correspondance n’est dans le fichier. Rien n’a été écrit.")
        )
    used = {item.dimension for item in labelled}
    return labelled, {code: label for code, label in base.dimensions.items() if code in used}


def match_items(
    items: Sequence[ItemMapping], sets: Sequence[AnswerSet]
) -> list[tuple[ItemMapping, AnswerSet]]:
    """The listed items with their questions of the file: by wording, another wording, else by code."""
    by_key = {wording_key(answers.source): answers for answers in reversed(sets)}
    by_code = {answers.heading.code: answers for answers in reversed(sets) if answers.heading.code}
    found = []
    for item in items:
        named = (by_key.get(wording_key(text)) for text in (item.source, *item.wordings))
        answers = next(filter(None, named), by_code.get(item.source))
        if answers is not None:
            found.append((item, answers))
    return found


def _in_question_order(scored: list[AnswerSet]) -> list[AnswerSet]:
    """By number when every question bears one (« 1. … », « 10. … »), else as the file has them."""
    numbers = [re.fullmatch(r"Q(\d+)", answers.heading.code or "") for answers in scored]
    if all(numbers):
        return sorted(scored, key=lambda answers: int((answers.heading.code or "Q0")[1:]))
    return scored


def _codes(scored: Sequence[AnswerSet], given: Sequence[str | None] = ()) -> list[str]:
    """One code for each question, unique: its own, else its short source, else its rank."""
    taken = {code for code in given if code}
    codes = []
    for rank, answers in enumerate(scored):
        if rank < len(given) and given[rank]:
            codes.append(str(given[rank]))
            continue
        source = answers.source if _SHORT_CODE.match(answers.source) else None
        wanted = (answers.heading.code or source or f"Q{rank + 1}")[: MAXIMUM_CODE - 10]
        code, number = wanted, 2
        while code in taken:
            code, number = f"{wanted}-{number}", number + 1
        taken.add(code)
        codes.append(code)
    return codes


def _dimensions(
    scored: Sequence[AnswerSet], dimension_of: Mapping[str, str], item_codes: set[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Labels by dimension code, and the dimension code of each question."""
    if dimension_of:
        groups = {answers.source: dimension_of.get(answers.source) for answers in scored}
        labels = {group: group for group in groups.values() if group}
    else:
        stems = [answers.heading.stem for answers in scored]
        series = {
            stem
            for stem in stems
            if stem and stems.count(stem) > 1 and stem.casefold().strip("_-") not in GENERIC_STEMS
        }
        groups = {a.source: a.heading.stem if a.heading.stem in series else None for a in scored}
        labels = {
            a.heading.stem: a.heading.stem_text or a.heading.stem
            for a in reversed(scored)
            if a.heading.stem in series and a.heading.stem
        }
        labels = {group: labels[group] for group in groups.values() if group}
    if not labels:
        return {WHOLE: _("Ensemble du questionnaire")}, {answers.source: WHOLE for answers in scored}
    codes = {group: _dimension_code(group, rank, item_codes) for rank, group in enumerate(labels, start=1)}
    return (
        {codes[group]: label for group, label in labels.items()},
        {source: codes[group] for source, group in groups.items() if group},
    )


def _dimension_code(group: str, rank: int, item_codes: set[str]) -> str:
    code = group if _SHORT_CODE.match(group) else f"D{rank}"
    while code in item_codes:
        code = f"{code}_dim"
    return code
