"""How the rehearsal looks, on a desk and on a phone, dark and light."""

from typing import Any

import pytest

from tests.page.acting import (
    AWAY,
    composer,
    photograph,
    room,
    run_command,
    said,
    send,
    take_command,
    until,
)
from tests.page.conftest import SIZES

pytestmark = [pytest.mark.page, pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.mark.parametrize("size", SIZES)
def test_nothing_is_cut_off(visit, size):
    page = visit(size, "#ana/welcome")
    run_command(page, "/about")
    said(page, "About this bot").wait_for()
    if size == "phone":
        _look_at_a_list(page)
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        photograph(page, f"about-{size}-{scheme}")
        _look_at_the_edges(page, SIZES[size][0])


def _look_at_the_edges(page: Any, width: int) -> None:
    """The newest message is in view, and nothing is wider than the window."""
    assert said(page, "press Help now").is_visible()
    until(page, lambda: room(page).locator("#channel-timeline").evaluate(AWAY) < 5)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert room(page).locator("body").evaluate("body => body.scrollWidth <= innerWidth")


def _look_at_a_list(page: Any) -> None:
    """Every choice of an open list can be read to its end, with what stands under it."""
    selects = room(page).locator(".select-trigger")
    before = selects.count()
    composer(page).click()
    page.keyboard.type("/learn")
    take_command(page, "/learn")
    width = page.viewport_size["width"]
    for part in ("#send-message", ".command-context-close"):
        box = room(page).locator(part).bounding_box()
        assert box["x"] + box["width"] <= width, f"{part} is out of sight"
    send(page)
    selects.nth(before).click()
    options = room(page).locator(".select-list:popover-open .select-option")
    options.first.wait_for()
    photograph(page, "list")
    cut = "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    assert options.evaluate_all(cut) == []
    high = "list => list.parentElement.clientHeight"
    shown = room(page).locator(".select-list:popover-open .select-options")
    until(page, lambda: shown.evaluate(high) > 180)
    page.keyboard.press("Escape")
    run_command(page, "/about")
    said(page, "About this bot").wait_for()


def test_a_phone_opens_its_panels(visit):
    page = visit("phone")
    page.locator("#where-button").click()
    assert page.locator("#people").is_visible()
    photograph(page, "phone-where")
    page.locator("#people").get_by_role("button", name="Ben").click()
    page.locator("#people").wait_for(state="hidden")
    page.locator("#where-button", has_text="Ben in #welcome").wait_for()
    page.get_by_role("button", name="Try this").click()
    assert page.locator("#steps").is_visible()
    photograph(page, "phone-try")
    page.keyboard.press("Escape")
    assert not page.locator("#steps").is_visible()
