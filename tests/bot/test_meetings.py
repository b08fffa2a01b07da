"""Meetings through the real doors: what moderator, members, sponsor and bystander each see."""

import pytest

FIRST = 1795543200  # Tuesday 24 November 2026, 19:00 in Berlin


@pytest.fixture
async def group(world):
    """A group in #mornings, which everybody sees, run by ben."""
    await world.moderator.command(world.general, "setup", zone="Europe/Berlin")
    await make_group(world, "Morning Circle", world.mornings)
    return "Morning Circle"


async def make_group(world, name, channel):
    await world.moderator.command(
        world.general, "group create", name=name, channel=channel, facilitator=world.ben
    )


async def type_meeting(world, group, who=None, options=None, **typed):
    who = who or world.moderator
    asked = await who.command(world.general, "meeting create", group=group, **(options or {}))
    return await who.fill(
        asked, **{"title": "Tea and talk", "days": "Tuesdays", "time": "7pm", **typed}
    )


async def plan(world, group, who=None, options=None, **typed):
    who = who or world.moderator
    preview = await type_meeting(world, group, who, options, **typed)
    return await who.press(preview, "Save")


def select_of(reply, action):
    (found,) = [one for one in reply.first.selects if one.startswith(f"ac:meetings:{action}:")]
    return found


# ---------------------------------------------------------------- planning


async def test_a_moderator_plans_a_meeting_that_only_they_see_until_it_is_said(world, group):
    asked = await world.moderator.command(world.general, "meeting create", group=group)
    assert asked.form.title == "Plan a meeting"
    assert list(asked.form.labels.values()) == [
        "Name",
        "Days, or a date",
        "Time",
        "Minutes",
        "Note",
    ]
    preview = await world.moderator.fill(asked, title="Tea and talk", days="Tuesdays", time="7pm")
    assert "**Every Tuesday at 19:00 (Europe/Berlin)**" in preview.text
    assert preview.text.count(" · 19:00 Europe/Berlin") == 5
    assert preview.buttons == ("Save", "Change", "Cancel", "Help now")
    monthly = await world.moderator.pick(preview, ["monthly_end"], select_of(preview, "repeat"))
    assert monthly.is_edit
    assert "Every month on the last Tuesday" in monthly.text
    saved = await world.moderator.press(monthly, "Save")
    assert saved.is_edit
    assert "Saved: Tea and talk" in saved.text
    for person in world.everybody:
        assert world.reads(world.mornings) == []
        if person is not world.moderator:
            assert person.sees(world.general) == []


async def test_a_second_form_asks_for_the_last_day(world, group):
    preview = await type_meeting(world, group)
    asked = await world.moderator.pick(preview, ["date"], select_of(preview, "end"))
    assert asked.form.title == "Until when?"
    ended = await world.moderator.fill(asked, until="1 Dec")
    assert ended.is_edit
    assert "until Tuesday 1 December 2026" in ended.text


async def test_change_opens_the_form_filled_in(world, group):
    preview = await type_meeting(world, group, note="Bring tea.")
    asked = await world.moderator.press(preview, "Change")
    assert asked.form.values["note"] == "Bring tea."
    changed = await world.moderator.fill(asked, time="noon")
    assert "at 12:00" in changed.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"time": "25:00"}, "from 00:00 to 23:59"),
        ({"days": "next blursday"}, "I understand “Mon, Wed”"),
        ({"days": "1 Dec 2025"}, "Please write a later day or time"),
        ({"title": "x" * 120}, "The name has 120 characters; 80 fit"),
    ],
)
async def test_what_is_not_understood_is_kept_and_can_be_corrected(world, group, typed, said):
    refused = await type_meeting(world, group, note="Bring tea.\nAnd *cups*.", **typed)
    assert said in refused.text
    assert "Bring tea." in refused.text
    asked = await world.moderator.press(refused, "Correct it")
    assert asked.form.values["note"] == "Bring tea.\nAnd *cups*."
    preview = await world.moderator.fill(asked, title="Tea", days="Tuesdays", time="19:00")
    assert "Every Tuesday at 19:00" in preview.text
    assert "Saved: Tea" in (await world.moderator.press(preview, "Save")).text


async def test_a_channel_the_bot_cannot_write_to_is_named(world, group):
    world.silence_bot(world.mornings, "send_messages")
    refused = await type_meeting(world, group)
    assert f"I cannot write in <#{world.mornings.id}> yet" in refused.text
    assert "**Send Messages**" in refused.text
    assert "Correct it" in refused.buttons


async def test_what_was_typed_into_the_command_is_kept_too(world, group):
    options = {"group": "1", "zone": "Berlim", "place": "https://meet.example/*tea*"}
    refused = await world.moderator.command(world.general, "meeting create", **options)
    assert "Did you mean Europe/Berlin" in refused.text
    assert refused.text.endswith(
        "**zone**\n> Berlim\n\n**place**\n> https://meet.example/*tea*\n\n"
        "This is what you typed. Nothing was saved."
    )
    picked = {"group": "99"}
    refused = await world.moderator.command(world.general, "meeting create", **picked)
    assert "99" not in refused.text


async def test_who_may_plan(world, group):
    for person in (world.ana, world.sponsor, world.bystander):
        refused = await person.command(world.general, "meeting create", group=group)
        assert "planned by moderators and by the facilitators" in refused.text
    assert "Saved" in (await plan(world, group, world.ben)).text


async def test_what_is_offered_while_typing(world, group):
    await make_group(world, "Hidden Circle", world.hidden)

    async def offered(person, option, typed, name="meeting create", **filled):
        return await person.suggestions(world.general, name, option, typed, **filled)

    assert await offered(world.moderator, "group", "") == ["Hidden Circle", "Morning Circle"]
    assert await offered(world.ben, "group", "") == ["Morning Circle"]
    assert await offered(world.ana, "group", "") == []
    assert (await offered(world.ben, "zone", "berl"))[0] == "Europe/Berlin"
    await plan(world, "Hidden Circle", title="Quiet talk")
    await plan(world, group)
    cancelling = {"name": "meeting cancel"}
    assert await offered(world.ben, "meeting", "", **cancelling) == [
        "Tea and talk · Morning Circle"
    ]
    assert len(await offered(world.moderator, "meeting", "", **cancelling)) == 2
    dates = await offered(world.ben, "date", "", **cancelling, meeting="2")
    assert dates[:2] == ["Tuesday 24 November 2026, 19:00 (Europe/Berlin)", "The whole series"]


async def test_a_form_sent_after_the_draft_is_gone_says_how_to_start_again(world, group):
    asked = await world.moderator.command(world.general, "meeting create", group=group)
    await world.advance(minutes=16)
    late = await world.moderator.fill(asked, title="Tea", days="Tuesdays", time="7pm")
    assert "`/meeting create` starts again" in late.text
    assert "Tuesdays" in late.text


async def test_two_thousand_characters_are_refused_and_kept(world, group):
    note = ("🌊 *wave* " * 222)[:2000].strip()
    refused = await type_meeting(world, group, note=note)
    assert "500 fit" in refused.text
    asked = await world.moderator.press(refused, "Correct it")
    assert asked.form.values["note"] == note


# ---------------------------------------------------------------- finding


async def test_hidden_meetings_are_hidden_everywhere(world, group):
    await make_group(world, "Hidden Circle", world.hidden)
    await plan(
        world, "Hidden Circle", title="Quiet talk", options={"place": "https://meet.example"}
    )
    for name in ("meeting list", "meeting next"):
        assert "Quiet talk" in (await world.ana.command(world.general, name)).text
        assert "Quiet talk" not in (await world.bystander.command(world.general, name)).text
    card = await world.ana.command(world.general, "meeting next")
    where = await world.ana.press(card, "Where?")
    assert "https://meet.example" in where.text
    world.take_role(world.ana, world.quiet_room)
    for label in ("Where?", "I'll be there", "Remind me"):
        assert "could not find that meeting" in (await world.ana.press(card, label)).text


async def test_the_list_opens_a_card_with_everything_to_press(world, group):
    await plan(world, group)
    listed = await world.cleo.command(world.general, "meeting list")
    assert f"Next: <t:{FIRST}:F>" in listed.text
    assert "Dates are shown in your own time." in listed.text
    card = await world.cleo.pick(listed, [f"1.{FIRST}"], select_of(listed, "show"))
    assert card.is_edit
    assert card.buttons == ("I'll be there", "Remind me", "Where?", "All meetings", "Help now")


# ---------------------------------------------------------------- coming


async def test_who_comes_is_nobody_elses_business(world, group):
    await plan(world, group)
    await world.advance(days=4, hours=5)  # Tuesday, 18:00 in Berlin
    (reminder,) = world.bystander.sees(world.mornings)
    said = await world.ana.press(reminder, "I'll be there")
    assert "See you there." in said.text
    assert "Nobody sees that it is you" in said.text
    for person in (world.bystander, world.sponsor, world.moderator, world.ben):
        assert [one.text for one in person.sees(world.mornings)] == [reminder.text]
    host = await world.ben.command(world.general, "meeting next")
    assert "**Coming:** a few at most" in host.text
    assert str(world.ana.id) not in host.text
    assert "Coming:" not in (await world.cleo.command(world.general, "meeting next")).text


async def test_pressing_twice_and_two_people_at_once(world, group):
    await plan(world, group)
    card = await world.ana.command(world.general, "meeting next")
    other = await world.cleo.command(world.general, "meeting next")
    for reply in [
        await world.ana.press(card, "I'll be there"),
        await world.ana.press(card, "I'll be there"),
        await world.cleo.press(other, "I'll be there"),
    ]:
        assert "See you there." in reply.text


# ---------------------------------------------------------------- cancelling


async def test_only_who_runs_the_group_may_cancel(world, group):
    await plan(world, group)
    chosen = {"meeting": "1", "date": "series"}
    refused = await world.ana.command(world.general, "meeting cancel", **chosen)
    assert "Only moderators and the facilitators" in refused.text
    asked = await world.ben.command(world.general, "meeting cancel", **chosen)
    assert "Keep it" in asked.buttons
    assert world.reads(world.mornings) == []
    done = await world.ben.press(asked, "Yes, cancel all dates")
    assert "**Cancelled:** this meeting does not take place any more" in done.text
    assert "Undo" in done.buttons
    assert world.reads(world.mornings) == []
    await world.advance(minutes=3)
    (said,) = world.bystander.sees(world.mornings)
    assert "does not take place any more" in said.text
    assert said.buttons == ("Help now",)


async def test_presses_work_after_a_restart(world, group):
    preview = await type_meeting(world, group)
    await world.restart()
    assert "Saved" in (await world.moderator.press(preview, "Save")).text
    await world.advance(days=4)
    await world.restart()
    (reminder,) = world.reads(world.mornings)
    assert "See you there." in (await world.ana.press(reminder, "I'll be there")).text


async def test_a_deleted_channel_ends_its_group_and_meetings(world, group):
    await plan(world, group)
    card = await world.ana.command(world.general, "meeting next")
    world.env.backend.delete_channel(world.mornings.id)
    await world.env.settle()
    assert "could not find" in (await world.ana.press(card, "I'll be there")).text
    assert "Tea" not in (await world.ana.command(world.general, "meeting list")).text


async def test_a_paused_meeting_has_no_date_to_change_and_its_moderator_is_told_so(world, group):
    await plan(world, group)
    asked = await world.moderator.command(world.general, "meeting pause", meeting="1")
    await world.moderator.press(asked, asked.buttons[0])
    picked = {"meeting": "1", "date": "series"}
    refused = await world.moderator.command(world.general, "meeting cancel", **picked)
    assert "Only moderators" not in refused.text
    assert "**Tea and talk** has no date ahead" in refused.text
    assert "`/meeting resume`" in refused.text
    refused = await world.bystander.command(world.general, "meeting cancel", **picked)
    assert "Only moderators" in refused.text


@pytest.mark.parametrize("change", ["pause", "skip"])
async def test_a_date_that_does_not_take_place_is_none_that_somebody_comes_to(world, group, change):
    await plan(world, group)
    await world.ana.press(await world.ana.command(world.general, "meeting next"), "I'll be there")
    coming = "You said that you come: “Tea and talk”"
    assert coming in (await world.ana.command(world.general, "me")).text
    date = {"date": str(FIRST)} if change == "skip" else {}
    asked = await world.moderator.command(world.general, f"meeting {change}", meeting="1", **date)
    changed = await world.moderator.press(asked, asked.buttons[0])
    mine = (await world.ana.command(world.general, "me")).text
    assert "you come" not in mine
    await world.moderator.press(changed, "Undo")
    assert coming in (await world.ana.command(world.general, "me")).text
