"""The groups of an XLSForm as a tree, and what every row must have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from transfo_rh.campaigns.formats.xlsform_model import FormRow, XlsForm
from transfo_rh.campaigns.formats.xlsform_types import Select, select_of
from transfo_rh.core.i18n import _

MAXIMUM_DEPTH = 20
_MARKER = re.compile(
    r"^(begin|end)[ _](group|repeat|loop|lgroup|looped group|score|rank|kobomatrix)(?: (?:over )?\S+)?$",
    re.IGNORECASE,
)
_OLD_MARKERS = {"lgroup": "repeat", "looped group": "repeat"}
_WRAPPED = re.compile(r"^(?:add (?P<added>.+) prompt|(?:q|get) (?P<asked>.+))$")
_OLD_TYPES = {
    "int": "integer", "string": "text", "percentage": "integer", "location": "geopoint", "gps": "geopoint",
    "picture": "photo", "start time": "start", "end time": "end", "sim id": "simserial", "subscriber id": "subscriberid",
    "number of days in last month": "integer", "number of days in last six months": "integer",
    "number of days in last year": "integer", "imei": "deviceid",
}  # fmt: skip
_NAME = re.compile(r"^[^\W\d][\w.\-]*$")
METADATA = frozenset(
    {
        "start", "end", "today", "deviceid", "device id", "subscriberid", "simserial", "phonenumber", "username",
        "email", "audit", "calculate", "calculation", "hidden", "xml-external", "csv-external", "start-geopoint",
        "background-audio", "background-geopoint", "hidden value", "uri:deviceid", "uri:email", "uri:phonenumber",
        "uri:simserial", "uri:subscriberid", "uri:username",
    }
)  # fmt: skip


@dataclass
class FormGroup:
    """A group or the form itself, with its rows and groups in order."""

    row: FormRow | None
    kind: str = "group"
    children: list[FormRow | FormGroup] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The group's name in results; empty for the form."""
        return self.row.cell("name") if self.row is not None else ""

    def appearance(self) -> str:
        """The group's appearance, in lower case."""
        return self.row.cell("appearance").lower() if self.row is not None else ""


def tree_of(form: XlsForm) -> FormGroup:
    """The groups, nested. Raises InvalidFile for a group that is not closed, or closed twice."""
    root = FormGroup(None)
    opened = [root]
    for row in _without_scores(form.survey):
        marker = _MARKER.match(" ".join(row.cell("type").split()))
        if marker is None:
            if row.cell("type"):
                opened[-1].children.append(row)
            elif row.cell("name") or row.words("label"):
                raise form.refused(row, _("la question n’a pas de type (colonne « type »)"))
            continue
        kind = _OLD_MARKERS.get(marker[2].lower(), marker[2].lower())
        if marker[1].lower() == "begin":
            if len(opened) > MAXIMUM_DEPTH:
                raise form.refused(row, _("les groupes sont trop imbriqués"))
            if not row.cell("name"):
                raise form.refused(row, _("le groupe n’a pas de nom (colonne « name »)"))
            node = FormGroup(row, kind)
            opened[-1].children.append(node)
            opened.append(node)
        elif len(opened) == 1 or opened[-1].kind != kind:
            raise form.refused(
                row, _("« {type} » ne ferme aucun groupe ouvert").format(type=row.cell("type"))
            )
        else:
            opened.pop()
    if len(opened) > 1 and opened[-1].row is not None:
        raise form.refused(
            opened[-1].row, _("le groupe « {name} » n’est jamais fermé").format(name=opened[-1].name or "?")
        )
    return root


def _without_scores(rows: Iterable[FormRow]) -> Iterator[FormRow]:
    """The rows with Kobo's « score » blocks written as the grids that they are."""
    listed = ""
    for row in rows:
        kind = " ".join(row.cell("type").lower().replace("_", " ").split())
        if kind == "begin score":
            listed = row.cell("kobo--score-choices")
            yield replace(row, cells={**row.cells, "type": "begin group", "appearance": "table-list"})
        elif kind == "end score":
            yield replace(row, cells={**row.cells, "type": "end group"})
        elif kind == "score row":
            yield replace(row, cells={**row.cells, "type": f"select_one {listed}".strip()})
        else:
            yield row


def kind_of(row: FormRow) -> str:
    """The type of a row, in lower case and under its present name."""
    kind = " ".join(row.cell("type").lower().split())
    wrapped = _WRAPPED.match(kind)
    kind = (wrapped["added"] or wrapped["asked"]) if wrapped else kind
    return _OLD_TYPES.get(kind, kind)


def rows_of(node: FormGroup) -> list[FormRow]:
    """The rows of a group, without those of the groups inside."""
    return [child for child in node.children if isinstance(child, FormRow)]


def answered(node: FormGroup) -> list[FormRow]:
    """The questions of a group and of the groups inside."""
    found: list[FormRow] = []
    for child in node.children:
        if isinstance(child, FormGroup):
            found += answered(child)
        elif kind_of(child) != "note" and kind_of(child) not in METADATA:
            found.append(child)
    return found


def grid_selects(node: FormGroup) -> list[Select]:
    """The lists of the group's questions when it has nothing but choices of one answer, and notes."""
    selects = []
    for child in node.children:
        if isinstance(child, FormGroup):
            return []
        select = select_of(child.cell("type"))
        if select is not None and select.kind == "one" and not (select.other or select.from_file):
            selects.append(select)
        elif kind_of(child) != "note":
            return []
    return selects


def refuse_wrong_name(form: XlsForm, row: FormRow) -> None:
    """Refuse a question without a valid name. Raises InvalidFile naming its row."""
    name = row.cell("name")
    if not name:
        raise form.refused(row, _("la question n’a pas de nom (colonne « name »)"))
    if not _NAME.match(name):
        raise form.refused(
            row,
            _(
                "« {name} » n’est pas un nom de question : il commence par une lettre et n’a ni espace ni signe"
            ).format(name=name[:60]),
        )


def refuse_repeated_names(form: XlsForm, node: FormGroup) -> None:
    """Refuse two questions of one name in one group. Raises InvalidFile naming the second one's row."""
    seen: dict[str, int] = {}
    for child in node.children:
        row = child.row if isinstance(child, FormGroup) else child
        name = row.cell("name").lower() if row is not None else ""
        if name in seen and row is not None:
            raise form.refused(
                row,
                _("le nom « {name} » est déjà celui de la ligne {row} dans le même groupe").format(
                    name=row.cell("name"), row=seen[name]
                ),
            )
        if name and row is not None:
            seen[name] = row.number
        if isinstance(child, FormGroup):
            refuse_repeated_names(form, child)
