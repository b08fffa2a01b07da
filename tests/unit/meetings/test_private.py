"""Remind me: the test note, neutral notes at one's own time, quiet hours, Stop these."""

from dataclasses import replace

import pytest

from bot.core.errors import Refused
from bot.storage.tables import outbox, reminders, vault_entries
from tests.support.who import ANA, buttons_of, selects_of
from tests.unit.meetings.steps import ana, opened, remind, texts

FIRST, SECOND = 1795543200, 1796148000  # Tuesdays, 18:00 UTC
NOTE = "A note you asked for."


# ---------------------------------------------------------------- switching on


async def test_the_press_opens_the_chat_and_a_test_note_arrives(stage, meeting):
    said = await remind(stage, f"m{meeting}")
    assert said.title == "Private reminders: Circle"
    assert said.body.split("\n")[:2] == [
        "I send you a private note 1 hour before this meeting, each time.",
        f"The next one comes <t:{FIRST - 3600}:F> (<t:{FIRST - 3600}:R>).",
    ]
    assert "I am sending you a test note now." in said.body
    assert texts(stage.chat(ANA)) == [NOTE]
    assert list(buttons_of(stage.chat(ANA)[0])) == ["Open", "Stop these"]
    told = stage.transport.replies["ana's way back"]
    assert "**Your test note arrived.** It is in our private chat." in told.body
    assert "sending" not in told.body
    assert [o.value for o in selects_of(told)["lead"].options if o.chosen] == ["60"]
    test = await opened(stage, stage.chat(ANA)[0])
    assert test.body == "It works: your private notes about **Circle** come like this one."


async def test_closed_private_messages_are_told_to_nobody_else(stage, meeting):
    stage.transport.closed_chats.add(ANA)
    await remind(stage, f"m{meeting}")
    told = stage.transport.replies["ana's way back"]
    assert "your private messages are closed to me" in told.body
    assert "Nobody else sees this." in told.body
    assert stage.channel() == []
    assert await stage.incidents() == []
    stage.transport.closed_chats.clear()
    again = replace(ana(), reply_token="second way")
    said = await stage.press_on(again, told, "Try again")
    assert "I am sending you a test note now" in said.body
    await stage.engine.step()
    assert "Your test note arrived" in stage.transport.replies["second way"].body
    assert texts(stage.chat(ANA)) == [NOTE]


async def test_pressing_again_shows_how_it_stands_and_sends_nothing(stage, meeting):
    await remind(stage, f"m{meeting}")
    said = await remind(stage, f"m{meeting}")
    assert "test note" not in said.body
    assert len(await stage.rows(reminders)) == 1
    assert len(stage.chat(ANA)) == 1


async def test_nothing_stored_in_the_clear_names_the_member_of_a_note(stage, meeting):
    await remind(stage, f"m{meeting}")
    for row in [*await stage.rows(outbox), *await stage.rows(vault_entries)]:
        assert str(ANA) not in " ".join(str(value) for value in row.values())


# ---------------------------------------------------------------- the notes


async def test_a_neutral_note_comes_at_ones_own_time_and_opens_to_the_place(stage, meeting):
    await remind(stage, f"m{meeting}")
    await stage.run_until("2026-11-24 17:00")
    chat = stage.transport.chats[ANA]
    assert [at.isoformat() for at in stage.moments(chat)[1:]] == ["2026-11-24T17:00:00+00:00"]
    note = stage.chat(ANA)[-1]
    assert (note.body, note.title, note.small) == (NOTE, "", "")
    said = await opened(stage, note)
    assert said.title == "Circle"
    assert said.body.split("\n") == [
        f"**Starts:** <t:{FIRST}:F> (<t:{FIRST}:R>)",
        "**Where:** https://meet.example/room",
        "Bring tea.",
    ]


async def test_ones_own_lead_counts_from_the_choice_on(stage, meeting):
    said = await remind(stage, f"m{meeting}")
    said = await stage.pick(ana(), said, "lead", "120")
    assert "I send you a private note 2 hours before" in said.body
    await stage.run_until("2026-11-24 16:30")
    assert len(stage.chat(ANA)) == 2
    said = await stage.pick(ana(), said, "lead", "1440")
    assert f"The next one comes <t:{SECOND - 86400}:F>" in said.body
    await stage.run_until("2026-11-24 19:00")
    assert len(stage.chat(ANA)) == 2  # a day before has passed, and is not made up for


async def test_it_comes_every_week(stage, meeting):
    await remind(stage, f"m{meeting}")
    await stage.run_until("2026-12-08 17:30")
    assert len(stage.chat(ANA)) == 1 + 3
    said = await opened(stage, stage.chat(ANA)[-1])
    assert "1796752800" in said.body
    with pytest.raises(Refused, match=r"is over\. The next one is <t:1796752800:F>"):
        await opened(stage, stage.chat(ANA)[-2])


async def test_a_group_reminder_covers_all_its_meetings(stage):
    stage.let_see(ANA)
    group = await stage.make_group()
    await remind(stage, f"g{group}")
    await stage.plan(group=group, title="Early", time="08:00")
    await stage.plan(group=group, title="Late", time="20:00")
    await stage.run_until("2026-11-24 19:10")
    early, late = stage.chat(ANA)[1:]
    assert (await opened(stage, late)).title == "Late"
    with pytest.raises(Refused, match="is over"):
        await opened(stage, early)


async def test_ones_own_reminder_of_a_meeting_comes_before_that_of_its_group(stage, meeting):
    said = await remind(stage, f"m{meeting}")
    await stage.pick(ana(), said, "lead", "10")
    await remind(stage, "g1")
    await stage.run_until("2026-11-24 19:00")
    chat = stage.transport.chats[ANA]
    assert [at.isoformat() for at in stage.moments(chat)[2:]] == ["2026-11-24T17:50:00+00:00"]


async def test_text_at_once_is_for_those_who_chose_it(stage, meeting):
    await stage.set_member(ANA, text_at_once=True)
    await remind(stage, f"m{meeting}")
    await stage.run_until("2026-11-24 17:00")
    note = stage.chat(ANA)[-1]
    assert note.title == "Circle"
    assert "**Where:** https://meet.example/room" in note.body
    assert list(buttons_of(note)) == ["I'll be there", "Again in 10 minutes", "Stop these"]


# ---------------------------------------------------------------- quiet hours


async def test_in_quiet_hours_the_note_waits_until_they_end(stage, meeting):
    await stage.set_member(ANA, zone="UTC", quiet_from="16:00", quiet_until="17:30")
    await remind(stage, f"m{meeting}")
    await stage.run_until("2026-11-24 17:45")
    chat = stage.transport.chats[ANA]
    assert stage.moments(chat)[-1].isoformat() == "2026-11-24T17:30:00+00:00"
    assert not stage.chat(ANA)[-1].silent


async def test_when_they_end_too_late_it_comes_in_time_and_silently(stage, meeting):
    await stage.set_member(ANA, zone="UTC", quiet_from="16:00", quiet_until="19:00")
    await remind(stage, f"m{meeting}")
    await stage.run_until("2026-11-24 17:45")
    chat = stage.transport.chats[ANA]
    assert stage.moments(chat)[-1].isoformat() == "2026-11-24T17:00:00+00:00"
    assert stage.chat(ANA)[-1].silent
