"""What respondents are told before they answer, in the language of the task."""

from __future__ import annotations

from transfo_rh.campaigns.collection.model import FrozenForm, Notice
from transfo_rh.campaigns.life.population import attribute_label
from transfo_rh.core.i18n import _, language, ngettext


def notice_of(form: FrozenForm) -> Notice:
    """The first screen of a form: purpose, legal basis, duration, recipients, what is kept and what is shown."""
    plan, definition = form.plan, form.definition
    purpose = (
        definition.purpose.in_language(language())
        if definition.purpose is not None
        else _("Connaître l’avis des agents sur leur travail, pour décider des améliorations à mener.")
    )
    contact = plan.contact.strip().rstrip(".") or _("la direction des ressources humaines")
    return Notice(
        purpose=purpose,
        legal_basis=_(
            "Mission d’intérêt public de la collectivité (article 6, paragraphe 1, point e du RGPD). Répondre est facultatif."
        ),
        duration=ngettext(
            "Environ {n} minute. Vous pouvez vous interrompre et reprendre plus tard.",
            "Environ {n} minutes. Vous pouvez vous interrompre et reprendre plus tard.",
            definition.duration_minutes,
        ).format(n=definition.duration_minutes),
        recipients=sentence(plan.recipients)
        or _(
            "Les ressources humaines, la direction générale et les responsables de service lisent des résultats "
            "groupés, jamais une réponse."
        ),
        confidentiality=_confidentiality(form),
        attributes=_attributes(form),
        thresholds=_(
            "Un résultat n’est montré que pour un groupe d’au moins {scores} répondants ; un commentaire, sans nom ni "
            "numéro, que pour un groupe d’au moins {comments}."
        ).format(scores=plan.thresholds.scores, comments=plan.thresholds.comments),
        rights=_(
            "Une fois envoyée, votre réponse ne peut plus être retrouvée : elle ne peut donc être ni relue, ni "
            "corrigée, ni effacée. Pour toute question : {contact}."
        ).format(contact=contact),
    )


def sentence(text: str) -> str:
    """Words that somebody typed, ended by a full stop: another sentence follows them.

    >>> sentence("La direction générale et les directions "), sentence("Qui le lit ?"), sentence("")
    ('La direction générale et les directions.', 'Qui le lit ?', '')
    """
    stripped = text.strip()
    return stripped if not stripped or stripped[-1] in ".!?…" else f"{stripped}."


def _confidentiality(form: FrozenForm) -> str:
    if form.anonymous:
        return _(
            "Réponse anonyme : le code sert à compter une seule réponse par personne. Il est rangé à part, sans lien "
            "avec ce que vous répondez, et détruit à la clôture. Ni nom, ni heure, ni adresse de l’appareil ne sont "
            "conservés avec vos réponses."
        )
    return _(
        "Réponse confidentielle : on sait qui a répondu jusqu’à la clôture, jamais ce que chacun a répondu. Aucun nom "
        "n’est conservé avec vos réponses."
    )


def _attributes(form: FrozenForm) -> str:
    kept = [_("service"), *(attribute_label(name).lower() for name in form.plan.attributes)]
    return _("Avec vos réponses, pour les regrouper et rien d’autre : {list}, semaine de la réponse.").format(
        list=", ".join(kept)
    )
