"""Answers one request after another as Discord's REST API would, or as the fault plan says."""

import asyncio
import io
import json
import re
import socket
import struct
from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from aiohttp import web
from simcord.http.router import RouteNotImplemented, UnsupportedField

from tests.support.wire.answers import complete, status_of
from tests.support.wire.clock import MovableClock
from tests.support.wire.contract import WireContract
from tests.support.wire.faults import Fault, FaultPlan
from tests.support.wire.limits import FREE, Headers, Limited, Limits, limited
from tests.support.wire.nonces import Nonces
from tests.support.wire.rules import Rules
from tests.support.wire.seams import (
    BackendError,
    Discordlike,
    Payload,
    Upload,
    parse_form,
    run_route,
)

NOT_IMPLEMENTED: Final = 501  # by simcord; no Discord says so
LATER_ANSWER: Final = re.compile(r"/webhooks/\d+/([^/]+)(?:/.*)?")


@dataclass(frozen=True)
class Asked:
    """A request, read to its end."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    files: list[Upload]
    reason: str | None


@dataclass(frozen=True)
class Answered:
    """What was answered: an HTTP status, and Discord's code when it was a refusal."""

    method: str
    path: str
    status: int
    code: int
    at: float


class Rest:
    """The REST side. `log` holds every request with its answer; `broken` what simcord lacks."""

    def __init__(self, env: Discordlike, clock: MovableClock, token: str, rules: Rules) -> None:
        backend = env.backend
        self.faults, self.limits, self.nonces = FaultPlan(), Limits(), Nonces(backend)
        self.contract = WireContract()
        self.log: list[Answered] = []
        self.broken: list[str] = []
        self.in_flight = 0
        self._env, self._clock = env, clock
        self._backend, self._token, self._rules = backend, token, rules

    @property
    def codes(self) -> Counter[int]:
        """How often each of Discord's codes was answered."""
        return Counter(one.code for one in self.log if one.status >= 400)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        asked = await _read(request)
        fault = self.faults.find(asked.method, asked.path)
        self.in_flight += 1
        try:
            if fault is not None and not fault.after:
                early = await self._go_wrong(request, asked, fault)
                if early is not None:
                    return early
            response = self._respond(request, asked)
            if fault is not None and fault.after:
                return await self._go_wrong(request, asked, fault) or response
            return response
        finally:
            self.in_flight -= 1
            self._env.news.set()

    def _respond(self, request: web.Request, asked: Asked) -> web.Response:
        free = FREE.fullmatch(asked.path) is not None
        if not free and request.headers.get("Authorization") != f"Bot {self._token}":
            return self._write(asked, 401, {"message": "401: Unauthorized", "code": 0}, {})
        refused, headers = self.limits.admit(asked.method, asked.path)
        if refused is not None:
            return self._write_limit(asked, refused)
        names = [f"files[{number}]" for number in range(len(asked.files))]
        self.contract.check_asked(asked.method, asked.path, asked.query, asked.body, names)
        try:
            answer = self._act(asked)
        except (RouteNotImplemented, UnsupportedField) as gap:
            self.broken.append(str(gap))
            return self._write(
                asked, NOT_IMPLEMENTED, {"message": "simcord lacks this", "code": 0}, headers
            )
        except BackendError as error:
            return self._write(asked, error.status, error.to_json(), headers)
        if found := LATER_ANSWER.fullmatch(asked.path):
            self._env.touched.add(found[1])
        return self._write(asked, status_of(asked.method, asked.path, answer), answer, headers)

    def _act(self, asked: Asked) -> Any:
        self._rules.check(asked.method, asked.path, asked.body)
        known = self._rules.answer(asked.method, asked.path, asked.query)
        if known is not None:
            return complete(self._env, asked.path, known)

        def run() -> Any:
            return run_route(
                self._backend,
                asked.method,
                asked.path,
                body=asked.body,
                query=asked.query,
                files=asked.files,
                reason=asked.reason,
            )

        if asked.method == "POST" and isinstance(asked.body, dict):
            return complete(self._env, asked.path, self.nonces.send(asked.path, asked.body, run))
        return complete(self._env, asked.path, run())

    async def _go_wrong(
        self, request: web.Request, asked: Asked, fault: Fault
    ) -> web.Response | None:
        """Do what the fault says; None: the request goes on as if nothing had been."""
        if fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
            return None
        if fault.kind == "limit":
            return self._write_limit(asked, limited(fault.seconds, everywhere=fault.everywhere))
        if fault.kind == "status":
            return self._write(asked, fault.status, None, {})
        _cut(request, reset=fault.kind == "reset")
        self._note(asked, 0, 0)
        return web.Response()  # nobody is left to read it

    def _write_limit(self, asked: Asked, refused: Limited) -> web.Response:
        return self._write(asked, 429, refused.body, refused.headers)

    def _write(self, asked: Asked, status: int, body: Any, headers: Headers) -> web.Response:
        code = body.get("code", 0) if status >= 400 and isinstance(body, dict) else 0
        self._note(asked, status, code)
        told = {**headers, "Date": self._clock.http_date}
        if body is None:
            return web.Response(status=status, headers=told)
        if status != NOT_IMPLEMENTED:
            self.contract.check_answered(asked.method, asked.path, status, body)
        # discord.py takes an answer for Discord's own only with exactly this content type.
        exact = {**told, "Content-Type": "application/json"}
        return web.Response(status=status, body=json.dumps(body).encode(), headers=exact)

    def _note(self, asked: Asked, status: int, code: int) -> None:
        now = self._backend.clock.now().timestamp()
        self.log.append(Answered(asked.method, asked.path, status, code, now))


async def _read(request: web.Request) -> Asked:
    body, files = None, list[Upload]()
    if request.content_type.startswith("multipart/"):
        body, files = await _read_form(request)
    elif request.can_read_body:
        body = await request.json()
    return Asked(
        request.method,
        "/" + request.match_info["path"],
        dict(request.query),
        body,
        files,
        request.headers.get("X-Audit-Log-Reason"),
    )


async def _read_form(request: web.Request) -> tuple[Any, list[Upload]]:
    form: list[Payload] = []
    files: list[Upload] = []
    async for part in await request.multipart():
        raw = bytes(await part.read())  # type: ignore[union-attr]
        if part.filename:  # type: ignore[union-attr]
            files.append(Upload(io.BytesIO(raw), part.filename))  # type: ignore[union-attr]
        else:
            form.append({"name": part.name, "value": raw.decode()})  # type: ignore[union-attr]
    return parse_form(form, files)


def _cut(request: web.Request, *, reset: bool) -> None:
    """Close the connection, or reset it, without a word."""
    transport = request.transport
    if transport is None:
        return
    raw = transport.get_extra_info("socket")
    if reset and raw is not None:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
