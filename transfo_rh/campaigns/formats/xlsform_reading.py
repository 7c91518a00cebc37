"""Reading an XLSForm: groups become pages or grids, questions become items, the rest is left out with a located notice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from transfo_rh.campaigns.formats.building import QuestionnaireBuilder
from transfo_rh.campaigns.formats.carried import Carried, carried_item, restored
from transfo_rh.campaigns.formats.expressions import Unsupported, condition_of, parse
from transfo_rh.campaigns.formats.imported import ImportedQuestionnaire, StructureCounts
from transfo_rh.campaigns.formats.xlsform_headings import with_headings
from transfo_rh.campaigns.formats.xlsform_model import FormRow, XlsForm, open_form
from transfo_rh.campaigns.formats.xlsform_tree import (
    METADATA,
    FormGroup,
    answered,
    grid_selects,
    kind_of,
    refuse_repeated_names,
    refuse_wrong_name,
    rows_of,
    tree_of,
)
from transfo_rh.campaigns.formats.xlsform_types import (
    FormReading,
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
    ScaledRow,
    Section,
)
from transfo_rh.core.i18n import _

_NUMBERS = frozenset({"integer", "decimal", "range", "integer value", "decimal value", "number"})
_TEXTS = frozenset({"text", "text value"})
_PRIVATE = frozenset(
    {"date", "time", "datetime", "date time", "geopoint", "geotrace", "geoshape", "phone number"}
)
_FILES = frozenset({"image", "photo", "audio", "video", "file", "barcode", "osm"})


def read_xlsform(*, name: str, content: bytes) -> ImportedQuestionnaire:
    """The questionnaire of an XLSForm workbook.

    Raises InvalidFile naming the file, the sheet and the row or column that is wrong, or that nothing can be asked.
    """
    form = open_form(name=name, content=content)
    root = tree_of(form)
    return _Reader(form).questionnaire(root)


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

    def questionnaire(self, root: FormGroup) -> ImportedQuestionnaire:
        """The whole questionnaire. Raises InvalidFile."""
        form, builder = self._form, self._builder
        title = builder.text({"": form.settings.get("form_title", "")}, fallback=form.name.rsplit(".", 1)[0])
        builder._borrowed.clear()
        sections = self._pages(root, title)
        definition = builder.questionnaire(
            name=form.name,
            code=form.settings.get("form_id", "") or title.fr,
            title=title,
            sections=sections,
            empty=_("la feuille « survey » n’a que des calculs, des textes et des données techniques.")
            if form.survey
            else _("la feuille « survey » est vide."),
        )
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
        fields = tuple(with_headings(form, self._reading.fields))
        return restored(ImportedQuestionnaire(definition, builder.all_notices(), counts, fields), carried)

    # Pages -----------------------------------------------------------------------------------------------------

    def _pages(self, root: FormGroup, title: BilingualText) -> list[Section]:
        """Each group of the form is a page; questions between groups make pages of their own."""
        refuse_repeated_names(self._form, root)
        sections: list[Section] = []
        loose: list[FormRow | FormGroup] = []
        for child in root.children:
            if isinstance(child, FormRow) or self._is_grid(child) or child.kind != "group":
                loose.append(child)
                continue
            sections += self._page(FormGroup(None, children=loose), title) if loose else []
            loose = []
            sections += self._page(child, title)
        return sections + (self._page(FormGroup(None, children=loose), title) if loose else [])

    def _page(self, node: FormGroup, form_title: BilingualText) -> list[Section]:
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
        while children and isinstance(first := children[0], FormRow) and kind_of(first) == "note":
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

    def _child(self, child: FormRow | FormGroup, outer: Condition | None) -> list[AnyItem]:
        """The items of a question or of a group inside a page. ``outer`` is the condition of the inner groups."""
        if isinstance(child, FormRow):
            return self._question(child, outer)
        row = child.row
        assert row is not None
        if child.kind != "group":
            self._questions += sum(1 for _row in answered(child))
            self._groups += 1
            if child.kind in ("rank", "kobomatrix"):
                return self._reading.left_out(
                    row, _("bloc « {type} » de Kobo non repris, laissé de côté.").format(type=child.kind)
                )
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
        reading, kind = self._reading, kind_of(row)
        if is_true(row.cell("disabled")) or kind in METADATA:
            return []
        if kind == "note":
            self._pending += self._note(row)
            return []
        self._questions += 1
        refuse_wrong_name(self._form, row)
        reading.when = _both(outer, self._condition(row))
        own = self._builder.optional_text(row.words("hint"))
        reading.help = _together([*self._pending, *([own] if own is not None else [])])
        carried = self._form.carried.get(("item", row.cell("name")), "")
        reading.hint = carried_item(carried)
        items = self._by_type(row, kind)
        if items and not row.words("label"):
            self._builder.say(reading.place(row), _("question sans libellé : son nom en tient lieu."))
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
                row, _("date, heure, lieu ou numéro, laissé de côté : il pourrait désigner une personne.")
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

    def _is_grid(self, node: FormGroup) -> bool:
        """True for a group shown as a grid: « table-list », or questions side by side on one list."""
        if node.kind != "group" or ("section", node.name) in self._form.carried:
            return False
        selects = grid_selects(node)
        if not selects or len({select.list_name for select in selects}) != 1:
            return False
        shown = node.appearance()
        return "table-list" in shown or (len(selects) > 1 and ("field-list" in shown or "likert" in shown))

    def _grid(self, node: FormGroup, outer: Condition | None) -> list[AnyItem]:
        reading, row = self._reading, node.row
        assert row is not None
        self._groups += 1
        select = grid_selects(node)[0]
        lines = [line for line in rows_of(node) if line.cell("appearance").lower() != "label"]
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
        node: FormGroup,
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
            refuse_wrong_name(self._form, line)
            own = reading.claim(line)
            know_scale(reading, line, own, values)
            text = reading.title(line)
            rows.append(ScaledRow(code=own, text=text, dimension=dimension, not_applicable=skippable))
        reading.path = reading.path[:-1]
        hint = builder.optional_text(group.words("hint"))
        notes = [text for line in rows_of(node) if kind_of(line) == "note" for text in self._note(line)]
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


def _together(texts: Sequence[BilingualText]) -> BilingualText | None:
    if not texts:
        return None
    return BilingualText(fr="\n".join(text.fr for text in texts), en="\n".join(text.en for text in texts))


def _both(outer: Condition | None, inner: Condition | None) -> Condition | None:
    if outer is None or inner is None:
        return outer or inner
    return Condition(all_of=(outer, inner))
