"""The words for moderators about people who offer to be there for others."""

from datetime import datetime

from bot.core.language import words
from bot.core.message import Button, Message
from bot.core.text import timestamp
from bot.servers.rules import SponsorWord
from bot.servers.vouching.messages import FEATURE, already_answered, as_what
from bot.servers.vouching.rules import Standing

__all__ = ["already_answered", "answer_kept", "moderation_card"]


def answer_kept(lang: str, standing: Standing, word: SponsorWord) -> Message:
    """Tell the moderator what their press did."""
    _ = words(lang)
    facts = {"member": standing.member_id, "what": as_what(lang, standing.what, word)}
    line = (
        _("<@{member}> can be {what} here now. They get a private note.")
        if standing.approved_at
        else _("Noted: not now. <@{member}> gets a private note that says no more than that.")
    )
    return Message(line.format(**facts), rows=(_to_rota(lang),))


def moderation_card(lang: str, standing: Standing, word: SponsorWord, now: datetime) -> Message:
    """Show one person to moderators, with what can be done."""
    _ = words(lang)
    what = as_what(lang, standing.what, word)
    lines = [_("<@{member}> is {what} here.").format(member=standing.member_id, what=what)]
    if standing.adult_at:
        said = _("They said on {day} that they are an adult.")
        lines.append(said.format(day=timestamp(standing.adult_at, "d")))
    if standing.is_paused(now):
        lines.append(_paused_line(lang, standing))
    ref = str(standing.id)
    actions = (
        (Button(_("Let them go on"), FEATURE, "vouch_lift", ref),)
        if standing.is_paused(now)
        else (
            Button(_("Pause for a week"), FEATURE, "vouch_week", ref),
            Button(_("Pause until lifted"), FEATURE, "vouch_pause", ref),
        )
    )
    small = _(
        "Nobody is sent to paused people for help, and open calls go on to the next person. They"
        " only read: “You are paused; a moderator will write to you.” Please do write. If there is"
        " a report, close it under **Reports**."
    )
    reports = Button(_("Reports"), "sponsors", "reports")
    return Message("\n".join(lines), small=small, rows=(actions, (*_to_rota(lang), reports)))


def _paused_line(lang: str, standing: Standing) -> str:
    _ = words(lang)
    if standing.suspended_until is None:
        return _("**Paused** until a moderator lifts it.")
    return _("**Paused** until {when}.").format(when=timestamp(standing.suspended_until, "f"))


def _to_rota(lang: str) -> tuple[Button, ...]:
    return (Button(words(lang)("Helpers and their duty"), "reach", "duty_rota"),)
