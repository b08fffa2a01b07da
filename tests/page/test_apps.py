"""The bot's entries on people and messages, as somebody uses them in a browser."""

from typing import Any

import pytest

from tests.page.acting import arrive, composer, photograph, room, said, until

pytestmark = [pytest.mark.page, pytest.mark.slow, pytest.mark.timeout(120)]

ENTRY = "Help for this person"
ANSWER = "Worried about someone"


def menu(where: Any) -> Any:
    return where.get_by_role("menu", name="Apps")


def test_an_entry_on_a_message_and_on_who_wrote_it(visit: Any) -> None:
    page = visit(where="#ben/welcome")
    composer(page).fill("A long night.")
    room(page).locator("#send-message").click()
    said(page, "A long night.").wait_for()
    page.goto(page.url.replace("ben/welcome", "ana/welcome"))
    arrive(page, "ana", "welcome")
    said(page, "A long night.").click(button="right")
    entries = menu(room(page)).get_by_role("menuitem", name=ENTRY)
    entries.nth(1).wait_for()
    assert entries.count() == 2
    photograph(page, "apps-on-a-message")
    page.keyboard.press("Escape")
    menu(room(page)).wait_for(state="hidden")

    message = room(page).locator(".channel-message", has_text="A long night.").last
    message.hover()
    message.get_by_role("button", name="Apps").click()
    menu(room(page)).get_by_role("menuitem", name=ENTRY).first.click()
    said(page, ANSWER).wait_for()
    photograph(page, "apps-answer")


def test_an_entry_on_a_person_by_mouse_and_by_keyboard(visit: Any) -> None:
    page = visit(where="#cleo/welcome")
    ben = page.locator("#people").get_by_role("button", name="Ben")
    ben.click(button="right")
    photograph(page, "apps-on-a-person")
    menu(page).get_by_role("menuitem", name=ENTRY).click()
    said(page, ANSWER).wait_for()
    ben.dispatch_event("contextmenu")
    until(page, lambda: page.evaluate("document.activeElement.textContent") == ENTRY)
    page.keyboard.press("Escape")
    until(page, lambda: "Ben" in page.evaluate("document.activeElement.innerText"))
