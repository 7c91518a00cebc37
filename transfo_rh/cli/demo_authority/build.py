"""Building the demo authority in the database of the process, through the same services as the screens."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from transfo_rh.access import audit
from transfo_rh.access import service as access_service
from transfo_rh.access.model import Role, Viewer, administrator_operator, operator
from transfo_rh.campaigns import service as campaigns_service
from transfo_rh.campaigns.questionnaires.files import load_questionnaire
from transfo_rh.cli.demo_authority.abilities import DemoAbilities, record_abilities
from transfo_rh.cli.demo_authority.answers import DemoWave, demo_waves
from transfo_rh.cli.demo_authority.authors import DemoAuthors
from transfo_rh.cli.demo_authority.lived import live_wave
from transfo_rh.cli.demo_authority.new_roles import staff_new_roles
from transfo_rh.cli.demo_authority.organisation import (
    DemoOrganisation,
    demo_data,
    demo_folder,
    demo_organisation,
)
from transfo_rh.cli.demo_authority.outside import take_in_benchmarks, take_in_pix
from transfo_rh.cli.demo_authority.people import DemoStaff, demo_staff
from transfo_rh.cli.demo_authority.under_way import (
    fill_diagnosis,
    open_pulse,
    prepare_next_wave,
    write_actions,
)
from transfo_rh.core.database import database
from transfo_rh.core.i18n import _
from transfo_rh.core.paths import data_folder
from transfo_rh.core.progress import Progress, part_of, silent
from transfo_rh.staff import service as staff_service
from transfo_rh.staff.model import StaffRecords
from transfo_rh.staff.repository import department_tree
from transfo_rh.staff.tree import DepartmentTree

SEED = 2026
STANDING_SINCE = date(2020, 1, 1)  # the day from which the demo's departments stand
_GENERATOR_VERSION = 7  # changes when the same data files would give other facts
_OFFICES = {Role.HR: "DRH", Role.AGENT: "DRU-GUI"}  # where those without a department of their own work
_STARTED, _BUILT = "demo.start", "demo.build"


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account of the demo; ``department_code`` is the root of a department head's scope."""

    email: str
    name: str
    role: Role
    department_code: str | None


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What was built."""

    departments: int
    agents: int
    responses: tuple[int, ...]


def demo_fingerprint(agents: int) -> str:
    """Changes with the size, the data files, the questionnaires and the generator: what the facts depend on."""
    digest = hashlib.sha256(f"{_GENERATOR_VERSION}/{SEED}/{agents}".encode())
    data = [
        *demo_folder().glob("*.yaml"),
        *data_folder("surveys").glob("*.yaml"),
        *data_folder("data").glob("*.csv"),
    ]
    for path in sorted(data):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:32]


def demo_accounts() -> tuple[DemoAccount, ...]:
    """The accounts of the demo, one at least for each role."""
    domain = demo_data("organisation")["domain"]
    return tuple(
        DemoAccount(
            email=f"{entry['local_part']}@{domain}",
            name=entry["name"],
            role=Role(entry["role"]),
            department_code=entry.get("department"),
        )
        for entry in demo_data("accounts")["accounts"]
    )


def demo_password() -> str:
    """The password of every account of the demo."""
    return str(demo_data("accounts")["password"])


def is_empty() -> bool:
    """True when the database holds no account, department or campaign."""
    return not (
        access_service.accounts(viewer=administrator_operator())
        or staff_service.tree(viewer=operator()).departments
        or campaigns_service.campaigns(viewer=operator())
    )


def holds_demo(agents: int) -> bool:
    """True when the database holds this very demo, complete."""
    return _recorded(_BUILT) == demo_fingerprint(agents)


def is_interrupted() -> bool:
    """True when the building of a demo stopped half-way in this database."""
    return _recorded(_STARTED) is not None and _recorded(_BUILT) is None


def build_demo(*, agents: int, progress: Progress = silent) -> DemoSummary:
    """Fill the empty database of the process with the demo: staff, accounts, published waves.

    Raises InvalidInput when the size is out of bounds.
    """
    organisation = demo_organisation(agents)
    _record(_STARTED, demo_fingerprint(agents))
    progress(0.02, _("Tirage des agents"))
    staff = demo_staff(organisation, seed=SEED)
    abilities = DemoAbilities(organisation, staff.records.agents, staff.department_of, seed=SEED)
    staff = replace(staff, records=replace(staff.records, agents=abilities.with_retirements()))
    holders = account_holders(organisation, staff)
    records = _with_addresses(staff.records, holders)
    code = demo_data("story")["questionnaire"]
    progress(0.05, _("Tirage des réponses"))
    waves = demo_waves(organisation, staff, load_questionnaire(code), seed=SEED)
    staff_service.store_records(
        viewer=operator(),
        records=records,
        effective_on=STANDING_SINCE,
        progress=part_of(progress, 0.1, 0.25),
    )
    with database().read() as session:
        tree = department_tree(session, on=waves[-1].wave_on)
    accounts = [*named_accounts(records, holders), *direction_heads(organisation, staff)]
    authors = add_accounts(accounts, organisation, tree)
    published = _live_waves(organisation, records, waves, code, progress=part_of(progress, 0.27, 0.87))
    progress(0.9, _("Ce qui est en cours"))
    waiting = frozenset(records.agents[position].matricule for position in holders.values())
    open_pulse(organisation, records.agents, staff.department_of, seed=SEED, left_out=waiting)
    _follow_up(organisation, staff, records, authors, campaign_id=published[-1], questionnaire_code=code)
    progress(0.94, _("Compétences et métiers"))
    record_abilities(abilities, records.agents, authors)
    staff_new_roles(abilities, records.agents, organisation, viewer=authors.hr)
    _record(_BUILT, demo_fingerprint(agents))
    progress(1.0, _("Collectivité de démonstration prête"))
    return DemoSummary(
        departments=len(organisation.departments),
        agents=organisation.agents,
        responses=tuple(len(wave.departments) for wave in waves),
    )


def _live_waves(
    organisation: DemoOrganisation,
    records: StaffRecords,
    waves: Sequence[DemoWave],
    questionnaire_code: str,
    *,
    progress: Progress,
) -> list[int]:
    """The ids of the published campaigns, in order."""
    share = 1 / len(waves)
    return [
        live_wave(
            organisation,
            records.agents,
            wave=wave,
            questionnaire_code=questionnaire_code,
            seed=SEED,
            progress=part_of(progress, number * share, (number + 1) * share),
        )
        for number, wave in enumerate(waves)
    ]


def _follow_up(
    organisation: DemoOrganisation,
    staff: DemoStaff,
    records: StaffRecords,
    authors: DemoAuthors,
    *,
    campaign_id: int,
    questionnaire_code: str,
) -> None:
    """What comes after the last published campaign: diagnoses, the next wave, actions, what others send."""
    own = frozenset(
        _existing_code(organisation, account.department_code) or "" for account in demo_accounts()
    )
    fill_diagnosis(heads=authors.heads, seed=SEED, left_out=own)
    prepare_next_wave()
    write_actions(campaign_id)
    take_in_pix(
        organisation,
        records.agents,
        staff.department_of,
        campaign_id=campaign_id,
        questionnaire_code=questionnaire_code,
        seed=SEED,
    )
    take_in_benchmarks(campaign_id=campaign_id, questionnaire_code=questionnaire_code, seed=SEED)


def account_holders(organisation: DemoOrganisation, staff: DemoStaff) -> dict[str, int]:
    """E-mail address of an account → position of the agent behind it; only those who are in the staff.

    A department head is the first agent of the department, who leads it; the agent is the last of the counters, one of
    the people of whom data/demo/skills.yaml tells.
    """
    counter = demo_data("jobs")["jobs"]["counter_agent"]["title"]
    holders: dict[str, int] = {}
    for account in demo_accounts():
        code = account.department_code or _OFFICES.get(account.role)
        place = _existing_code(organisation, code) if code else None
        if place is None:
            continue
        wanted = next(n for n, department in enumerate(organisation.departments) if department.code == place)
        members = [n for n, department in enumerate(staff.department_of) if department == wanted]
        at_counters = [n for n in members if staff.records.agents[n].job == counter]
        if account.role is Role.AGENT and at_counters:
            holders[account.email] = at_counters[-1]
        elif members:
            holders[account.email] = members[0 if account.role is Role.DEPARTMENT_HEAD else -1]
    return holders


def direction_heads(organisation: DemoOrganisation, staff: DemoStaff) -> tuple[DemoAccount, ...]:
    """The heads of the directions that no presented account leads: they sign the diagnoses of their departments.

    The first agent of a direction leads it; one without an address signs in with that of the direction.
    """
    led = {account.department_code for account in demo_accounts()}
    root = organisation.departments[0].code
    found = []
    for place, department in enumerate(organisation.departments):
        if department.parent_code != root or department.code in led:
            continue
        leader = staff.records.agents[staff.department_of.index(place)]
        found.append(
            DemoAccount(
                email=leader.email or f"{department.code.lower()}@{organisation.domain}",
                name=f"{leader.first_name} {leader.last_name}",
                role=Role.DEPARTMENT_HEAD,
                department_code=department.code,
            )
        )
    return tuple(found)


def named_accounts(records: StaffRecords, holders: dict[str, int]) -> tuple[DemoAccount, ...]:
    """The presented accounts, under the name of the agent behind each: every screen speaks of one person."""
    named = []
    for account in demo_accounts():
        if account.email in holders:
            agent = records.agents[holders[account.email]]
            account = replace(account, name=f"{agent.first_name} {agent.last_name}")
        named.append(account)
    return tuple(named)


def _with_addresses(records: StaffRecords, holders: dict[str, int]) -> StaffRecords:
    agents = list(records.agents)
    for email, position in holders.items():
        agents[position] = replace(agents[position], email=email)
    return replace(records, agents=tuple(agents))


def _recorded(action: str) -> str | None:
    """What the newest event of this action is about, None when there is none."""
    page = access_service.audit_trail(viewer=administrator_operator(), action=action, page_size=1)
    return page.events[0].object_id if page.events else None


def _record(action: str, fingerprint: str) -> None:
    with database().write() as session:
        audit.record(session, viewer=operator(), action=action, object_type="demo", object_id=fingerprint)


def add_accounts(
    accounts: Sequence[DemoAccount], organisation: DemoOrganisation, tree: DepartmentTree
) -> DemoAuthors:
    """Store the accounts, one of human resources at least; gives who speaks for whom."""
    ids = {department.code: department.id for department in tree.departments}
    viewers: dict[str, Viewer] = {}
    for account in accounts:
        code = _existing_code(organisation, account.department_code)
        scope = (ids[code],) if code is not None else ()
        stored = access_service.add_account(
            viewer=administrator_operator(),
            email=account.email,
            name=account.name,
            role=account.role,
            department_ids=scope,
            password=demo_password(),
            must_change_password=False,
        ).account
        viewers[account.email] = Viewer(stored.id, stored.name, stored.role, scope)
    heads: dict[int, Viewer] = {}
    for viewer in viewers.values():
        if viewer.role is Role.DEPARTMENT_HEAD:
            heads |= dict.fromkeys(viewer.department_ids, viewer)
    return DemoAuthors(
        hr=next(viewer for viewer in viewers.values() if viewer.role is Role.HR),
        heads=heads,
        people=viewers,
    )


def _existing_code(organisation: DemoOrganisation, code: str | None) -> str | None:
    """The department itself, or the smallest of the sectors into which the size of the demo divided it."""
    return None if code is None else organisation.standing_for(code)[-1]
