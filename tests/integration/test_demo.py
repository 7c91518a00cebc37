"""The demo authority built through the real services, and the command that builds and serves it."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from typer.testing import CliRunner

from transfo_rh.access import service as access_service
from transfo_rh.access.model import Role, administrator_operator, operator
from transfo_rh.access.sessions import sign_in
from transfo_rh.campaigns import service as campaigns_service
from transfo_rh.campaigns.actions.service import action_plan
from transfo_rh.campaigns.diagnosis.model import DiagnosisState
from transfo_rh.campaigns.diagnosis.service import diagnoses
from transfo_rh.campaigns.model import Basis, CampaignState, CellState, MeasureKind
from transfo_rh.campaigns.outreach.invitations import invitation_counts, reminder_outlook
from transfo_rh.campaigns.outreach.participation import followed_campaigns
from transfo_rh.campaigns.results import service as results
from transfo_rh.campaigns.results.benchmarks import benchmarks, imported_benchmarks
from transfo_rh.campaigns.results.competence import competence
from transfo_rh.cli import demo as demo_command
from transfo_rh.cli import serve
from transfo_rh.cli.demo_authority import build
from transfo_rh.cli.main import app
from transfo_rh.core.database import Database, database
from transfo_rh.core.errors import Cancelled, StorageUnavailable, TransfoError
from transfo_rh.core.settings import settings
from transfo_rh.staff import service as staff_service
from transfo_rh.staff.repository import agents

SMALL = 300
_AT_WORK = (Role.HR, Role.DEPARTMENT_HEAD, Role.AGENT)
runner = CliRunner()


def test_the_demo_is_built_through_the_services(any_database: Database) -> None:
    steps: list[float] = []
    assert build.is_empty()
    assert not build.holds_demo(SMALL)
    summary = build.build_demo(agents=SMALL, progress=lambda share, _step: steps.append(share))
    assert summary.agents == SMALL
    assert steps == sorted(steps)
    assert steps[-1] == 1.0
    organisation = staff_service.organisation(viewer=operator())
    assert organisation.agents == SMALL
    assert len(organisation.departments) == summary.departments
    campaigns = results.published_campaigns(viewer=operator())
    assert [campaign.attributes for campaign in campaigns] == [("category", "has_workstation")] * 2
    assert campaigns[0].wave_on > campaigns[1].wave_on
    states = Counter(campaign.state for campaign in campaigns_service.campaigns(viewer=operator()))
    assert states == {
        CampaignState.PUBLISHED: 2,
        CampaignState.OPEN: 2,  # the pulse and the diagnosis of departments
        CampaignState.SIMULATED: 1,  # the next wave
    }
    assert not build.is_empty()
    assert build.holds_demo(SMALL)
    assert not build.holds_demo(SMALL + 1)
    assert not build.is_interrupted()


def test_each_role_has_an_account_that_signs_in(sqlite_database: Database) -> None:
    build.build_demo(agents=SMALL)
    assert {account.role for account in build.demo_accounts()} == set(Role)
    for account in build.demo_accounts():
        assert sign_in(email=account.email, password=build.demo_password(), client_address="127.0.0.1").token
    stored = access_service.accounts(viewer=administrator_operator())
    assert not any(account.must_change_password for account in stored)
    heads = [account for account in stored if account.role is Role.DEPARTMENT_HEAD]
    tree = staff_service.tree(viewer=operator())
    below = sorted(len(tree.subtree(account.department_ids)) for account in heads)
    assert below[0] == 1 < below[-1]


def test_what_is_under_way_has_been_lived(sqlite_database: Database) -> None:
    build.build_demo(agents=SMALL)
    followed = {campaign.basis: campaign.id for campaign in followed_campaigns(viewer=operator())[:2]}
    invited = invitation_counts(viewer=operator(), campaign_id=followed[Basis.PERSON])
    assert invited.invited == invited.with_address > 0
    outlook = reminder_outlook(viewer=operator(), campaign_id=followed[Basis.PERSON])
    assert outlook.allowed  # nine days after the invitations
    lines = diagnoses(viewer=operator(), campaign_id=followed[Basis.DEPARTMENT])
    submitted = [line for line in lines if line.state is DiagnosisState.SUBMITTED]
    assert len(submitted) > len(lines) / 3
    names = {account.name for account in access_service.accounts(viewer=administrator_operator())}
    assert {line.submitted_by for line in submitted} <= names


def test_the_demo_s_people_belong_to_the_staff(sqlite_database: Database) -> None:
    build.build_demo(agents=SMALL)
    with database().read() as session:
        addresses = {agent.email for agent in agents(session, scope=None)}
    working = {account.email for account in build.demo_accounts() if account.role in _AT_WORK}
    assert len(working) == 4
    assert working <= addresses


def test_what_comes_from_elsewhere_tells_a_story(sqlite_database: Database) -> None:
    build.build_demo(agents=SMALL)
    campaign_id = results.published_campaigns(viewer=operator())[0].id
    assert action_plan(viewer=operator(), campaign_id=campaign_id).actions
    assert len(imported_benchmarks(viewer=operator())) == 2
    references = benchmarks(viewer=operator(), campaign_id=campaign_id)
    assert references.compared
    assert all(len(row.past_waves) == 1 for row in references.rows if row.whole.score is not None)
    view = competence(viewer=operator(), campaign_id=campaign_id)
    gaps = {code: pair.gap for (code, _name), pair in zip(view.competences, view.rows[0].pairs, strict=True)}
    assert len(gaps) == 16
    security = gaps["4.1"]
    assert security is not None
    assert security >= 8  # people think themselves safer than Pix measures them
    assert security == max(gap for gap in gaps.values() if gap is not None)


def test_the_whole_demo_shows_every_state_and_leaves_no_small_residual(sqlite_database: Database) -> None:
    build.build_demo(agents=2400)
    for campaign in results.published_campaigns(viewer=operator()):
        export = results.export(viewer=operator(), campaign_id=campaign.id)
        dimensions = {m.code: m for m in export.measures if m.kind is MeasureKind.DIMENSION}
        assert len(dimensions) == 17
        for measure in dimensions.values():
            assert measure.alpha is not None
            assert 0.70 <= measure.alpha <= 0.90
        by_unit = [cell for cell in export.cells if cell.attribute is None and cell.measure in dimensions]
        states = Counter(cell.state for cell in by_unit)
        assert set(states) == set(CellState)
        assert states[CellState.SHOWN] / states.total() > 0.6
        counts: dict[str, dict[int | None, int | None]] = defaultdict(dict)
        for cell in by_unit:
            counts[cell.measure][cell.unit] = cell.n
        for count in counts.values():
            for unit in export.units:
                children = [count[child.position] for child in export.units if child.parent == unit.position]
                total = count[unit.position]
                if children and total is not None and all(n is not None for n in children):
                    residual = total - sum(n for n in children if n is not None)
                    assert residual == 0 or residual >= 5, (unit.code, residual)


def test_a_stopped_build_is_recognised(sqlite_database: Database) -> None:
    def stop(share: float, step: str) -> None:
        if share > 0.5:
            raise Cancelled(step)

    with pytest.raises(Cancelled):
        build.build_demo(agents=SMALL, progress=stop)
    assert build.is_interrupted()
    assert not build.holds_demo(SMALL)


@pytest.fixture
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project root without a demo; nothing is served; the environment is put back afterwards."""
    for name in (demo_command.DATABASE_VARIABLE, demo_command.AUTHORITY_VARIABLE):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    monkeypatch.setattr(demo_command, "project_root", lambda: tmp_path)
    settings.cache_clear()
    return tmp_path


def _run(*arguments: str) -> str:
    result = runner.invoke(app, ["demo", "--agents", str(SMALL), *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def _forget(monkeypatch: pytest.MonkeyPatch) -> None:
    """As a new process would start."""
    monkeypatch.delenv(demo_command.DATABASE_VARIABLE)
    settings.cache_clear()


def test_the_command_builds_then_serves_then_reuses(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[tuple[str, int, str, str]] = []

    def serving(host: str, port: int) -> None:
        served.append((host, port, settings().database_url, settings().authority_name))

    monkeypatch.setattr(serve, "serve_application", serving)
    output = _run("--port", "8599")
    file = own_folder / "var" / f"demo-{SMALL}.sqlite"
    assert served == [("127.0.0.1", 8599, f"sqlite:///{file}", "Val-d’Ambre Métropole")]
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert build.demo_password() in output
    for account in build.demo_accounts():
        assert account.email in output
    before = file.stat().st_mtime_ns, file.stat().st_ino
    _forget(monkeypatch)
    assert "déjà construite" in _run("--no-serve")
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before
    _forget(monkeypatch)
    assert "déjà construite" not in _run("--no-serve", "--rebuild")
    assert file.stat().st_ino != before[1]
    assert len(served) == 1


@pytest.mark.parametrize("content", [b"", b"not a database, although it is long enough to be looked at" * 20])
def test_a_damaged_or_empty_demo_file_is_built_again(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    file = own_folder / "var" / f"demo-{SMALL}.sqlite"
    file.parent.mkdir()
    file.write_bytes(content)
    assert "Métropole" in _run("--no-serve")
    _forget(monkeypatch)
    assert "déjà construite" in _run("--no-serve")


def test_an_interrupted_build_leaves_no_file(own_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(**_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(build, "build_demo", interrupted)
    result = runner.invoke(app, ["demo", "--agents", str(SMALL), "--no-serve"])
    assert result.exit_code != 0
    assert list((own_folder / "var").iterdir()) == []


def _given(monkeypatch: pytest.MonkeyPatch, database: Database) -> None:
    monkeypatch.setenv(demo_command.DATABASE_VARIABLE, database.url.render_as_string(hide_password=False))


def test_a_named_empty_database_takes_the_demo_once(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, any_database: Database
) -> None:
    _given(monkeypatch, any_database)
    assert "réponses" in _run("--no-serve")
    assert "déjà construite dans la base désignée" in _run("--no-serve")
    assert not (own_folder / "var").exists()
    with pytest.raises(TransfoError, match="ne vide jamais"):
        _run("--no-serve", "--rebuild")
    with pytest.raises(TransfoError, match="autre chose"):
        runner.invoke(app, ["demo", "--agents", "400", "--no-serve"], catch_exceptions=False)


def test_a_named_database_with_something_else_is_left_alone(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, sqlite_database: Database
) -> None:
    access_service.add_account(
        viewer=administrator_operator(), email="someone@example.org", name="Someone", role=Role.ADMIN
    )
    _given(monkeypatch, sqlite_database)
    with pytest.raises(TransfoError, match="rien n’a été écrit"):
        _run("--no-serve")
    assert staff_service.tree(viewer=operator()).departments == ()


def test_a_named_database_with_a_stopped_demo_says_so(
    own_folder: Path, monkeypatch: pytest.MonkeyPatch, sqlite_database: Database
) -> None:
    def stop(share: float, step: str) -> None:
        if share > 0.5:
            raise Cancelled(step)

    with pytest.raises(Cancelled):
        build.build_demo(agents=SMALL, progress=stop)
    _given(monkeypatch, sqlite_database)
    with pytest.raises(TransfoError, match="arrêtée en route"):
        _run("--no-serve")


def test_a_damaged_database_file_is_one_clear_line(tmp_path: Path) -> None:
    path = tmp_path / "damaged.sqlite"
    path.write_bytes(b"not a database, although it is long enough to be looked at" * 20)
    damaged = Database(f"sqlite:///{path}")
    with pytest.raises(StorageUnavailable, match="abîmé"), damaged.read() as session:
        session.connection()
    damaged.dispose()
