"""What features want to add once an answer is out."""

from collections.abc import Awaitable, Callable

from bot.core.message import Message
from bot.gateway.who import Interaction, who_of

FindMore = Callable[[Interaction, str], Awaitable[Message | None]]


async def find_afterwards(interaction: Interaction, feature: str) -> Message | None:
    """Ask the feature that answered from memory, such as for an open request."""
    app = interaction.client.app
    afterwards = app.features[feature].afterwards if feature in app.features else None
    if afterwards is None:
        return None
    async with app.db.begin() as tx:
        found: Message | None = await afterwards(tx, who_of(interaction))
    return found


async def find_greeting(interaction: Interaction, _feature: str) -> Message | None:
    """Ask every feature what somebody should know at their next command; reading comes first."""
    app, who = interaction.client.app, who_of(interaction)
    for one in app.features.values():
        if one.greet is None:
            continue
        async with app.db.read() as tx:
            wanted = await one.has_news(tx, who)
        if wanted:
            async with app.db.begin() as tx:
                found: Message | None = await one.greet(tx, who)
            if found is not None:
                return found
    return None
