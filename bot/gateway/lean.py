"""What Discord tells of a server and nobody here reads is not kept: the topics of its channels.

discord.py keeps them for as long as it runs; in 2,500 small servers they are 5 MB.
"""

from typing import Any

import discord


def forget_topics(client: discord.Client) -> None:
    """Let discord.py hear of servers without the topics; it has no setting for that."""
    parsers: dict[str, Any] = client._connection.parsers  # noqa: SLF001 - no public way
    parse = parsers["GUILD_CREATE"]

    def parse_less(server: dict[str, Any]) -> None:
        channels = [{**channel, "topic": None} for channel in server.get("channels", ())]
        parse({**server, "channels": channels})

    parsers["GUILD_CREATE"] = parse_less
