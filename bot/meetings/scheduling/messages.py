"""The words of planning a meeting: its form, its preview, and what was not understood."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.core.language import words
from bot.core.message import Field, Form, Message
from bot.core.text import escape, join_words, timestamp
from bot.meetings.messages import MEETINGS, say_date
from bot.meetings.previewing.messages import say_leads

# ---------------------------------------------------------------- the forms


def meeting_form(lang: str, name: str, ref: str, typed: Mapping[str, str]) -> Form:
    """Ask for what a meeting needs, filled in with what was typed before."""
    _ = words(lang)
    fields = (
        Field("title", _("Name"), _("People see it in the reminders. Keep it neutral.")),
        Field(
            "days",
            _("Days, or a date"),
            _("“Mon, Wed”, “1 Dec”, or all in one: “every other Tuesday 7pm until 1 June”."),
        ),
        Field("time", _("Time"), _("“19:00” or “7pm”, in its time zone."), required=False),
        Field("minutes", _("Minutes"), _("How long it lasts. Empty means 60."), required=False),
        Field(
            "note",
            _("Note"),
            _("Shown in each reminder. Everybody in the channel can read it."),
            required=False,
            kind="paragraph",
            longest=2000,
        ),
    )
    filled = tuple(replace(field, value=typed.get(field.name, "")) for field in fields)
    return Form(_("Plan a meeting"), MEETINGS, name, ref, filled)


def end_form(lang: str, name: str, ref: str, typed: str) -> Form:
    """Ask for the last day of a series."""
    _ = words(lang)
    about = _("“1 June”, “2027-06-01” or “next Friday”. That day still counts.")
    return Form(
        _("Until when?"), MEETINGS, name, ref, (Field("until", _("Last day"), about, typed),)
    )


# ---------------------------------------------------------------- after it


def look_again(lang: str) -> str:
    return words(lang)("This has changed since. Please look again before you save.")


def saved(lang: str, title: str, channel_id: int, start: datetime, leads: Sequence[int]) -> Message:
    _ = words(lang)
    lines = (
        _("The first one is {when}.").format(when=timestamp(start)),
        say_leads(lang, leads) + ".",
        _("I remind people in <#{channel}> and mention nobody.").format(channel=channel_id),
        _("`/meeting list` shows it. `/meeting cancel` takes back one date or all of them."),
    )
    return Message("\n".join(lines), title=_("Saved: {title}").format(title=escape(title)))


def dropped(lang: str) -> Message:
    return Message(words(lang)("Nothing was saved. `/meeting create` starts again."))


# ---------------------------------------------------------------- what stands in the way


def nothing_to_plan_for(lang: str) -> str:
    _ = words(lang)
    return _(
        "Meetings are planned by moderators and by the facilitators of a group. "
        "Please ask one of them. If you are one: `/group create` makes the first group."
    )


def no_such_group(lang: str, names: Sequence[str]) -> str:
    _ = words(lang)
    known = join_words(lang, [f"“{escape(name)}”" for name in names], either=True)
    return _("Please pick the group from the list that opens as you type: {names}.").format(
        names=known
    )


def no_zone(lang: str) -> str:
    _ = words(lang)
    return _(
        "I do not know the time zone here yet. Fill in `zone`, or ask a moderator to set it "
        "for all in `/setup`."
    )


def may_not_plan(lang: str) -> str:
    _ = words(lang)
    return _(
        "Only moderators and the facilitators of this group may plan its meetings. "
        "Please ask one of them to do it, or to make you a facilitator."
    )


def cannot_write(lang: str, channel_id: int, lacks: Sequence[str]) -> str:
    _ = words(lang)
    return _(
        "I cannot write in <#{channel}> yet. There I still need {permissions}. Open that channel's"
        " **Edit Channel → Permissions**, add my role, allow it there, and try again."
    ).format(channel=channel_id, permissions=join_words(lang, [f"**{name}**" for name in lacks]))


def draft_expired(lang: str) -> str:
    _ = words(lang)
    return _(
        "I keep an unfinished meeting for 15 minutes, and this one is gone. Nothing was saved. "
        "`/meeting create` starts again."
    )


def already_there(lang: str, title: str) -> str:
    _ = words(lang)
    return _(
        "“{title}” with these dates is planned already, so nothing was added. "
        "If you mean another meeting, **Change** gives it another name."
    ).format(title=escape(title))


def ends_too_early(lang: str, first: date, until: date) -> str:
    _ = words(lang)
    return _(
        "The last day would be {until}, before the first one, {first}. Please choose a later day."
    ).format(until=say_date(lang, until), first=say_date(lang, first))


def time_has_passed(lang: str) -> str:
    return words(lang)("The time of this meeting has just passed. **Change** gives it a later one.")
