"""Bot processes from the side of the test: begun, watched, killed."""

import asyncio
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any, Self

ROOT = Path(__file__).parents[3]
PLAIN = (sys.executable, "-m", "bot", "run")
FULL = 30.0  # seconds for anything a process does on a busy machine


class Process:
    """One process that this test began, with everything it wrote."""

    def __init__(self, pid: int, poll: Callable[[], int | None]) -> None:
        self.pid = pid
        self.lines: list[str] = []
        self._poll = poll

    @property
    def code(self) -> int | None:
        """How it ended; None while it lives. -9: it was killed."""
        return self._poll()

    def listen(self, output: Path | int) -> None:
        """Collect what it writes, until it ends; opening a pipe waits for its other end."""

        def collect() -> None:
            reading = output if isinstance(output, int) else os.open(output, os.O_RDONLY)
            with os.fdopen(reading, encoding="utf-8", errors="replace") as stream:
                for line in stream:
                    self.lines.append(line)

        threading.Thread(target=collect, daemon=True).start()

    def send(self, number: signal.Signals) -> None:
        """Send a signal, unless it has ended already."""
        if self.code is None:
            os.kill(self.pid, number)

    async def wait(self, within: float = FULL) -> int:
        """Wait for its end and return how it ended."""
        ends = monotonic() + within
        while (code := self.code) is None:
            if monotonic() > ends:
                raise TimeoutError(f"process {self.pid} lives on\n{self.last_words}")
            await asyncio.sleep(0.01)
        return code

    async def kill(self) -> int:
        """kill -9."""
        self.send(signal.SIGKILL)
        return await self.wait()

    async def stop(self) -> int:
        """Stop it as an operator would."""
        self.send(signal.SIGTERM)
        return await self.wait()

    def logged(self, event: str) -> list[dict[str, Any]]:
        """List what it logged under this name."""
        found = (line for line in self.lines if line.startswith("{") and f'"{event}"' in line)
        return [fact for fact in map(json.loads, found) if fact.get("event") == event]

    async def wait_logged(self, event: str, times: int = 1, within: float = FULL) -> None:
        """Wait until it has logged this so often."""
        ends = monotonic() + within
        while len(self.logged(event)) < times:
            if monotonic() > ends or self.code is not None:
                raise TimeoutError(f"{event} was not logged {times} times\n{self.last_words}")
            await asyncio.sleep(0.02)

    @property
    def last_words(self) -> str:
        return "".join(self.lines[-40:])


def begin_plainly(folder: Path, environment: Mapping[str, str]) -> Process:
    """Begin `python -m bot run`, as an operator does."""
    begun = subprocess.Popen(
        PLAIN,
        cwd=folder,
        env=_whole(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert begun.stdout is not None
    process = Process(begun.pid, begun.poll)
    process.listen(os.dup(begun.stdout.fileno()))
    begun.stdout.close()
    return process


class NurseryDoor:
    """A running nursery, for as long as the tests run."""

    def __init__(self) -> None:
        self._parent = subprocess.Popen(
            (sys.executable, "-m", "tests.support.wire.nursery"),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._began: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._ended: dict[int, int] = {}
        self._ear = threading.Thread(target=self._listen, daemon=True)
        self._ear.start()
        self._number = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait(FULL)
        self._ear.join(FULL)

    async def begin(self, folder: Path, environment: Mapping[str, str]) -> Process:
        """Begin a bot process through the launcher."""
        assert self._parent.stdin is not None
        self._number += 1
        output = folder / f"output{self._number}"
        os.mkfifo(output)
        wish = {
            "environment": _whole(environment),
            "folder": str(folder),
            "output": str(output),
        }
        self._parent.stdin.write(json.dumps(wish).encode() + b"\n")
        self._parent.stdin.flush()
        pid = await asyncio.to_thread(self._began.get, timeout=FULL)
        process = Process(pid, lambda: self._ended.get(pid))
        process.listen(output)
        return process

    def _listen(self) -> None:
        assert self._parent.stdout is not None
        with self._parent.stdout as lines:
            for line in lines:
                news = json.loads(line)
                if "began" in news:
                    self._began.put(news["began"])
                elif "ended" in news:
                    self._ended[news["ended"]] = news["code"]


def _whole(environment: Mapping[str, str]) -> dict[str, str]:
    """What the process gets: this machine's environment without our settings, and these."""
    ours = ("AFTERCARE_", "WIRE_", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT), "AFTERCARE_LOG_FORMAT": "json", **environment}
