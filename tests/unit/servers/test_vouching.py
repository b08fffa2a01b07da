"""Offering to be there for others: an adult by their own word, approved, told, paused."""

import re

import pytest

from bot.core.errors import Refused
from bot.core.message import Edit
from bot.core.press import Press
from bot.delivery.delivery import Delivery
from bot.delivery.handlers import Handlers
from bot.delivery.pacer import Pacer
from bot.servers import service as servers
from bot.servers import store
from bot.servers.vouching import service as vouching
from tests.support.transport import RecordingTransport
from tests.support.who import ANA, BEN, CHANNEL, MONA, ROLE, SERVER, buttons_of, mona, somebody


class Stage:
    """A server, and what people press in it."""

    def __init__(self, db, clock):
        self.db, self.clock = db, clock
        self.transport = RecordingTransport(clock)
        handlers = Handlers(renders=servers.RENDERS, render_notes={"servers": servers.render_note})
        pacer = Pacer(100_000, dm_opens=50)
        self.engine = Delivery(db, clock, self.transport, handlers, pacer, alarm=False)
        self.paused: list[int] = []

    async def set(self, **values):
        async with self.db.begin() as tx:
            await servers.ensure_server(tx, SERVER)
            await store.change_server(tx, SERVER, values)

    async def press(self, action, ref="", who=None):
        async def on_paused(tx, server_id, member_id):
            self.paused.append(member_id)

        async def on_lifted(tx, server_id, member_id):
            self.paused.remove(member_id)

        async with self.db.begin() as tx:
            press = Press(action, str(ref))
            answer = await servers.press(
                tx,
                who or somebody(),
                press,
                countries={},
                hooks=servers.Hooks([on_paused], [on_lifted]),
            )
        await self.engine.step()
        return answer.message if isinstance(answer, Edit) else answer

    async def press_on(self, message, label, who=None):
        button = buttons_of(message)[label]
        return await self.press(button.action, button.ref, who)

    async def offer(self, who=None, what="helper"):
        async with self.db.begin() as tx:
            return await vouching.require_trust(tx, who or somebody(), what)

    async def trusted(self, member=ANA, what="helper"):
        async with self.db.read() as tx:
            found = await vouching.is_trusted(tx, SERVER, member, what)
            assert (member in await vouching.trusted_ids(tx, SERVER, what)) == found
        return found

    @property
    def asked(self):
        """What stands in the moderators' channel."""
        return [
            one.now_says
            for one in self.transport.posted
            if one.channel_id == CHANNEL and not one.deleted
        ]

    @property
    def notes(self):
        return [one.now_says for one in self.transport.posted if one.channel_id != CHANNEL]


@pytest.fixture
async def stage(db, clock):
    stage = Stage(db, clock)
    await stage.set(moderators_channel_id=CHANNEL)
    return stage


async def ask(stage, who=None, what="helper"):
    card = await stage.offer(who, what)
    return await stage.press_on(card, "I am 18 or older", who)


async def test_an_adult_is_approved_in_the_moderators_channel_and_told(stage):
    card = await stage.offer()
    assert "18 or older" in card.body
    assert "The day you say so is kept" in card.body
    assert stage.asked == [], "nobody is told before they say so"
    card = await stage.press_on(card, "I am 18 or older")
    assert "Moderators were asked" in card.body
    assert not await stage.trusted()
    (asked,) = stage.asked
    assert f"<@{ANA}> would like to be a helper" in asked.body
    done = await stage.press_on(asked, "Approve", mona())
    assert "can be a helper here now" in done.body
    assert await stage.trusted()
    assert not await stage.trusted(what="sponsor"), "each is approved by itself"
    assert f"Approved by <@{MONA}>" in stage.asked[0].body
    assert not buttons_of(stage.asked[0])
    (note,) = stage.notes
    assert note.body == "A note you asked for."
    opened = await stage.press_on(note, "Open", somebody(server_id=None))
    assert "/duty on" in opened.body
    assert await stage.offer() is None


async def test_not_now_is_said_kindly_and_may_be_asked_again_after_a_week(stage, clock):
    await ask(stage)
    await stage.press_on(stage.asked[0], "Not now", mona())
    assert "not now" in stage.asked[0].body
    card = await stage.offer()
    assert "says nothing about your worth" in card.body
    assert not buttons_of(card)
    await stage.press("adult", "helper")
    assert len(stage.asked) == 1
    clock.advance(days=7)
    await stage.press_on(await stage.offer(), "Ask again")
    assert len(stage.asked) == 2
    await stage.press_on(stage.asked[1], "Approve", mona())
    assert await stage.trusted()


async def test_two_moderators_at_once_the_second_reads_that_it_is_answered(stage):
    await ask(stage)
    asked = stage.asked[0]
    await stage.press_on(asked, "Approve", mona())
    with pytest.raises(Refused, match="answered this already"):
        await stage.press_on(asked, "Not now", mona())
    assert await stage.trusted()


async def test_taking_it_back_removes_what_moderators_read(stage):
    card = await ask(stage)
    asked = stage.asked[0]
    await stage.press_on(card, "Take it back")
    assert stage.asked == []
    with pytest.raises(Refused):
        await stage.press_on(asked, "Approve", mona())
    assert "18 or older" in (await stage.offer()).body


async def test_taken_back_before_it_went_out_nothing_goes_out(stage, db):
    await stage.set(moderators_channel_id=CHANNEL)
    async with db.begin() as tx:
        press = Press("adult", "helper")
        await servers.press(tx, somebody(), press, countries={})
        await vouching.step_back(tx, SERVER, ANA, "helper")
    await stage.engine.step()
    assert stage.asked == []


async def test_without_a_channel_the_person_is_sent_to_a_moderator(stage):
    await stage.set(moderators_channel_id=None)
    assert "/duty rota" in (await ask(stage)).body
    assert stage.asked == []


async def test_a_moderator_needs_nobody_else(stage):
    assert "/duty on" in (await ask(stage, mona())).body
    assert await stage.trusted(MONA)
    assert stage.asked == []


async def test_the_helper_role_approves_as_long_as_one_has_it(stage):
    await stage.set(helper_role_id=ROLE)
    helper = somebody(roles=(ROLE,))
    card = await stage.offer(helper)
    assert f"<@&{ROLE}>, so no moderator" in card.body
    assert "can be a helper" in (await stage.press_on(card, "I am 18 or older", helper)).body
    assert await stage.trusted()
    assert stage.asked == []
    assert "18 or older" not in (await stage.offer(somebody())).body, "they said so already"
    assert not await stage.trusted(), "without the role it needs a moderator"


async def test_a_pause_is_told_in_neutral_words_and_has_its_end(stage, clock):
    await ask(stage)
    await stage.press_on(stage.asked[0], "Approve", mona())
    async with stage.db.read() as tx:
        standing = await vouching.standing_of(tx, SERVER, ANA, "helper")
    card = await stage.press("vouch", standing.id, mona())
    card = await stage.press_on(card, "Pause for a week", mona())
    assert "**Paused** until" in card.body
    assert stage.paused == [ANA], "what they were asked goes on to the next"
    assert not await stage.trusted()
    assert (await stage.offer()).body == "You are paused; a moderator will write to you."
    opened = await stage.press_on(stage.notes[-1], "Open", somebody(server_id=None))
    assert opened.body == "You are paused; a moderator will write to you."
    clock.advance(days=7)
    assert await stage.trusted()
    card = await stage.press("vouch_pause", standing.id, mona())
    clock.advance(days=99)
    assert not await stage.trusted()
    await stage.press_on(card, "Let them go on", mona())
    assert await stage.trusted()
    assert stage.paused == [ANA], "one pause of two was lifted"


async def test_stepping_back_does_not_shed_a_pause(stage, db):
    await ask(stage)
    async with stage.db.read() as tx:
        standing = await vouching.standing_of(tx, SERVER, ANA, "helper")
    await stage.press("vouch_pause", standing.id, mona())
    async with db.begin() as tx:
        await vouching.step_back(tx, SERVER, ANA, "helper")
    assert "You are paused" in (await stage.offer()).body
    assert "You are paused" in (await stage.press("adult", "helper")).body


@pytest.mark.parametrize(
    "who", [somebody(BEN), somebody(BEN, server_id=None), mona(server_id=SERVER + 1)]
)
async def test_only_this_servers_moderators_answer_and_pause(stage, who):
    await ask(stage)
    async with stage.db.read() as tx:
        standing = await vouching.standing_of(tx, SERVER, ANA, "helper")
    for action in ("vouch", "vouch_yes", "vouch_no", "vouch_week", "vouch_pause", "vouch_lift"):
        with pytest.raises(Refused):
            await stage.press(action, standing.id, who)
    with pytest.raises(Refused):
        await stage.press("vouched", standing.id, who)
    assert not await stage.trusted()


@pytest.mark.parametrize("ref", ["", "boss", "9" * 30, "-1", "٣"])
async def test_odd_buttons_are_refused(stage, ref):
    with pytest.raises(Refused):
        await stage.press("adult", ref)
    with pytest.raises(Refused):
        await stage.press("vouch_yes", ref, mona())
    with pytest.raises(Refused):
        await vouching_in_dm(stage)


async def vouching_in_dm(stage):
    await stage.offer(somebody(server_id=None))


async def test_a_sponsor_is_called_as_the_server_calls_them(stage):
    await stage.set(sponsor_word="recovery buddy")
    card = await ask(stage, what="sponsor")
    assert "a recovery buddy" in card.body
    assert re.search("would like to be a recovery buddy", stage.asked[0].body)
