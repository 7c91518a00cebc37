"""Masking of comments: what must go, what must stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfo_rh.campaigns.collection.masking import EMAIL, NUMBER, masked, roster

KNOWN = roster(
    last_names=["Dupont", "Le Gall", "Petit", "Bénard", "O’Brien", "Fontaine", "N’Diaye", "Ly", "Grand"],
    first_names=["Anne", "Jean-Pierre", "Rose", "Béatrice", "Pierre", "Noé"],
    matricules=["A-12", "00417", "MAT7"],
)


@pytest.mark.parametrize(
    ("comment", "stored"),
    [
        ("Dupont ne répond jamais.", "[nom] ne répond jamais."),
        ("dupont, DUPONT, Dùpont", "[nom], [nom], [nom]"),
        ("J’ai vu Anne Dupont hier", "J’ai vu [nom] hier"),
        ("Mme Benard et M. Le Gall", "Mme [nom] et M. Le [nom]"),
        ("Jean-Pierre et BEATRICE", "[nom] et [nom]"),
        ("Pierre ne vient plus", "[nom] ne vient plus"),
        ("mon chef, Petit, crie", "mon chef, [nom], crie"),
        ("Anne Petit, Petit Anne", "[nom], [nom]"),
        ("M. Grand décide seul", "M. [nom] décide seul"),
        ("Monsieur Tartempion et Me Durand", "Monsieur [nom] et Me [nom]"),
        ("M. O’Brien, O’BRIEN", "M. [nom], O’[nom]"),
        ("l’équipe de Dupont/Le Gall", "l’équipe de [nom]/Le [nom]"),
        ("du\u200bpont et Du\u00adpont", "[nom] et [nom]"),
        ("Be\u0301nard (décomposé)", "[nom] (décomposé)"),
    ],
)  # fmt: skip
def test_people_are_masked(comment: str, stored: str) -> None:
    assert masked(comment, KNOWN) == stored


@pytest.mark.parametrize(
    "comment",
    [
        "Un petit bureau, une grande fontaine et une pierre rose.",
        "Petit à petit, on avance. Grand merci !",
        "Il m’a dit oui : 3 jours sur 5, à 14h30, pour 12,5 %.",
        "Le service de l’eau, la direction des routes.",
        "C’est le même problème partout ; rien n’avance.",
        "Nous sommes 12 agents pour 450 usagers.",
        "Un manque de moyens\n- bureau\n- formation",
    ],
)
def test_common_words_and_small_numbers_stay(comment: str) -> None:
    assert masked(comment, KNOWN) == comment


@pytest.mark.parametrize(
    ("comment", "stored"),
    [
        ("Appelez le 06 12 34 56 78 ou 06.12.34.56.78", f"Appelez le {NUMBER} ou {NUMBER}"),
        ("+33 6 12 34 56 78 / 0612345678", f"{NUMBER}"),
        ("NIR 1 85 05 78 006 084 36", f"NIR {NUMBER}"),
        ("2 85 05 2A 006 084 36", NUMBER),
        ("IBAN FR76 3000 6000 0112 3456 7890 189", f"IBAN {NUMBER}"),
        ("FR7630006000011234567890189.", f"{NUMBER}."),
        ("agent A-12, a-12, mat7, 00417", f"agent {NUMBER}, {NUMBER}, {NUMBER}, {NUMBER}"),
        ("dossier AB12345C", f"dossier {NUMBER}"),
        ("en 2026 et le 12/05/2026", f"en {NUMBER} et le {NUMBER}"),
        ("1 500 euros", f"{NUMBER} euros"),
        ("anne.dupont@ville.fr", EMAIL),
        ("écrire à x.y+z@mairie-de-ville.fr, merci", f"écrire à {EMAIL}, merci"),
        ("paul (at) ville.fr", EMAIL),
    ],
)
def test_numbers_and_addresses_are_masked(comment: str, stored: str) -> None:
    assert masked(comment, KNOWN) == stored


def test_a_masked_comment_does_not_change_again() -> None:
    once = masked("Mme Dupont, 06 12 34 56 78, anne@ville.fr, Petit Anne", KNOWN)
    assert masked(once, KNOWN) == once


def test_control_characters_and_ends_of_line_are_made_plain() -> None:
    assert masked("  un\r\ndeux\x00trois\x1f ", KNOWN) == "un\ndeux trois"


words = st.sampled_from(
    ["Dupont", "le", "06 12 34 56 78", "petit", "a@b.fr", "Anne", ",", "PETIT", "12", "\n", "n°4821"]
)


@given(st.lists(words, max_size=12).map(" ".join))
def test_nothing_certain_remains_in_any_order(comment: str) -> None:
    stored = masked(comment, KNOWN)
    assert not re.search("dupont|anne|@", stored, re.IGNORECASE)
    assert not re.search(r"\d{4}", re.sub(r"[ .]", "", stored.replace("12", "")))


@given(st.text(max_size=300))
def test_any_text_can_be_masked(text: str) -> None:
    stored = masked(text, KNOWN)

    assert not re.search(r"[0-9]{4}", stored)
