"""I'll be there: kept in private, counted for hosts, told when it is cancelled; and /me."""

import pytest

from bot.core.errors import Refused
from bot.meetings import service as meetings
from tests.support.who import ANA, BEN, CLEO, MONA, buttons_of, mona, somebody

FIRST = 1795543200  # Tuesday 24 November 2026, 18:00 UTC
KEPT = (
    "I keep this until 35 days after. Nobody sees that it is you: who runs the group sees a "
    "number, and only “a few” while it is below five."
)


@pytest.fixture
async def meeting(stage):
    for member in (ANA, BEN, CLEO):
        stage.let_see(member)
    return await stage.plan(place="https://meet.example/room")


@pytest.fixture
async def reminder(stage, meeting):
    await stage.at("2026-11-24 17:30")
    return stage.channel()[0]


async def lines_of(stage, who):
    async with stage.db.begin() as tx:
        return await meetings.describe_mine(tx, who)


async def test_it_says_what_is_kept_and_who_sees_it(stage, reminder):
    said = await stage.press_on(somebody(ANA), reminder, "I'll be there")
    assert said.title == "See you there."
    assert said.body.split("\n") == [
        f"**Circle**, <t:{FIRST}:F> (<t:{FIRST}:R>)",
        KEPT,
        "If it is cancelled, I send you a private note.",
    ]
    assert list(buttons_of(said)) == ["No note, please", "I can't come after all"]
    [row] = await stage.answers()
    assert (row["member_id"], row["notify"]) == (ANA, True)


async def test_the_press_opens_the_private_chat_and_writes_nothing_there(stage, reminder):
    await stage.press_on(somebody(ANA), reminder, "I'll be there")
    await stage.engine.step()
    assert stage.transport.made("open_dm") == [("open_dm", ANA)]
    assert stage.chat(ANA) == []


async def test_pressing_twice_is_the_same_as_once(stage, reminder):
    for _ in range(2):
        said = await stage.press_on(somebody(ANA), reminder, "I'll be there")
    assert said.title == "See you there."
    assert len(await stage.answers()) == 1


async def test_the_note_can_be_declined_and_asked_for_again(stage, reminder):
    said = await stage.press_on(somebody(ANA), reminder, "I'll be there")
    said = await stage.press_on(somebody(ANA), said, "No note, please")
    assert "You get no note if it is cancelled." in said.body
    assert [row["notify"] for row in await stage.answers()] == [False]
    said = await stage.press_on(somebody(ANA), said, "Send me a note after all")
    assert [row["notify"] for row in await stage.answers()] == [True]


async def test_it_can_be_taken_back(stage, reminder):
    said = await stage.press_on(somebody(ANA), reminder, "I'll be there")
    said = await stage.press_on(somebody(ANA), said, "I can't come after all")
    assert said.body.startswith("I forgot that you come to **Circle**")
    assert await stage.answers() == []


@pytest.mark.parametrize("db_kind", ["sqlite"])
@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "a few at most"), (1, "a few at most"), (4, "a few at most"), (5, "5 people")],
)
async def test_the_host_sees_a_few_below_five_and_never_names(stage, meeting, number, said):
    ref = f"{meeting}.{FIRST}"
    for n in range(number):
        await stage.press(somebody(900 + n), "there", ref)
    seen = await stage.press(mona(), "show", values=[ref])
    assert f"**Coming:** {said}" in seen.body
    assert not any(str(900 + n) in seen.body for n in range(number))
    theirs = await stage.press(somebody(BEN), "show", values=[ref])
    assert "**Coming:**" not in theirs.body


async def test_answers_are_forgotten_after_35_days(stage, reminder):
    await stage.press_on(somebody(ANA), reminder, "I'll be there")
    stage.clock.advance(days=35)
    await stage.engine.housekeeper.clean()
    assert len(await stage.answers()) == 1
    stage.clock.advance(days=1)
    await stage.engine.housekeeper.clean()
    assert await stage.answers() == []


@pytest.mark.parametrize("action", ["there", "not_there", "note_off", "where", "show"])
async def test_who_cannot_see_the_channel_finds_nothing(stage, meeting, action):
    blind = somebody(BEN, sees=())
    ref = f"{meeting}.{FIRST}"
    with pytest.raises(Refused, match="could not find that meeting"):
        await stage.press(blind, action, ref, (ref,) if action == "show" else ())
    assert await stage.answers() == []


async def test_an_old_button_says_what_comes_next(stage, reminder):
    await stage.run_until("2026-11-24 19:30")
    with pytest.raises(Refused, match=r"That meeting is over\. The next one is <t:1796148000:F>"):
        await stage.press_on(somebody(ANA), reminder, "I'll be there")


# ---------------------------------------------------------------- cancelled


async def cancel(stage, meeting, start="series"):
    async with stage.db.begin() as tx:
        asked = await meetings.ask_to_cancel(tx, mona(), str(meeting), str(start))
    label = "Yes, cancel all dates" if start == "series" else "Yes, cancel this date"
    return await stage.press_on(mona(), asked, label)


async def test_who_answered_is_told_with_a_neutral_note(stage, meeting, reminder):
    for member in (ANA, BEN):
        said = await stage.press_on(somebody(member), reminder, "I'll be there")
    await stage.press_on(somebody(BEN), said, "No note, please")
    await cancel(stage, meeting, FIRST)
    await stage.hear()
    [note] = stage.chat(ANA)
    assert note.body == "A note you asked for."
    said = await stage.press_on(somebody(ANA), note, "Open")
    assert said.title == "Circle"
    assert said.body.startswith(f"**Cancelled:** the meeting on <t:{FIRST}:F> (<t:{FIRST}:R>).")
    assert stage.chat(BEN) == []


async def test_stop_these_on_that_note_stops_the_next_one(stage, meeting, reminder):
    await stage.press_on(somebody(ANA), reminder, "I'll be there")
    await cancel(stage, meeting, FIRST)
    await stage.hear()
    later = f"{meeting}.{FIRST + 604800}"
    await stage.press(somebody(ANA), "there", later)
    await stage.press_on(somebody(ANA), stage.chat(ANA)[0], "Stop these")
    await cancel(stage, meeting)
    await stage.hear()
    assert len(stage.chat(ANA)) == 1


async def test_the_end_of_a_series_is_told_once_to_those_it_concerns(stage, meeting, reminder):
    await stage.press_on(somebody(ANA), reminder, "I'll be there")
    await stage.press(somebody(ANA), "there", f"{meeting}.{FIRST + 604800}")
    await stage.press(somebody(CLEO), "remind", f"m{meeting}")
    await stage.engine.step()
    await cancel(stage, meeting)
    await stage.hear()
    assert len(stage.chat(ANA)) == 1
    assert len(stage.chat(CLEO)) == 2  # the test note, and this
    said = await stage.press_on(somebody(CLEO), stage.chat(CLEO)[-1], "Open")
    assert said.body.startswith("**Cancelled:** this meeting does not take place any more")
    assert MONA not in stage.transport.chats
