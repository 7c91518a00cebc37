"""Conditions of older LimeSurvey structures, kept in rows of their own, written as the relevance that replaced them.

Within one scenario, the conditions on one answer are alternatives and those on different answers are required
together; scenarios are alternatives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

ALWAYS = ("", "1")
_TICKED = "Y"
_CHECKED = "+"
_BOXES = frozenset("MP")


def relevances(rows: Iterable[Mapping[str, str]], kinds: Mapping[str, str]) -> dict[str, str]:
    """The relevance of each question that has conditions, by its number. ``kinds``: the type of each question.

    >>> row = {"qid": "9", "cqid": "7", "cfieldname": "1X2X7", "method": "=="}
    >>> relevances([{**row, "value": "A1"}, {**row, "value": "A2"}], {"7": "L"})
    {'9': '((1X2X7.NAOK == "A1" or 1X2X7.NAOK == "A2"))'}
    """
    scenarios: dict[str, dict[str, dict[str, list[str]]]] = {}
    for row in rows:
        name, comparison = _comparison(row, kinds.get(row.get("cqid", ""), ""))
        by_scenario = scenarios.setdefault(row.get("qid", ""), {})
        by_scenario.setdefault(row.get("scenario", "1"), {}).setdefault(name, []).append(comparison)
    return {
        qid: " or ".join(
            "(" + " and ".join(f"({' or '.join(alternatives)})" for alternatives in named.values()) + ")"
            for _scenario, named in sorted(found.items())
        )
        for qid, found in scenarios.items()
    }


def _comparison(row: Mapping[str, str], kind: str) -> tuple[str, str]:
    """What is compared and how: a box of a multiple choice is compared with its tick."""
    name, value = row.get("cfieldname", "").removeprefix(_CHECKED), row.get("value", "")
    asked = name
    if kind in _BOXES and name.endswith(f"X{row.get('cqid', '')}"):
        name, value = f"{name}{value}", _TICKED
    method = row.get("method", "").strip() or "=="
    return asked, f'{name}.NAOK {method} "{value}"'
