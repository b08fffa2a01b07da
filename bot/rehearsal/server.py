"""The rehearsal's web server: the shell page, its small API, and the rooms inside it.

Loopback only. Every address begins with a secret; Host and Origin are checked, so that neither
another web page nor a name that points here can act in it.
"""

import secrets
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import Any

from aiohttp import web

from bot.core.errors import SetupProblem
from bot.rehearsal import seams
from bot.rehearsal.stage import Stage

HOST = "127.0.0.1"
PORTS_TRIED = 20
PAGE = files("bot.rehearsal") / "page"
PAGE_FILES = {
    "": "index.html",
    "page.css": "page.css",
    "page.js": "page.js",
    "apps.js": "apps.js",
    "apps.css": "apps.css",
    "icon.svg": "icon.svg",
}
TYPES = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; frame-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
}
FRAME = "../../../frame/"  # from a room's page to what all rooms share
OWN_FRAME_FILES = ("room.js", "room-apps.js", "patience.js", "apps.js", "apps.css")
ADDED = (
    f'<link rel="stylesheet" href="{FRAME}apps.css">'
    f'<script type="module" src="{FRAME}room.js"></script>'
    f'<script type="module" src="{FRAME}room-apps.js"></script></body>'
)
LOST = (
    "This is a rehearsal of Aftercare. Open it with the full address that the terminal shows: "
    "it carries a secret, so that only you can use it.\n"
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Server:
    """Serves one stage on loopback."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.port = 0
        self._secret = secrets.token_urlsafe(24)
        self._runner = web.AppRunner(self._build(), access_log=None)

    @property
    def url(self) -> str:
        """The address to open; whoever has it can act in the rehearsal."""
        return f"http://{HOST}:{self.port}/{self._secret}/"

    async def start(self, port: int) -> None:
        """Listen on this port, or on one of the next if it is taken."""
        await self._runner.setup()
        for number in range(port, port + PORTS_TRIED) if port else (0,):
            try:
                await web.TCPSite(self._runner, HOST, number).start()
            except OSError:
                continue
            self.port = int(self._runner.addresses[0][1])
            return
        raise SetupProblem(
            f"The ports {port} to {port + PORTS_TRIED - 1} are all taken. Choose another: --port."
        )

    async def stop(self) -> None:
        await self._runner.cleanup()

    def _build(self) -> web.Application:
        app = web.Application(
            middlewares=[self._guard], handler_args={"handler_cancellation": False}
        )
        base = f"/{self._secret}"
        add = app.router.add_route
        for path in PAGE_FILES:
            add("GET", f"{base}/{path}", self._send_page)
        add("GET", f"{base}/frame/{{path:.+}}", self._send_frame_file)
        add("GET", f"{base}/api/state", self._send_state)
        add("POST", f"{base}/api/open", self._open_room)
        add("POST", f"{base}/api/move", self._move)
        add("POST", f"{base}/api/use", self._use_entry)
        add("POST", f"{base}/api/start-over", self._start_over)
        room = f"{base}/rooms/{{person}}/{{place}}"
        add("GET", f"{room}/", self._send_room_page)
        for method, path in seams.ROOM_PATHS:
            add(method, f"{room}/{path}", self._ask_room)
        add("GET", "/{path:.*}", self._send_lost)
        return app

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        names = {f"{HOST}:{self.port}", f"localhost:{self.port}"}
        origin = request.headers.get("Origin")
        if request.headers.get("Host") not in names:
            raise web.HTTPForbidden(text=LOST)
        if origin is not None and origin not in {f"http://{name}" for name in names}:
            raise web.HTTPForbidden(text=LOST)
        return await handler(request)

    async def _send_lost(self, _request: web.Request) -> web.Response:
        return web.Response(text=LOST, status=404, headers=HEADERS)

    async def _send_page(self, request: web.Request) -> web.Response:
        name = PAGE_FILES[request.path.removeprefix(f"/{self._secret}/")]
        text = (PAGE / name).read_text(encoding="utf-8")
        return web.Response(text=text, content_type=TYPES[name.rpartition(".")[2]], headers=HEADERS)

    async def _send_room_page(self, _request: web.Request) -> web.Response:
        text = seams.read_frame_text("index.html", FRAME) or ""
        text = text.replace("</body>", ADDED)
        return web.Response(text=text, content_type="text/html", headers=seams.FRAME_HEADERS)

    async def _send_frame_file(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["path"]
        if name.startswith("fonts/"):
            return self._send_font(name)
        own = PAGE / name if name in OWN_FRAME_FILES else None
        text = own.read_text(encoding="utf-8") if own else seams.read_frame_text(name, FRAME)
        if text is None:
            raise web.HTTPNotFound
        if name == "preview.css":
            text += (PAGE / "room.css").read_text(encoding="utf-8")
        kind = TYPES.get(name.rpartition(".")[2], "text/plain")
        return web.Response(text=text, content_type=kind, headers=seams.FRAME_HEADERS)

    def _send_font(self, name: str) -> web.StreamResponse:
        path = seams.find_font(name)
        if path is None:
            raise web.HTTPNotFound
        kept = {**seams.FRAME_HEADERS, "Cache-Control": "private, max-age=86400", "Pragma": ""}
        return web.FileResponse(path, headers=kept)

    async def _send_state(self, request: web.Request) -> web.Response:
        person, place = request.query.get("person", ""), request.query.get("place", "")
        return _json(self.stage.describe(person, place))

    async def _open_room(self, request: web.Request) -> web.Response:
        asked = await _read(request)
        room = await self.stage.open_room(str(asked.get("person")), str(asked.get("place")))
        if room is None:
            raise web.HTTPNotFound
        return _json({"capability": room.capability})

    async def _ask_room(self, request: web.Request) -> web.StreamResponse:
        room = self.stage.find_room(request.match_info["person"], request.match_info["place"])
        if room is None:
            raise web.HTTPGone
        return await room.answer(request)

    async def _move(self, request: web.Request) -> web.Response:
        asked = await _read(request)
        if asked.get("to") == "next":
            return _json(await self.stage.move_to_next())
        seconds = asked.get("seconds")
        if not isinstance(seconds, int) or not 0 < seconds <= 366 * 86400:
            raise web.HTTPBadRequest
        return _json(await self.stage.move(seconds))

    async def _use_entry(self, request: web.Request) -> web.Response:
        return _json({"done": await self.stage.use_entry(await _read(request))})

    async def _start_over(self, _request: web.Request) -> web.Response:
        await self.stage.start_over()
        return _json({})


async def _read(request: web.Request) -> dict[str, Any]:
    try:
        asked = await request.json()
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(asked, dict):
        raise web.HTTPBadRequest
    return asked


def _json(value: object) -> web.Response:
    return web.json_response(value, headers=HEADERS)
