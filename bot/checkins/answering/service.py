"""A check-in: the form opens from memory, its answer is read once, and a reply fits it.

Nothing of the answer is kept or logged, and no button names it (those of a tip carry numbers, as
on every tip card). Where somebody is not safe, or a craving is strong, the reply needs nothing but
memory; so does any other, if the database is gone.
"""

from dataclasses import dataclass, field, replace

from bot.checkins.answering import messages, rules
from bot.coping import entries
from bot.coping.library import Library
from bot.coping.rules import Answers
from bot.coping.service import first_tip
from bot.core.language import choose_language
from bot.core.message import Button, Form, Message, Row
from bot.core.press import Press, Submission, Who
from bot.meetings import service as meetings
from bot.reach.directory import HelpSnapshot
from bot.reach.service import open_card
from bot.sponsors.checking.messages import check_button
from bot.storage.database import Tx


def open_form(who: Who) -> Form:
    """1. Open the form, for `/checkin` and every button that leads here."""
    return messages.form(choose_language(None, who.locale))


def press_form(who: Who, press: Press) -> Form:
    del press
    return open_form(who)


def answer_at_once(
    who: Who, sent: Submission, *, snapshot: HelpSnapshot, library: Library
) -> Message | None:
    """2. Answer from memory; None when a meeting comes first, which only the database knows."""
    answers = rules.read_answers(sent.values)
    row = rules.choose_reply(library.rows, answers)
    card = _first_card(who, answers, row, snapshot, library)
    if card is not None or not rules.begins_with_meeting(row):
        return card or _reply(who, answers, row, library)
    return None


def answer_from_memory(
    who: Who, sent: Submission, *, snapshot: HelpSnapshot, library: Library
) -> Message:
    """Answer as well as memory can, when the database is gone."""
    answers = rules.read_answers(sent.values)
    row = rules.choose_reply(library.rows, answers)
    card = _first_card(who, answers, row, snapshot, library)
    return card or _reply(who, answers, row, library, gone=rules.begins_with_meeting(row))


async def answer(
    tx: Tx, who: Who, sent: Submission, *, snapshot: HelpSnapshot, library: Library
) -> Message:
    """3. Answer with the meeting that comes next, where that is the first thing to offer."""
    answers = rules.read_answers(sent.values)
    row = rules.choose_reply(library.rows, answers)
    card = _first_card(who, answers, row, snapshot, library)
    if card is not None or not rules.begins_with_meeting(row):
        return card or _reply(who, answers, row, library)
    found = await meetings.offer_next(tx, who)
    return _reply(who, answers, row, library, found, looked=True)


def _first_card(
    who: Who, answers: Answers, row: entries.Row, snapshot: HelpSnapshot, library: Library
) -> Message | None:
    """Open the card that comes before everything: nothing in content/ can take it away."""
    named = rules.first_card(answers, row)
    if named is None:
        return None
    card = open_card(snapshot, named, who)
    lang = choose_language(None, who.locale)
    extra = tuple(_exercise_buttons(lang, row, library)) if named == "hard" else ()
    return replace(card, rows=(*card.rows, extra)) if extra else card


# ---------------------------------------------------------------- an ordinary reply


@dataclass
class Said:
    """A reply in the making: what is said, in large and in small, and the rows below it."""

    parts: list[str] = field(default_factory=list)
    small: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    buttons: list[Button] = field(default_factory=list)

    def message(self, lang: str) -> Message:
        last: list[Row] = [tuple(self.buttons)] if self.buttons else []
        return Message(
            "\n\n".join(self.parts),
            small="\n".join([*self.small, messages.small_print(lang)]),
            rows=(*self.rows, *last, (check_button(lang),)),
        )


def _reply(
    who: Who,
    answers: Answers,
    row: entries.Row,
    library: Library,
    meeting: Message | None = None,
    *,
    looked: bool = False,
    gone: bool = False,
) -> Message:
    """4. Say what the row says, and show or name what it offers. Never a number or a verdict."""
    lang = choose_language(None, who.locale)
    said = Said([row.say or messages.thanks(lang)])
    for offer in row.offer:
        if offer.person:
            said.parts.append(messages.person(lang))
        elif offer.tip:
            _add_tip(said, first_tip(library, lang, offer.tip, rules.needs_of(answers)))
        elif lesson := library.lessons.get(offer.lesson or ""):
            said.parts.append(messages.page(lesson))
        elif offer.meeting:
            _add_meeting(said, lang, who, meeting, looked=looked)
    if gone:
        said.parts.append(messages.meetings_unknown(lang))
    exercises = _exercise_buttons(lang, row, library)
    if exercises and not row.say:
        said.parts.append(messages.begin_exercise(lang))
    said.buttons += exercises
    return said.message(lang)


def _add_tip(said: Said, card: Message | None) -> None:
    """Put a tip card into the reply, without its last row, which leads to settings."""
    if card is not None:
        said.parts.append(messages.part(card))
        said.small.append(card.small)
        said.rows += card.rows[:-1]


def _add_meeting(said: Said, lang: str, who: Who, meeting: Message | None, *, looked: bool) -> None:
    if meeting is not None:
        said.parts.append(f"{messages.next_meeting(lang)}\n{messages.part(meeting)}")
        said.rows += meeting.rows
    elif who.server_id is None:
        said.parts.append(messages.meetings_elsewhere(lang))
    elif looked:
        said.parts.append(messages.no_meeting(lang))
    else:
        said.buttons.append(messages.meetings_button(lang))


def _exercise_buttons(lang: str, row: entries.Row, library: Library) -> list[Button]:
    named = [library.exercises.get(offer.exercise or "") for offer in row.offer]
    return [messages.try_exercise(lang, one) for one in named if one]
