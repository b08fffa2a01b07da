"""What people do in the town, and what each of them sees."""

import time
from collections.abc import Mapping, Sequence
from typing import Any

from tests.support.people import Reply, Seen, see
from tests.support.wire.seams import InteractionResult, Payload, ResponseMessage, list_messages
from tests.support.wire.town import Town


class Acting:
    """Lets people act. What comes back is JSON, for a test in any process."""

    def __init__(self, town: Town) -> None:
        self._town, self._env = town, town.env
        self._asked: dict[int, InteractionResult] = {}

    async def command(
        self, name: str, channel_id: int | None, command: str, options: Mapping[str, Any]
    ) -> Payload:
        """Type a slash command in a channel, or in the private chat (None)."""
        begun, chosen = time.monotonic(), self._resolve_all(options)
        actor: Any = self._town.actor(name, channel_id)
        where = [] if channel_id is None else [self._town.channel(channel_id)]
        return self._reply(await actor.slash(*where, command, **chosen), begun)

    async def suggest(
        self,
        name: str,
        channel_id: int,
        command: str,
        option: str,
        typed: str,
        filled: Mapping[str, Any],
    ) -> list[str]:
        """Type into an option that suggests, and read what is offered."""
        actor: Any = self._town.actor(name, channel_id)
        channel, more = self._town.channel(channel_id), self._resolve_all(filled)
        offered = await actor.autocomplete(channel, command, option, typed, **more)
        return [str(one["name"]) for one in offered]

    async def press(self, name: str, channel_id: int, message_id: int, label: str) -> Payload:
        """Press the button with this label."""
        begun, message = time.monotonic(), self._message(channel_id, message_id)
        custom_id = see(message).custom_id(label)
        actor = self._town.actor(name, channel_id)
        return self._reply(await actor.click(message, custom_id=custom_id), begun)

    async def pick(
        self, name: str, channel_id: int, message_id: int, values: Sequence[Any]
    ) -> Payload:
        """Choose in the message's select."""
        begun, message = time.monotonic(), self._message(channel_id, message_id)
        chosen = [self._resolve(value, channel_id) for value in values]
        actor = self._town.actor(name, channel_id)
        return self._reply(await actor.select(message, chosen), begun)

    async def fill(self, name: str, reply: int, values: Mapping[str, Any]) -> Payload:
        """Send in the form that a reply opened; fields left out keep what stands in them."""
        begun, shown = time.monotonic(), self._asked[reply]
        form = Reply(shown).form
        assert form is not None, "no form was opened"
        in_server = shown._interaction.guild_id is not None
        place = shown._interaction.channel_id if in_server else None
        actor = self._town.actor(name, place)
        with self._env.answering(shown):
            sent = await actor.submit_modal(shown, {**form.values, **values})
        return self._reply(sent, begun)

    def look_again(self, reply: int) -> Payload:
        """Read what an earlier answer shows by now, with what was said after it."""
        return self._reply(self._asked[reply], time.monotonic())

    def read(self, name: str | None, channel_id: int) -> list[Payload]:
        """Read a channel as somebody; None: all that is not private."""
        viewer = None if name is None else self._town.people[name].id
        found = list_messages(self._env.backend, channel_id, viewer)
        return [self._show(ResponseMessage(self._env, message)) for message in found]

    def read_chat(self, name: str) -> list[Payload]:
        """Read somebody's private chat with the bot; reading opens none."""
        channel_id = self._town.chat_id(name)
        return [] if channel_id is None else self.read(name, channel_id)

    # ------------------------------------------------------------ inside

    def _message(self, channel_id: int, message_id: int) -> ResponseMessage:
        stored = self._env.backend.get_message(channel_id, message_id)
        return ResponseMessage(self._env, stored)

    def _reply(self, result: InteractionResult, begun: float) -> Payload:
        self._asked[result._interaction.id] = result
        messages = [m for m in (result.response, *result.followups) if m is not None]
        form = Reply(result).form
        return {
            "id": result._interaction.id,
            "answered": result.acknowledged,
            "seconds": time.monotonic() - begun,
            "messages": [self._show(message) for message in messages],
            "form": form and {"title": form.title, "labels": form.labels, "values": form.values},
        }

    def _show(self, message: ResponseMessage) -> Payload:
        seen: Seen = see(message)
        author = message._message.author_id
        return {
            "id": seen.id,
            "channel_id": message.channel_id,
            "text": seen.text,
            "buttons": {label: seen.custom_id(label) for label in dict.fromkeys(seen.buttons)},
            "links": seen.links,
            "ephemeral": seen.ephemeral,
            "by_bot": author == self._env.backend.bot_user.id,
            "edited": message._message.edited_timestamp is not None,
        }

    def _resolve_all(self, options: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._resolve(value, None) for name, value in options.items()}

    def _resolve(self, value: Any, channel_id: int | None) -> Any:
        """Read {"person": name}, {"channel": id}, {"role": id, "server": id}; the rest is text."""
        if not isinstance(value, dict):
            return value
        if "person" in value:
            return self._town.actor(value["person"], value.get("in", channel_id))
        if "channel" in value:
            return self._town.channel(value["channel"])
        return self._town.role(value["server"], value["role"])
