"""The department report on paper: A4 pages, the conclusion first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from transfo_rh.campaigns.model import Basis, CellState
from transfo_rh.campaigns.results.comparing import TrendCell
from transfo_rh.campaigns.results.trends import TrendRow
from transfo_rh.campaigns.results.wording import (
    NOTHING,
    answers_words,
    difference_words,
    question_words,
    response_rate,
    score_words,
    share_words,
)
from transfo_rh.core.formats import day, month, number, percent
from transfo_rh.core.i18n import _, labelled, ngettext
from transfo_rh.core.settings import settings
from transfo_rh.exchange.documents import Align, Document, Hatch, PrintedBar, TableColumn

if TYPE_CHECKING:
    from transfo_rh.campaigns.results.report import DepartmentReport, ReportLine
    from transfo_rh.campaigns.results.strengths import Standing, StrengthsView

PRINTED_COMMENTS = 40
_HATCHES = {
    CellState.NO_ANSWER: Hatch.OUTLINE,
    CellState.TOO_FEW: Hatch.DOTS,
    CellState.PRECAUTION: Hatch.STRIPES,
}


def printed(report: DepartmentReport) -> bytes:
    """The PDF file; see report.department_report."""
    document = Document(
        title=report.department,
        authority=settings().authority_name,
        subject=_("{survey}, enquête du {day}").format(
            survey=report.campaign.title, day=day(report.campaign.wave_on)
        ),
        foot=f"{report.campaign.title} · {report.department}",
    )
    _conclusion(document, report)
    _dimensions(document, report)
    _strengths(document, report)
    _trends(document, report)
    _actions(document, report)
    _items(document, report)
    _comments(document, report)
    _how_to_read(document, report)
    return document.bytes()


def _conclusion(document: Document, report: DepartmentReport) -> None:
    document.paragraph(report.strengths.sentence, size=12, strong=True)
    if report.is_replaced:
        document.notice(
            _(
                "« {department} » a trop peu de répondants pour des résultats à part. Les chiffres de ce rapport sont ceux de « {subject} », qui l’inclut."
            ).format(department=report.department, subject=report.subject),
            title=_("Résultats de l’échelon au-dessus"),
        )
    document.figures(_key_figures(report))
    whole = report.overview.sentence
    document.paragraph(
        whole if report.is_whole else labelled(_("Ensemble de la collectivité"), whole), muted=True
    )


def _key_figures(report: DepartmentReport) -> list[tuple[str, str]]:
    """Answers, rate, and the highest and lowest dimension of the subject where all share one scale of answers."""
    shown = [line for line in report.dimensions if line.cell.score is not None]
    if not shown:
        return []
    cell = max(shown, key=lambda line: line.cell.n or 0).cell
    best = max(shown, key=lambda line: line.cell.score or 0)
    worst = min(shown, key=lambda line: line.cell.score or 0)
    rate = response_rate(cell)
    figures = [
        (_("Réponses"), answers_words(cell)),
        (_("Taux de réponse"), NOTHING if rate is None else percent(rate)),
    ]
    if len(report.strengths.scales) > 1:
        return figures
    return [
        *figures,
        (labelled(_("Le plus haut"), best.measure.label), score_words(best.cell, best.measure)),
        (labelled(_("Le plus bas"), worst.measure.label), score_words(worst.cell, worst.measure)),
    ]


def _dimensions(document: Document, report: DepartmentReport) -> None:
    if not report.dimensions:
        return
    document.heading(_("Les dimensions"))
    document.bar_groups(
        _bars_by_scale(report),
        caption=_("Score sur 100.")
        if report.is_whole
        else _("Score sur 100, puis écart à l’ensemble de la collectivité, en points."),
        reference_title="" if report.is_whole else _("Ensemble de la collectivité"),
        other_title=report.above,
    )
    if not report.is_whole:
        document.paragraph(
            _(
                "* : écart certain avec le reste de la collectivité, que le hasard n’explique pas (q = 10 % sur tous les services)."
            ),
            size=9,
            muted=True,
        )


def _bars_by_scale(report: DepartmentReport) -> list[tuple[str, list[PrintedBar]]]:
    """The bars of each scale under its name, which goes without saying when there is one."""
    groups = report.dimensions_by_scale
    if len(groups) < 2:
        return [("", [_bar(line) for _scale, lines in groups for line in lines])]
    return [
        (", ".join(filter(None, (scale.title, scale.ends))), [_bar(line) for line in lines])
        for scale, lines in groups
    ]


def _bar(line: ReportLine) -> PrintedBar:
    cell = line.cell
    if cell.state is not CellState.SHOWN or cell.score is None:
        return PrintedBar(line.measure.label, None, cell.state.label, _HATCHES.get(cell.state))
    text = score_words(cell, line.measure)
    if line.difference is not None:
        text = f"{text}  ({_starred(difference_words(line.difference), line)})"
    return PrintedBar(
        line.measure.label,
        cell.score,
        text,
        reference=None if line.cell.unit is None else line.whole.score,
        other=None if line.above is None else line.above.score,
    )


def _starred(words: str, line: ReportLine) -> str:
    """A figure whose difference to the rest of the authority is certain bears a star."""
    return f"{words}\u00a0*" if line.significant and line.difference else words


def _strengths(document: Document, report: DepartmentReport) -> None:
    view = report.strengths
    for title, group in ((_("Points forts"), view.strengths), (_("Priorités"), view.priorities)):
        if group:
            with document.together():
                document.heading(title)
                document.bullets([_standing(one, view) for one in group])
    document.paragraph(view.ranking, size=9, muted=True)


def _standing(standing: Standing, view: StrengthsView) -> str:
    words = _("{score} sur 100").format(score=score_words(standing.cell, standing.measure))
    if not view.path and len(view.scales) > 1:  # the whole, ranked within each scale
        scale = next(group.scale for group in view.scales if standing in group.standings)
        words += f" ({scale.title.lower()})"
    if standing.difference is not None:
        words += ", " + _("{difference} points par rapport à la collectivité").format(
            difference=difference_words(standing.difference)
        )
    return labelled(standing.measure.label, words)


def _trends(document: Document, report: DepartmentReport) -> None:
    view = report.trends
    if view is None:
        return
    document.heading(_("Évolution depuis {month}").format(month=month(view.before.wave_on)))
    row, cells = _trend_row(view.rows, view.cells)
    document.paragraph(view.sentence, with_next=True)
    if row.label != report.department:
        document.paragraph(_("Évolutions de « {name} ».").format(name=row.label), muted=True, with_next=True)
    document.table(
        columns=[
            TableColumn(_("Dimension"), share=4),
            TableColumn(month(view.before.wave_on).capitalize(), share=1.4, align=Align.RIGHT),
            TableColumn(month(view.now.wave_on).capitalize(), share=1.4, align=Align.RIGHT),
            TableColumn(_("Évolution"), share=1.5, align=Align.RIGHT),
            TableColumn(_("Verdict"), share=3),
        ],
        rows=[
            (
                measure.label,
                NOTHING if cell.before is None else score_words(cell.before, measure),
                score_words(cell.now, measure),
                difference_words(cell.difference),
                _verdict(cell),
            )
            for measure, cell in zip(view.measures, cells, strict=True)
        ],
    )


def _trend_row(
    rows: Sequence[TrendRow], cells: Sequence[Sequence[TrendCell]]
) -> tuple[TrendRow, Sequence[TrendCell]]:
    """The unit of the report when something is compared there, else the whole."""
    place = 1 if len(rows) > 1 and any(cell.difference is not None for cell in cells[1]) else 0
    return rows[place], cells[place]


def _verdict(cell: TrendCell) -> str:
    if cell.verdict is not None:
        return cell.verdict.label
    return "" if cell.gap is None else cell.gap.label


def _actions(document: Document, report: DepartmentReport) -> None:
    if not report.actions:
        return
    document.heading(_("Plan d’action"))
    document.table(
        columns=[
            TableColumn(_("Action"), share=4),
            TableColumn(_("Pour"), share=2.2),
            TableColumn(_("Porteur"), share=2.2),
            TableColumn(_("Échéance"), share=1.5),
            TableColumn(_("État"), share=1.3),
        ],
        rows=[
            (
                action.content.title,
                action.unit_name or _("Ensemble de la collectivité"),
                action.content.owner,
                "" if action.content.due_on is None else day(action.content.due_on),
                action.content.state.label,
            )
            for action in report.actions
        ],
    )


def _items(document: Document, report: DepartmentReport) -> None:
    groups = [(dimension, lines) for dimension, lines in report.items if lines]
    if not groups:
        return
    for position, (dimension, lines) in enumerate(groups):
        with document.together():
            if not position:
                document.heading(_("Les questions, une à une"))
            document.heading(dimension.label, level=3)
            document.table(
                columns=[
                    TableColumn(_("Question"), share=5),
                    TableColumn(_("Score"), share=1.1, align=Align.RIGHT),
                    TableColumn(_("Collectivité"), share=1.4, align=Align.RIGHT),
                    TableColumn(_("Favorable"), share=1.3, align=Align.RIGHT),
                    TableColumn(_("Réponses"), share=1.3, align=Align.RIGHT),
                ],
                rows=[_item_row(line, reverse=line.measure.code in report.reverse) for line in lines],
                size=9,
            )


def _item_row(line: ReportLine, *, reverse: bool) -> tuple[str, ...]:
    cell, label = line.cell, question_words(line.measure.label, reverse=reverse)
    if cell.state is not CellState.SHOWN:
        return (label, NOTHING, score_words(line.whole, line.measure), cell.state.label, NOTHING)
    return (
        label,
        _starred(score_words(cell, line.measure), line),
        score_words(line.whole, line.measure),
        share_words(cell.favourable, capped=cell.capped),
        answers_words(cell),
    )


def _comments(document: Document, report: DepartmentReport) -> None:
    if not report.comments:
        return
    signed = report.campaign.basis is Basis.DEPARTMENT
    document.heading(
        _("Ce qu’ont écrit les responsables de service") if signed else _("Ce qu’ont écrit les agents")
    )
    document.paragraph(
        _("Au nom de leur service, qui a signé son diagnostic.")
        if signed
        else _("Sans nom, sans service précis et sans ordre ; noms et coordonnées sont masqués."),
        size=9,
        muted=True,
        with_next=True,
    )
    kept = report.comments[:PRINTED_COMMENTS]
    for question in dict.fromkeys(line.question for line in kept):
        document.heading(question, level=3)
        document.bullets([f"« {line.text} »" for line in kept if line.question == question], size=9.5)
    if (more := len(report.comments) - len(kept)) > 0:
        document.paragraph(
            ngettext(
                "Et {n} autre commentaire, à lire à l’écran.",
                "Et {n} autres commentaires, à lire à l’écran.",
                more,
            ).format(n=number(more)),
            muted=True,
        )


def _how_to_read(document: Document, report: DepartmentReport) -> None:
    campaign = report.campaign
    with document.together():
        document.heading(_("Comment lire ce rapport"))
        document.bullets(
            [
                _(
                    "Un score va de 0 (tout le monde a choisi la réponse la moins favorable) à 100 (la plus favorable). Une différence de moins de 5 points ne mérite pas d’être commentée."
                ),
                _(
                    "« Évolution démontrée » : d’au moins 5 points et que le hasard n’explique pas. « Non démontrée » ne veut pas dire que rien n’a changé."
                ),
                _("Chaque responsable a signé le diagnostic de son service : rien n’est masqué.")
                if campaign.basis is Basis.DEPARTMENT
                else _(
                    "Aucun chiffre ne porte sur moins de {k} répondants. « Masqué par précaution » : le chiffre permettrait d’en recalculer un autre, trop petit. « ≥ » et « ≤ » : le groupe est presque unanime, seule la borne est donnée."
                ).format(k=campaign.k),
                _("Un lien ou un écart ne dit jamais la cause : parlez-en avec l’équipe."),
            ],
            size=9.5,
        )
        document.paragraph(_attested(report), size=9, muted=True)


def _attested(report: DepartmentReport) -> str:
    attestation = report.attestation.attestation
    if report.campaign.basis is Basis.DEPARTMENT:
        return _("Diagnostics publiés le {day}.").format(day=day(report.campaign.published_at.date()))
    if attestation is None:
        return _("Résultats publiés le {day}, au seuil de {k} répondants.").format(
            day=day(report.campaign.published_at.date()), k=report.campaign.k
        )
    verdict = _("réussi") if attestation.passed else _("échoué")
    return _(
        "Résultats publiés le {day}, au seuil de {k} répondants. Attestation d’anonymat du {on} : audit {verdict}, {shown} cases montrées, {hidden} masquées."
    ).format(
        day=day(report.campaign.published_at.date()),
        k=attestation.k,
        on=day(attestation.on),
        verdict=verdict,
        shown=number(attestation.shown),
        hidden=number(attestation.hidden),
    )
