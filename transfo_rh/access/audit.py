"""The audit trail: every use case that changes or exports something calls ``record`` in its own transaction."""

from __future__ import annotations

from transfo_rh.access.model import Viewer
from transfo_rh.access.tables import AuditEventRow
from transfo_rh.core import clock
from transfo_rh.core.database import Session
from transfo_rh.core.i18n import _


def record(session: Session, *, viewer: Viewer, action: str, object_type: str, object_id: object) -> None:
    """Write one line: who, what, on what. ``action`` is a verb in English, e.g. ``staff.import``; no content."""
    session.add(
        AuditEventRow(
            at=clock.now(),
            account_id=viewer.account_id,
            action=action,
            object_type=object_type,
            object_id=str(object_id),
        )
    )


def action_label(action: str) -> str:
    """The action in words; an action without words is shown as it is.

    >>> action_label("account.sign_in")
    'Connexion'
    """
    return {
        "account.add": _("Compte créé"),
        "account.update": _("Compte modifié"),
        "account.enable": _("Compte réactivé"),
        "account.disable": _("Compte désactivé"),
        "account.reset_password": _("Mot de passe provisoire donné"),
        "account.change_password": _("Mot de passe changé"),
        "account.set_language": _("Langue choisie"),
        "account.sign_in": _("Connexion"),
        "account.sign_in_with_identity": _("Connexion avec le compte de la collectivité"),
        "account.sign_in_refused": _("Connexion refusée"),
        "account.sign_out": _("Déconnexion"),
        "account.sign_out_everywhere": _("Déconnexion de tous les appareils"),
        "staff.import": _("Personnel importé"),
        "survey.import": _("Résultats d’enquête importés"),
        "survey.discard": _("Campagne supprimée"),
        "survey.publish": _("Campagne publiée"),
        "survey.republish": _("Campagne publiée de nouveau, avec des réponses tardives"),
        "survey.key_paper": _("Questionnaire papier saisi"),
        "survey.key_late_paper": _("Questionnaire papier tardif saisi"),
        "survey.export": _("Résultats exportés"),
        "survey.report": _("Rapport de service édité"),
        "survey.create": _("Campagne préparée"),
        "survey.update": _("Préparation de campagne modifiée"),
        "survey.simulate": _("Campagne simulée"),
        "survey.open": _("Campagne ouverte"),
        "survey.close": _("Campagne close"),
        "survey.abandon": _("Campagne abandonnée avant toute réponse"),
        "skills.install_catalogue": _("Catalogue des compétences installé"),
        "skills.import_catalogue": _("Catalogue des compétences importé d’un classeur"),
        "skills.save_skill": _("Compétence du catalogue modifiée"),
        "skills.add_family": _("Famille ajoutée au catalogue"),
        "skills.rename_family": _("Famille du catalogue renommée"),
        "skills.retire_family": _("Famille retirée du catalogue"),
        "skills.save_role": _("Métier du catalogue modifié"),
        "skills.retire_skill": _("Compétence retirée du catalogue"),
        "skills.retire_role": _("Métier retiré du catalogue"),
        "skills.export": _("Compétences exportées"),
        "skills.settings": _("Seuils et hypothèses des compétences modifiés"),
        "skills.import_rome": _("Référentiel ROME importé"),
        "skills.import_esco": _("Référentiel ESCO importé"),
        "skills.link_jobs": _("Intitulés de poste rapprochés des métiers"),
        "skills.link_jobs_automatically": _("Intitulés de poste rapprochés sans intervention"),
        "action.add": _("Action ajoutée au plan"),
        "action.update": _("Action modifiée"),
        "diagnosis.submit": _("Diagnostic transmis"),
        "diagnosis.reopen": _("Diagnostic rouvert"),
        "questionnaire.duplicate": _("Questionnaire dupliqué"),
        "questionnaire.import": _("Questionnaire importé"),
        "questionnaire.save": _("Questionnaire modifié"),
        "questionnaire.finish": _("Questionnaire terminé"),
        "questionnaire.delete": _("Questionnaire inachevé supprimé"),
        "outreach.invite": _("Invitations envoyées"),
        "outreach.remind": _("Relance envoyée"),
        "outreach.print_slips": _("Codes personnels imprimés"),
        "outreach.print_questionnaires": _("Questionnaires papier imprimés"),
        "survey.export_benchmark": _("Fichier d’échange produit"),
        "survey.import_benchmark": _("Référence importée"),
        "survey.delete_benchmark": _("Référence supprimée"),
        "survey.import_competence": _("Compétences mesurées importées"),
        "survey.delete_competence": _("Compétences mesurées supprimées"),
        "skills.wish": _("Souhait de mobilité noté"),
        "skills.print_path": _("Parcours d’un agent imprimé"),
        "skills.assess": _("Agent évalué"),
        "skills.assess_self": _("Auto-évaluation"),
        "skills.certificate": _("Certificat ajouté"),
        "skills.confirm_proposal": _("Niveau de formation confirmé"),
        "skills.decline_proposal": _("Niveau de formation refusé"),
        "skills.import_levels": _("Évaluations importées"),
        "skills.staffing.create": _("Scénario d’affectation créé"),
        "skills.staffing.change": _("Scénario d’affectation modifié"),
        "skills.staffing.compute": _("Scénario d’affectation calculé"),
        "skills.staffing.retain": _("Scénario d’affectation retenu"),
        "skills.staffing.release": _("Scénario d’affectation libéré"),
        "skills.staffing.delete": _("Scénario d’affectation supprimé"),
        "skills.staffing.export": _("Scénario d’affectation exporté"),
        "demo.start": _("Démonstration commencée"),
        "demo.build": _("Démonstration construite"),
    }.get(action, action)


def object_label(object_type: str) -> str:
    """The kind of object in words; a kind without words is shown as it is."""
    return {
        "account": _("Compte"),
        "staff": _("Personnel"),
        "campaign": _("Campagne"),
        "benchmark": _("Référence"),
        "competence_measure": _("Compétences mesurées"),
        "questionnaire": _("Questionnaire"),
        "action": _("Action"),
        "agent": _("Agent"),
        "skill_level": _("Évaluations"),
        "catalogue": _("Catalogue des compétences"),
        "reference_catalogue": _("Référentiel externe"),
        "skill": _("Compétence"),
        "role": _("Métier"),
        "job_role": _("Intitulé de poste"),
        "settings": _("Réglages"),
        "skill_map": _("Carte des compétences"),
        "role_map": _("Carte des métiers"),
        "person_map": _("Carte des agents"),
        "role_fit": _("Agents classés pour un métier"),
        "what_if": _("Mouvement d’une équipe"),
        "staffing_scenario": _("Scénario d’affectation"),
        "demo": _("Démonstration"),
    }.get(object_type, object_type)
