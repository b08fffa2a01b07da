"""What somebody does in the rehearsal's page, and where they look."""

import os
import time
from collections.abc import Callable
from typing import Any

from tests.page.conftest import PATIENCE, SCREENSHOTS

AWAY = "list => list.scrollHeight - list.scrollTop - list.clientHeight"  # from the newest message


def room(page: Any) -> Any:
    return page.frame_locator("#room")


def composer(page: Any) -> Any:
    return room(page).locator("#channel-composer-input")


def run_command(page: Any, text: str) -> None:
    """Run a command without options, with the keyboard alone, until it is answered."""
    enter_command(page, text)
    composer(page).wait_for()


def enter_command(page: Any, text: str) -> None:
    """Type a command without options and press Enter."""
    composer(page).click()
    page.keyboard.type(text)
    take_command(page, text)
    page.keyboard.press("Enter")


def take_command(page: Any, text: str) -> None:
    """Take the command from the list that opened while it was typed."""
    room(page).get_by_role("option").filter(has_text=text).first.wait_for()
    page.keyboard.press("Enter")
    room(page).locator(".command-row").wait_for()


def until(page: Any, check: Callable[[], bool]) -> None:
    """Wait for what no locator can wait for."""
    end = time.monotonic() + PATIENCE / 1000
    while not check():
        assert time.monotonic() < end, "it did not come true"
        page.wait_for_timeout(50)


def arrive(page: Any, person: str, place: str) -> None:
    """Wait until the frame shows what this person sees in this place, and no longer the last."""
    until(page, lambda: any(f"/rooms/{person}/{place}/" in frame.url for frame in page.frames))
    room(page).locator("#preview-app[aria-busy=false]").wait_for(state="attached")


def photograph(page: Any, name: str) -> None:
    """Take a picture for people to look at, when they ask with PHOTOGRAPHS=yes."""
    if os.environ.get("PHOTOGRAPHS"):
        page.wait_for_timeout(400)
        page.screenshot(path=SCREENSHOTS / f"{name}.png")


def said(page: Any, text: str) -> Any:
    """The newest message that says this."""
    return room(page).locator("#channel-message-list").get_by_text(text).last


def start_over(page: Any) -> None:
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    page.get_by_text("A new rehearsal has begun").wait_for(state="attached")
    arrive(page, "mona", "welcome")


def send(page: Any) -> None:
    room(page).locator("#send-message").click()
