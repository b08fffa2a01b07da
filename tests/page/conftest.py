"""A rehearsal in a process of its own, and the Chromium found on this machine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.page.failure import Watched

ROOT = Path(__file__).parents[2]
SCREENSHOTS = Path(__file__).with_name("screenshots")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",  # tests may run as root, where the sandbox cannot start
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
PATIENCE = 30_000  # milliseconds; a busy machine shows things late
WATCHED = pytest.StashKey[list[Watched]]()

Visit = Callable[..., Any]


@pytest.fixture(scope="package")
def chromium() -> str:
    """The browser's path; without one these tests are skipped, and say so."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install one to run the page tests")
    pytest.importorskip("playwright", reason="the package playwright drives the page tests")
    return found


@pytest.fixture(scope="package")
def rehearsal(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running rehearsal; who cannot use what others left there starts over."""
    folder = tmp_path_factory.mktemp("rehearsal")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("AFTERCARE_")}
    program = subprocess.Popen(
        [sys.executable, "-u", "-m", "bot", "rehearse", "--no-browser", "--port", "0"],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _find_address(program)
    finally:
        program.terminate()
        said, _ = program.communicate(timeout=20)
    assert program.returncode == 0, said
    assert "Everything in it is removed" in said
    assert "Traceback" not in said
    assert list(folder.iterdir()) == [], "the rehearsal left files behind"


def _find_address(program: "subprocess.Popen[str]") -> str:
    said = ""
    for line in program.stdout or ():
        said += line
        if found := re.search(r"http://127\.0\.0\.1:\d+/\S+/", line):
            return found[0]
    raise AssertionError(f"the rehearsal did not start:\n{said}")


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Any]:
    """A window of Chromium, whose pages keep the fonts they have loaded.

    While it is open no event loop can run in this thread.
    """
    from playwright.sync_api import sync_playwright

    SCREENSHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser.new_context()
        browser.close()


@pytest.fixture
def look(browser: Any, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Open a rehearsal's page; whatever its console or network complains about fails the test."""
    faults: list[str] = []
    watched = request.node.stash.setdefault(WATCHED, [])

    def look(rehearsal: str, where: str = "", size: str = "desktop", scheme: str = "dark") -> Any:
        page = browser.new_page()
        watched.append(Watched(page))
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.on("response", lambda answer: _check_action(answer, faults))
        page.on("request", lambda asked: _check_address(asked.url, rehearsal, faults))
        page.goto(rehearsal + where)
        page.frame_locator("#room").locator("#channel-composer-input").wait_for()
        return page

    yield look
    for one in watched:
        one.page.close()
    assert faults == []


@pytest.fixture
def visit(look: Visit, rehearsal: str) -> Visit:
    """Open the shared rehearsal's page, at a size."""

    def visit(size: str = "desktop", where: str = "", scheme: str = "dark") -> Any:
        return look(rehearsal, where, size, scheme)

    return visit


def _check_address(address: str, rehearsal: str, faults: list[str]) -> None:
    if not address.startswith((rehearsal, "data:", "blob:")):
        faults.append(f"asked for {address}")


def _check_action(answer: Any, faults: list[str]) -> None:
    if answer.url.endswith("/api/action") and answer.json()["rejected"]:
        faults.append(f"refused: {answer.json()['diagnostics']}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: "pytest.CallInfo[None]"
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test shows what its pages showed."""
    report = yield
    if report.when == "call" and report.failed:
        for number, one in enumerate(item.stash.get(WATCHED, ()), 1):
            name = re.sub(r"\W+", "-", item.name)
            photograph = SCREENSHOTS / f"failed-{name}-{number}.png"
            report.sections.append((f"page {number}", one.describe(photograph)))
    return report
