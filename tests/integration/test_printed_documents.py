"""What a command prints as JSON is JSON and nothing else, in a process of its own: libraries may write there too."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from transfo_rh.core.paths import project_root

COMMAND = Path(sys.executable).parent / "transfo-rh"
Run = Callable[..., str]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Runs the product's command on a small demo authority; gives what it writes to standard output."""
    folder = tmp_path_factory.mktemp("documents")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("TRANSFO_RH_")},
        "TRANSFO_RH_DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite'}",
    }

    def run(*arguments: str) -> str:
        return subprocess.run(
            [COMMAND, *arguments],
            cwd=project_root(),
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    assert "HiGHS" not in run("demo", "--agents", "200", "--no-serve")
    return run


@pytest.mark.parametrize(
    ("arguments", "check"),
    [
        (("survey", "audit", "2", "--json"), lambda found: found["verdict"] == "pass"),
        (("survey", "list", "--json"), lambda found: found),
        (("survey", "results", "2"), lambda found: found["cells"]),
        (
            ("skills", "match", "Agent d’accueil", "--json"),
            lambda found: [match["query"] for match in found["matches"]] == ["Agent d’accueil"],
        ),
        (("account", "list", "--json"), lambda found: len(found) >= 6),
    ],
)
def test_the_whole_output_is_one_document(
    run: Run, arguments: tuple[str, ...], check: Callable[[Any], object]
) -> None:
    assert check(json.loads(run(*arguments)))
