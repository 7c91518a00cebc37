"""Whom a cell of a file of levels names: by matricule, address or name."""

from __future__ import annotations

from collections.abc import Iterable

from transfo_rh.staff.model import Agent
from transfo_rh.staff.search import plain


def person_key(text: str) -> str:
    """How a matricule, an address or a name is compared: no accents, any case, any apostrophe.

    >>> person_key(" 0042 "), person_key("LE GOFF  Chloé")
    ('0042', 'le goff chloe')
    """
    return " ".join(plain(text).split())


def people_by_key(agents: Iterable[Agent]) -> dict[str, int | None]:
    """Matricule, address or name → agent; None when several share it. A matricule wins over the rest.

    A matricule of digits is known without its leading zeros too, which spreadsheets drop, unless that is another's.
    """
    people: dict[str, int | None] = {}
    matricules: dict[str, int | None] = {}
    shortened: dict[str, int | None] = {}
    for agent in agents:
        names = (
            agent.email,
            f"{agent.last_name} {agent.first_name}",
            f"{agent.first_name} {agent.last_name}",
        )
        for key in {person_key(name) for name in names if name}:
            people[key] = agent.id if people.get(key, agent.id) == agent.id else None
        matricule = person_key(agent.matricule)
        matricules[matricule] = agent.id
        if matricule.isdecimal() and matricule.startswith("0"):
            short = matricule.lstrip("0")
            shortened[short] = agent.id if short not in shortened else None
    return people | shortened | matricules
