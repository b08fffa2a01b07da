"""Completes simcord's answers where Discord's contract demands more than discord.py reads."""

import re
from typing import Any, Final

from tests.support.wire.seams import Discordlike, Payload

APPLICATION: Final = "/oauth2/applications/@me"
THREADS: Final = re.compile(r"/channels/\d+(/messages/\d+)?/threads")
COMMANDS: Final = re.compile(r"/applications/\d+(/guilds/\d+)?/commands")

LEFT_OUT: Final = ("nonce", "response_message_id")  # where there is none
PRESS, FORM = 3, 5

# By what an object is recognised, and what it lacks.
LACKING: Final[tuple[tuple[frozenset[str], Payload], ...]] = (
    (frozenset({"username", "discriminator"}), {"primary_guild": None}),
    (frozenset({"joined_at", "roles"}), {"banner": None}),
    (frozenset({"last_message_id", "permission_overwrites"}), {"flags": 0}),
    (frozenset({"last_message_id", "recipients"}), {"flags": 0}),
    (frozenset({"threads", "members"}), {"has_more": False}),
    (
        frozenset({"scheduled_start_time"}),
        {"recurrence_rule": None, "guild_scheduled_event_exceptions": []},
    ),
)
SERVER: Final = re.compile(r"/guilds/\d+")
# What only the gateway tells of a server, and what only REST does.
BY_GATEWAY: Final = (
    *("channels", "guild_scheduled_events", "joined_at", "large", "member_count", "members"),
    *("presences", "soundboard_sounds", "stage_instances", "threads", "unavailable"),
    *("voice_states", "has_more"),
)
OF_SERVER: Final[Payload] = {
    "home_header": None,
    "region": "deprecated",
    "widget_enabled": False,
    "widget_channel_id": None,
    "max_stage_video_channel_users": 50,
    "max_video_channel_users": 25,
    "safety_alerts_channel_id": None,
    "nsfw": False,
    "nsfw_level": 0,
    "incidents_data": None,
}
OF_APPLICATION: Final[Payload] = {
    "type": None,
    "flags_new": "0",
    "redirect_uris": [],
    "interactions_endpoint_url": None,
    "role_connections_verification_url": None,
    "approximate_guild_count": 1,
    "approximate_user_install_count": 0,
    "approximate_user_authorization_count": 0,
    "explicit_content_filter": 0,
    "eligible_oauth2_scopes": [],
}


def complete(env: Discordlike, path: str, answer: Any) -> Any:
    """Add what Discord would have added, and leave out what it would have left out."""
    whole = _complete(env, answer)
    if path == APPLICATION:
        return OF_APPLICATION | whole
    if SERVER.fullmatch(path):
        return OF_SERVER | {k: value for k, value in whole.items() if k not in BY_GATEWAY}
    if COMMANDS.fullmatch(path):
        return [_command(one) for one in whole] if isinstance(whole, list) else _command(whole)
    return whole


def status_of(method: str, path: str, answer: Any) -> int:
    """Tell with which status Discord says that it is done."""
    if answer is None:
        return 204
    return 201 if method == "POST" and THREADS.fullmatch(path) else 200


def _complete(env: Discordlike, part: Any) -> Any:
    if isinstance(part, list):
        return [_complete(env, one) for one in part]
    if not isinstance(part, dict):
        return part
    empty = {name for name in LEFT_OUT if part.get(name, "") is None}
    whole = {name: _complete(env, value) for name, value in part.items() if name not in empty}
    if "interaction_metadata" in whole:
        whole["interaction_metadata"] = _complete_origin(env, whole["interaction_metadata"])
    for marks, lacking in LACKING:
        if whole.keys() >= marks:
            whole = lacking | whole
    return whole


def _complete_origin(env: Discordlike, origin: Payload) -> Payload:
    """Say which message was pressed, or which form was sent in."""
    record = env.backend.interactions[int(origin["id"])]
    if origin["type"] == PRESS:
        return origin | {"interacted_message_id": str(record.source_message_id)}
    if origin["type"] == FORM:
        opener = env.opened_by[record.id]
        about = {"id": str(opener.id), "type": opener.type, "name": opener.command_name}
        shared = {name: origin[name] for name in ("user", "authorizing_integration_owners")}
        triggered = {name: value for name, value in about.items() if value is not None} | shared
        if opener.source_message_id is not None:
            triggered["interacted_message_id"] = str(opener.source_message_id)
        return origin | {"triggering_interaction_metadata": triggered}
    return origin


def _command(command: Payload) -> Payload:
    """Complete a command; what it was not given is left out."""
    given = {name: value for name, value in command.items() if value is not None}
    rights = given.get("default_member_permissions")
    fixed = {"version": "1", "default_member_permissions": None if rights is None else str(rights)}
    return given | fixed
