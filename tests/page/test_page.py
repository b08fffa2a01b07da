"""The rehearsal as somebody uses it in a browser: seen, clicked, typed, and looked at."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.page.conftest import PATIENCE, SCREENSHOTS

pytestmark = [pytest.mark.page, pytest.mark.slow, pytest.mark.timeout(120)]

SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
Open = Callable[..., Any]


@pytest.fixture
def visit(browser: Any, rehearsal: str) -> Iterator[Open]:
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
        composer(page).wait_for()
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


def send(page: Any) -> None:
    room(page).locator("#send-message").click()


def test_the_main_journey(visit):
    """What somebody new would try: set-up, group, meeting, reminder, private reminder."""
    page = visit()
    start_over(page)
    _set_up(page)
    _make_group(page)
    _plan_meeting(page)
    _see_reminder(page)
    _ask_for_private_reminder(page)


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
    said(page, "A note you asked for").wait_for()
    photograph(page, "journey-7-private")


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
    composer(page).wait_for()
    page.wait_for_timeout(500)
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
    before = page.evaluate("fetch('api/state').then(r => r.json()).then(s => s.now)")
    page.wait_for_timeout(1200)
    after = page.evaluate("fetch('api/state').then(r => r.json()).then(s => s.now)")
    assert before < after


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


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_nothing_is_cut_off(visit, size, scheme):
    page = visit(size, "#ana/welcome", scheme)
    run_command(page, "/about")
    said(page, "About this bot").wait_for()
    photograph(page, f"about-{size}-{scheme}")
    assert said(page, "press Help now").is_visible()
    away = "list => list.scrollHeight - list.scrollTop - list.clientHeight"
    assert room(page).locator("#channel-timeline").evaluate(away) < 5
    width = SIZES[size][0]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert room(page).locator("body").evaluate("body => body.scrollWidth <= innerWidth")


def test_a_phone_opens_its_panels(visit):
    page = visit("phone")
    page.locator("#where-button").click()
    assert page.locator("#people").is_visible()
    photograph(page, "phone-where")
    page.locator("#people").get_by_role("button", name="Ben").click()
    page.locator("#people").wait_for(state="hidden")
    assert page.locator("#where-button").inner_text().startswith("Ben in #welcome")
    page.get_by_role("button", name="Try this").click()
    assert page.locator("#steps").is_visible()
    photograph(page, "phone-try")
    page.keyboard.press("Escape")
    assert not page.locator("#steps").is_visible()
