"""Published comments in the viewer's horizon. Agents read none; department heads those of their direction only."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from transfo_rh.access.model import Viewer
from transfo_rh.access.policy import Permission, Reach, require
from transfo_rh.campaigns.model import Basis, PublishedComment
from transfo_rh.campaigns.questionnaires.definition import QuestionnaireFile
from transfo_rh.campaigns.results import repository
from transfo_rh.campaigns.results.reading import Publication, PublishedCampaign, open_publication
from transfo_rh.core.database import database
from transfo_rh.core.errors import PermissionDenied
from transfo_rh.core.i18n import _, labelled, language, ngettext


@dataclass(frozen=True, slots=True)
class CommentGroup:
    """A group that comments are published with, and how many the viewer may read there."""

    unit: int | None
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One comment: what was asked, what was said, in which group. Nothing else is known of it."""

    item: str
    question: str
    text: str
    unit: int | None
    group: str


@dataclass(frozen=True, slots=True)
class CommentsView:
    """The comments that match the filters; ``questions`` and ``groups`` are those that can be filtered by."""

    campaign: PublishedCampaign
    comments: tuple[CommentLine, ...]
    questions: tuple[tuple[str, str, int], ...]  # code, wording, number
    groups: tuple[CommentGroup, ...]
    total: int
    sentence: str


def comments(
    *,
    viewer: Viewer,
    campaign_id: int,
    item: str | None = None,
    group: int | None = None,
    search: str = "",
) -> CommentsView:
    """The published comments that the viewer may read, in their random order.

    ``search``: words that must all occur, accents and capitals aside. A group is a direction or, for those who see
    everything, the whole. Raises PermissionDenied (agents, a group outside the horizon), NotFound.
    """
    reach = require(viewer, Permission.VIEW_RESULTS)
    if reach is Reach.WHOLE_ONLY:
        raise PermissionDenied(_("Les commentaires sont lus par les encadrants et les ressources humaines."))
    with database().read() as session:
        publication = open_publication(session, viewer, reach, campaign_id)
        units = _readable(publication)
        if group is not None and units is not None and group not in units:
            raise PermissionDenied(_("Ce service n’est pas dans votre périmètre."), details=f"unit {group}")
        found = repository.published_comments(session, publication_id=publication.id, units=units)
        wording = _wording(repository.definition(session, campaign_id), publication)
    words = _plain(search).split()
    kept = [
        comment
        for comment in found
        if item in (None, comment.item)
        and group in (None, comment.unit)
        and all(word in _plain(comment.text) for word in words)
    ]
    return CommentsView(
        campaign=publication.campaign,
        comments=tuple(
            CommentLine(c.item, wording.get(c.item, c.item), c.text, c.unit, publication.name_of(c.unit))
            for c in kept
        ),
        questions=_questions(found, wording),
        groups=tuple(
            CommentGroup(unit, publication.name_of(unit), count)
            for unit, count in Counter(comment.unit for comment in found).most_common()
        ),
        total=len(found),
        sentence=_sentence(len(found), publication.campaign),
    )


def _readable(publication: Publication) -> frozenset[int] | None:
    """Own units, and the direction above them; None: every group, the whole included.

    A signed diagnosis is read by the department that signed it and by those above, never from below.
    """
    own = publication.horizon.units
    if own is None or publication.campaign.basis is Basis.DEPARTMENT:
        return own
    return own | publication.own_ancestors()


def _wording(definition: Mapping[str, Any] | None, publication: Publication) -> dict[str, str]:
    """What each item asks; free texts are not measures, only the questionnaire knows them.

    Words that several items share are preceded by the title of their page; a diagnosis has a comment per page too.
    """
    wording = {measure.code: measure.label for measure in publication.measures}
    if definition is None:
        return wording
    try:
        questionnaire = QuestionnaireFile.model_validate(definition)
    except ValidationError:  # a questionnaire of an earlier format: codes are shown instead of wordings
        return wording
    shared = Counter(item.text.in_language(language()) for item in questionnaire.items())
    for section in questionnaire.sections:
        title = section.title.in_language(language())
        wording[section.code] = _("{section} : commentaire").format(section=title)
        for item in section.items:
            asked = item.text.in_language(language())
            wording[item.code] = labelled(title, asked) if shared[asked] > 1 else asked
    return wording


def _questions(
    found: tuple[PublishedComment, ...], wording: Mapping[str, str]
) -> tuple[tuple[str, str, int], ...]:
    counts = Counter(comment.item for comment in found)
    return tuple((code, wording.get(code, code), counts[code]) for code in sorted(counts))


def _plain(text: str) -> str:
    """Without capitals and accents, for searching."""
    split = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return "".join(sign for sign in split if not unicodedata.combining(sign))


def _sentence(total: int, campaign: PublishedCampaign) -> str:
    if campaign.basis is Basis.DEPARTMENT:
        return _of_departments(total)
    if not total:
        return _(
            "Aucun commentaire à lire : il faut assez de répondants pour qu’aucun ne soit reconnaissable."
        )
    return ngettext(
        "{n} commentaire, publié sans nom, sans service précis et sans ordre.",
        "{n} commentaires, publiés sans nom, sans service précis et sans ordre.",
        total,
    ).format(n=total)


def _of_departments(total: int) -> str:
    """Comments of signed diagnoses: written for a department, and read with its name."""
    if not total:
        return _("Aucun commentaire à lire : les responsables de service n’en ont pas écrit.")
    return ngettext(
        "{n} commentaire, écrit par un responsable au nom de son service.",
        "{n} commentaires, écrits par les responsables au nom de leur service.",
        total,
    ).format(n=total)
