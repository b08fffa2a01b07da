"""How a moderator changes a meeting, step by step, through the doors and presses."""

from dataclasses import replace

from bot.core.message import Form
from bot.meetings import service as meetings
from tests.support.who import ANA, mona, somebody


async def ask(stage, door, *words, who=None):
    async with stage.db.begin() as tx:
        return await getattr(meetings, door)(tx, who or mona(), *(str(word) for word in words))


async def skip(stage, meeting, date, who=None):
    asked = await ask(stage, "ask_to_skip", meeting, date, who=who)
    return await stage.press_on(who or mona(), asked, "Leave this date out")


async def skip_rest(stage, meeting, date, who=None):
    asked = await ask(stage, "ask_to_skip", meeting, date, who=who)
    return await stage.press_on(who or mona(), asked, "This date and all after it")


async def move(stage, meeting, date, day, time, who=None):
    form = await ask(stage, "start_move", meeting, date, who=who)
    assert isinstance(form, Form)
    preview = await stage.send(who or mona(), form, days=day, time=time)
    return await stage.press_on(who or mona(), preview, "Save")


async def edit(stage, meeting, date="series", who=None, picks=(), **typed):
    form = await ask(stage, "start_edit", meeting, date, who=who)
    preview = await stage.send(who or mona(), form, **typed)
    for action, *values in picks:
        preview = await stage.pick(who or mona(), preview, action, *values)
    return await stage.press_on(who or mona(), preview, "Save")


async def edit_from(stage, meeting, date, who=None, picks=(), **typed):
    """Change a date and all after it."""
    form = await ask(stage, "start_edit", meeting, date, who=who)
    preview = await stage.send(who or mona(), form)
    preview = await stage.pick(who or mona(), preview, "scope", "later")
    preview = await stage.send(who or mona(), await stage.form_on(who or mona(), preview), **typed)
    for action, *values in picks:
        preview = await stage.pick(who or mona(), preview, action, *values)
    return await stage.press_on(who or mona(), preview, "Save")


async def pause(stage, meeting, until="", who=None):
    asked = await ask(stage, "ask_to_pause", meeting, until, who=who)
    return await stage.press_on(who or mona(), asked, "Pause it")


async def resume(stage, meeting, who=None):
    return await ask(stage, "resume", meeting, who=who)


async def undo(stage, done, who=None):
    return await stage.press_on(who or mona(), done, "Undo")


# ---------------------------------------------------------------- private notes


def ana(**changes):
    return replace(somebody(ANA, **changes), reply_token="ana's way back")


def texts(messages):
    return [one.body for one in messages]


async def remind(stage, target, who=None):
    """Have somebody (Ana) reminded, and the test note sent."""
    said = await stage.press(who or ana(), "remind", target)
    await stage.engine.step()
    return said


async def opened(stage, note, who=None):
    return await stage.press_on(who or ana(), note, "Open")
