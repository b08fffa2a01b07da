"""The words of the screen before anybody is asked, and of what can be changed on it."""

from bot.core.language import plural, words
from bot.core.message import Button, Field, Form, Message, Row, Tone
from bot.core.text import timestamp
from bot.reach.answering.messages import what_they_read
from bot.reach.ladder.rules import Candidate, Step
from bot.reach.leaving.messages import name_them, to_leave_out
from bot.reach.lines import messages as lines
from bot.reach.proposing.rules import LONGEST_WORDS, Screen
from bot.reach.rules import View
from bot.servers.vouching.messages import sponsor_word

FEATURE = "reach"


# ---------------------------------------------------------------- the screen


def screen(lang: str, shown: Screen, view: View, *, leaving: bool) -> Message:
    """Say who is asked now, who next and when, and what they read. Nothing is sent yet."""
    _ = words(lang)
    parts = [
        _resting(lang, shown),
        say_steps(lang, shown),
        _nobody_there(lang, shown, view),
        _only_near(lang, shown),
        they_read(lang, shown) if shown.able else "",
        say_how(lang, shown) if shown.able else "",
        name_them(lang, shown) if leaving else "",
    ]
    return Message(
        "\n\n".join(part for part in parts if part),
        title=_("Nothing is sent yet"),
        small=_("Only you can see this. In danger: call {number}.").format(
            number=lines.number(lang, view)
        ),
        rows=_rows(lang, shown, leaving=leaving),
    )


def _resting(lang: str, shown: Screen) -> str:
    """Say why only moderators are asked for a while; nobody is scolded for being torn."""
    _ = words(lang)
    if shown.rests is None or shown.mode != "m":
        return ""
    return _(
        "I called people three times in the last hour, and sent them back each time. That is okay."
        " They rest until {time}; until then I ask the moderators only. The numbers always answer."
    ).format(time=timestamp(shown.rests, "t"))


def _only_near(lang: str, shown: Screen) -> str:
    """Say that only the sponsor is asked, because they chose so before."""
    _ = words(lang)
    if shown.mode != "o":
        return ""
    word = sponsor_word(lang, shown.server.sponsor_word)
    return _("As you chose, I ask only your {word}.").format(word=word)


def plan_lines(lang: str, shown: Screen) -> str:
    """Say who would be asked, when, and what they read."""
    return f"{say_steps(lang, shown)}\n\n{they_read(lang, shown)}"


def say_steps(lang: str, shown: Screen) -> str:
    """Say who is asked, when, and who cannot be."""
    said = [step for step in shown.steps if step.people or step.role != "stand_in"]
    return "\n".join(_step(lang, shown, step) for step in said)


def _step(lang: str, shown: Screen, step: Step) -> str:
    _ = words(lang)
    if step.at is None:
        return f"• {_not_now(lang, shown, step)}"
    first = next(one for one in shown.steps if one.at is not None)
    who = _who(lang, shown, step)
    if step is first:
        line = _("• Now: **{who}**").format(who=who)
    else:
        line = _("• At {time}: **{who}**").format(time=timestamp(step.at, "t"), who=who)
    return "\n".join([line, *(f"  {said}" for said in _kept_lines(lang, step))])


def _who(lang: str, shown: Screen, step: Step) -> str:
    _ = words(lang)
    if step.role == "moderator":
        return _("the moderators (they read no name until one of them comes)")
    if step.role == "helper":
        return _helpers(lang, shown, min(len(step.able), 3))
    return _named(lang, shown, step.able[0])


def _helpers(lang: str, shown: Screen, n: int) -> str:
    said = plural(lang)("{n} helper on duty", "{n} helpers on duty", n).format(n=n)
    but = words(lang)("but nobody you left out or blocked")
    return f"{said}, {but}" if shown.others_left or shown.blocks else said


def _kept_lines(lang: str, step: Step) -> list[str]:
    """Say who of a step cannot answer now; helpers are counted, never named."""
    kept = [one for one in step.people if one.why]
    if step.role != "helper":
        return [_kept(lang, one) for one in kept]
    busy = sum(one.why == "busy" for one in kept)
    closed = len(kept) - busy
    with_somebody = plural(lang)(
        "{n} helper is with somebody now", "{n} helpers are with somebody now", busy
    )
    unreached = plural(lang)(
        "{n} helper cannot be reached", "{n} helpers cannot be reached", closed
    )
    said = ((busy, with_somebody), (closed, unreached))
    return [line.format(n=n) for n, line in said if n]


def _named(lang: str, shown: Screen, one: Candidate) -> str:
    _ = words(lang)
    word = sponsor_word(lang, shown.server.sponsor_word)
    if one.role == "stand_in":
        return _("<@{member}>, the stand-in").format(member=one.member_id)
    return _("<@{member}>, your {word}").format(member=one.member_id, word=word)


def _kept(lang: str, one: Candidate) -> str:
    """Say what keeps somebody from answering now."""
    _ = words(lang)
    until = timestamp(one.until, "t") if one.until else ""
    why = {
        "left": _("left out, as you chose"),
        "quiet": _("not free until {time}").format(time=until),
        "closed": _("their private messages are closed"),
        "busy": _("with somebody now"),
    }[one.why or "busy"]
    return _("<@{member}>: {why}").format(member=one.member_id, why=why)


def _not_now(lang: str, shown: Screen, step: Step) -> str:
    """Say why a step is passed over."""
    _ = words(lang)
    if step.role == "moderator":
        left = _("The moderators: left out, as you chose")
        return left if step.why == "left" else _("The moderators: no way to call them is set up")
    if step.role == "helper" and not step.people:
        if shown.next_shift:
            time = timestamp(shown.next_shift, "f")
            return _("Helpers: nobody is on duty now. The next is from {time}").format(time=time)
        return _("Helpers: nobody is on duty now")
    if step.people:
        kept = " · ".join(_kept_lines(lang, step)[:5])
        return _("Not now: {kept}").format(kept=kept)
    word = sponsor_word(lang, shown.server.sponsor_word)
    return _("You have no {word} here yet").format(word=word)


def _nobody_there(lang: str, shown: Screen, view: View) -> str:
    """Say honestly when no person is awake for it, with the numbers."""
    _ = words(lang)
    if any(step.at is not None and step.role != "moderator" for step in shown.steps):
        return ""
    said = (
        _("**Only the moderators can be asked at this hour, and they may be asleep.**")
        if shown.able
        else _why_nobody(lang, shown)
    )
    return "\n".join([said, lines.danger(lang, view), *lines.people(lang, view)])


def _why_nobody(lang: str, shown: Screen) -> str:
    _ = words(lang)
    if shown.leaves_out:
        return _(
            "**As it stands nobody can be asked: you left some out.** **Leave someone out** changes"
            " that."
        )
    return _("**Nobody here can be asked right now. That is about us, not about you.**")


def they_read(lang: str, shown: Screen) -> str:
    """Say what whoever is asked reads, in private and in the moderators' channel."""
    _ = words(lang)
    text = what_they_read(lang, shown.member_id, shown.words, shown.mode)
    first = _("They first read “Someone would like a word now.” When they open it:\n{text}")
    called = _(
        "In the moderators' channel: “Somebody here asked for help, and nobody has come yet.”"
    )
    alone = _("{called} Whoever of them comes then reads:\n{text}")
    asked = {step.role == "moderator" for step in shown.steps if step.at is not None}
    if asked == {True}:
        return alone.format(called=called, text=text)
    return "\n".join([first.format(text=text), *([called] if True in asked else [])])


def say_how(lang: str, shown: Screen) -> str:
    """Say how the two meet, and where the news comes."""
    _ = words(lang)
    way = {
        "them": _("When somebody comes, **they write to you**."),
        "me": _("When somebody comes, **you write to them**."),
        "thread": _(
            "When somebody comes, **the two of you get a private thread**. People with the right"
            " to manage threads can open it."
        ),
    }[shown.choice.way]
    if shown.choice.news == "dm" and not shown.closed:
        return "\n".join([way, _("News comes in **our private chat**.")])
    card = _(
        "News comes **only on this card**. Discord lets me change this card for 15 minutes only."
        " After that press **Refresh** or open Help."
    )
    return f"{way}\n{card}"


def _rows(lang: str, shown: Screen, *, leaving: bool) -> tuple[Row, ...]:
    _ = words(lang)
    cancel = Button(_("Cancel"), FEATURE, "ask_cancel")
    leave = Button(_("Leave someone out"), FEATURE, "ask_leave", shown.ref)
    numbers = Button(_("Who to call"), FEATURE, "help")
    if not shown.able:
        rows: tuple[Row, ...] = ((numbers, leave, cancel),)
    else:
        only = _only(lang, shown)
        send = Button(_("Send"), FEATURE, "ask_send", shown.ref, Tone.MAIN)
        write = _("Change the line") if shown.words else _("Add a line")
        rows = (
            (send, *only, leave, cancel),
            (
                Button(write, FEATURE, "ask_write", shown.ref),
                Button(_("Another way to meet"), FEATURE, "ask_way", shown.ref),
                Button(_("News: change"), FEATURE, "ask_news", shown.ref),
            ),
        )
    return (*rows, *to_leave_out(lang, shown)) if leaving else rows


def _only(lang: str, shown: Screen) -> tuple[Button, ...]:
    _ = words(lang)
    if shown.mode == "o":
        return (Button(_("The others too"), FEATURE, "ask_wide", shown.ref),)
    if shown.sponsor is None:
        return ()
    word = sponsor_word(lang, shown.server.sponsor_word)
    return (Button(_("Only my {word}").format(word=word), FEATURE, "ask_only", shown.ref),)


# ---------------------------------------------------------------- what stands in the way


def no_sponsor(lang: str, shown: Screen, view: View) -> Message:
    """Say how to get one, and who can be asked meanwhile."""
    _ = words(lang)
    word = sponsor_word(lang, shown.server.sponsor_word)
    text = _("You have no {word} here yet. You can ask somebody, or ask a helper now.")
    helper = Button(_("Ask a helper"), FEATURE, "ask", f"h.{shown.server.server_id}", Tone.MAIN)
    find = Button(_("How to find one"), "sponsors", "how")
    body = "\n\n".join([text.format(word=word), lines.danger(lang, view)])
    return Message(body, rows=((helper, find, Button(_("Who to call"), FEATURE, "help")),))


def outdated(lang: str) -> str:
    return words(lang)("I cannot tell any more what this was about. Please open Help again.")


# ---------------------------------------------------------------- a line of their own


def words_form(lang: str, ref: str, typed: str) -> Form:
    """Ask for one line for whoever is asked."""
    _ = words(lang)
    field = Field(
        "words",
        _("What should they read?"),
        about=_("Only who is asked reads it. It is gone when this is over."),
        value=typed,
        required=False,
        kind="paragraph",
        longest=LONGEST_WORDS,
    )
    return Form(_("Add a line"), FEATURE, "ask_write", ref, (field,))


def cancelled(lang: str) -> Message:
    """Say that nothing was sent."""
    _ = words(lang)
    return Message(_("Nothing was sent, and nobody was told. You can come back any time."))
