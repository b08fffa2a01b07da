"""A rehearsal in a process of its own, and the Chromium found on this machine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

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


@pytest.fixture(scope="module")
def chromium() -> str:
    """The browser's path; without one these tests are skipped, and say so."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install one to run the page tests")
    pytest.importorskip("playwright", reason="the package playwright drives the page tests")
    return found


@pytest.fixture(scope="module")
def rehearsal(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running rehearsal."""
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


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    SCREENSHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, rehearsal: str) -> Iterator[Callable[..., Any]]:
    """Open the page at a size; whatever its console or network complains about fails the test."""
    faults: list[str] = []
    pages: list[Any] = []

    def visit(size: str = "desktop", where: str = "", scheme: str = "dark") -> Any:
        width, height = SIZES[size]
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("console", lambda said: said.type == "error" and faults.append(said.text))
        page.on("response", lambda answer: _check_action(answer, faults))
        page.on("request", lambda asked: _check_address(asked.url, rehearsal, faults))
        page.goto(rehearsal + where)
        page.frame_locator("#room").locator("#channel-composer-input").wait_for()
        pages.append(page)
        return page

    yield visit
    for page in pages:
        page.close()
    assert faults == []


def _check_address(address: str, rehearsal: str, faults: list[str]) -> None:
    if not address.startswith((rehearsal, "data:", "blob:")):
        faults.append(f"asked for {address}")


def _check_action(answer: Any, faults: list[str]) -> None:
    if answer.url.endswith("/api/action") and answer.json()["rejected"]:
        faults.append(f"refused: {answer.json()['diagnostics']}")
