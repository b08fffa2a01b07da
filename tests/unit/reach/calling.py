"""A night on which somebody asks for help: with a sponsor, a stand-in, helpers and moderators."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import update

from bot.core.press import Press
from bot.delivery.private import remember_closed
from bot.reach.asking import service as asking
from bot.reach.directory import HelpSnapshot
from bot.reach.duty import store as duty
from bot.reach.ladder.rules import Choice
from bot.reach.proposing.store import keep_choice
from bot.servers import service as servers
from bot.servers.vouching import store as vouchings
from bot.sponsors.offering.rules import NO_QUIET, Offer
from bot.sponsors.offering.store import put_offer
from bot.sponsors.rules import Side
from bot.sponsors.store import add_pair
from bot.storage.tables import servers as server_table
from bot.storage.tables import sightings
from tests.support.who import ANA, SERVER, buttons_of, somebody
from tests.unit.reach.stage import directory, library
from tests.unit.sponsors.stage import Stage, shown

SAM, KIM, HAL, HIA, HUE, HOB, MONA, RIO = range(31, 39)
HELPERS_CHANNEL, MODERATORS_CHANNEL = 711, 712
HELPERS = (HAL, HIA, HUE, HOB)


class Night(Stage):
    """People are who they are from `begin` on; what they see comes back as messages."""

    def __init__(self, db, clock, snapshot=None, content=None):
        snapshot = snapshot or HelpSnapshot(directory(), clock)
        super().__init__(db, clock, snapshot, content or library())

    async def begin(self, *, helpers=HELPERS[:2], sponsor=True, stand_in=True, **values) -> None:
        self.transport.visible |= {(one, 0) for one in (ANA, *range(1, 50))}
        channels = {"moderators_channel_id": MODERATORS_CHANNEL}
        chosen = {"zone": "Europe/Berlin", "country": "US"} | channels | values
        async with self.db.begin() as tx:
            await servers.ensure_server(tx, SERVER)
            await tx.execute(update(server_table).values(**chosen))
            for supporter, there in ((SAM, sponsor), (KIM, stand_in)):
                if there:
                    await self._support(tx, supporter)
            for helper in helpers:
                await self._put_on_duty(tx, helper, hours=6)

    async def _support(self, tx, supporter) -> None:
        """Let somebody be the sponsor or the stand-in of Ana, free at any hour."""
        await self._approve(tx, supporter, "sponsor")
        servers_, zone = frozenset({SERVER}), "Europe/Berlin"
        promised = {"promised": "2026-03-01", "quiet": NO_QUIET}
        await put_offer(tx, Offer(member_id=supporter, servers=servers_, zone=zone, **promised))
        role = "sponsor" if supporter == SAM else "stand_in"
        common = {"pair_id": "", "server_id": SERVER, "state": "active", "role": role}
        theirs = Side(**common, part="supporter", member_id=supporter, other_id=ANA)
        mine = Side(**common, part="member", member_id=ANA, other_id=supporter)
        await add_pair(tx, theirs, mine)

    async def _approve(self, tx, member_id, what) -> None:
        standing = await vouchings.find_standing(tx, SERVER, member_id, what)
        values = {"adult_at": tx.now, "asked_at": tx.now, "approved_at": tx.now}
        await vouchings.change_standing(tx, standing, **values)

    async def _put_on_duty(self, tx, helper, *, hours) -> None:
        await self._approve(tx, helper, "helper")
        await duty.change_duty(tx, SERVER, helper, on_until=tx.now + timedelta(hours=hours))

    async def on_duty(self, helper, *, hours=6) -> None:
        async with self.db.begin() as tx:
            await self._put_on_duty(tx, helper, hours=hours)

    @property
    def feature(self):
        return self.features["reach"]

    def who(self, member_id, *, private=False, moderator=False):
        return somebody(member_id, server_id=None if private else SERVER, manages=moderator)

    async def act(self, member_id, message, label, *, moderator=False):
        """Press a button on a message, and let what follows happen."""
        answer = await self.press_on(self.who(member_id, moderator=moderator), message, label)
        await self.engine.step()
        return answer

    async def ask(self, ref="", member_id=ANA):
        return await self.press(self.who(member_id), "ask", ref)

    async def ask_all(self, ref=""):
        """Let Ana ask, as the screen proposes it."""
        return await self.act(ANA, await self.ask(ref), "Send")

    async def press_on(self, who, message, label):
        """Press a button; what is pressed carries its text."""
        button = buttons_of(message)[label]
        async with self.db.begin() as tx:
            press = Press(button.action, button.ref, text=message.body)
            return shown(await self.features[button.feature].press(tx, who, press))

    async def fill(self, member_id, form, **typed):
        answer = await self.send(self.who(member_id), form, **typed)
        await self.engine.step()
        return answer

    async def take_call(self, member_id=MONA):
        return await self.act(member_id, self.calls[0], "I'm with them", moderator=True)

    async def off_duty(self, helper):
        async with self.db.begin() as tx:
            await duty.change_duty(tx, SERVER, helper, on_until=None)

    async def forget_sightings(self):
        async with self.db.begin() as tx:
            await tx.execute(sightings.delete())

    async def send_with_card(self, screen, reply_token):
        """Press Send on a card that can be changed for a while."""
        button = buttons_of(screen)["Send"]
        who = replace(self.who(ANA), reply_token=reply_token)
        async with self.db.begin() as tx:
            await self.feature.press(tx, who, Press(button.action, button.ref, text=screen.body))
        await self.engine.step()

    async def doubt(self, member_id, *, again=False):
        """Say that it was not a real one."""
        found = await self.call(asking.people_of, (await self.request()).id)
        person = next(one for one in found if one.member_id == member_id)
        assert again or not person.unreal
        answer = await self.press(self.who(member_id), "unreal", person.id)
        await self.engine.step()
        return answer

    async def climb(self, why):
        await self.call(asking.climb, (await self.request()).id, why)
        await self.engine.step()

    async def close_chat_of(self, member_id):
        await self.call(remember_closed, member_id)

    async def leave_out(self, *member_ids):
        choice = Choice(left=frozenset(member_ids))
        await self.call(keep_choice, ANA, choice, SERVER)

    async def request(self, member_id=ANA):
        return await self.call(asking.find_request_of, member_id)

    async def people(self):
        request = await self.request()
        found = await self.call(asking.people_of, request.id)
        return {one.member_id: one.state for one in found}

    def transport_note(self, member_id):
        """The newest message as it was first sent."""
        channel = self.transport.chats[member_id]
        return [one.message for one in self.transport.posted if one.channel_id == channel][-1]

    def note(self, member_id):
        """The newest message in somebody's private chat."""
        return self.chat(member_id)[-1]

    def bodies(self, member_id):
        return [one.body for one in self.chat(member_id)]

    @property
    def calls(self):
        """What stands in the moderators' channel."""
        there = [one for one in self.transport.posted if one.channel_id == MODERATORS_CHANNEL]
        return [one.now_says for one in there if not one.deleted]

    async def refresh(self):
        async with self.db.begin() as tx:
            return shown(await self.feature.press(tx, self.who(ANA), Press("refresh", "")))
