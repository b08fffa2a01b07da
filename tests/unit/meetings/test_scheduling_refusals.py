"""Planning a meeting: everything that may stand in the way, and how it is said."""

import pytest
from sqlalchemy import update

from bot.core.errors import Refused
from bot.core.press import Press, Submission
from bot.meetings import service as meetings
from bot.storage.tables import meetings as saved
from bot.storage.tables import servers
from tests.support.who import ANA, BEN, CHANNEL, mona, somebody

# The SQL runs on both databases in test_at_once, test_private, test_answering and test_changing.
pytestmark = pytest.mark.parametrize("db_kind", ["sqlite"])


async def test_an_expired_draft_says_how_to_start_again(stage):
    group = await stage.make_group()
    form = await stage.open_form(mona(), group)
    said = await stage.preview(mona(), group)
    stage.clock.advance(minutes=16)
    for act in (
        lambda: stage.send(mona(), form, title="Circle", days="Tuesdays", time="19:00"),
        lambda: stage.press_on(mona(), said, "Save"),
        lambda: stage.pick(mona(), said, "repeat", "once"),
        lambda: stage.press_on(mona(), said, "Change"),
    ):
        with pytest.raises(Refused, match="15 minutes, and this one is gone"):
            await act()


async def test_a_draft_is_its_owners_alone(stage):
    said = await stage.preview(mona(), await stage.make_group(facilitators=[BEN]))
    with pytest.raises(Refused, match="this one is gone"):
        await stage.press_on(somebody(BEN), said, "Save")


async def test_a_refused_form_opens_again_with_what_was_typed(stage):
    form = await stage.open_form(mona(), await stage.make_group())
    typed = {"title": "Circle", "days": "next blursday", "time": "19:00", "minutes": "", "note": ""}
    with pytest.raises(Refused, match="I understand"):
        await stage.send(mona(), form, **typed)
    async with stage.db.begin() as tx:
        again = await meetings.FORMS["new"](tx, mona(), form.ref, typed)
    assert again.custom_id == form.custom_id
    assert {field.name: field.value for field in again.fields} == typed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"title": "x" * 81}, "80 fit"),
        ({"title": " "}, "needs a name"),
        ({"days": "next blursday"}, "I understand “Mon, Wed”"),
        ({"days": "30 Feb"}, "Please write a date that exists"),
        ({"days": "1 Dec 2025"}, "Please write a later day or time"),
        ({"days": "today", "time": "12:59"}, "is over"),
        ({"time": "25:00"}, "from 00:00 to 23:59"),
        ({"minutes": "2"}, "a number from 5 to 480"),
        ({"note": "x" * 2000}, "500 fit"),
    ],
)
async def test_bad_input_says_how_to_put_it_right(stage, typed, said):
    with pytest.raises(Refused, match=said):
        await stage.preview(mona(), await stage.make_group(), **typed)
    assert await stage.ids() == []


async def test_a_channel_the_bot_cannot_write_to_is_named_with_the_permission(stage):
    lacking = mona(lacks=("Send Messages", "View Channel"))
    with pytest.raises(Refused) as refused:
        await stage.preview(lacking, await stage.make_group())
    assert f"I cannot write in <#{CHANNEL}> yet" in str(refused.value)
    assert "**Send Messages** and **View Channel**" in str(refused.value)
    assert "Edit Channel → Permissions" in str(refused.value)


async def test_a_member_may_not_plan_but_a_facilitator_may(stage):
    group = await stage.make_group(facilitators=[BEN])
    with pytest.raises(Refused, match="planned by moderators and by the facilitators"):
        await stage.open_form(somebody(ANA), group)
    assert await stage.open_form(somebody(BEN), group)
    async with stage.db.read() as tx:
        assert await meetings.suggest_groups(tx, somebody(ANA), "") == []
        found = await meetings.suggest_groups(tx, somebody(BEN), "circ")
    assert found == [("Tuesday circle", str(group))]


async def test_a_group_that_cannot_be_seen_is_not_there(stage):
    group = await stage.make_group()
    blind = mona(sees=())
    with pytest.raises(Refused, match="planned by moderators"):
        await stage.open_form(blind, group)
    with pytest.raises(Refused, match="pick the group from the list"):
        await stage.open_form(mona(), "no such group")


async def test_without_any_zone_it_says_where_to_set_one(stage):
    group = await stage.make_group()
    async with stage.db.begin() as tx:
        await tx.execute(update(servers).values(zone=None))
    with pytest.raises(Refused, match="Fill in `zone`"):
        await stage.open_form(mona(), group)


async def test_the_rights_are_looked_at_again_when_it_is_saved(stage):
    group = await stage.make_group(facilitators=[BEN])
    said = await stage.preview(somebody(BEN), group)
    with pytest.raises(Refused, match="could not find that group"):
        await stage.press_on(somebody(BEN, sees=()), said, "Save")


@pytest.mark.parametrize("title", ["👩‍👩‍👧 *Famili* @everyone", "اجتماع الثلاثاء", "# <@1>"])
async def test_names_are_shown_safely(stage, title):
    said = await stage.preview(mona(), await stage.make_group(), title=title)
    assert "@everyone" not in said.title
    assert "<@1>" not in said.title
    done = await stage.press_on(mona(), said, "Save")
    assert "@everyone" not in done.title
    [row] = await stage.rows(saved)
    assert row["title"] == title


async def test_a_form_may_be_sent_only_with_its_own_fields(stage):
    form = await stage.open_form(mona(), await stage.make_group())
    async with stage.db.begin() as tx:
        with pytest.raises(Refused, match="needs a name"):
            await meetings.submit(tx, mona(), Submission("new", form.ref, {"title": ("x",)}))
        with pytest.raises(Refused, match="could not find that meeting"):
            await meetings.press(tx, mona(), Press("no such press"))
