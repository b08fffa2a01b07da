"""Databases that do not work, for what must answer all the same."""

import asyncio

from bot.core.errors import Unavailable

FOR_EVER = 3600.0  # seconds; a sleep, because simcord knows how to pass one over


class Untouchable:
    """A database that fails the test when anybody as much as looks at it."""

    asked = 0

    def __getattr__(self, name):
        raise AssertionError(f"help touched the database: {name}")


class Gone:
    """A database that is gone."""

    asked = 0

    def begin(self, *_args):
        raise Unavailable("gone")

    read = begin


class Silent:
    """A database that never returns."""

    def __init__(self):
        self.asked = 0

    def begin(self, *_args):
        self.asked += 1
        return self

    read = begin

    async def __aenter__(self):
        await asyncio.sleep(FOR_EVER)

    async def __aexit__(self, *_error):
        return None
