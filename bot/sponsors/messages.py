"""Words that the parts of the sponsors' journey have in common."""

from bot.core.language import words
from bot.core.message import Button, Link, Message, Tone
from bot.servers.rules import SponsorWord
from bot.servers.vouching.messages import sponsor_word
from bot.sponsors.rules import FEATURE, Role

PROFILE = "https://discord.com/users/{member_id}"


def say_role(lang: str, word: SponsorWord, role: Role = "sponsor") -> str:
    """Say what somebody is called here; `word` is the one that the server chose."""
    return words(lang)("stand-in") if role == "stand_in" else sponsor_word(lang, word)


def person(member_id: int) -> str:
    return f"<@{member_id}>"


def profile(lang: str, member_id: int) -> Link:
    return Link(words(lang)("Message them"), PROFILE.format(member_id=member_id))


def block_button(lang: str, source: str, ref: str | int) -> Button:
    return Button(words(lang)("Block"), FEATURE, "block", f"{source}~{ref}", Tone.DANGER)


def report_button(lang: str, source: str, ref: str | int) -> Button:
    return Button(words(lang)("Report"), FEATURE, "report", f"{source}~{ref}", Tone.DANGER)


def mine_button(lang: str, label: str = "") -> Button:
    return Button(label or words(lang)("Who is told what"), FEATURE, "mine")


def not_now(lang: str) -> Message:
    """Say no for every reason there is, always in the same words."""
    return Message(words(lang)("They are not taking requests now."))


def gone(lang: str) -> str:
    return words(lang)("This is over, so there is nothing to do here any more.")


def paused(lang: str) -> Message:
    """Tell somebody under review all that they are told."""
    return Message(words(lang)("You are paused; a moderator will write to you."))


def servers_only(lang: str) -> str:
    return words(lang)("Please do this in your server.")
