"""The real product in a real browser: one server on the small demo authority, Chromium, one sign-in per role."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import axe_core_python
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    expect,
    sync_playwright,
)

from transfo_rh.access.model import Role
from transfo_rh.cli.demo_authority.build import demo_accounts, demo_password
from transfo_rh.core.paths import project_root

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COMMAND = (str(Path(sys.executable).parent / "transfo-rh"),)
DEMO_AGENTS = "200"
STARTING_SECONDS = 60
QUIET_TURNS = 300
WIDE = {"width": 1440, "height": 1000}
PHONE = {"width": 390, "height": 844}
SCREENSHOTS = project_root() / "build" / "screenshots"
expect.set_options(timeout=30_000)  # a busy machine is no fault of a screen

# What a browser says when it was too late. A test that fails for it runs once more, and the closing line counts it.
LATE = ["TimeoutError", "Locator expected"]

# Rules that Streamlit's own elements break: rule → (what marks its element, reason). Everything else must be clean.
FRAMEWORK_RULES = {
    "presentation-role-conflict": ("stFileUploaderDropzone", "the drop zone has both a role and a label"),
    "scrollable-region-focusable": ("stSidebarContent", "the folded menu is measured while it slides away"),
    "duplicate-id-active": ("glide-cell-", "the cells of two tables on a page bear the same marks"),
    "aria-required-attr": ("react-aria", "the empty parts of st.date_input have no value yet"),
}
# Streamlit's front end looks for its server under the page's address first, then at the root.
PROBES = ("/_stcore/health", "/_stcore/host-config")
# A text that is fading in has no contrast yet.
_END_OF_FADING = """() => Promise.race([
    new Promise(done => setTimeout(done, 2000)),
    Promise.allSettled(document.getAnimations().map(fading => fading.finished)),
]).then(() => true)"""
_AXE = next(Path(axe_core_python.__file__).parent.rglob("axe.min.js"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A press may fall between two drawings of a page: on a busy machine that is no fault of the screen, twice is."""
    for item in items:
        if item.get_closest_marker("e2e") is not None:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=LATE))


@dataclass
class Visit:
    """A browser page with what it did behind the scenes: requests to other hosts, messages on the console."""

    page: Page
    address: str
    outside: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    pending: set[Request] = field(default_factory=set)

    def open(self, url_path: str = "") -> Page:
        """Open a screen by its address and wait until Streamlit has finished it."""
        self.page.goto(f"{self.address}/{url_path}")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait for the end of the run: the title stands, nothing runs, nothing is stale."""
        expect(self.page.locator('[data-testid="stMain"] h1').first).to_be_visible()
        app = self.page.locator('[data-testid="stApp"]')
        expect(app).to_have_attribute("data-test-script-state", "notRunning")
        self._wait_for_quiet()

    def _wait_for_quiet(self) -> None:
        """Wait until nothing is being loaded, twice in a row.

        The browser's own « networkidle » never comes on a page with a download button: Streamlit asks for the file
        to see whether it exists and does not read the answer.
        """
        quiet = 0
        for _turn in range(QUIET_TURNS):
            quiet = 0 if self.pending else quiet + 1
            if quiet > 1:
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"still loading: {[request.url for request in self.pending]}")

    def violations(self) -> list[str]:
        """What axe-core finds against us on the page, in one line each."""
        self.page.evaluate(_END_OF_FADING)
        self.page.evaluate(_AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{rule['id']}: {rule['help']} — {node['html'][:200]}"
            for rule in found["violations"]
            for node in rule["nodes"]
            if FRAMEWORK_RULES.get(rule["id"], ("\0", ""))[0] not in node["html"]
        ]

    def screenshot(self, name: str) -> None:
        """Keep a picture of the whole page under build/screenshots/."""
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        main = self.page.locator('[data-testid="stMain"]')
        size = self.page.viewport_size or WIDE
        height = int(main.evaluate("element => element.scrollHeight")) if main.count() else size["height"]
        self.page.set_viewport_size(
            {"width": size["width"], "height": min(max(height, size["height"]), 6000)}
        )
        self.page.wait_for_timeout(400)
        self.page.screenshot(path=SCREENSHOTS / f"{name}.png")
        self.page.set_viewport_size(size)


@dataclass(frozen=True)
class Installation:
    """The product's command on a database of its own."""

    environment: dict[str, str]

    def run(self, *arguments: str, typed: str = "") -> str:
        """Run ``transfo-rh`` with these arguments; gives its output."""
        return subprocess.run(
            [*COMMAND, *arguments],
            cwd=project_root(),
            env=self.environment,
            input=typed,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    @contextmanager
    def served(self) -> Iterator[str]:
        """Serve it; gives the address."""
        server = subprocess.Popen(
            [*COMMAND, "serve", "--port", "0"],
            cwd=project_root(),
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        try:
            yield _address(server)
        finally:
            server.terminate()
            server.wait(timeout=20)
            if server.stdout is not None:
                server.stdout.close()


def install(folder: Path) -> Installation:
    """A product on an empty SQLite database in this folder."""
    return Installation(
        {
            **{name: value for name, value in os.environ.items() if not name.startswith("TRANSFO_RH_")},
            "TRANSFO_RH_DATABASE_URL": f"sqlite:///{folder / 'e2e.sqlite'}",
            "TRANSFO_RH_AUTHORITY_NAME": "Val-d’Ambre Métropole",
            "PYTHONUNBUFFERED": "1",
        }
    )


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the product, served by its own command on a demo authority of its own."""
    installation = install(tmp_path_factory.mktemp("e2e"))
    installation.run("demo", "--agents", DEMO_AGENTS, "--no-serve")
    with installation.served() as address:
        yield address


def _address(server: subprocess.Popen[str]) -> str:
    """What the command says when it is ready; afterwards its output is read and thrown away."""
    assert server.stdout is not None
    clock = threading.Timer(STARTING_SECONDS, server.kill)
    clock.start()
    said = []
    try:
        for line in server.stdout:
            said.append(line)
            found = re.search(r"http://\S+", line)
            if found:
                _wait_until_ready(found.group().rstrip("/"))
                threading.Thread(target=_drain, args=(server,), daemon=True).start()
                return found.group().rstrip("/")
    finally:
        clock.cancel()
    raise AssertionError("the product did not start:\n" + "".join(said))


def _wait_until_ready(address: str) -> None:
    import httpx

    transport = httpx.HTTPTransport(retries=8)
    with httpx.Client(transport=transport, timeout=STARTING_SECONDS) as client:
        client.get(f"{address}/healthz").raise_for_status()


def _drain(server: subprocess.Popen[str]) -> None:
    assert server.stdout is not None
    try:
        for _line in server.stdout:
            pass
    except ValueError:
        return  # closed at the end of the tests


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Playwright, once."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The Chromium of the system. Absent in CI is a failure, never a silent skip."""
    executable = CHROMIUM if CHROMIUM.is_file() else Path(shutil.which("chromium") or CHROMIUM)
    if not executable.is_file() and not os.environ.get("CI"):
        pytest.skip("Chromium is not installed (make test installs it)")
    browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
    yield browser
    browser.close()


def _new_context(chromium: Browser, **options: object) -> BrowserContext:
    return chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", **options)  # type: ignore[arg-type]


def _new_visit(context: BrowserContext, address: str) -> Visit:
    page = context.new_page()
    visit = Visit(page, address)
    host = urlsplit(address).netloc

    def note_request(request: Request) -> None:
        parts = urlsplit(request.url)
        if not parts.path.startswith("/media/"):
            visit.pending.add(request)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != host:
            visit.outside.append(request.url)

    def note_message(message: ConsoleMessage) -> None:
        address_of_it = str(message.location.get("url", ""))
        if message.type == "error" and not address_of_it.endswith(PROBES):
            visit.console.append(f"{message.text} {address_of_it}")

    page.on("request", note_request)
    page.on("requestfinished", lambda request: visit.pending.discard(request))
    page.on("requestfailed", lambda request: visit.pending.discard(request))
    page.on("framenavigated", lambda _frame: visit.pending.clear())
    page.on("websocket", lambda socket: _note_socket(visit, host, socket.url))
    page.on("console", note_message)
    page.on("pageerror", lambda error: visit.console.append(str(error)))
    return visit


def _note_socket(visit: Visit, host: str, url: str) -> None:
    if urlsplit(url).netloc != host:
        visit.outside.append(url)


@pytest.fixture
def visits(product: str) -> Iterator[Callable[[BrowserContext], Visit]]:
    """Opens pages in a browser; closes them and checks at the end that none spoke to another host."""
    opened: list[Visit] = []

    def visit(context: BrowserContext) -> Visit:
        opened.append(_new_visit(context, product))
        return opened[-1]

    yield visit
    for one in opened:
        one.page.close()
    assert not [url for one in opened for url in one.outside], "a page asked something from another host"


@pytest.fixture
def visitor(chromium: Browser, visits: Callable[[BrowserContext], Visit]) -> Iterator[Callable[..., Visit]]:
    """Opens new browsers that nobody signed in with."""
    contexts: list[BrowserContext] = []

    def visit(**options: object) -> Visit:
        contexts.append(_new_context(chromium, **options))
        return visits(contexts[-1])

    yield visit
    for context in contexts:
        context.close()


def open_visit(chromium: Browser, address: str, **options: object) -> Visit:
    """A page in a browser profile of its own, at any address; the caller closes its context."""
    return _new_visit(_new_context(chromium, **options), address)


_signed_in: dict[tuple[str, Role], object] = {}
_contexts: dict[tuple[str, Role, str], BrowserContext] = {}


@pytest.fixture
def signed_in_page(
    chromium: Browser,
    product: str,
    visits: Callable[[BrowserContext], Visit],
    visitor: Callable[..., Visit],
) -> Callable[..., Visit]:
    """Opens a page signed in as a role, through the sign-in page the first time.

    One browser is kept per role and options, so that Streamlit's files are loaded once. A test that signs out or
    changes its account takes ``visitor`` and ``sign_in`` instead.
    """

    def signed_in(role: Role, **options: object) -> Visit:
        if (product, role) not in _signed_in:
            first = visitor()
            sign_in(first, role)
            _signed_in[product, role] = first.page.context.storage_state()
        key = (product, role, repr(sorted(options.items())))
        if key not in _contexts:
            _contexts[key] = _new_context(chromium, storage_state=_signed_in[product, role], **options)
        return visits(_contexts[key])

    return signed_in


def sign_in(visit: Visit, role: Role) -> None:
    """Fill in the sign-in page as the demo's person of this role."""
    email = next(account.email for account in demo_accounts() if account.role is role)
    sign_in_as(visit, email, demo_password())


def sign_in_as(visit: Visit, email: str, password: str) -> None:
    """Fill in the sign-in page."""
    visit.page.goto(f"{visit.address}/connexion")
    visit.page.locator('input[name="email"]').fill(email)
    visit.page.locator('input[type="password"]').fill(password)
    visit.page.locator('button[type="submit"]').click()
    visit.settle()
