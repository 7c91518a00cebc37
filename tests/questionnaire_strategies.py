"""Questionnaires of every shape, for properties of the foreign formats."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile

_LETTERS = "abcdefghijklmnopqrstuvwxyzéèàç’ « »&>{}$\"'=+-0123456789"
words = st.text(_LETTERS, min_size=1, max_size=30).filter(lambda text: bool(text.strip()))
codes = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,11}", fullmatch=True)


def texts() -> st.SearchStrategy[dict[str, str]]:
    """Both languages."""
    return st.fixed_dictionaries({"fr": words, "en": words})


@st.composite
def options(draw: st.DrawFn, *, most: int = 6) -> list[dict[str, Any]]:
    """Options with distinct codes."""
    names = draw(st.lists(codes, min_size=2, max_size=most, unique_by=str.lower))
    return [{"code": name, "text": draw(texts())} for name in names]


@st.composite
def scaled(draw: st.DrawFn, scales: dict[str, Any], scale: str, dimensions: list[str]) -> dict[str, Any]:
    """What a scored line bears besides its code and its text."""
    line: dict[str, Any] = {
        "dimension": draw(st.sampled_from([None, *dimensions])),
        "reverse": draw(st.booleans()),
        "weight": draw(st.sampled_from([1.0, 0.5, 2.25])),
        "outcome": draw(st.booleans()),
    }
    if scales[scale]["not_applicable"] is not None:
        line["not_applicable"] = draw(st.booleans())
    return line


@st.composite
def conditions(draw: st.DrawFn, asked: list[dict[str, Any]], depth: int = 0) -> dict[str, Any]:
    """A condition on what was asked before."""
    if depth < 2 and draw(st.integers(0, 4)) == 0:
        parts = [draw(conditions(asked, depth + 1)) for _n in range(draw(st.integers(1, 3)))]
        return {draw(st.sampled_from(["all_of", "any_of"])): parts, "negated": draw(st.booleans())}
    item = draw(st.sampled_from(asked))
    kind = item["type"]
    condition: dict[str, Any] = {"item": item["code"], "negated": draw(st.booleans())}
    if kind in ("likert", "line"):
        condition["values" if draw(st.booleans()) else "at_least"] = 2
        if "values" in condition:
            condition["values"] = [1, 2]
    elif kind == "yes_no":
        condition["values"] = [draw(st.sampled_from(["yes", "no"]))]
    elif kind == "number":
        condition["at_most"] = item["maximum"]
    else:
        condition["values"] = [item["options"][0]["code"]]
    return condition


@st.composite
def questionnaires(draw: st.DrawFn) -> QuestionnaireFile:
    """Any questionnaire of a few pages."""
    scales = {
        f"s{rank}": {
            "labels": [draw(texts()) for _step in range(draw(st.integers(2, 6)))],
            "not_applicable": draw(st.none() | texts()),
        }
        for rank in range(1, draw(st.integers(2, 3)) + 1)
    }
    dimensions = ["dim_x", "dim_y"]
    taken: set[str] = set(dimensions)
    asked: list[dict[str, Any]] = []
    sections = []
    for rank in range(draw(st.integers(1, 3))):
        when = draw(conditions(asked)) if asked and draw(st.booleans()) else None
        items = [draw(item(taken, asked, scales, dimensions)) for _item in range(draw(st.integers(1, 4)))]
        sections.append(
            {
                "code": f"page{rank}",
                "title": draw(texts()),
                "intro": draw(st.none() | texts()),
                "when": when,
                "items": items,
            }
        )
    used = {
        row.get("dimension")
        for section in sections
        for asked_item in section["items"]
        for row in (asked_item, *asked_item.get("rows", ()))
    }
    return QuestionnaireFile.model_validate(
        {
            "code": draw(codes),
            "version": draw(st.sampled_from(["1", "2.3"])),
            "title": draw(texts()),
            "purpose": draw(st.none() | texts()),
            "duration_minutes": draw(st.integers(1, 60)),
            "scales": scales,
            "dimensions": [{"code": code, "label": draw(texts())} for code in dimensions if code in used],
            "sections": sections,
        }
    )


@st.composite
def item(
    draw: st.DrawFn,
    taken: set[str],
    asked: list[dict[str, Any]],
    scales: dict[str, Any],
    dimensions: list[str],
) -> dict[str, Any]:
    """One question of any type; ``taken`` and ``asked`` grow."""
    kind = draw(
        st.sampled_from(["likert", "matrix", "single", "multiple", "ranking", "yes_no", "number", "text"])
    )
    code = draw(codes.filter(lambda name: name.lower() not in {other.lower() for other in taken}))
    found: dict[str, Any] = {
        "code": code,
        "type": kind,
        "text": draw(texts()),
        "help": draw(st.none() | texts()),
        "required": draw(st.booleans()),
        "when": draw(conditions(asked)) if asked and draw(st.booleans()) else None,
    }
    taken.add(code)
    if kind in ("likert", "matrix"):
        found["scale"] = draw(st.sampled_from(sorted(scales)))
    if kind == "likert":
        found |= draw(scaled(scales, found["scale"], dimensions))
    elif kind == "matrix":
        found["rows"] = [
            {
                "code": f"{code}_r{n}",
                "text": draw(texts()),
                **draw(scaled(scales, found["scale"], dimensions)),
            }
            for n in range(draw(st.integers(1, 4)))
        ]
        taken.update(row["code"] for row in found["rows"])
    elif kind in ("single", "multiple", "ranking"):
        found["options"] = draw(options())
        if kind != "single":
            found["maximum"] = draw(st.none() | st.integers(1, len(found["options"])))
            taken.update(f"{code}_{option['code']}" for option in found["options"])
    elif kind == "number":
        found["minimum"] = draw(st.sampled_from([0, -5, 0.5]))
        found["maximum"] = draw(st.sampled_from([1, 10, 250.25]))
        found["unit"] = draw(st.none() | texts())
    elif kind == "text":
        found["maximum_length"] = draw(st.integers(20, 4000))
    asked += [found] if kind not in ("matrix", "text", "ranking") else []
    asked += [{"code": row["code"], "type": "line"} for row in found.get("rows", ())]
    return found
