"""A slow machine: what somebody does while the page still waits for the server is not lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.page.acting import (
    AWAY,
    arrive,
    composer,
    enter_command,
    room,
    run_command,
    said,
    take_command,
    until,
)
from tests.page.conftest import Visit

pytestmark = [pytest.mark.page, pytest.mark.slow, pytest.mark.timeout(120)]


HOLD = """() => {
  const ask = window.fetch, held = new Promise((arrive) => { window.answersArrive = arrive; });
  window.fetch = async (path, ...rest) => {
    const answer = await ask(path, ...rest);
    if (path === "api/action") await held;
    return answer;
  };
}"""


@contextmanager
def answers_held_back(page: Any) -> Iterator[None]:
    """The server does what the page asks for, and its answers arrive at the end of the block."""
    body = room(page).locator("body")
    body.evaluate(HOLD)
    yield
    body.evaluate("answersArrive()")


def resize(page: Any) -> None:
    """Turn the phone, or open its keyboard: the page tells the server its new size."""
    with page.expect_request("**/api/action"):
        page.set_viewport_size({"width": 1100, "height": 700})


def write(page: Any, text: str) -> None:
    composer(page).fill(text)
    composer(page).press("Enter")


def everything_said(page: Any, text: str) -> Any:
    return room(page).locator("#channel-message-list").get_by_text(text)


def test_a_message_is_sent_as_soon_as_it_can_be(visit: Visit) -> None:
    page = visit(where="#ana/welcome")
    with answers_held_back(page):
        resize(page)
        write(page, "A slow laptop.")
    said(page, "A slow laptop.").wait_for()


def test_a_message_sent_twice_by_a_double_press_is_said_once(visit: Visit) -> None:
    page = visit(where="#ana/welcome")
    with answers_held_back(page):
        write(page, "Only once.")
        composer(page).press("Enter")
        said(page, "Only once.").wait_for()
        write(page, "And then this.")
        composer(page).press("Enter")
    said(page, "And then this.").wait_for()
    write(page, "At last this.")
    said(page, "At last this.").wait_for()
    assert everything_said(page, "Only once.").count() == 1
    assert everything_said(page, "And then this.").count() == 1


def test_a_command_runs_as_soon_as_it_can(visit: Visit) -> None:
    page = visit(where="#ben/welcome")
    with answers_held_back(page):
        resize(page)
        enter_command(page, "/about")
    said(page, "About this bot").wait_for()
    composer(page).wait_for()


def test_a_button_does_its_work_as_soon_as_it_can(visit: Visit) -> None:
    page = visit(where="#cleo/welcome")
    run_command(page, "/about")
    button = room(page).get_by_role("button", name="Help now").last
    button.wait_for()
    private = everything_said(page, "Only you can see this")
    before = private.count()
    with answers_held_back(page):
        resize(page)
        button.dispatch_event("click")  # Chromium clicks it; playwright alone would wait
    private.nth(before).wait_for()


SCROLL_UP = """async (list) => {
  list.dispatchEvent(new WheelEvent("wheel"));
  const scrolled = new Promise((done) => list.addEventListener("scroll", done, { once: true }));
  list.scrollTop = 0;
  await scrolled;
}"""


def test_a_command_being_typed_survives_a_jump_to_the_newest_message(visit: Visit) -> None:
    page, other = visit(where="#ana/evening-circle"), visit(where="#ben/evening-circle")
    write(other, "Ben tells a long story." + 60 * "\nAnd then" + "\nThe end")
    said(page, "The end").wait_for()
    composer(page).click()
    page.keyboard.type("/about")
    take_command(page, "/about")
    room(page).locator("#channel-timeline").evaluate(SCROLL_UP)
    write(other, "Ben tells more")
    room(page).locator("#new-messages").click()
    said(page, "Ben tells more").wait_for()
    room(page).locator("#new-messages").wait_for(state="hidden")
    assert room(page).locator(".command-row").is_visible()


SLOW = """() => {
  const ask = window.fetch;
  window.fetch = async (path, ...rest) => {
    if (path.startsWith("api/state")) await new Promise((go) => setTimeout(go, 1200));
    return ask(path, ...rest);
  };
}"""

FAILS_ONCE = """(part) => {
  const ask = window.fetch;
  let failed = false;
  window.fetch = async (path, ...rest) => {
    if (failed || path !== part) return ask(path, ...rest);
    failed = true;
    throw new TypeError("the machine is too busy");
  };
}"""


def become_ben(page: Any) -> None:
    page.locator("#people").get_by_role("button", name="Ben").click()
    page.locator("#people [aria-current=true]", has_text="Ben").wait_for()
    arrive(page, "ben", "welcome")


def test_a_server_slower_than_the_page_asks_is_still_heard(visit: Visit) -> None:
    page = visit(where="#ana/welcome")
    page.evaluate(SLOW)
    become_ben(page)


def test_a_channel_that_did_not_open_is_asked_for_again(visit: Visit) -> None:
    page = visit(where="#ana/welcome")
    page.evaluate(FAILS_ONCE, "api/open")
    become_ben(page)
    assert page.locator("#ended").is_hidden()


def test_a_channel_that_could_not_begin_tries_again(visit: Visit) -> None:
    page = visit(where="#ana/welcome")
    page.add_init_script(f"({FAILS_ONCE})('api/pages')")
    become_ben(page)


def test_a_channel_opens_again_at_its_newest_message(visit: Visit) -> None:
    other = visit(where="#ben/announcements")
    write(other, "An old message.")
    said(other, "An old message.").wait_for()
    page = visit(where="#cleo/announcements")
    said(page, "An old message.").wait_for()
    write(other, "A long story." + 60 * "\nAnd then" + "\nThe end.")
    said(page, "The end.").wait_for()
    page.reload()
    arrive(page, "cleo", "announcements")
    said(page, "The end.").wait_for()
    until(page, lambda: room(page).locator("#channel-timeline").evaluate(AWAY) < 5)
