"""Printed documents: accessible A4 pages with embedded fonts, tables, figures, QR codes, page numbers.

    document = Document(title=_("Rapport de service"), authority=settings().authority_name)
    document.heading(_("Participation"))
    document.paragraph(_("12 agents sur 20 ont répondu."))
    document.table(columns=[TableColumn(_("Service"), share=3), TableColumn(_("Taux"), align=Align.RIGHT)], rows=[...])
    document.bars([PrintedBar("Voirie", 62, "62 %", reference=75)])
    document.bytes()

Texts are plain: every sign is printed as it is, never read as markup. The same calls always give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from reportlab.lib.pagesizes import A3, A4, landscape
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from transfo_rh.core.i18n import _, labelled, language
from transfo_rh.exchange.document_blocks import (
    TableColumn,
    framed,
    heat_table,
    key_figures,
    plain_table,
    tight,
)
from transfo_rh.exchange.document_figures import (
    BarRow,
    HatchSample,
    PrintedBar,
    PrintedCell,
    Qr,
)
from transfo_rh.exchange.document_pages import MARGIN, STAMP, Copy, PageMarks, StampedCanvas
from transfo_rh.exchange.document_style import (
    ACCENT,
    BLUE,
    INK,
    MUTED,
    RULE,
    Align,
    Hatch,
    colour,
    markup,
    style,
)

__all__ = [
    "Align",
    "Copy",
    "Document",
    "Hatch",
    "Paper",
    "PrintedBar",
    "PrintedCell",
    "TableColumn",
]


class Paper(StrEnum):
    """The sheet that the document is printed on."""

    A4 = "a4"
    A4_LANDSCAPE = "a4_landscape"
    A3 = "a3"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in points."""
        sizes: dict[Paper, tuple[float, float]] = {
            Paper.A4: A4,
            Paper.A4_LANDSCAPE: landscape(A4),
            Paper.A3: A3,
        }
        return sizes[self]


class _Heading(Paragraph):  # type: ignore[misc]
    """A paragraph that also stands in the reader's outline."""

    def __init__(self, text: str, level: int, **options: Any) -> None:
        super().__init__(markup(text), **options)
        self._text, self._level, self.keepWithNext = text, level, 1

    def draw(self) -> None:
        """Draw the heading and note it on its page."""
        note = getattr(self.canv, "note_heading", None)
        if note is not None:
            note(self._text, self._level)
        super().draw()


class Document:
    """A document under construction: parts are added in reading order, ``bytes()`` writes the file.

    ``authority`` stands above the title, ``foot`` at the foot of every page (the title when it is not given);
    ``copies`` repeats the whole document, each copy with its label and QR code (see Copy). ``scale`` enlarges
    every text. ``masthead`` False leaves out the authority and the title at the top (posters draw their own).
    """

    def __init__(
        self,
        *,
        title: str,
        authority: str,
        subject: str = "",
        foot: str | None = None,
        paper: Paper = Paper.A4,
        copies: Sequence[Copy] = (),
        scale: float = 1.0,
        masthead: bool = True,
        numbered: bool = True,
    ) -> None:
        self._title, self._authority, self._subject = title, authority, subject
        self._paper, self._scale = paper, scale
        self._marks = PageMarks(foot=title if foot is None else foot, copies=tuple(copies), numbered=numbered)
        self._story: list[Flowable] = []
        self._stack: list[list[Flowable]] = [self._story]
        self.pages = 0
        """The number of pages, of one copy, once ``bytes()`` has written them."""
        if masthead:
            self._masthead()

    @property
    def width(self) -> float:
        """The room between the margins, in points."""
        return self._paper.size[0] - 2.0 * float(MARGIN)

    @property
    def height(self) -> float:
        """The room between the margins, in points."""
        return self._paper.size[1] - 2.0 * float(MARGIN)

    def _masthead(self) -> None:
        words = [
            Paragraph(markup(self._authority), style(10 * self._scale, text_colour=MUTED)),
            Paragraph(
                markup(self._title), style(20 * self._scale, bold=True, text_colour=BLUE, leading=1.15)
            ),
        ]
        if self._subject:
            words.append(
                Paragraph(markup(self._subject), style(11 * self._scale, text_colour=MUTED, before=3))
            )
        if any(copy.qr is not None for copy in self._marks.copies):
            room = Table([[words, Spacer(1, STAMP)]], colWidths=[self.width - STAMP - 4 * mm, STAMP + 4 * mm])
            room.setStyle(
                TableStyle([("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")])
            )
            self.add(room, Spacer(1, 6))
        else:
            self.add(*words, Spacer(1, 6))
        self.add(HRFlowable(width="100%", thickness=1.5, color=colour(BLUE), spaceAfter=8))

    def add(self, *parts: Flowable) -> None:
        """Add parts made elsewhere with the PDF library (see document_forms)."""
        self._stack[-1].extend(parts)

    def heading(self, text: str, *, level: int = 1) -> None:
        """A heading of level 1, 2 or 3; it also stands in the reader's outline."""
        size = {1: 15.0, 2: 12.5}.get(level, 11.0) * self._scale
        if len(self._stack) == 1:
            self.add(CondPageBreak(30 * mm))
        self.add(
            _Heading(
                text,
                max(0, level - 1),
                style=style(
                    size,
                    bold=True,
                    text_colour=BLUE if level < 3 else INK,
                    before=size * 0.8,
                    after=size * 0.3,
                ),
            ),
        )

    def paragraph(
        self,
        text: str,
        *,
        size: float = 10.5,
        strong: bool = False,
        muted: bool = False,
        accent: bool = False,
        align: Align = Align.LEFT,
        with_next: bool = False,
    ) -> None:
        """A paragraph; line breaks are kept. ``with_next`` keeps it on the page of what follows."""
        ink = ACCENT if accent else MUTED if muted else INK
        made = Paragraph(
            markup(text),
            style(size * self._scale, bold=strong, text_colour=ink, align=align, after=size * 0.5),
        )
        made.keepWithNext = int(with_next)
        self.add(made)

    def bullets(self, texts: Sequence[str], *, size: float = 10.5) -> None:
        """A list of short points."""
        for text in texts:
            row = Table(
                [
                    [
                        Paragraph("•", style(size * self._scale)),
                        Paragraph(markup(text), style(size * self._scale)),
                    ]
                ],
                colWidths=[12 * self._scale, self.width - 12 * self._scale],
            )
            row.setStyle(tight(after=2))
            self.add(row)
        self.space(2)

    def notice(self, text: str, *, title: str = "", size: float = 10) -> None:
        """A framed text that must not be missed."""
        self.add(framed(title, text, size=size * self._scale, width=self.width), Spacer(1, 8))

    def figures(self, pairs: Sequence[tuple[str, str]]) -> None:
        """At most four key figures side by side: (label, value)."""
        if pairs:
            self.add(key_figures(pairs[:4], width=self.width), Spacer(1, 8))

    def table(
        self, *, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], size: float = 9.5
    ) -> None:
        """A table; its headings are repeated on every page. A row has one text per column."""
        self.add(plain_table(columns, rows, size=size, width=self.width), Spacer(1, 8))

    def bars(
        self,
        bars: Sequence[PrintedBar],
        *,
        caption: str = "",
        reference_title: str = "",
        other_title: str = "",
        lowest: float = 0,
        highest: float = 100,
    ) -> None:
        """Horizontal bars, the first on top. ``reference_title`` says what the orange marks stand for, ``other_title`` the diamonds."""
        self.bar_groups(
            [("", bars)],
            caption=caption,
            reference_title=reference_title,
            other_title=other_title,
            lowest=lowest,
            highest=highest,
        )

    def bar_groups(
        self,
        groups: Sequence[tuple[str, Sequence[PrintedBar]]],
        *,
        caption: str = "",
        reference_title: str = "",
        other_title: str = "",
        lowest: float = 0,
        highest: float = 100,
    ) -> None:
        """Bars under headings, which may be empty, with one key for all; see bars."""
        every = [bar for _heading, bars in groups for bar in bars]
        if caption:
            self.paragraph(caption, size=9.5, muted=True)
        if reference_title and any(bar.reference is not None for bar in every):
            self.paragraph("| " + reference_title, size=9, accent=True, strong=True)
        if other_title and any(bar.other is not None for bar in every):
            self.paragraph(labelled(_("Losange"), other_title), size=9, strong=True)
        for heading, bars in groups:
            if heading:
                self.heading(heading, level=3)
            self.add(*(BarRow(bar, lowest, highest) for bar in bars), Spacer(1, 8))

    def heatmap(
        self,
        *,
        columns: Sequence[str],
        rows: Sequence[tuple[str, Sequence[PrintedCell]]],
        legend: Mapping[Hatch, str] | None = None,
        corner: str = "",
    ) -> None:
        """Coloured cells, one line per (label, cells); headings are repeated on every page.

        ``legend`` says what each hatch means: only those that occur are explained.
        """
        self.add(heat_table(columns, rows, corner=corner, width=self.width), Spacer(1, 6))
        met = {cell.hatch for _label, cells in rows for cell in cells if cell.hatch is not None}
        self._legend({hatch: text for hatch, text in (legend or {}).items() if hatch in met})

    def _legend(self, legend: Mapping[Hatch, str]) -> None:
        for hatch, text in legend.items():
            row = Table(
                [[HatchSample(hatch), Paragraph(markup(text), style(8.5, text_colour=MUTED))]],
                colWidths=[20, self.width - 20],
            )
            row.setStyle(tight())
            self.add(row)
        if legend:
            self.space(6)

    def qr(
        self, text: str, *, size_mm: float = 35, beside: Sequence[str] = (), align: Align = Align.LEFT
    ) -> None:
        """A QR code; ``beside`` are paragraphs to its right, the first one in bold."""
        code = Qr(text, size_mm * mm, align)
        if not beside:
            self.add(code, Spacer(1, 6))
            return
        words = [
            Paragraph(markup(line), style((13 if i == 0 else 11) * self._scale, bold=i == 0, after=5))
            for i, line in enumerate(beside)
        ]
        table = Table([[code, words]], colWidths=[size_mm * mm + 14, self.width - size_mm * mm - 14])
        table.setStyle(tight())
        self.add(table, Spacer(1, 8))

    def rule(self) -> None:
        """A thin line across the page."""
        self.add(HRFlowable(width="100%", thickness=0.5, color=colour(RULE), spaceBefore=6, spaceAfter=6))

    def space(self, points: float) -> None:
        """Some white."""
        self.add(Spacer(1, points))

    def page_break(self) -> None:
        """Go on at the top of the next page."""
        self.add(PageBreak())

    @contextmanager
    def together(self) -> Iterator[None]:
        """Keep what the block adds on one page, when it fits on one. A block inside another is part of it."""
        self._stack.append([])
        try:
            yield
        finally:
            parts = self._stack.pop()
            self.add(*parts) if len(self._stack) > 1 else self.add(KeepTogether(parts))

    def bytes(self) -> bytes:
        """The PDF file."""
        buffer = io.BytesIO()
        width, height = self._paper.size
        template = BaseDocTemplate(
            buffer,
            pagesize=(width, height),
            title=self._title,
            author=self._authority,
            subject=self._subject or self._title,
            creator="Transfo RH",
            producer="Transfo RH",
            lang=language(),
            invariant=1,
            displayDocTitle=True,
        )
        frame = Frame(
            MARGIN,
            MARGIN,
            width - 2 * MARGIN,
            height - 2 * MARGIN + 4 * mm,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        template.addPageTemplates([PageTemplate(frames=[frame])])
        marks = self._marks

        def canvas(*arguments: Any, **options: Any) -> StampedCanvas:
            made = StampedCanvas(*arguments, marks=marks, **options)
            made.setViewerPreference("DisplayDocTitle", "true")
            return made

        template.build(list(self._story) or [Spacer(1, 1)], canvasmaker=canvas)
        self.pages = template.page
        return buffer.getvalue()
