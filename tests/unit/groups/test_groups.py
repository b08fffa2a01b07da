"""Making, finding and closing groups; who sees them and who does not."""

import pytest

from bot.core.errors import Refused
from bot.core.press import Place, Press
from bot.delivery.sightings import remember_sighting
from bot.groups import service as groups
from tests.support.who import (
    ANA,
    BEN,
    CHANNEL,
    HIDDEN,
    MONA,
    ROLE,
    SERVER,
    buttons_of,
    mona,
    selects_of,
    somebody,
)

OUTSIDER = {"sees": ()}


async def make(db, name="Sunday Circle", channel=CHANNEL, who=None, **more):
    wish = {"facilitator_ids": (BEN,), "admission": "open", "medicine": "welcome", **more}
    async with db.begin() as tx:
        said = await groups.create(tx, who or mona(), groups.NewGroup(name, channel, **wish))
    return int(buttons_of(said)["See the group"].ref), said


async def press(db, who, action, ref="", values=()):
    async def cancel(tx, group_id):
        cancelled.append(group_id)

    cancelled = []
    async with db.begin() as tx:
        answer = await groups.press(
            tx, who, Press(action, str(ref), values), cancel_meetings=cancel
        )
    return getattr(answer, "message", answer), cancelled


async def card(db, who, ref):
    return (await press(db, who, "card", ref))[0]


async def listed(db, who):
    async with db.read() as tx:
        return await groups.show_list(tx, who)


async def test_a_moderator_makes_a_group(db):
    ref, said = await make(db)
    assert "Sunday Circle" in said.body
    assert f"<@{BEN}>" in said.body
    assert "can see that" in said.body
    async with db.read() as tx:
        group = await groups.group_of(tx, ref)
        assert group.place == Place(SERVER, CHANNEL)
        assert await groups.facilitator_ids(tx, ref) == (BEN,)


async def test_without_a_facilitator_it_is_the_moderator(db):
    ref, _said = await make(db, facilitator_ids=())
    async with db.read() as tx:
        assert await groups.facilitator_ids(tx, ref) == (MONA,)


async def test_a_moderator_by_role_may_make_one_too(db):
    from bot.servers import service as servers

    async with db.begin() as tx:
        await servers.set_up(tx, mona(), servers.Wish(moderator_role_id=ROLE), {})
    await make(db, who=somebody(roles=[ROLE]))


async def test_nobody_else_may(db):
    with pytest.raises(Refused, match="moderators"):
        await make(db, who=somebody())
    with pytest.raises(Refused, match="inside your server"):
        await make(db, who=mona(server_id=None))


@pytest.mark.parametrize(
    ("name", "said"), [("", "1 to 60"), ("  ", "1 to 60"), ("x" * 2000, "2000 characters")]
)
async def test_a_bad_name_is_said_kindly(db, name, said):
    with pytest.raises(Refused, match=said):
        await make(db, name)


async def test_a_taken_name_gets_a_suggestion(db):
    await make(db, "Sunday Circle")
    with pytest.raises(Refused, match="sunday CIRCLE 2"):
        await make(db, " sunday  CIRCLE ")


async def test_a_name_taken_where_one_cannot_look_is_not_given_away(db):
    await make(db, "Quiet Room", HIDDEN)
    ref, _said = await make(db, "Quiet Room", who=mona(sees=(CHANNEL,)))
    assert "Quiet Room" in (await card(db, somebody(), ref)).title


async def test_a_channel_one_cannot_see_is_refused(db):
    with pytest.raises(Refused, match="cannot see that channel"):
        await make(db, channel=HIDDEN, who=mona(sees=(CHANNEL,)))


async def test_what_the_bot_lacks_is_named(db):
    ref, said = await make(db, who=mona(lacks=["Send Messages"]))
    assert "**Send Messages**" in said.body
    assert "Edit Channel → Permissions" in said.body
    assert "Send Messages" in (await card(db, mona(lacks=["Send Messages"]), ref)).body
    assert "Send Messages" not in (await card(db, somebody(lacks=["Send Messages"]), ref)).body


@pytest.mark.parametrize(
    "name", ["@everyone", "**b** `x`", "🌊🌊", "קבוצת בוקר", "<@1> [a](b://c)"]
)
async def test_any_name_is_harmless(db, name):
    ref, said = await make(db, name)
    shown = (await card(db, somebody(), ref)).title
    for text in (said.body, shown, (await listed(db, somebody())).body):
        assert "@everyone" not in text
        assert "**b**" not in text
        assert "<@1>" not in text


async def test_a_group_exists_only_for_who_sees_its_channel(db):
    ref, _said = await make(db, "Quiet Room", HIDDEN)
    outsider, insider = somebody(), somebody(sees=(HIDDEN,))
    assert "no group here yet" in (await listed(db, outsider)).body
    assert "Quiet Room" in (await listed(db, insider)).body
    async with db.read() as tx:
        assert await groups.suggest_groups(tx, outsider, "quiet") == []
        assert [g.id for g in await groups.suggest_groups(tx, insider, "QUIET")] == [ref]
        refusals = []
        for typed in (str(ref), "Quiet Room", "999"):
            with pytest.raises(Refused) as refused:
                await groups.choose_group(tx, outsider, typed)
            refusals.append(str(refused.value))
        assert len(set(refusals)) == 1, "hidden and absent sound alike"
    actions = ("card", "join", "join_yes", "leave", "tell", "joined", "accept", "close", "open")
    for action in actions:
        with pytest.raises(Refused, match="could not find that group"):
            await press(db, outsider, action, ref)
    with pytest.raises(Refused, match="could not find that group"):
        await press(db, mona(sees=()), "close_yes", ref)


async def test_a_group_of_another_server_does_not_exist_here(db):
    ref, _said = await make(db)
    elsewhere = somebody(server_id=SERVER + 1, manages=True)
    with pytest.raises(Refused, match="could not find"):
        await card(db, elsewhere, ref)
    async with db.read() as tx:
        assert not await groups.may_schedule(tx, elsewhere, await groups.group_of(tx, ref))


async def test_a_name_half_remembered_is_suggested(db):
    await make(db, "Sunday Circle")
    async with db.read() as tx:
        assert (await groups.choose_group(tx, somebody(), "sunday circle")).name == "Sunday Circle"
        with pytest.raises(Refused, match=r"Did you mean \*\*Sunday Circle\*\*"):
            await groups.choose_group(tx, somebody(), "Sundy Circl")


async def test_a_long_list_has_pages_that_fit_discord(db):
    for number in range(32):
        await make(db, f"Group {number:02}")
    page, _none = await press(db, somebody(), "list", 15)
    assert "Group 15" in page.body
    assert "Group 14" not in page.body
    assert len(selects_of(page)["show"].options) == 15
    assert set(buttons_of(page)) == {"Earlier", "More"}
    last, _none = await press(db, somebody(), "list", 30)
    assert set(buttons_of(last)) == {"Earlier"}
    chosen = selects_of(last)["show"].options[0].value
    assert (await press(db, somebody(), "show", values=(chosen,)))[0].title == "Group 30"


@pytest.mark.parametrize(
    ("medicine", "said"),
    [("welcome", "you belong"), ("ask", "do not stop a medicine"), ("unsaid", "has not said")],
)
async def test_the_card_says_how_the_group_sees_medicine(db, medicine, said):
    ref, _said = await make(db, medicine=medicine)
    assert said in (await card(db, somebody(), ref)).body


async def test_the_card_offers_each_what_they_may_do(db):
    ref, _said = await make(db)
    member = buttons_of(await card(db, somebody(), ref))
    assert list(member) == ["Join", "Next meetings", "Remind me"]
    assert (member["Next meetings"].feature, member["Next meetings"].ref) == ("meetings", str(ref))
    facilitator = buttons_of(await card(db, somebody(BEN), ref))
    assert {"Who joined (0)", "Requests (0)", "Stop facilitating"} <= set(facilitator)
    assert "Close this group" not in facilitator
    assert "Close this group" in buttons_of(await card(db, mona(), ref))


async def test_closing_cancels_the_meetings_and_forgets_who_joined(db):
    ref, _said = await make(db)
    await press(db, somebody(), "join_yes", ref)
    asked, cancelled = await press(db, mona(), "close", ref)
    assert "meetings are cancelled" in asked.body
    assert cancelled == []
    with pytest.raises(Refused, match="moderators"):
        await press(db, somebody(BEN), "close_yes", ref)
    said, cancelled = await press(db, mona(), "close_yes", ref)
    assert cancelled == [ref]
    assert "is closed" in said.body
    async with db.read() as tx:
        assert (await groups.group_of(tx, ref)).closed
        assert await groups.joined_groups(tx, ANA) == []
        assert await groups.facilitator_ids(tx, ref) == ()
    with pytest.raises(Refused, match="could not find"):
        await card(db, mona(), ref)
    await make(db)  # the name is free again


async def test_a_deleted_channel_closes_its_groups(db):
    ref, _said = await make(db)
    other, _said = await make(db, "Other", HIDDEN)
    cancelled = []

    async def cancel(_tx, group_id):
        cancelled.append(group_id)

    async with db.begin() as tx:
        assert await groups.close_gone(tx, SERVER, CHANNEL, cancel) == (ref,)
        assert await groups.close_gone(tx, SERVER, CHANNEL, cancel) == ()
        assert cancelled == [ref]
        assert not (await groups.group_of(tx, other)).closed


async def test_my_page_names_only_what_i_can_see_now(db, clock):
    ref, _said = await make(db)
    await press(db, somebody(), "join_yes", ref)

    async def lines(who):
        async with db.read() as tx:
            return await groups.describe_mine(tx, who)

    assert "Sunday Circle" in (await lines(somebody()))[0]
    hidden = "• 1 group whose channel you cannot see now. To leave it, type its name"
    (said,) = await lines(somebody(**OUTSIDER))
    assert said.startswith(hidden)
    in_chat = somebody(server_id=None)
    assert (await lines(in_chat))[0].startswith("• 1 group in another server")
    async with db.begin() as tx:
        await remember_sighting(tx, Place(SERVER, CHANNEL), ANA, sees=True)
    assert "Sunday Circle" in (await lines(in_chat))[0]
    async with db.begin() as tx:
        await remember_sighting(tx, Place(SERVER, CHANNEL), ANA, sees=False)
    assert (await lines(in_chat))[0].startswith(hidden)
    clock.advance(hours=25)
    assert "another server" in (await lines(in_chat))[0]
    assert "you facilitate it" in (await lines(somebody(BEN)))[0]
