"""ROME and ESCO: read as published, refused by file, line and reason, replaced as a whole."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import factories
from transfo_rh.access.model import Role, operator
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import InvalidFile, NotFound, PermissionDenied
from transfo_rh.skills.references import repository, service

ROME = {
    "referentiel_code_rome": "code_rome,libelle_rome,code_rome_parent\nM1601,Accueil,M1601\nM1405,Data scientist,M1403\nM1403,Études,M1403\n",
    "referentiel_appellation": "libelle_appellation_long,libelle_appellation_court,code_rome\nHôte / Hôtesse d’accueil,Hôte,M1601\n",
    "referentiel_competence": "code_ogr,libelle_competence,cat_comp\n100,Accueillir le public,Savoir-faire\n101,Analyser,Savoir-faire\n",
    "coherence_item": "code_rome,code_ogr,coeur_metier\nM1601,100,Principale\nM1405,101,\nM1601,999,\n",
    "rubrique_mobilite": "code_rome,code_rome_cible,numero_ordre\nM1601,M1403,1\n",
}
ESCO = {
    "skills_fr.csv": 'conceptUri,preferredLabel,altLabels,skillType\nuri:s1,accueillir,"recevoir\naccueil",skill/competence\n',
    "occupations_fr.csv": "conceptUri,preferredLabel,altLabels\nuri:o1,réceptionniste,hôte|hôtesse\n",
    "occupationSkillRelations_fr.csv": "occupationUri,relationType,skillType,skillUri\nuri:o1,essential,x,uri:s1\nuri:o9,optional,x,uri:s1\n",
}


def _rome(folder: Path, *, encode: Callable[[str], bytes] = str.encode, version: int = 461) -> Path:
    folder.mkdir(exist_ok=True)
    for table, text in ROME.items():
        (folder / f"unix_{table}_v{version}_utf8.csv").write_bytes(encode(text))
    return folder


def _esco(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in ESCO.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode(),
        lambda text: b"\xef\xbb\xbf" + text.replace(",", ";").encode(),
        lambda text: text.replace("\n", "\r\n").encode("utf-16"),
    ],
)
def test_rome_is_read_whatever_its_separator_and_mark(
    sqlite_database: Database, tmp_path: Path, encode: Callable[[str], bytes]
) -> None:
    summary = service.import_rome(viewer=operator(), folder=_rome(tmp_path / "rome", encode=encode))
    assert summary.version == "v461"
    assert (summary.counts["occupations"], summary.counts["skills"], summary.counts["requirements"]) == (
        3,
        2,
        2,
    )
    with database().read() as session:
        sheets = {sheet.code: sheet for sheet in repository.occupations(session, "rome")}
    assert sheets["M1601"].labels == ("Hôte / Hôtesse d’accueil", "Hôte")
    assert (sheets["M1405"].parent, sheets["M1403"].parent) == ("M1403", None)


def test_mobilities_reach_the_codes_that_come_from_a_former_one(
    any_database: Database, tmp_path: Path
) -> None:
    with database().read() as session:
        assert service.rome_mobilities(session, ["M1601"]) == frozenset()
    service.import_rome(viewer=operator(), folder=_rome(tmp_path / "rome"))
    with database().read() as session:
        found = service.rome_mobilities(session, ["M1601", "M1405"])
    assert found == {("M1601", "M1403"), ("M1601", "M1405")}
    assert (
        service.search_occupations(viewer=operator(), catalogue="rome", text="hotesse accueil")[0].id
        == "M1601"
    )


def test_a_new_import_replaces_the_former_one(any_database: Database, tmp_path: Path) -> None:
    service.import_rome(viewer=operator(), folder=_rome(tmp_path / "rome"))
    service.import_esco(viewer=operator(), folder=_esco(tmp_path / "esco"))
    service.import_rome(viewer=operator(), folder=_rome(tmp_path / "rome", version=462))
    found = {each.code: each for each in service.reference_catalogues(viewer=operator())}
    assert found["rome"].version == "v462"
    assert found["esco"].counts["requirements"] == 1
    with database().read() as session:
        assert len(repository.mobilities(session, "rome")) == 1
        assert repository.skills(session, "esco")[0].labels == ("recevoir", "accueil")


@pytest.mark.parametrize("table", list(ROME))
def test_a_folder_without_a_file_is_refused_by_its_name(
    sqlite_database: Database, tmp_path: Path, table: str
) -> None:
    folder = _rome(tmp_path / "rome")
    (folder / f"unix_{table}_v461_utf8.csv").unlink()
    with pytest.raises(InvalidFile, match=f"unix_{table}_v461_utf8.csv"):
        service.import_rome(viewer=operator(), folder=folder)


@pytest.mark.parametrize(
    ("table", "text", "reason"),
    [
        ("referentiel_code_rome", "code,libelle_rome\nM1601,Accueil\n", "ligne 1.*code_rome"),
        ("referentiel_code_rome", "code_rome,libelle_rome\nM16,Accueil\n", "ligne 2.*M16"),
        ("referentiel_code_rome", "code_rome,libelle_rome\nM1601,A\nM1601,B\n", "ligne 3.*deux fois"),
        ("referentiel_competence", "code_ogr,libelle_competence\n100\n", "ligne 2.*tronqué"),
        ("referentiel_competence", 'code_ogr,libelle_competence\n100,"Accueillir\n', "guillemet"),
        ("referentiel_competence", "code_ogr,libelle_competence\n", "aucune ligne"),
        ("referentiel_competence", "", "vide"),
        ("referentiel_competence", "\x00\x01\x02", "lisible"),
        ("rubrique_mobilite", "code_rome,code_rome_cible\nM1601,Z9999\n", "ligne 2.*Z9999"),
        ("coherence_item", "code_rome,code_ogr\nZ9999,100\n", "ligne 2.*Z9999"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_nothing_changes(
    sqlite_database: Database, tmp_path: Path, table: str, text: str, reason: str
) -> None:
    folder = _rome(tmp_path / "rome")
    before = service.import_rome(viewer=operator(), folder=folder)
    (folder / f"unix_{table}_v461_utf8.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidFile, match=f"{table}.*{reason}"):
        service.import_rome(viewer=operator(), folder=folder)
    assert service.reference_catalogues(viewer=operator()) == (before,)


def test_a_set_that_lists_all_items_is_refused_without_its_knowledge(
    sqlite_database: Database, tmp_path: Path
) -> None:
    folder = _rome(tmp_path / "rome")
    (folder / "unix_item_v461_utf8.csv").write_text("code_ogr,libelle\n100,Accueillir\n", encoding="utf-8")
    with pytest.raises(InvalidFile, match=r"unix_referentiel_savoir_v461_utf8\.csv"):
        service.import_rome(viewer=operator(), folder=folder)


def test_names_in_capitals_are_read(sqlite_database: Database, tmp_path: Path) -> None:
    for folder in (_rome(tmp_path / "rome", version=470), _esco(tmp_path / "esco")):
        for path in list(folder.iterdir()):
            path.rename(folder / path.name.upper())
    assert service.import_rome(viewer=operator(), folder=tmp_path / "rome").version == "v470"
    assert service.import_esco(viewer=operator(), folder=tmp_path / "esco").counts["requirements"] == 1


def test_an_english_esco_with_all_its_columns_is_read(sqlite_database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "esco"
    folder.mkdir()
    (folder / "skills_en.csv").write_text(
        'conceptType,conceptUri,skillType,preferredLabel,altLabels,description\nx,uri:s1,knowledge,welcome,"greet\nreceive","Say, and\nsmile"\n',
        encoding="utf-8",
    )
    (folder / "occupations_en.csv").write_text(
        "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,code\nx,uri:o1,4226,receptionist,,4226.1\n",
        encoding="utf-8",
    )
    summary = service.import_esco(viewer=operator(), folder=folder)
    assert (summary.version, summary.counts["skills"], summary.counts["labels"]) == ("en", 1, 2)


@pytest.mark.parametrize("name", ["skills_fr.csv", "occupations_fr.csv"])
def test_an_esco_cut_in_its_last_cell_is_refused_and_nothing_changes(
    sqlite_database: Database, tmp_path: Path, name: str
) -> None:
    folder = _esco(tmp_path / "esco")
    before = service.import_esco(viewer=operator(), folder=folder)
    lines = "".join(f"uri:{n},libellé {n},autre nom {n}\n" for n in range(3_000))
    text = "conceptUri,preferredLabel,altLabels\n" + lines
    (folder / name).write_text(text[:-3], encoding="utf-8")
    with pytest.raises(InvalidFile, match=f"{name}.*tronqué"):
        service.import_esco(viewer=operator(), folder=folder)
    assert service.reference_catalogues(viewer=operator()) == (before,)


@pytest.mark.parametrize("name", ["skills_fr.csv", "occupations_fr.csv"])
def test_an_esco_folder_without_a_file_is_refused_by_its_name(
    sqlite_database: Database, tmp_path: Path, name: str
) -> None:
    folder = _esco(tmp_path / "esco")
    (folder / name).unlink()
    with pytest.raises(InvalidFile, match=name):
        service.import_esco(viewer=operator(), folder=folder)


def test_only_human_resources_import_and_a_search_needs_an_import(
    sqlite_database: Database, tmp_path: Path
) -> None:
    for role in Role:
        if role is not Role.HR:
            with pytest.raises(PermissionDenied):
                service.import_rome(viewer=factories.viewer(role), folder=tmp_path)
    with pytest.raises(NotFound):
        service.search_skills(viewer=operator(), catalogue="esco", text="accueil")


def test_the_published_rome_is_read_whole(sqlite_database: Database, samples: Path, tmp_path: Path) -> None:
    summary = service.import_rome(viewer=operator(), folder=samples / "rome")
    assert (summary.version, summary.counts["occupations"], summary.counts["mobilities"]) == (
        "v460",
        1584,
        14912,
    )
    assert summary.counts["skills"] == 18317
    truncated = tmp_path / "truncated"
    shutil.copytree(samples / "rome", truncated)
    file = truncated / "unix_rubrique_mobilite_v460_utf8.csv"
    file.chmod(0o644)
    file.write_bytes(file.read_bytes()[:200_003])
    with pytest.raises(InvalidFile, match=r"unix_rubrique_mobilite_v460_utf8\.csv.*ligne"):
        service.import_rome(viewer=operator(), folder=truncated)
