"""Walks through the help cards as somebody who presses everything."""

from collections import deque
from dataclasses import dataclass
from functools import cache

from bot.core.message import Button, Edit, Message, Select
from bot.core.press import Press, Who
from bot.reach import service
from bot.reach.directory import HelpSnapshot
from tests.support.clock import HandClock

MEMBER, SERVER = 800_000_000_000_000_001, 700_000_000_000_000_001
SOMEBODY = Who(MEMBER, SERVER, "en-US")
OPENING = ("help", "overdose", "withdrawal", "hard", "professional", "worried", "slip")
CODES = {"US", "CA", "GB", "IE", "AU", "NZ", "DE", "FR", "ES", "IT"} | {
    "NL", "SE", "NO", "DK", "PT", "BR", "MX", "IN", "ZA",
}  # fmt: skip
ORDINARY = {"ask", "wrong", "after", "soon", "stay"}  # presses that need the database


@dataclass(frozen=True)
class Shown:
    """A card that can be reached: whose numbers it shows ("-" for none), and the way to it."""

    code: str
    card: str
    message: Message
    path: tuple[str, ...]

    @property
    def text(self) -> str:
        return f"{self.message.body}\n{self.message.small}".strip()

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


def presses_of(message: Message) -> list[Press]:
    """Give every press within help: each button, and each choice of a select."""
    found = []
    for row in message.rows:
        if isinstance(row, Select):
            found += [Press(row.action, row.ref, (option.value,)) for option in row.options]
        else:
            found += [Press(one.action, one.ref) for one in row if one.feature == "reach"]
    return found


def walk(snapshot: HelpSnapshot, who: Who = SOMEBODY) -> list[Shown]:
    """Press everything, beginning with each card for each country and for none."""
    actions = service.instant_actions(snapshot)
    actions |= {"remember": lambda who, press: service.show_unsaved(snapshot, who, press)}
    codes = ["", *snapshot.directory.countries]
    waiting = deque((Press(card, code), ()) for card in OPENING for code in codes)
    found: dict[Message, Shown] = {}
    while waiting:
        press, path = waiting.popleft()
        if press.action in ORDINARY:
            continue
        answer = actions[press.action](who, press)
        message = answer.message if isinstance(answer, Edit) else answer
        if message in found:
            continue
        step = f"{press.action}:{press.ref}{':'.join(('', *press.values))}"
        found[message] = Shown(*_what_is(message, press), message, (*path, step))
        waiting.extend((following, (*path, step)) for following in presses_of(message))
    return list(found.values())


def _what_is(message: Message, press: Press) -> tuple[str, str]:
    """Tell the country and the card from the buttons and from what was pressed."""
    refs = [button.ref for button in buttons_of(message) if button.action == "see"]
    codes = {ref.partition(".")[2] for ref in refs}
    assert len(codes) == 1, f"the buttons of one card are of several countries: {codes}"
    instead = {"choose": "choose", "pick": press.ref, "help": "help"}
    card = instead.get(press.action, press.ref.partition(".")[0])
    opened = press.action in OPENING
    return codes.pop(), press.action if opened else card


def buttons_of(message: Message) -> list[Button]:
    return [button for row in message.rows if not isinstance(row, Select) for button in row]


@cache
def all_cards() -> tuple[Shown, ...]:
    """Every card of the packaged directory, reached by pressing."""
    return tuple(walk(HelpSnapshot(clock=HandClock())))
