"""Stay with me: company in the private chat for a while, and people only if there is no answer.

1. A warning first. The start opens the chat; unless its first message arrives, nothing starts.
2. When the time is up it asks, asks again, counts down, and only then asks people.
3. If the bot was away in between, it says so and asks anew before it does more.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.message import Answer, Edit, Message
from bot.core.press import Press, Who
from bot.delivery.notes import are_armed, end_notes, post_note, set_note_timer
from bot.delivery.owed import Lane, Note, Skip
from bot.delivery.timers import Due
from bot.journeys import Journey
from bot.privacy import service as privacy
from bot.privacy.trying.rules import Result
from bot.privacy.trying.service import send_test, target_of
from bot.reach.directory import HelpSnapshot
from bot.reach.doubting.messages import is_paused
from bot.reach.doubting.store import find_pause
from bot.reach.ladder import service as ladder
from bot.reach.ladder.store import find_request_of
from bot.reach.placing.messages import name_servers
from bot.reach.proposing.service import say_plan
from bot.reach.proposing.store import servers_of
from bot.reach.rules import View
from bot.reach.sending.service import press_end, send_request
from bot.reach.staying import messages, rules
from bot.reach.staying.rules import NOTE, Plan, While
from bot.reach.trials.service import Trial
from bot.storage.database import Tx

FEATURE = "reach"


class Staying:
    """The whole journey, with the numbers that it shows."""

    def __init__(self, snapshot: HelpSnapshot) -> None:
        self.snapshot = snapshot
        self.trial = Trial(self.word_first, self.show_result, self.begin)
        self.journey = Journey(
            presses={
                "stay": self.press_open,
                "stay_server": self.press_server,
                "stay_start": self.start,
                "stay_okay": self.end,
                "stay_stop": self.end,
            },
            plan_notes={NOTE: self.plan_notes},
            render_notes={NOTE: self.render_note},
        )

    # ------------------------------------------------------------ 1. it starts, or nothing does

    async def open(self, tx: Tx, who: Who, minutes: int) -> Message:
        """Show the warning; outside of a server, ask first whose people could be asked."""
        lang = await privacy.language_for(tx, who)
        if who.server_id is not None:
            return await self._warn(tx, who, minutes, who.server_id)
        known = await servers_of(tx, who.member_id)
        if len(known) > 1:
            named = {one: who.rights.server_name(one) for one in known}
            return messages.choose_server(lang, minutes, name_servers(lang, known, named))
        return await self._warn(tx, who, minutes, next(iter(known), 0))

    async def _warn(self, tx: Tx, who: Who, minutes: int, server_id: int) -> Message:
        """Warn, and say it now if nobody could be asked at this hour."""
        lang = await privacy.language_for(tx, who)
        view = self.snapshot.view_for(replace(who, server_id=server_id or None))
        plan = await plan_for(tx, who.member_id, server_id, lang)
        return messages.warning(lang, view, minutes, server_id, plan)

    async def press_open(self, tx: Tx, who: Who, press: Press) -> Answer:
        """They want it from a button, for the usual time."""
        del press
        return await self.open(tx, who, rules.USUAL)

    async def press_server(self, tx: Tx, who: Who, press: Press) -> Answer:
        """They chose whose people could be asked."""
        minutes, server_id = rules.read_start("".join(press.values[:1]))
        known = await servers_of(tx, who.member_id)
        return Edit(await self._warn(tx, who, minutes, server_id if server_id in known else 0))

    async def start(self, tx: Tx, who: Who, press: Press) -> Answer:
        """Try the private chat. What runs already ends, so that there is only one."""
        minutes, server_id = rules.read_start(press.ref)
        allowed = who.server_id == server_id or server_id in await servers_of(tx, who.member_id)
        await end_notes(tx, who.member_id, FEATURE, NOTE)
        target = rules.write_target(minutes, server_id if allowed else 0)
        await send_test(tx, who, FEATURE, target, lane=Lane.HELP)
        lang = await privacy.language_for(tx, who)
        return Edit(messages.page(lang, self.snapshot.view_for(who), "sending"))

    async def word_first(self, tx: Tx, note: Note) -> Message:
        """Word the first message in the chat."""
        minutes, _ = rules.read_target(target_of(note))
        return messages.begin(await _language(tx, note), tx.now + timedelta(minutes=minutes))

    async def begin(self, tx: Tx, note: Note, result: Result) -> None:
        """Begin once the first message has arrived, and not before; pressed twice, begin once."""
        if result != "arrived":
            return
        await end_notes(tx, note.member_id, FEATURE, NOTE)
        minutes, server_id = rules.read_target(target_of(note))
        lasting = While(int(tx.now.timestamp()), minutes, server_id)
        ends = tx.now + timedelta(minutes=minutes)
        await set_note_timer(tx, _note(note.member_id, lasting), ends)

    async def show_result(self, tx: Tx, note: Note, result: Result) -> Message:
        """Say on the page that waited whether it began; if not, with the numbers."""
        _minutes, server_id = rules.read_target(target_of(note))
        view = self._view(note.member_id, server_id)
        return messages.page(await _language(tx, note), view, result)

    def _view(self, member_id: int, server_id: int) -> View:
        return self.snapshot.view_for(Who(member_id, server_id or None, ""))

    # ------------------------------------------------------------ 2. the time is up

    async def plan_notes(self, tx: Tx, due: Sequence[tuple[Note, Due]]) -> None:
        """Say what comes next to each, and arm what follows."""
        for note, at in due:
            lasting = rules.read_while(note.ref)
            if lasting is not None:
                await self._go_on(tx, note.member_id, lasting, at.due)

    async def _go_on(self, tx: Tx, member_id: int, lasting: While, due: datetime) -> None:
        if tx.now - due > rules.TOO_LATE and lasting.stage != "lost":
            lasting = lasting.at("lost")
        if lasting.stage == "ask":
            await self._ask_people(tx, member_id, lasting)
        await self._say(tx, member_id, lasting)
        if lasting.stage in rules.FOLLOWING:
            stage, pause = rules.FOLLOWING[lasting.stage]
            await set_note_timer(tx, _note(member_id, lasting.at(stage)), tx.now + pause)

    async def _say(self, tx: Tx, member_id: int, lasting: While) -> None:
        note = _note(member_id, lasting)
        until = tx.now + rules.CHECKS_LAST
        await post_note(tx, note, lane=Lane.HELP, due=tx.now, not_after=until)

    async def _ask_people(self, tx: Tx, member_id: int, lasting: While) -> None:
        """Ask the ladder; somebody whose asking is paused gets the numbers instead.

        A call that is still open is asked anew from its beginning, unless people are asked just
        now: whoever came before reads, too, that there is no answer any more.
        """
        if not lasting.server_id or await find_pause(tx, lasting.server_id, member_id):
            return
        before = await find_request_of(tx, member_id)
        if before is not None and before.state != "asking":
            await ladder.close(tx, before.id, "again")
        lang = (await privacy.member_of(tx, member_id)).language or "en"
        words = messages.for_others(lang)
        await send_request(tx, member_id, lasting.server_id, plan_ref="a", words=words)

    async def render_note(self, tx: Tx, note: Note) -> Message | Skip:
        """Word each note when it goes out."""
        lasting = rules.read_while(note.ref)
        if lasting is None:
            return Skip("unknown")
        lang, view = await _language(tx, note), self._view(note.member_id, lasting.server_id)
        match lasting.stage:
            case "countdown":
                plan = await plan_for(tx, note.member_id, lasting.server_id, lang)
                return messages.countdown(lang, view, note.ref, plan, tx.now + rules.GIVE_TIME)
            case "ask":
                if await find_request_of(tx, note.member_id) is not None:
                    return messages.asked(lang, view)
                plan = await plan_for(tx, note.member_id, lasting.server_id, lang)
                return messages.nobody(lang, view, plan)
            case "again":
                return messages.check_again(lang, note.ref)
        return messages.check(lang, note.ref, lost=lasting.stage == "lost")

    # ------------------------------------------------------------ 3. it ends

    async def end(self, tx: Tx, who: Who, press: Press) -> Answer:
        """They are okay, or want it to stop. People who are asked by now read that it is over."""
        ran = await end_notes(tx, who.member_id, FEATURE, NOTE)
        lang = await privacy.language_for(tx, who)
        okay, request = press.action == "stay_okay", await find_request_of(tx, who.member_id)
        is_open = request is not None and not request.drill
        if ran:
            return Edit((messages.okay if okay else messages.stopped)(lang, before=is_open))
        if is_open:
            return await press_end(tx, who, Press("okay" if okay else "stop_asking"))
        return Edit(messages.over(lang))


async def plan_for(tx: Tx, member_id: int, server_id: int, lang: str) -> Plan:
    """Say whom asking would ask, and in which words; or why nobody can be asked."""
    pause = await find_pause(tx, server_id, member_id)
    if pause is not None:
        return Plan(why=is_paused(lang, pause))
    if not server_id:
        return Plan()
    words = messages.for_others(lang)
    return Plan(people=await say_plan(tx, member_id, server_id, lang, words))


async def _language(tx: Tx, note: Note) -> str:
    return (await privacy.member_of(tx, note.member_id)).language or "en"


def _note(member_id: int, lasting: While) -> Note:
    return Note(member_id, FEATURE, NOTE, lasting.ref)


async def describe_mine(tx: Tx, who: Who) -> list[str]:
    """Say it on somebody's own page."""
    running = await are_armed(tx, who.member_id, FEATURE, NOTE)
    return [messages.mine(await privacy.language_for(tx, who))] if running else []
