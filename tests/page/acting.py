"""What somebody does in the rehearsal's page, and where they look."""

from pathlib import Path
from typing import Any

from tests.page.conftest import SCREENSHOTS


def room(page: Any) -> Any:
    return page.frame_locator("#room")


def composer(page: Any) -> Any:
    return room(page).locator("#channel-composer-input")


def run_command(page: Any, text: str) -> None:
    """Type a command without options and run it, with the keyboard alone."""
    composer(page).click()
    page.keyboard.type(text)
    take_command(page, text)
    page.keyboard.press("Enter")


def take_command(page: Any, text: str) -> None:
    """Take the command from the list that opened while it was typed."""
    room(page).get_by_role("option").filter(has_text=text).first.wait_for()
    page.keyboard.press("Enter")
    room(page).locator(".command-row").wait_for()


def photograph(page: Any, name: str) -> Path:
    path = SCREENSHOTS / f"{name}.png"
    page.wait_for_timeout(400)
    page.screenshot(path=path)
    return path


def said(page: Any, text: str) -> Any:
    """The newest message that says this."""
    return room(page).locator("#channel-message-list").get_by_text(text).last


def start_over(page: Any) -> None:
    page.get_by_role("button", name="Start over").click()
    page.get_by_role("dialog").get_by_role("button", name="Start over").click()
    page.get_by_text("A new rehearsal has begun").wait_for(state="attached")
    composer(page).wait_for()


def send(page: Any) -> None:
    room(page).locator("#send-message").click()
