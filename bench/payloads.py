"""What a lean Discord says: small servers, messages, and somebody who uses /help."""

from collections.abc import Iterator
from typing import Any

Payload = dict[str, Any]

ME: Payload = {"id": "1", "username": "bot", "discriminator": "0", "avatar": None, "bot": True}
APPLICATION: Payload = {
    "id": "2",
    "name": "bot",
    "icon": None,
    "description": "",
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "summary": "",
    "team": None,
    "flags": 0,
    "owner": ME,
}
ANA: Payload = {"id": "77", "username": "ana", "discriminator": "0", "avatar": None}
FIRST_SERVER = 10**16
CHANNELS, ROLES, EMOJI = 20, 15, 10  # in a small server, as measured in the facts


def ready(servers: int, gateway: str) -> Payload:
    """Say READY with so many servers that are still to come."""
    known = [{"id": str(FIRST_SERVER + n), "unavailable": True} for n in range(servers)]
    return {
        "v": 10,
        "user": ME,
        "guilds": known,
        "session_id": "bench",
        "resume_gateway_url": gateway,
        "shard": [0, 1],
        "application": {"id": "2", "flags": 0},
    }


def make_servers(count: int) -> Iterator[Payload]:
    """Make small servers of 14 KB each, one after another."""
    for number in range(count):
        yield _make_server(FIRST_SERVER + number)


def make_message(message_id: int, channel_id: int, body: Payload) -> Payload:
    """Make what was created, as far as a bot reads it."""
    return {
        "id": str(message_id),
        "channel_id": str(channel_id),
        "author": ME,
        "content": body.get("content", ""),
        "timestamp": "2026-01-01T00:00:00+00:00",
        "edited_timestamp": None,
        "tts": False,
        "mention_everyone": False,
        "mentions": [],
        "mention_roles": [],
        "attachments": [],
        "embeds": [],
        "pinned": False,
        "type": 0,
        "flags": body.get("flags", 0),
        "components": body.get("components", []),
        "nonce": body.get("nonce"),
    }


def make_command(number: int, command: Payload) -> Payload:
    """Make a command that is known now."""
    told = {"id": str(number), "application_id": "2", "version": "1", "type": 1, "description": ""}
    return {**told, **command, "dm_permission": True, "nsfw": False}


def make_help(command: str = "help") -> Payload:
    """Make the interaction of somebody who uses a command in the first server."""
    channel = {"id": str(FIRST_SERVER * 10 + 1), "type": 0, "permissions": "0", "name": "general"}
    return {
        "application_id": "2",
        "type": 2,
        "data": {"id": "1", "name": command, "type": 1},
        "guild_id": str(FIRST_SERVER),
        "channel_id": channel["id"],
        "channel": channel,
        "member": {
            "user": ANA,
            "roles": [],
            "joined_at": "2026-01-01T00:00:00+00:00",
            "deaf": False,
            "mute": False,
            "flags": 0,
            "permissions": "104324673",
        },
        "version": 1,
        "locale": "en-US",
        "guild_locale": "en-US",
        "app_permissions": "104324673",
        "entitlements": [],
        "authorizing_integration_owners": {},
        "context": 0,
        "attachment_size_limit": 26214400,
    }


def _make_server(server_id: int) -> Payload:
    return {
        "id": str(server_id),
        "name": f"Harbor {server_id % 10_000}",
        "icon": None,
        "splash": None,
        "discovery_splash": None,
        "owner_id": "77",
        "afk_channel_id": None,
        "afk_timeout": 300,
        "verification_level": 1,
        "default_message_notifications": 1,
        "explicit_content_filter": 2,
        "roles": [_make_role(server_id, n) for n in range(ROLES)],
        "emojis": [_make_emoji(server_id, n) for n in range(EMOJI)],
        "features": ["COMMUNITY"],
        "mfa_level": 0,
        "system_channel_id": None,
        "system_channel_flags": 0,
        "rules_channel_id": None,
        "joined_at": "2026-01-01T00:00:00+00:00",
        "large": False,
        "unavailable": False,
        "member_count": 120,
        "voice_states": [],
        "members": [],
        "channels": [_make_channel(server_id, n) for n in range(CHANNELS)],
        "threads": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "nsfw_level": 0,
        "stickers": [],
        "premium_progress_bar_enabled": False,
    }


def _make_role(server_id: int, number: int) -> Payload:
    return {
        "id": str(server_id if number == 0 else server_id * 10 + 100 + number),
        "name": "@everyone" if number == 0 else f"role {number}",
        "color": 0,
        "hoist": False,
        "position": number,
        "permissions": "104324673",
        "managed": False,
        "mentionable": False,
        "flags": 0,
        "icon": None,
        "unicode_emoji": None,
    }


def _make_emoji(server_id: int, number: int) -> Payload:
    given = {"animated": False, "available": True, "managed": False, "require_colons": True}
    return {"id": str(server_id * 10 + 200 + number), "name": f"emoji{number}", "roles": []} | given


def _make_channel(server_id: int, number: int) -> Payload:
    everyone = {"id": str(server_id), "type": 0, "allow": "0", "deny": "2048"}
    helpers = {"id": str(server_id * 10 + 101), "type": 0, "allow": "3072", "deny": "0"}
    return {
        "id": str(server_id * 10 + 1 + number),
        "type": 0,
        "name": f"channel-{number}",
        "position": number,
        "topic": "A quiet place to talk about how the day went and what helped.",
        "nsfw": False,
        "last_message_id": None,
        "rate_limit_per_user": 0,
        "parent_id": None,
        "permission_overwrites": [everyone, helpers],
        "flags": 0,
    }
