"""The control API: a test, in this or another process, acts as people and reads what they see.

One POST a verb, JSON in and JSON out. What cannot be done is a 400 that says why.
"""

from typing import TYPE_CHECKING, Any

from aiohttp import web
from simcord.backend.errors import SetupError

from tests.support.wire.seams import BackendError

if TYPE_CHECKING:
    from tests.support.wire.server import Discord


class Control:
    """Finds the verb of a request and does it."""

    def __init__(self, discord: "Discord") -> None:
        self._discord = discord
        town, acting = discord.town, discord.acting
        self._verbs: dict[str, Any] = {
            **{
                name: getattr(town, name)
                for name in (
                    "add_server",
                    "add_channel",
                    "add_role",
                    "add_person",
                    "remove_person",
                    "remove_bot",
                    "delete_channel",
                    "deny_bot",
                    "say",
                    "say_as_bot",
                    "remove_message",
                    "threads_of",
                    "archive",
                    "chat_id",
                )
            },
            **{
                name: getattr(acting, name)
                for name in (
                    "command",
                    "suggest",
                    "press",
                    "pick",
                    "fill",
                    "look_again",
                    "read",
                    "read_chat",
                )
            },
            "close_chat": self.close_chat,
            "plan": self.plan,
            "clear_plan": discord.rest.faults.clear,
            "set_limits": self.set_limits,
            "set_nonces": self.set_nonces,
            "set_gateway": self.set_gateway,
            "drop_gateway": discord.gateway.drop,
            "invalidate": discord.gateway.invalidate,
            "advance": discord.clock.advance,
            "report": self.report,
            "requests": self.requests,
        }

    async def answer(self, request: web.Request) -> web.Response:
        """Do one verb."""
        verb = self._verbs.get(request.match_info["verb"])
        if verb is None:
            return web.json_response({"why": "no such verb"}, status=404)
        try:
            done = verb(**await request.json())
            result = await done if hasattr(done, "__await__") else done
        except (SetupError, BackendError, AssertionError, KeyError, TypeError) as error:
            why = f"{type(error).__name__}: {error}"
            return web.json_response({"why": why}, status=400)
        return web.json_response({"result": result})

    # ------------------------------------------------------------ what can be set

    def close_chat(self, name: str, closed: bool = True) -> None:
        """Let somebody take no private messages of the bot, or take them again."""
        person = self._discord.town.people[name].id
        (self._discord.rules.closed.add if closed else self._discord.rules.closed.discard)(person)

    def plan(self, **fault: Any) -> None:
        """Let chosen requests go wrong; see `faults.Fault`."""
        self._discord.rest.faults.add(**fault)

    def set_limits(self, **limits: Any) -> None:
        """Change `per_second` or `channels` (whether channels have limits of their own)."""
        for name, value in limits.items():
            setattr(self._discord.rest.limits, name, value)

    def set_nonces(self, window: float) -> None:
        """Remember nonces for so many seconds."""
        self._discord.rest.nonces.window = window

    def set_gateway(self, **settings: Any) -> None:
        """Change `acks`, `is_open`, `heartbeat_every`, `max_concurrency` or `identify_every`."""
        for name, value in settings.items():
            setattr(self._discord.gateway, name, value)

    # ------------------------------------------------------------ what can be read

    def report(self) -> dict[str, Any]:
        """Tell what went on: requests, limits, problems, and messages that were made twice."""
        rest, gateway = self._discord.rest, self._discord.gateway
        created = rest.nonces.created
        return {
            "requests": len(rest.log),
            "in_flight": rest.in_flight,
            "codes": {str(code): times for code, times in rest.codes.items()},
            "limited": rest.limits.refused,
            "peak": rest.limits.peak,
            "created": sum(created.values()),
            "repeated": rest.nonces.repeated,
            "doubled": [[*key, times] for key, times in created.items() if times > 1],
            "asked_wrongly": rest.contract.asked,
            "answered_wrongly": rest.contract.answered,
            "checked": rest.contract.checked,
            "broken": rest.broken,
            "sessions": [list(session.shard) for session in gateway.connected],
            "gateway": dict(gateway.counts),
        }

    def requests(self, method: str = "", since: int = 0) -> list[dict[str, Any]]:
        """List requests with their answers, from a place in the record on."""
        found = self._discord.rest.log[since:]
        return [vars(one) for one in found if method in ("", one.method)]
