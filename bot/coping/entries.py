"""What the content files of tips, lessons and exercises are made of, and what each entry must keep.

How texts have to be written (grade, length, words) is not asked here but by `aftercare content
check`: a community's own tip may be longer than ours and is still shown.
"""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.core.address import Address

HIGHEST = 360  # tip numbers: a bit each, so that 60 characters of a custom id hold them all

Way = Literal["senses", "breath", "body", "words", "people", "place", "plan", "care"]
Mood = Literal["very_low", "low", "okay", "good", "very_good"]
Feeling = Literal["hungry", "angry", "lonely", "tired"]
Wish = Literal["tip", "person", "meeting", "exercise", "nothing"]


def _nothing(value: object) -> object:
    return None if value in ("", "null", "~") else value


def _plain(name: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_-]{1,40}", name):
        raise ValueError(f"{name} is no id: small letters, digits, - and _, such as slow-breath")
    return name


def _reference(name: str) -> str:
    if not re.fullmatch(r"[A-Z]\d-[A-Za-z0-9-]+", name):
        raise ValueError(f"{name} is no section of a document; they look like S4-COP")
    return name


def _range(text: str) -> str:
    if not re.fullmatch(r"(\d|10)-(\d|10)", text):
        raise ValueError(f"{text} is no range from 0 to 10; they look like 4-7")
    return text


Id = Annotated[str, AfterValidator(_plain)]
Ref = Annotated[str, AfterValidator(_reference)]
Text = Annotated[str, Field(min_length=1, max_length=1500)]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Label = Annotated[str, Field(min_length=1, max_length=60)]
Locale = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Yes = Literal["yes"] | None


class Entry(BaseModel):
    """Anything in a content file: an unknown key is a mistake, and nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Id


class Need(Entry):
    """What somebody may be looking for: every tag of a tip or lesson is one of these.

    `number` stands for it in custom ids. `only_asked`: its tips are shown only to who asks for
    this need. `with_help`: they come with the help button in front. `grounding`: they only ground
    and connect, nothing else.
    """

    number: Annotated[int, Field(ge=1, le=99)]
    name: Label
    aliases: tuple[Label, ...] = ()
    only_asked: Yes = None
    with_help: Yes = None
    grounding: Yes = None


class Reviewed(Entry):
    """A text with its language, and the person who has read it with a clinician's eye, if any."""

    locale: Locale = "en"
    reviewed_by: Annotated[str | None, BeforeValidator(_nothing)] = None
    reviewed_on: Annotated[date | None, BeforeValidator(_nothing)] = None

    @model_validator(mode="after")
    def _by_somebody(self) -> "Reviewed":
        if (self.reviewed_by is None) != (self.reviewed_on is None):
            raise ValueError("reviewed_by and reviewed_on are given together or not at all")
        return self


class Tip(Reviewed):
    """One small thing to do now. Ours have the numbers 1 to 200, a community's own 201 to 360.

    `not_for` names needs at which this tip would be wrong, `way` what kind of action it asks for.
    """

    number: Annotated[int, Field(ge=1, le=HIGHEST)]
    text: Text
    tags: Annotated[tuple[Id, ...], Field(min_length=1)]
    way: Way
    minutes: Annotated[int, Field(ge=1, le=10)]
    seed_refs: tuple[Ref, ...] = ()
    not_for: tuple[Id, ...] = ()


class Source(BaseModel):
    """Where a fact was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Line
    url: Address


class Article(Reviewed):
    """A page to read: it carries sections of the documents, fills gaps, and names its sources."""

    title: Label
    tags: tuple[Id, ...] = ()
    aliases: tuple[Label, ...] = ()
    seed_refs: tuple[Ref, ...] = ()
    fills: tuple[Id, ...] = ()
    sources: tuple[Source, ...] = ()


class Lesson(Article):
    """A short page of three parts: what it is, what you can do, and what to ask a professional."""

    kind: Literal["approach", "support", "barrier", "belief", "safety", "living"]
    what: Text
    you_can: Text
    ask: Text

    @property
    def body(self) -> str:
        """Give the three parts as one text."""
        return f"{self.what}\n\n{self.you_can}\n\n{self.ask}"


class Guide(Article):
    """A page for those who hold a group together."""

    audience: Literal["moderator", "facilitator", "sponsor"]
    body: Text


class Prompt(Reviewed):
    """A question that a group can think about together."""

    text: Line
    tags: tuple[Id, ...] = ()
    seed_refs: tuple[Ref, ...] = ()


class Choice(BaseModel):
    """An answer to a screen's question; `to` names the screen it leads to, else the next one."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    label: Label
    to: Id | None = None


class Screen(BaseModel):
    """One screen of an exercise. `question` comes with choices, or with a scale from 0 to 10.

    `write` names a box to write into, for who likes to. `to` names the screen that follows; without
    it, the next one of the list. `end` closes the exercise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Id
    title: Label
    text: Text
    question: Line | None = None
    choices: Annotated[tuple[Choice, ...], Field(max_length=5)] = ()
    scale: Yes = None
    write: Annotated[str, Field(min_length=1, max_length=45)] | None = None
    to: Id | None = None
    end: Yes = None

    @model_validator(mode="after")
    def _answerable(self) -> "Screen":
        if bool(self.question) != bool(self.choices or self.scale):
            raise ValueError("a question and choices (or a scale) are given together")
        if self.write and (self.question or self.end):
            raise ValueError("a screen asks one thing: a question or a box to write into, no end")
        return self


class Exercise(Reviewed):
    """A guided exercise, one screen at a time; `care` says once how to do it safely."""

    number: Annotated[int, Field(ge=1, le=99)]
    title: Label
    about: Line
    care: Line
    help: Line
    minutes: Annotated[int, Field(ge=1, le=30)]
    tags: Annotated[tuple[Id, ...], Field(min_length=1)]
    aliases: tuple[Label, ...] = ()
    seed_refs: tuple[Ref, ...] = ()
    screens: Annotated[tuple[Screen, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _walkable(self) -> "Exercise":
        ids = [screen.id for screen in self.screens]
        if len(set(ids)) < len(ids):
            raise ValueError("two screens of this exercise have the same id")
        targets = {screen.to for screen in self.screens} | {
            choice.to for screen in self.screens for choice in screen.choices
        }
        if lost := sorted(target for target in targets if target and target not in ids):
            raise ValueError(f"{lost[0]} is no screen of this exercise")
        return self


class When(BaseModel):
    """What a check-in has to say for a row to fit; what is left out may be anything."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    not_safe: Yes = None
    craving: Annotated[str, AfterValidator(_range)] | None = None
    mood: tuple[Mood, ...] = ()
    feels: tuple[Feeling, ...] = ()
    wish: tuple[Wish, ...] = ()


class Offer(BaseModel):
    """One thing to offer: exactly one of these is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    card: Literal["crisis", "hard"] | None = None
    tip: Id | None = None
    exercise: Id | None = None
    lesson: Id | None = None
    meeting: Yes = None
    person: Yes = None

    @model_validator(mode="after")
    def _one(self) -> "Offer":
        if sum(value is not None for value in self.__dict__.values()) != 1:
            raise ValueError("an offer is one of card, tip, exercise, lesson, meeting, person")
        return self


class Row(Entry):
    """A row of the check-in table: what to say and offer when an answer fits."""

    when: When = When()
    say: Line | None = None
    offer: tuple[Offer, ...] = ()
    seed_refs: tuple[Ref, ...] = ()


class Phrase(Entry):
    """Words that put the help card on top of an answer, and what makes them mean something else."""

    locale: Locale
    words: Annotated[tuple[Line, ...], Field(min_length=1)]
    unless: tuple[Line, ...] = ()


class Document(BaseModel):
    """One of the five source documents."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Annotated[str, Field(pattern=r"^[A-Z]\d$")]
    about: Line
    file: Line
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Topic(BaseModel):
    """A section or claim of a document. `left_out`: nothing may carry it, and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    id: Ref
    line: Annotated[int, Field(ge=1)]
    section: Line
    topic: Line
    left_out: Line | None = None


class Gap(Entry):
    """What none of the documents says and people need to know."""

    topic: Line
