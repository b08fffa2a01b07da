"""Tips, pages and exercises as people meet them."""


async def test_a_tip_is_private(world):
    reply = await world.ben.command(world.general, "tip")
    assert "Another" in reply.buttons
    assert world.bystander.sees(world.general) == []
