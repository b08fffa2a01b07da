"""What a call for help is: its steps, who is asked at each, and by when somebody must answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from bot.servers.rules import Server

Role = Literal["sponsor", "stand_in", "helper", "moderator"]
State = Literal["asking", "taken", "nobody"]
Answer = Literal["waiting", "asked", "no", "skipped", "taken", "left"]
Way = Literal["them", "me", "thread"]  # they write to me, I write to them, a thread of two
News = Literal["dm", "card"]

STEPS: Final[tuple[Role, ...]] = ("sponsor", "stand_in", "helper", "moderator")
HELPERS, MODERATORS = STEPS.index("helper"), STEPS.index("moderator")
HELPERS_AT_ONCE: Final = 3  # a crowd makes everybody wait for somebody else
THE_MODERATORS: Final = 0  # stands for them in a list of whom not to ask
NOTES_LAST: Final = timedelta(days=1)
OPEN_FOR: Final = timedelta(days=7)  # then a call that nobody took or closed is over
STEP_TIMER, CALL_TIMER = "reach.step", "reach.call"
CALL: Final = "reach.call"
CALL_EVERY: Final = timedelta(minutes=15)
CALLS_AT_MOST: Final = 8  # then once each morning
# Which steps a way of asking begins and ends with: all, the sponsor's alone, the helpers'. "c" is a
# calm day, on which nothing is sent.
MODES: Final[Mapping[str, range]] = {
    "c": range(len(STEPS)),
    "a": range(len(STEPS)),
    "s": range(len(STEPS)),
    "o": range(1),
    "r": range(1, len(STEPS)),  # the others, after the sponsor alone was asked
    "m": range(MODERATORS, len(STEPS)),  # the others rest: they were called and sent back before
    "h": range(HELPERS, len(STEPS)),
    "w": range(HELPERS, len(STEPS)),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """How a member wants help asked for; what was chosen last is proposed the next time.

    `stops` are the moments (in seconds) at which they lately stopped a call themselves.
    `left` are whom not to ask (`THE_MODERATORS` is one of them), `morning` whether somebody should
    write to them the next morning if nobody came.
    """

    only: bool = False
    left: frozenset[int] = frozenset()
    way: Way = "them"
    news: News = "dm"
    morning: bool = False
    stops: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Asker:
    """What stands sealed with the key of the person who asked.

    `mode` is one of `MODES`, `words` what they wrote for whom they ask (escaped), `told` how often
    they had news, `reply_token` the way to the card they sent it from.
    """

    member_id: int
    mode: str = "a"
    choice: Choice = Choice()
    lang: str = "en"
    words: str = field(default="", repr=False)
    told: int = 0
    reply_token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """An open call for help. `step` counts in `STEPS`; `taker` is the id of a `Person`.

    `calls` are the notes to moderators; below 0 none of them could be posted.
    """

    id: str
    server_id: int
    state: State
    step: int
    step_ends: datetime | None
    calls: int
    taker: str | None
    drill: bool
    asker: Asker

    @property
    def asker_id(self) -> int:
        return self.asker.member_id

    @property
    def words(self) -> str:
        return self.asker.words

    @property
    def way(self) -> Way:
        return self.asker.choice.way

    @property
    def news(self) -> News:
        return self.asker.choice.news

    @property
    def lang(self) -> str:
        return self.asker.lang

    def climbs_to(self, step: int) -> bool:
        """Tell whether the asker agreed to this step."""
        if step == MODERATORS and THE_MODERATORS in self.asker.choice.left:
            return False
        return step in MODES[self.asker.mode]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is asked, or will be. `note` is the ref of the newest message to them.

    `member_id` 0: they were erased since.
    """

    id: str
    request_id: str
    step: int
    turn: int
    role: Role
    state: Answer
    due: datetime
    why: str = ""
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    free_at: datetime | None = None
    unreal: bool = False
    member_id: int = 0
    note: str = ""

    @property
    def open(self) -> bool:
        """Tell whether they may still say that they are with them."""
        return self.state in ("waiting", "asked")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be asked. `why` says what keeps them ("" if nothing), `until` how long."""

    member_id: int
    role: Role
    why: Literal["", "left", "quiet", "closed", "busy"] = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ladder that is about to be sent. `at` None: nobody there can answer now."""

    role: Role
    people: tuple[Candidate, ...]
    at: datetime | None = None
    why: Literal["", "left", "nobody", "unset"] = ""

    @property
    def able(self) -> tuple[Candidate, ...]:
        """List whom it can reach."""
        return tuple(one for one in self.people if not one.why)


def minutes_of(server: Server, step: int) -> timedelta:
    """Say how long a step waits for an answer."""
    minutes = {
        "sponsor": server.sponsor_minutes,
        "stand_in": server.sponsor_minutes,
        "helper": server.helper_minutes,
        "moderator": server.moderator_minutes,
    }
    return timedelta(minutes=minutes[STEPS[step]])


def plan_steps(
    candidates: Sequence[Candidate], server: Server, choice: Choice, mode: str, now: datetime
) -> list[Step]:
    """Lay out whom to ask and when. A step that nobody can answer now takes no time.

    Nobody is asked twice: a sponsor on duty is asked as a helper only if they could not be before.
    """
    steps: list[Step] = []
    at = now
    for number in MODES[mode]:
        met = {one.member_id for step in steps for one in step.able}
        fresh = [one for one in candidates if one.member_id not in met]
        step = _step(STEPS[number], fresh, server, choice)
        if not step.why:
            step = Step(step.role, step.people, at)
            at += minutes_of(server, number)
        steps.append(step)
    return steps


def _step(role: Role, candidates: Sequence[Candidate], server: Server, choice: Choice) -> Step:
    if role == "moderator":
        if THE_MODERATORS in choice.left:
            return Step(role, (), why="left")
        return Step(role, (), why="" if server.moderators_channel_id else "unset")
    people = tuple(one for one in candidates if one.role == role)
    if any(not one.why for one in people):
        return Step(role, people)
    return Step(role, people, why="nobody")


def first_asked(step: Step) -> tuple[Candidate, ...]:
    """List who of a step is asked at once: all, but never a crowd of helpers."""
    return step.able[:HELPERS_AT_ONCE]


def next_morning(now_here: datetime) -> datetime:
    """Find the next nine o'clock on the wall clock that `now_here` shows."""
    nine = now_here.replace(hour=9, minute=0, second=0, microsecond=0)
    return nine if nine > now_here else nine + timedelta(days=1)


# ---------------------------------------------------------------- what is sealed, and how


def pack_choice(choice: Choice) -> dict[str, str | int]:
    """Lay a choice out for the vault."""
    return {
        "only": int(choice.only),
        "left": ",".join(map(str, sorted(choice.left))),
        "way": choice.way,
        "news": choice.news,
        "morning": int(choice.morning),
        "stops": ",".join(map(str, choice.stops)),
    }


def read_choice(packed: Mapping[str, Any]) -> Choice:
    """Read a choice back; what is missing is as if never chosen."""
    left = frozenset(int(one) for one in str(packed.get("left", "")).split(",") if one)
    return Choice(
        only=bool(packed.get("only", 0)),
        left=left,
        way=packed.get("way", "them"),
        news=packed.get("news", "dm"),
        morning=bool(packed.get("morning", 0)),
        stops=tuple(int(one) for one in str(packed.get("stops", "")).split(",") if one),
    )


def pack_asker(asker: Asker) -> dict[str, str | int]:
    """Lay out what is sealed with the asker's key, which adds whose it is."""
    return pack_choice(asker.choice) | {
        "mode": asker.mode,
        "lang": asker.lang,
        "words": asker.words,
        "told": asker.told,
        "reply_token": asker.reply_token,
    }


def read_asker(packed: Mapping[str, Any]) -> Asker:
    """Read back what is sealed with the asker's key."""
    return Asker(
        member_id=int(packed["member_id"]),
        mode=str(packed["mode"]),
        choice=read_choice(packed),
        lang=str(packed["lang"]),
        words=str(packed["words"]),
        told=int(packed["told"]),
        reply_token=str(packed["reply_token"]),
    )


def leave_out(candidates: Sequence[Candidate], left: Collection[int]) -> list[Candidate]:
    """Mark whom the member does not want to be asked."""
    return [
        Candidate(one.member_id, one.role, "left") if one.member_id in left else one
        for one in candidates
    ]
