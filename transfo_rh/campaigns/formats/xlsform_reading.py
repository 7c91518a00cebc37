"""Reading an XLSForm: groups become pages or grids, questions become items, the rest is left out with a located notice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from transfo_rh.campaigns.formats.building import QuestionnaireBuilder, minutes_for, valid_code
from transfo_rh.campaigns.formats.carried import Carried, carried_item, restored
from transfo_rh.campaigns.formats.expressions import Unsupported, condition_of, parse
from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire, StructureCounts
from transfo_rh.campaigns.formats.xlsform_model import FormRow, XlsForm, open_form
from transfo_rh.campaigns.formats.xlsform_types import (
    FormReading,
    Select,
    acknowledge_items,
    is_true,
    know_scale,
    number_items,
    scale_of,
    select_items,
    select_of,
    text_items,
)
from transfo_rh.campaigns.model import Answer
from transfo_rh.campaigns.questionnaires.definition import (
    AnyItem,
    BilingualText,
    Condition,
    MatrixItem,
    QuestionnaireFile,
    ScaledRow,
    Section,
)
from transfo_rh.core.errors import InvalidFile
from transfo_rh.core.i18n import _

MAXIMUM_DEPTH = 20
_MARKER = re.compile(r"^(begin|end)[ _](group|repeat|loop)$", re.IGNORECASE)
_NAME = re.compile(r"^[^\W\d][\w.\-]*$")
_METADATA = frozenset(
    {
        "start", "end", "today", "deviceid", "device id", "subscriberid", "simserial", "phonenumber", "phone number",
        "username", "email", "audit", "calculate", "calculation", "hidden", "xml-external", "csv-external", "start-geopoint",
        "background-audio", "hidden value",
    }
)  # fmt: skip
_NUMBERS = frozenset({"integer", "int", "decimal", "range", "integer value", "decimal value", "number"})
_TEXTS = frozenset({"text", "string", "text value"})
_PRIVATE = frozenset(
    {"date", "time", "datetime", "date time", "dateTime", "geopoint", "gps", "geotrace", "geoshape"}
)
_FILES = frozenset({"image", "photo", "audio", "video", "file", "barcode", "osm"})


@dataclass
class _Node:
    """A group or the form itself, with its rows and groups in order."""

    row: FormRow | None
    kind: str = "group"
    children: list[FormRow | _Node] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The group's name in results; empty for the form."""
        return self.row.cell("name") if self.row is not None else ""

    def appearance(self) -> str:
        """The group's appearance, in lower case."""
        return self.row.cell("appearance").lower() if self.row is not None else ""


def read_xlsform(*, name: str, content: bytes) -> ImportedQuestionnaire:
    """The questionnaire of an XLSForm workbook.

    Raises InvalidFile naming the file, the sheet and the row or column that is wrong, or that nothing can be asked.
    """
    form = open_form(name=name, content=content)
    root = _tree(form)
    return _Reader(form).questionnaire(root)


def _tree(form: XlsForm) -> _Node:
    """The groups, nested. Raises InvalidFile for a group that is not closed, or closed twice."""
    root = _Node(None)
    opened = [root]
    for row in form.survey:
        marker = _MARKER.match(" ".join(row.cell("type").split()))
        if marker is None:
            if row.cell("type"):
                opened[-1].children.append(row)
            continue
        kind = marker[2].lower()
        if marker[1].lower() == "begin":
            if len(opened) > MAXIMUM_DEPTH:
                raise form.refused(row, _("les groupes sont trop imbriqués"))
            node = _Node(row, kind)
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


class _Reader:
    """One form being read."""

    def __init__(self, form: XlsForm) -> None:
        self._form = form
        self._builder = QuestionnaireBuilder(form.languages)
        self._reading = FormReading(form, self._builder)
        self._items: dict[str, str] = {}
        self._sections: dict[str, str] = {}
        self._relevances: dict[str, str] = {}
        self._questions = 0
        self._groups = 0
        self._pending: list[BilingualText] = []

    def questionnaire(self, root: _Node) -> ImportedQuestionnaire:
        """The whole questionnaire. Raises InvalidFile."""
        form, builder = self._form, self._builder
        title = builder.text({"": form.settings.get("form_title", "")}, fallback=form.name.rsplit(".", 1)[0])
        builder._borrowed.clear()
        sections = self._pages(root, title)
        if not sections:
            reason = (builder.all_notices() or (_("la feuille « survey » est vide."),))[0]
            raise InvalidFile(
                _("« {name} » ne contient aucune question que l’on puisse poser : {reason}").format(
                    name=form.name, reason=reason
                )
            )
        try:
            definition = QuestionnaireFile(
                code=valid_code(form.settings.get("form_id", "") or title.fr, fallback="questionnaire"),
                version="1",
                title=title,
                duration_minutes=minutes_for(item for section in sections for item in section.items),
                scales=builder.scales,
                dimensions=tuple(builder.dimensions),
                sections=tuple(sections),
            )
        except ValidationError as error:
            raise InvalidFile(
                _("« {name} » ne peut pas devenir un questionnaire : {reason}.").format(
                    name=form.name, reason=error.errors()[0]["msg"].removeprefix("Value error, ")
                ),
                details=str(error),
            ) from error
        counts = StructureCounts(
            groups=self._groups,
            questions=self._questions,
            subquestions=0,
            answers=sum(len(choices) for choices in form.lists.values()),
            kept=sum(1 for _item in definition.items()),
        )
        carried = Carried(
            form.carried.get(("questionnaire", ""), ""),
            self._items,
            self._sections,
            self._relevances,
            presented=False,
        )
        fields = tuple(self._reading.fields)
        return restored(ImportedQuestionnaire(definition, builder.all_notices(), counts, fields), carried)

    # Pages -----------------------------------------------------------------------------------------------------

    def _pages(self, root: _Node, title: BilingualText) -> list[Section]:
        """Each group of the form is a page; questions between groups make pages of their own."""
        _refuse_repeated_names(self._form, root)
        sections: list[Section] = []
        loose: list[FormRow | _Node] = []
        for child in root.children:
            if isinstance(child, FormRow) or self._is_grid(child) or child.kind != "group":
                loose.append(child)
                continue
            sections += self._page(_Node(None, children=loose), title) if loose else []
            loose = []
            sections += self._page(child, title)
        return sections + (self._page(_Node(None, children=loose), title) if loose else [])

    def _page(self, node: _Node, form_title: BilingualText) -> list[Section]:
        reading, builder = self._reading, self._builder
        self._pending = []
        row = node.row
        if row is None:
            title, when = form_title, None
        else:
            self._groups += 1
            reading.path = (node.name,)
            title = builder.text(row.words("label"), fallback=node.name or _("Page"))
            when = self._condition(row)
        children = list(node.children)
        intro: list[BilingualText] = []
        while children and isinstance(first := children[0], FormRow) and _kind(first) == "note":
            intro += self._note(first)
            children.pop(0)
        items = [item for child in children for item in self._child(child, None)]
        reading.path = ()
        if not items:
            if row is not None:
                builder.say(reading.place(row), _("aucune question à poser, page laissée de côté."))
            return []
        code = builder.codes.claim(f"page_{node.name or form_title.fr[:40]}", fallback="page")
        if row is not None:
            self._sections[code] = self._form.carried.get(("section", node.name), "")
            self._relevances[code] = row.cell("relevant")
        return [
            Section(code=code, title=title, intro=_together(intro), when=when, items=tuple(items)),
        ]

    def _child(self, child: FormRow | _Node, outer: Condition | None) -> list[AnyItem]:
        """The items of a question or of a group inside a page. ``outer`` is the condition of the inner groups."""
        if isinstance(child, FormRow):
            return self._question(child, outer)
        row = child.row
        assert row is not None
        if child.kind != "group":
            self._questions += sum(1 for _row in _answered(child))
            self._groups += 1
            return self._reading.left_out(
                row, _("questions répétées (plusieurs réponses par personne), laissées de côté.")
            )
        if self._is_grid(child):
            return self._grid(child, outer)
        self._groups += 1
        inner = _both(outer, self._condition(row))
        label = self._builder.optional_text(row.words("label"))
        self._pending += [label] if label is not None else []
        self._reading.path = (*self._reading.path, child.name)
        items = [item for inside in child.children for item in self._child(inside, inner)]
        self._reading.path = self._reading.path[:-1]
        return items

    # Questions -------------------------------------------------------------------------------------------------

    def _question(self, row: FormRow, outer: Condition | None) -> list[AnyItem]:
        reading, kind = self._reading, _kind(row)
        if is_true(row.cell("disabled")) or kind in _METADATA:
            return []
        if kind == "note":
            self._pending += self._note(row)
            return []
        self._questions += 1
        _refuse_wrong_name(self._form, row)
        reading.when = _both(outer, self._condition(row))
        own = self._builder.optional_text(row.words("hint"))
        reading.help = _together([*self._pending, *([own] if own is not None else [])])
        carried = self._form.carried.get(("item", row.cell("name")), "")
        reading.hint = carried_item(carried)
        items = self._by_type(row, kind)
        if items:
            self._pending = []
        if len(items) == 1:
            self._items[items[0].code], self._relevances[items[0].code] = carried, row.cell("relevant")
        return items

    def _by_type(self, row: FormRow, kind: str) -> list[AnyItem]:
        reading = self._reading
        select = select_of(row.cell("type"))
        if select is not None:
            return select_items(reading, row, select)
        if kind in _NUMBERS:
            return number_items(reading, row, kind)
        if kind in _TEXTS:
            return text_items(reading, row)
        if kind in ("acknowledge", "trigger"):
            return acknowledge_items(reading, row)
        if kind in _PRIVATE:
            return reading.left_out(
                row, _("date, heure ou lieu, laissé de côté : il pourrait désigner une personne.")
            )
        if kind in _FILES:
            return reading.left_out(row, _("fichier ou code à scanner, laissé de côté."))
        return reading.left_out(row, _("type « {type} » non repris, laissé de côté.").format(type=kind[:40]))

    def _note(self, row: FormRow) -> list[BilingualText]:
        if row.cell("relevant"):
            self._reading.left_out(row, _("texte affiché sous condition, laissé de côté."))
            return []
        text = self._builder.optional_text(row.words("label"))
        return [text] if text is not None else []

    def _condition(self, row: FormRow) -> Condition | None:
        text = row.cell("relevant")
        try:
            expression = parse(text)
            return condition_of(expression, self._reading.variables.get) if expression is not None else None
        except Unsupported:
            self._builder.say(
                self._reading.place(row),
                _("condition laissée de côté (« {text} ») : la question est posée à tous.").format(
                    text=text[:80]
                ),
            )
            return None

    # Grids -----------------------------------------------------------------------------------------------------

    def _is_grid(self, node: _Node) -> bool:
        """True for a group shown as a grid: « table-list », or questions side by side on one list."""
        if node.kind != "group" or ("section", node.name) in self._form.carried:
            return False
        selects = _grid_selects(node)
        if not selects or len({select.list_name for select in selects}) != 1:
            return False
        shown = node.appearance()
        return "table-list" in shown or (len(selects) > 1 and ("field-list" in shown or "likert" in shown))

    def _grid(self, node: _Node, outer: Condition | None) -> list[AnyItem]:
        reading, row = self._reading, node.row
        assert row is not None
        self._groups += 1
        select = _grid_selects(node)[0]
        lines = [line for line in _rows_of(node) if line.cell("appearance").lower() != "label"]
        lines = [line for line in lines if select_of(line.cell("type")) is not None]
        reading.when = _both(outer, self._condition(row))
        carried = self._form.carried.get(("item", node.name), "")
        reading.hint = carried_item(carried)
        choices = reading.choices(lines[0] if lines else row, select)
        scale = scale_of(reading, choices)
        if scale is None or not lines or any(line.cell("relevant") for line in lines):
            self._groups -= 1
            reading.path = (*reading.path, node.name)
            outer = _both(outer, self._condition(row))
            items = [item for line in lines for item in self._question(line, outer)]
            reading.path = reading.path[:-1]
            return items
        return [self._matrix(node, row, lines, carried, scale[0], scale[1], scale[2])]

    def _matrix(
        self,
        node: _Node,
        group: FormRow,
        lines: Sequence[FormRow],
        carried: str,
        scale: str,
        values: Mapping[str, Answer],
        skippable: bool,
    ) -> MatrixItem:
        reading, builder = self._reading, self._builder
        reading.path = (*reading.path, node.name)
        code = reading.claim(group)
        title = builder.text(group.words("label"), fallback=node.name or "?")
        dimension = builder.dimension(code, title) if len(lines) > 1 and not reading.hint else None
        rows = []
        for line in lines:
            self._questions += 1
            _refuse_wrong_name(self._form, line)
            own = reading.claim(line)
            know_scale(reading, line, own, values)
            text = reading.title(line)
            rows.append(ScaledRow(code=own, text=text, dimension=dimension, not_applicable=skippable))
        reading.path = reading.path[:-1]
        hint = builder.optional_text(group.words("hint"))
        notes = [text for line in _rows_of(node) if _kind(line) == "note" for text in self._note(line)]
        help_text = _together([*self._pending, *notes, *([hint] if hint is not None else [])])
        self._pending = []
        self._items[code], self._relevances[code] = carried, group.cell("relevant")
        return MatrixItem(
            type="matrix",
            code=code,
            text=title,
            help=help_text,
            required=bool(lines) and all(is_true(line.cell("required")) for line in lines),
            when=reading.when,
            scale=scale,
            rows=tuple(rows),
        )


def _kind(row: FormRow) -> str:
    return " ".join(row.cell("type").lower().split())


def _rows_of(node: _Node) -> list[FormRow]:
    return [child for child in node.children if isinstance(child, FormRow)]


def _answered(node: _Node) -> list[FormRow]:
    """The questions of a group and of the groups inside."""
    found: list[FormRow] = []
    for child in node.children:
        if isinstance(child, _Node):
            found += _answered(child)
        elif _kind(child) != "note" and _kind(child) not in _METADATA:
            found.append(child)
    return found


def _grid_selects(node: _Node) -> list[Select]:
    """The lists of the group's questions when it has nothing but choices of one answer, and notes."""
    selects = []
    for child in node.children:
        if isinstance(child, _Node):
            return []
        select = select_of(child.cell("type"))
        if select is not None and select.kind == "one" and not (select.other or select.from_file):
            selects.append(select)
        elif _kind(child) != "note":
            return []
    return selects


def _refuse_wrong_name(form: XlsForm, row: FormRow) -> None:
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


def _refuse_repeated_names(form: XlsForm, node: _Node) -> None:
    seen: dict[str, int] = {}
    for child in node.children:
        row = child.row if isinstance(child, _Node) else child
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
        if isinstance(child, _Node):
            _refuse_repeated_names(form, child)


def _together(texts: Sequence[BilingualText]) -> BilingualText | None:
    if not texts:
        return None
    return BilingualText(fr="\n".join(text.fr for text in texts), en="\n".join(text.en for text in texts))


def _both(outer: Condition | None, inner: Condition | None) -> Condition | None:
    if outer is None or inner is None:
        return outer or inner
    return Condition(all_of=(outer, inner))
