"""Rules of the whole repository that no single test would notice."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from transfo_rh.core.paths import project_root

ROOT = project_root()
PACKAGE = sorted((ROOT / "transfo_rh").rglob("*.py"))
PAGES = sorted(path for path in (ROOT / "pages").rglob("*.py") if path.name != "__init__.py")
FORBIDDEN_TEXTS = (
    "plotly.express",
    "use_container_width",
    "unsafe_allow_html",
    "unsafe_allow_javascript",
    "st.experimental_",
    "create_gantt",
    "kaleido",
    "mapbox",
)
STATE_BRAND = re.compile(r"#000091|marianne|dsfr", re.IGNORECASE)
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f]")
MAXIMUM_PAGE_LINES = 120
MAXIMUM_MODULE_LINES = 400
MUST_HAVE_ALT = {"plotly_chart", "dataframe", "line_chart", "bar_chart", "area_chart", "altair_chart"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            if isinstance(function, ast.Attribute):
                yield function.attr, node
            elif isinstance(function, ast.Name):
                yield function.id, node


def test_the_import_contracts_hold() -> None:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_script_stands_at_the_root_of_pages() -> None:
    assert [path.name for path in (ROOT / "pages").glob("*.py")] == ["__init__.py"]
    assert not (ROOT / "transfo_rh" / "ui" / "pages").exists()


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_a_page_opens_with_open_page_and_stays_thin(path: Path) -> None:
    calls = [name for name, _call in _calls(path)]
    assert calls.count("open_page") == 1
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAXIMUM_PAGE_LINES
    tree = ast.parse(path.read_text(encoding="utf-8"))
    first = next(node for node in tree.body if not _is_preamble(node))
    assert "open_page(" in ast.unparse(first), "nothing happens before open_page"


def _is_preamble(node: ast.stmt) -> bool:
    """Words, imports, definitions and constants do nothing yet."""
    if isinstance(node, ast.Assign | ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef)


@pytest.mark.parametrize("path", PACKAGE, ids=_name)
def test_a_module_stays_readable(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAXIMUM_MODULE_LINES


@pytest.mark.parametrize("path", [*PACKAGE, *PAGES], ids=_name)
def test_nothing_forbidden_is_used(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not [word for word in FORBIDDEN_TEXTS if word in text]
    assert not EMOJI.findall(text), "Material icons only"


@pytest.mark.parametrize("path", [*PACKAGE, *PAGES], ids=_name)
def test_every_picture_has_words(path: Path) -> None:
    silent = [
        f"line {call.lineno}: {name}"
        for name, call in _calls(path)
        if name in MUST_HAVE_ALT and not any(keyword.arg == "alt" for keyword in call.keywords)
    ]
    assert not silent


def test_what_was_saved_is_said_by_toasts_that_reach_the_eye() -> None:
    speaking = [_name(path) for path in [*PACKAGE, *PAGES] if "st.toast(" in path.read_text(encoding="utf-8")]
    assert speaking == ["transfo_rh/ui/toasts.py"]


def test_nobody_wears_the_brand_of_the_state() -> None:
    worn = [
        _name(path)
        for path in [*PACKAGE, *PAGES, ROOT / ".streamlit" / "config.toml", *_static_texts()]
        if STATE_BRAND.search(path.read_text(encoding="utf-8"))
    ]
    assert not worn


def test_the_static_files_ask_nothing_from_outside() -> None:
    outside = re.compile(r"url\(\s*['\"]?(?:https?:)?//|@import|fetch\(|https?://(?!www\.w3\.org/)")
    assert not [_name(path) for path in _static_texts() if outside.search(path.read_text(encoding="utf-8"))]


def _static_texts() -> list[Path]:
    folders = (ROOT / "transfo_rh" / "ui" / "static", ROOT / "transfo_rh" / "web")
    return [
        path for folder in folders for path in folder.rglob("*") if path.suffix in {".css", ".js", ".svg"}
    ]
