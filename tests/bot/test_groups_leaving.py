"""Leaving every group, from the private chat, after somebody left the server."""

from tests.bot.test_groups import make, open_card


async def test_who_left_the_server_leaves_its_groups_from_the_private_chat(world):
    await make(world)
    asked = await world.ana.press(await open_card(world, world.ana), "Join")
    await world.ana.press(asked, "Join")
    me = await world.ana.command(world.general, "me")
    groups = await world.ana.press(me, "Groups here")
    assert not groups.is_edit, "their own page stays as it is"
    assert "you joined" in groups.text
    world.server.remove_member(world.ana.member)
    page = await world.ana.press(await world.ana.command(None, "me"), "Groups here")
    assert "You are in 1 group." in page.text
    assert "Sunday Circle" not in page.text
    asked = await world.ana.press(page, "Leave all my groups")
    assert "Leave your 1 group? Nobody is told." in asked.text
    kept = await world.ana.press(asked, "Keep them")
    asked = await world.ana.press(kept, "Leave all my groups")
    assert "You are in no group any more." in (await world.ana.press(asked, "Yes, leave")).text
    page = await world.ana.press(await world.ana.command(None, "me"), "Groups here")
    assert page.buttons == ("Help now",)
    joined = await world.moderator.press(await open_card(world, world.moderator), "Who joined (0)")
    assert str(world.ana.id) not in joined.text
