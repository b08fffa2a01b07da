"""The fullest pages still fit into what Discord takes."""

from datetime import UTC, datetime

import pytest

from bot.gateway.render import render
from bot.servers.vouching.rules import Standing as Offered
from bot.sponsors.blocking import messages as blocking
from bot.sponsors.judging import messages as judging
from bot.sponsors.judging.messages import Seen
from bot.sponsors.noting.rules import Item
from bot.sponsors.nudging import messages as nudging
from bot.sponsors.nudging.rules import Line, Today
from bot.sponsors.pairing import messages as pairing
from bot.sponsors.pairing.rules import Wish
from bot.sponsors.reporting.rules import LONGEST, Report
from bot.sponsors.rules import Side
from bot.sponsors.telling import messages as telling
from bot.sponsors.telling.messages import Standing
from bot.sponsors.telling.rules import Telling

LANG, WORD, SOMEBODY = "en", "peer supporter", 1_573_306_918_502_400_037
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
KINDS = ("ended", "declined", "agreed", "away", "back", "closed", "unreached", "unshared")


def side(part="supporter", state="active", n=0):
    return Side(
        f"{n:016x}",
        1,
        state,
        "sponsor",
        part,
        2,
        SOMEBODY,
        7,
        share_yes=True,
        share_not=True,
    )


def item(kind):
    return Item("0123456789abcdef", 2, kind, SOMEBODY, 1, "0123456789abcdef", NOW.isoformat())


def line(n):
    asked = (item("check_on"), item("handed"))
    return Line(side(n=n), True, "not_yet", asked, SOMEBODY, "0123456789abcdef")


def pages():
    full = Today(
        tuple(side(state="asked", n=n + 50) for n in range(5)),
        tuple(line(n) for n in range(8)),
        tuple(item(kind) for kind in KINDS * 3),
    )
    report = Report("0123456789abcdef", 1, 2, 3, "medicine", "_" * LONGEST, NOW.isoformat())
    standings = [
        Standing(side(part, n=n), WORD, away_until=NOW)
        for n, part in enumerate(("member", "supporter") * 20)
    ]
    told = [Telling(NOW.isoformat(), SOMEBODY, "help")] * 60
    yield nudging.today(LANG, full, WORD)
    offers = (Offered(1, 3, "sponsor", id=7), Offered(1, 3, "helper", id=8))
    yield judging.reports(LANG, [Seen(report, offers, WORD)] * 9)
    yield judging.reports(LANG, [Seen(report, offers, WORD, pausing=False)] * 9)
    yield telling.mine(LANG, standings)
    yield telling.member_card(LANG, standings[0])
    yield telling.supporter_card(LANG, standings[1])
    yield telling.tellings(LANG, told)
    yield blocking.blocks(LANG, [SOMEBODY + n for n in range(80)])
    yield pairing.before_asking(LANG, Wish(SOMEBODY, "stand_in"), WORD, SOMEBODY)
    yield pairing.request(LANG, side(state="asked"), WORD, 8)


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: page.title)
def test_it_fits(page):
    assert render(page)
