"""Bot processes that begin in a tenth of a second: a parent that has imported everything forks.

Reads one JSON line for each process to begin, and writes one for each that began or ended. Each
child is a process of its own and runs the bot through `launch`. Content files are read once.
"""

import gc
import json
import os
import select
import signal
import sys
import traceback
from functools import cache
from importlib import import_module
from typing import Any

Wish = dict[str, Any]


LEARNED = (
    "aiosqlite",
    "bot.cli",
    "bot.gateway.run",
    "bot.ops.logs",
    "sqlalchemy.dialects.postgresql.asyncpg",
    "sqlalchemy.dialects.sqlite.aiosqlite",
    "tests.support.wire.launch",
)


# What reads content files, at every start of a bot.
READ_ONCE = (("bot.reach.directory", "load_directory"), ("bot.features", "load_library"))


def learn_everything() -> None:
    """Import what a bot imports, so that the children need not."""
    for name in LEARNED:
        import_module(name)
    for module, name in READ_ONCE:
        owner = import_module(module)
        setattr(owner, name, cache(getattr(owner, name)))
        getattr(owner, name)()
    gc.collect()
    gc.freeze()


class Nursery:
    """Forks on request, and tells who ended and how."""

    def __init__(self) -> None:
        self._line = b""
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)

    def run(self) -> None:
        """Serve until standard input is closed."""
        self.tell(ready=True)
        while True:
            readable, _, _ = select.select([0, self._wake_read], [], [])
            if self._wake_read in readable:
                os.read(self._wake_read, 4096)
                self._reap()
            if 0 in readable:
                given = os.read(0, 65536)
                if not given:
                    return
                self._take(given)

    def tell(self, **news: Any) -> None:
        """Write one line."""
        os.write(1, json.dumps(news).encode() + b"\n")

    def _take(self, given: bytes) -> None:
        *lines, self._line = (self._line + given).split(b"\n")
        for line in lines:
            wish = json.loads(line)
            pid = os.fork()
            if pid == 0:
                _live(wish)
            self.tell(began=pid)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            self.tell(ended=pid, code=os.waitstatus_to_exitcode(status))


def _live(wish: Wish) -> None:
    """Be a bot process, from the fork to the end."""
    code = 70
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(wish["environment"])
        os.chdir(wish["folder"])
        output = os.open(wish["output"], os.O_WRONLY)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for source, target in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(source, target)
        from tests.support.wire.launch import main

        code = main()
    except BaseException:  # noqa: BLE001 - whatever it was, the child must not live on as a parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    learn_everything()
    Nursery().run()
