"""Two people become a pair and part again: asked, answered, confirmed, ended."""

import pytest

from bot.core.errors import Refused
from bot.sponsors import service as sponsors
from bot.sponsors.pairing.rules import Wish
from bot.sponsors.pairing.service import _takes_requests
from bot.storage.tables import sponsor_pairs, vault_entries
from tests.support.who import ANA, BEN, CLEO, SERVER, buttons_of, selects_of, somebody

SAM, DAN = BEN, CLEO
NEUTRAL = "They are not taking requests now."


async def ask(stage, person_id=SAM, who=None, role="sponsor"):
    who = who or somebody(ANA)
    first = await stage.call(sponsors.open_ask, who, Wish(person_id, role))
    return await stage.press_on(who, first, "Ask them")


async def opened(stage, member_id):
    """Open the newest note as its reader, and then what it leads to."""
    who = somebody(member_id, server_id=None)
    return await stage.press_on(who, stage.chat(member_id)[-1], "Open")


async def agree(stage, hello="3"):
    await ask(stage)
    await stage.engine.step()
    page = await opened(stage, SAM)
    request = await stage.press_on(somebody(SAM), page, "Look at it")
    select = selects_of(request)["accept"]
    await stage.press(somebody(SAM), "accept", select.ref, [hello])
    await stage.engine.step()
    page = await opened(stage, ANA)
    return await stage.press_on(somebody(ANA), page, "Look at it")


async def test_what_everybody_reads_before_asking(stage):
    page = await stage.call(sponsors.open_ask, somebody(ANA), Wish(SAM))
    for line in (
        "You can say no",
        "You can leave without a reason",
        "Nobody here may ask you for money, sex or secrets",
        "goes to people outside the pair",
        "Only accept someone you chose freely. You can undo this without them seeing why.",
        f"They will read: “<@{ANA}> asks you to be their sponsor.”",
    ):
        assert line in page.body.replace("**", "")


async def test_both_say_yes(stage):
    await stage.offer(SAM, stance="welcome")
    asked = await ask(stage)
    assert f"I asked <@{SAM}>" in asked.body
    assert await stage.supporters() == []
    await stage.engine.step()
    (note,) = stage.chat(SAM)
    assert note.body == "A note you asked for."
    assert set(buttons_of(note)) == {"Open"}
    page = await opened(stage, SAM)
    assert f"<@{ANA}> asks you to be their sponsor" in page.body
    request = await stage.press_on(somebody(SAM), page, "Look at it")
    assert "Only accept someone you chose freely" in request.body
    assert {"Not now", "Block", "Report"} <= set(buttons_of(request))
    said = await stage.press(somebody(SAM), "accept", selects_of(request)["accept"].ref, ["3"])
    assert f"<@{ANA}> is asked now to confirm it" in said.body
    assert await stage.supporters() == []
    await stage.engine.step()
    (note,) = stage.chat(ANA)
    assert note.body == "A note you asked for."
    page = await opened(stage, ANA)
    confirm = await stage.press_on(somebody(ANA), page, "Look at it")
    assert "It counts as recovery" in confirm.body
    assert "every 3 days" in confirm.body
    assert {"Confirm", "No, thank you", "Block", "Report"} <= set(buttons_of(confirm))
    done = await stage.press_on(somebody(ANA), confirm, "Confirm")
    assert "Nothing of your check-ins is shared" in done.body
    assert await stage.supporters() == [(SAM, "sponsor")]


async def test_the_member_may_leave_the_reminders_out(stage):
    await stage.offer(SAM)
    confirm = await agree(stage)
    await stage.press_on(somebody(ANA), confirm, "Confirm, without reminders")
    card = await stage.press(somebody(SAM), "pair", buttons_of(confirm)["Confirm"].ref)
    assert "You get no reminder" in card.body


async def turn_down(stage, why):
    """Bring about one reason for which Sam cannot be asked."""
    if why != "never offered":
        await stage.offer(SAM, most=1, **OFFERS.get(why, {}))
        await HAPPENS.get(why, nothing)(stage)


OFFERS = {
    "paused": {"paused": True},
    "on holiday": {"away_until": "2999-01-01"},
    "another server": {"servers": frozenset({SERVER + 1})},
}


async def nothing(_stage):
    return


async def let_many_wait(stage):
    for n in range(5):
        await stage.pair(CLEO + n, SAM, state="asked")


async def report(stage):
    form = await stage.press(somebody(CLEO), "report", f"member~{SAM}")
    await stage.send(somebody(CLEO), form, reason="money")


HAPPENS = {
    "full": lambda stage: stage.pair(CLEO, SAM),
    "many wait": let_many_wait,
    "suspended": lambda stage: stage.suspend(),
    "blocked": lambda stage: stage.call(sponsors.block, SAM, ANA),
    "blocked them": lambda stage: stage.call(sponsors.block, ANA, SAM),
    "under review": report,
    "declined before": lambda stage: stage.pair(ANA, SAM, state="declined"),
}
REASONS = (
    "never offered",
    "paused",
    "on holiday",
    "another server",
    "full",
    "many wait",
    "suspended",
    "blocked",
    "blocked them",
    "under review",
    "declined before",
)


@pytest.mark.parametrize("db_kind", ["sqlite"])
@pytest.mark.parametrize("why", REASONS)
async def test_every_reason_gives_the_same_answer(stage, why):
    await turn_down(stage, why)
    said = await ask(stage)
    assert (said.body, said.title, said.small, said.rows) == (NEUTRAL, "", "", ())
    await stage.engine.step()
    assert stage.chat(SAM) == []


class Counting:
    """Counts what a transaction asks the database."""

    def __init__(self, execute):
        self.execute, self.times = execute, 0

    async def __call__(self, *values, **named):
        self.times += 1
        return await self.execute(*values, **named)


@pytest.mark.parametrize("db_kind", ["sqlite"])
async def test_the_same_work_for_every_answer(stage, monkeypatch):
    """As many questions to the database, whatever the reason is: time tells nothing either."""
    counts = {}
    for why in ("never offered", "paused", "suspended", "blocked", "full"):
        await turn_down(stage, why)
        async with stage.db.begin() as tx:
            counted = Counting(tx.execute)
            monkeypatch.setattr(tx, "execute", counted)
            assert not await _takes_requests(tx, ANA, SAM, SERVER)
        counts[why] = counted.times
    assert len(set(counts.values())) == 1, counts


async def test_not_now_reads_like_every_other_no(stage):
    await stage.offer(SAM)
    await ask(stage)
    await stage.engine.step()
    page = await opened(stage, SAM)
    request = await stage.press_on(somebody(SAM), page, "Look at it")
    await stage.press_on(somebody(SAM), request, "Not now")
    await stage.engine.step()
    page = await opened(stage, ANA)
    assert f"<@{SAM}>: {NEUTRAL}" in page.body
    assert (await ask(stage)).body == NEUTRAL
    await stage.offer(DAN)
    assert "I asked" in (await ask(stage, DAN)).body


async def test_taking_a_request_back_is_silent(stage):
    await stage.offer(SAM)
    asked = await ask(stage)
    await stage.press_on(somebody(ANA), asked, "Take it back")
    await stage.engine.step()
    assert stage.chat(SAM) == []
    assert await stage.rows(sponsor_pairs) == []
    assert "I asked" in (await ask(stage)).body


@pytest.mark.parametrize("by", [ANA, SAM])
@pytest.mark.parametrize("when", ["Tell them now", "With the next digest"])
async def test_either_may_end_it_and_the_other_reads_only_that(stage, by, when):
    await stage.offer(SAM)
    pair_id = await stage.pair(ANA, SAM)
    other = SAM if by == ANA else ANA
    asked = await stage.press(somebody(by), "end", pair_id)
    await stage.press_on(somebody(by), asked, when)
    assert await stage.supporters() == []
    assert await stage.rows(sponsor_pairs) == []
    await stage.engine.step()
    assert len(stage.chat(other)) == (1 if when == "Tell them now" else 0)
    if when != "Tell them now":
        await stage.pass_time(hours=25)
    if other == ANA or when == "Tell them now":
        page = await opened(stage, other)
        assert page.body == f"You and <@{by}>: ended."
        await stage.press_on(somebody(other), page, "I have read it")
        assert "Nothing waits" in (await stage.press(somebody(other), "today")).body


async def test_requests_that_nobody_answers_are_forgotten(stage):
    await stage.offer(SAM)
    await ask(stage)
    await stage.pass_time(days=15)
    await stage.call(stage.feature.housekeep)
    assert [row["state"] for row in await stage.rows(sponsor_pairs)] == ["declined"]
    await stage.pass_time(days=31)
    await stage.call(stage.feature.housekeep)
    assert await stage.rows(sponsor_pairs) == []


async def test_what_cannot_be_asked(stage):
    await stage.offer(SAM)
    with pytest.raises(Refused, match="That is you"):
        await stage.call(sponsors.open_ask, somebody(ANA), Wish(ANA))
    with pytest.raises(Refused, match="a bot"):
        await stage.call(sponsors.open_ask, somebody(ANA), Wish(SAM), is_bot=True)
    with pytest.raises(Refused, match="in your server"):
        await stage.call(sponsors.open_ask, somebody(ANA, server_id=None), Wish(SAM))
    with pytest.raises(Refused, match="Find a sponsor first"):
        await stage.call(sponsors.open_ask, somebody(ANA), Wish(SAM, "stand_in"))
    await stage.pair(ANA, SAM)
    with pytest.raises(Refused, match="You have a sponsor already"):
        await stage.call(sponsors.open_ask, somebody(ANA), Wish(DAN))


async def test_somebody_else_cannot_touch_a_pair(stage):
    await stage.offer(SAM)
    pair_id = await stage.pair(ANA, SAM)
    for action, ref in (
        ("pair", pair_id),
        ("end_yes", f"now.{pair_id}"),
        ("confirm", pair_id),
        ("accept", pair_id),
        ("share", f"yes.on.{pair_id}"),
        ("done", pair_id),
        ("hand", pair_id),
        ("block", f"pair~{pair_id}"),
        ("report", f"pair~{pair_id}"),
    ):
        with pytest.raises(Refused):
            await stage.press(somebody(CLEO), action, ref, ["3"])
    assert await stage.supporters() == [(SAM, "sponsor")]


async def test_room_is_counted_again_at_the_yes(stage):
    await stage.offer(SAM, most=1)
    await ask(stage)
    await stage.pair(CLEO, SAM)
    (row,) = [r for r in await stage.rows(sponsor_pairs) if r["state"] == "asked"]
    with pytest.raises(Refused, match="as many people as you chose"):
        await stage.press(somebody(SAM), "accept", row["pair_id"], ["0"])


async def test_nothing_is_kept_of_somebody_who_was_turned_down(stage):
    before = await stage.rows(vault_entries)
    await ask(stage)
    assert await stage.rows(vault_entries) == before
