"""The rehearsal as somebody uses it in a browser: seen, clicked, typed."""

from typing import Any

import pytest

from tests.page.acting import (
    arrive,
    composer,
    photograph,
    room,
    run_command,
    said,
    send,
    start_over,
    take_command,
    until,
)

pytestmark = [pytest.mark.page, pytest.mark.slow, pytest.mark.timeout(120)]


def test_a_newcomer_sees_what_this_is(visit):
    page = visit()
    assert page.get_by_text("Nothing here reaches Discord").is_visible()
    assert page.get_by_role("heading", name="Aftercare rehearsal").is_visible()
    people = page.locator("#people button")
    assert [name for name in people.locator(".who").all_inner_texts() if "Moderator" in name]
    assert people.count() == 5
    assert page.locator("#steps li").count() >= 6
    photograph(page, "newcomer")


def test_only_the_moderator_sees_the_hidden_channel(visit):
    page = visit()
    places = page.locator("#places")
    assert places.get_by_text("moderators").is_visible()
    page.locator("#people").get_by_role("button", name="Ana").click()
    places.get_by_text("moderators").wait_for(state="hidden")
    page.goto(page.url.replace("ana/welcome", "ana/moderators"))
    page.wait_for_url("**/#ana/welcome")


def choose(page: Any, typed: str, name: str) -> None:
    """Type into the option that has the focus and choose what is offered."""
    page.keyboard.type(typed)
    room(page).get_by_role("option", name=name).first.click()


def follow_step(page: Any, command: str) -> None:
    """Press a step's button and choose the command that it types."""
    page.get_by_role("button", name=f"Type {command}").click()
    take_command(page, command)


def test_the_main_journey(visit):
    """What somebody new would try: set-up, group, meeting, reminder, private reminder."""
    page = visit()
    start_over(page)
    _set_up(page)
    _make_group(page)
    _plan_meeting(page)
    _see_reminder(page)
    _ask_for_private_reminder(page)
    _pick_a_date(page)


def _set_up(page: Any) -> None:
    follow_step(page, "/setup")
    choose(page, "zone", "zone")
    choose(page, "New York", "America/New_York")
    photograph(page, "journey-1-typing")
    send(page)
    said(page, "Set-up of this server").wait_for()
    photograph(page, "journey-2-setup")


def _make_group(page: Any) -> None:
    follow_step(page, "/group create")
    page.keyboard.type("Evening circle")
    page.keyboard.press("Tab")
    choose(page, "even", "evening-circle")
    send(page)
    said(page, "is ready").wait_for()
    photograph(page, "journey-3-group")


def _plan_meeting(page: Any) -> None:
    follow_step(page, "/meeting create")
    choose(page, "Even", "Evening circle")
    send(page)
    form = room(page).get_by_role("dialog")
    form.get_by_label("Name").fill("Evening circle")
    form.get_by_label("Days, or a date").fill("every day")
    form.get_by_label("Time").fill("19:00")
    photograph(page, "journey-4-form")
    form.get_by_role("button", name="Submit").click()
    said(page, "Every day at 19:00 (America/New_York)").wait_for()
    photograph(page, "journey-5-preview")
    room(page).get_by_role("button", name="Save").last.click()
    said(page, "Saved: Evening circle").wait_for()


def _see_reminder(page: Any) -> None:
    page.get_by_role("button", name="Move time on").click()
    page.wait_for_url("**/#ana/evening-circle")
    arrive(page, "ana", "evening-circle")
    said(page, "Starts:").wait_for()
    said(page, "in 1 hour").wait_for()
    photograph(page, "journey-6-reminder")


def _ask_for_private_reminder(page: Any) -> None:
    room(page).get_by_role("button", name="Remind me").last.click()
    said(page, "Your test note arrived").wait_for()
    chat = page.locator("#places button", has_text="Aftercare (private)")
    chat.locator(".new").wait_for()
    chat.click()
    page.wait_for_url("**/#ana/dm")
    arrive(page, "ana", "dm")
    said(page, "A note you asked for").wait_for()
    photograph(page, "journey-7-private")


def _pick_a_date(page: Any) -> None:
    """What was picked is shown by its name, and a command with a long answer ends in view."""
    follow_step(page, "/meeting move")
    choose(page, "Even", "Evening circle")
    room(page).get_by_role("option").first.click()
    picked = room(page).locator(".command-option-input").last.input_value()
    assert "(America/New_York)" in picked
    photograph(page, "journey-8-date")


def test_an_empty_option_offers_what_there_is(visit):
    page = visit()
    follow_step(page, "/setup")
    choose(page, "zone", "zone")
    room(page).get_by_role("option", name="America/New_York").wait_for()


def test_help_is_for_one_persons_eyes(visit):
    page = visit(where="#cleo/welcome")
    run_command(page, "/help")
    said(page, "Only you can see this").wait_for()
    photograph(page, "help")
    page.locator("#people").get_by_role("button", name="Ben").click()
    page.wait_for_url("**/#ben/welcome")
    arrive(page, "ben", "welcome")
    assert said(page, "Only you can see this").count() == 0


def test_time_moves_and_starting_over_throws_everything_away(visit):
    page = visit()
    start_over(page)
    day = page.locator("#day").inner_text()
    page.get_by_role("button", name="+1 day").click()
    page.get_by_text("It is now").wait_for(state="attached")
    assert page.locator("#day").inner_text() != day
    start_over(page)
    assert page.locator("#day").inner_text() == day


def test_time_flows_by_itself(visit):
    page = visit()
    now = "fetch('api/state').then(r => r.json()).then(s => s.now)"
    before = page.evaluate(now)
    until(page, lambda: page.evaluate(now) > before)


def test_the_keyboard_reaches_everything(visit):
    page = visit()
    names = set()
    for _ in range(30):
        page.keyboard.press("Tab")
        names.add(page.evaluate("document.activeElement.innerText || document.activeElement.id"))
    said = " ".join(names)
    for wanted in ("+10 min", "+1 hour", "+1 day", "Start over", "Ben", "evening-circle", "/setup"):
        assert wanted in said


def test_two_windows_at_once(visit):
    """Both act at the same moment, many times; simcord alone would refuse the overlap."""
    first, second = visit(where="#ana/welcome"), visit(where="#ben/welcome")
    for turn in range(3):
        for page, name in ((first, "Ana"), (second, "Ben")):
            composer(page).fill(f"{name} writes {turn}")
            composer(page).press("Enter")
        for page, name in ((first, "Ana"), (second, "Ben")):
            said(page, f"{name} writes {turn}").wait_for()
    for page in (first, second):
        for name in ("Ana", "Ben"):
            said(page, f"{name} writes 2").wait_for()
        assert room(page).locator("#toolbar").get_attribute("data-said") in (None, "")
