"""A small town for stories in the browser: six departments, forty agents, an outbox, people who sign in."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext

from tests.e2e.conftest import WIDE, Installation, Visit, install, open_visit, sign_in_as
from transfo_rh.exchange.writers import SheetContent, workbook_bytes

PASSWORD = "une phrase de passe assez longue"
DEPARTMENTS = {
    "DG": ("Direction générale", None),
    "DT": ("Direction technique", "DG"),
    "VOI": ("Service de la voirie", "DT"),
    "PAR": ("Service des parcs", "DT"),
    "PRO": ("Service de la propreté", "DT"),
    "PAI": ("Service de la paie", "DG"),
}
HEADCOUNTS = {"VOI": 16, "PAR": 4, "PRO": 4, "PAI": 16}
ON_PAPER = "VOI-00"
CITED = 5


def email_of(matricule: str) -> str:
    """The address of an agent."""
    return f"{matricule.lower()}@ville.exemple"


def name_of(n: int) -> tuple[str, str]:
    """Family and given name of the agent of this number, one of whom a comment names."""
    letters = chr(97 + n // 6) + chr(97 + n % 6)
    return ("MARCHETTI", "Solveig") if n == CITED else (f"KERVADEC{letters.upper()}", f"Ysolde{letters}")


def agents() -> list[str]:
    """Every matricule: department and number."""
    return [f"{code}-{n:02}" for code, count in HEADCOUNTS.items() for n in range(count)]


def staff_workbook(jobs: Mapping[str, str] | None = None) -> bytes:
    """Six departments and forty agents; one has neither address nor workstation.

    ``jobs``: the job of each matricule, or of each department; without them nobody has one.
    """
    known = jobs or {}
    return workbook_bytes(
        [
            SheetContent(
                "Services",
                ["Code", "Libellé", "Code parent"],
                [[code, name, parent] for code, (name, parent) in DEPARTMENTS.items()],
            ),
            SheetContent(
                "Agents",
                [
                    "Matricule",
                    "Nom",
                    "Prénom",
                    "Courriel",
                    "Code service",
                    "Catégorie",
                    "Poste informatique",
                    "Métier",
                ],
                [
                    [
                        matricule,
                        *name_of(n),
                        None if matricule == ON_PAPER else email_of(matricule),
                        matricule[:3],
                        "C" if n % 2 else "B",
                        "non" if matricule == ON_PAPER else "oui",
                        known.get(matricule, known.get(matricule[:3])),
                    ]
                    for n, matricule in enumerate(agents())
                ],
            ),
        ]
    )


@dataclass
class Town:
    """An installation being served, its outbox, and the browsers that visit it."""

    installation: Installation
    folder: Path
    address: str
    chromium: Browser
    contexts: list[BrowserContext] = field(default_factory=list)

    def visit(self, **options: object) -> Visit:
        """A new browser profile."""
        visit = open_visit(self.chromium, self.address, **options)
        self.contexts.append(visit.page.context)
        return visit

    def person(self, email: str, *arguments: str, **options: object) -> Visit:
        """Create an account at the command line and sign in with it."""
        self.installation.run("account", "add", email, *arguments, "--password-stdin", typed=PASSWORD + "\n")
        visit = self.visit(viewport=WIDE, **options)
        sign_in_as(visit, email, PASSWORD)
        return visit

    def messages(self) -> list[tuple[str, str, str]]:
        """What lies in the outbox: address, subject, code."""
        found = []
        for path in sorted((self.folder / "outbox").rglob("*.eml")):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            body = message.get_body(("plain",))
            assert body is not None
            link = re.search(r"/q/([A-Z0-9-]+)", body.get_content())
            assert link is not None
            found.append((str(message["to"]), str(message["subject"]), link.group(1)))
        return found

    def days_go_by(self, days: int) -> None:
        """Make what was sent so many days older: nobody waits in a test."""
        with sqlite3.connect(self.folder / "e2e.sqlite") as connection:
            for column in ("invited_at", "reminded_at"):
                connection.execute(
                    f"UPDATE campaign_member SET {column} = datetime({column}, ?) || '.000000'",
                    (f"-{days} days",),
                )


@contextmanager
def served_town(chromium: Browser, folder: Path, *, jobs: Mapping[str, str] | None = None) -> Iterator[Town]:
    """A product in this folder that holds the staff and nothing else, being served."""
    environment = install(folder).environment | {"TRANSFO_RH_OUTBOX_FOLDER": str(folder / "outbox")}
    installation = Installation(environment)
    installation.run("db", "upgrade")
    (folder / "personnel.xlsx").write_bytes(staff_workbook(jobs))
    installation.run("staff", "import", str(folder / "personnel.xlsx"))
    with installation.served() as address:
        opened = Town(installation, folder, address, chromium)
        yield opened
        for context in opened.contexts:
            context.close()
