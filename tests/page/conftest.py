"""A rehearsal in a process of its own, and the Chromium found on this machine."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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
PATIENCE = 15_000  # milliseconds


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
