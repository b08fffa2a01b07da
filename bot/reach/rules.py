"""What a country's help lines are made of, and which of them a card shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bot.core.address import Address
from bot.core.hours import next_opening, read_hours
from bot.core.zones import known_zones

CARDS = (
    *("help", "overdose", "elsewhere", "me", "withdrawal", "hard", "professional", "sources"),
    *("slip", "slip_with", "slip_alone", "slip_wrong", "slip_nobody"),
    *("worried", "words", "give"),
)
FIRST_COUNTRIES = ("US", "CA", "GB", "IE", "AU", "NZ")
NO_COUNTRY = "-"
OWN_OF_A_KIND = 3  # lines that a server adds for one purpose

Confidence = Literal["official", "press", "secondary"]
Kind = Literal[
    "crisis",
    "drugs",
    "overdose",
    "health",
    "poison",
    "treatment",
    "family",
    "mutual_aid",
    "alcohol",
    "social",
]

# What the card of professional help shows, in this order.
PROFESSIONAL: tuple[Kind, ...] = ("treatment", "drugs", "health", "poison", "family", "mutual_aid")


def _known_zone(zone: str) -> str:
    if zone not in known_zones():
        raise ValueError(f"{zone} is not a time zone; they look like Europe/Dublin")
    return zone


def _real_hours(text: str) -> str:
    read_hours(text)
    return text


Words = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[str, Field(pattern=r"^\+?\d[\d -]{0,18}\d$")]
Zone = Annotated[str, AfterValidator(_known_zone)]


class Entry(BaseModel):
    """Anything in a content file: an unknown key is a mistake, and nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Emergency(Entry):
    """The number for an ambulance. `tel` is shown as it is; None while nobody confirmed one."""

    tel: Annotated[str, Field(pattern=r"^\d{2,6}$")] | None = None
    confidence: Literal["official", "press", "secondary", "memory"]
    sources: tuple[Words, ...] = ()

    @model_validator(mode="after")
    def _confirmed(self) -> "Emergency":
        if (self.tel is None) != (self.confidence == "memory"):
            raise ValueError("an emergency number has a tel, or the confidence memory and no tel")
        if self.tel and not self.sources:
            raise ValueError("an emergency number needs at least one source")
        return self


class Line(Entry):
    """One help line. Each way to reach it is a field of its own; at least one is needed.

    `chat` and `url` are web addresses. `text_words` are what to write to `text`. `about` is a
    short sentence for the card, `checked_on` the day a person last called.
    """

    id: Annotated[str, Field(pattern=r"^[a-z]{2}-[a-z0-9-]+$")]
    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    name: Annotated[str, Field(min_length=1, max_length=80)]
    call: Number | None = None
    or_call: tuple[Number, ...] = ()
    text: Number | None = None
    text_words: Words | None = None
    chat: Address | None = None
    whatsapp: Number | None = None
    email: Annotated[str, Field(pattern=r"^[\w.-]+@[\w.-]+$")] | None = None
    tty: Number | None = None
    url: Address | None = None
    hours: Annotated[str, AfterValidator(_real_hours)] | None = None
    hours_note: Words | None = None
    zone: Zone | None = None
    cost: Words | None = None
    may_send_help: Literal["yes"] | None = None
    about: Words | None = None
    confidence: Confidence
    sources: Annotated[tuple[Words, ...], Field(min_length=1)]
    read_on: date
    checked_on: date | None = None

    @model_validator(mode="after")
    def _reachable(self) -> "Line":
        if not any((self.call, self.text, self.chat, self.whatsapp, self.email, self.url)):
            raise ValueError(
                "a line needs a way to reach it: call, text, chat, whatsapp, email or url"
            )
        if self.text_words and not self.text:
            raise ValueError("text_words need the number to send them to in text")
        return self

    @property
    def own(self) -> bool:
        """Tell a line that moderators of a server added from a packaged one."""
        return self.id[2:].startswith("-own-")

    def offers(self, way: str) -> bool:
        """Tell whether the line can be reached in this way ("call", "text", …)."""
        return bool(getattr(self, way))


class Country(Entry):
    """What a country's file holds. Its lines stand in the order in which they are shown."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    name: Annotated[str, Field(min_length=1, max_length=60)]
    in_words: Words | None = None
    zone: Zone | None = None
    read_on: date
    emergency: Emergency
    if_no_answer: Words | None = None
    lines: tuple[Line, ...] = ()

    @property
    def called(self) -> str:
        """Say the name as a sentence does: "the United States"."""
        return self.in_words or self.name


class CardSources(Entry):
    """Where the steps on the cards come from."""

    read_on: date
    overdose: Annotated[tuple[Words, ...], Field(min_length=1)]
    withdrawal: Annotated[tuple[Words, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class View:
    """What a card is drawn from.

    `now` None: the words stand for a long time, so they do not say whether a line is open now.
    `missing`: a country is known, but its numbers could not be loaded. `said` is what to say
    after somebody chose a country: ask whether to remember it, or tell what became of that.
    """

    now: datetime | None
    country: Country | None = None
    missing: bool = False
    countries: tuple[Country, ...] = ()
    card_sources: CardSources | None = None
    said: Literal["", "ask", "kept", "not kept"] = ""

    @property
    def code(self) -> str:
        """Give the country's code for a ref, or the sign for no country."""
        return self.country.country if self.country else NO_COUNTRY

    @property
    def called(self) -> str:
        """Say the country's name as a sentence does."""
        return self.country.called if self.country else ""

    @property
    def tel(self) -> str | None:
        """Give the country's emergency number, if it is known and confirmed."""
        return self.country.emergency.tel if self.country else None


def lacks_zone(line: Line, country: Country) -> bool:
    """Tell whether nobody can know in which zone the hours of a line are."""
    return line.hours not in {None, "always"} and not (line.zone or country.zone)


def read_ref(ref: str) -> tuple[str, str]:
    """Read what a button carries: the card, and a country's code or the sign for none."""
    card, _, code = ref.partition(".")
    return (card if card in CARDS else "help", code or NO_COUNTRY)


def order_countries(countries: Sequence[Country]) -> list[Country]:
    """Put the countries most members live in first, the others by name."""
    rank = {code: place for place, code in enumerate(FIRST_COUNTRIES)}
    return sorted(countries, key=lambda c: (rank.get(c.country, len(rank)), c.name))


def crisis_lines(country: Country | None) -> list[Line]:
    """Choose whom to talk to: the first line, and one that takes texts if the first does not."""
    return _beside_own(_of_kind(country, "crisis"), lambda found: _cover(found, ("call", "text")))


def drug_lines(country: Country | None) -> list[Line]:
    """Choose the drug line, or the health line where a country has none that we know."""
    found = _beside_own(_of_kind(country, "drugs"), lambda found: _cover(found, ("call",)))
    return found or _beside_own(_of_kind(country, "health"), lambda found: found[:1])


def overdose_lines(country: Country | None) -> list[Line]:
    """Choose the lines that stay on the phone with somebody who uses alone; at most two."""
    return _beside_own(_of_kind(country, "overdose"), lambda found: found[:2])


def professional_lines(country: Country | None, kind: Kind) -> list[Line]:
    """Choose the lines of one kind for the card of professional help; at most two."""
    return _beside_own(_of_kind(country, kind), lambda found: found[:2])


def shown_lines(country: Country | None) -> list[Line]:
    """List every line that a card shows, once each."""
    lines = [*crisis_lines(country), *drug_lines(country), *overdose_lines(country)]
    for kind in PROFESSIONAL:
        lines += professional_lines(country, kind)
    return list({line.id: line for line in lines}.values())


def opening_of(line: Line, view: View) -> datetime | Literal["open"] | None:
    """Say whether a line is open or when it opens; None for no hours, no zone, or no closing."""
    zone = line.zone or (view.country.zone if view.country else None)
    if view.now is None or line.hours is None or line.hours == "always" or zone is None:
        return None
    return next_opening(read_hours(line.hours), zone, view.now) or "open"


def ways_of(line: Line) -> list[tuple[str, str]]:
    """List the ways to reach a line, the best first: ("call", "**988**"). "both": call or text."""
    ways = [
        ("call", " / ".join(_bold(number) for number in (line.call, *line.or_call))),
        ("text", f"{line.text_words} {_bold(line.text)}" if line.text_words else _bold(line.text)),
        ("whatsapp", _bold(line.whatsapp)),
        ("chat", link(line.chat)),
        ("email", line.email or ""),
        ("tty", _bold(line.tty)),
    ]
    said = [(way, to) for way, to in ways if to] or [("url", link(line.url))]
    alike = line.call and said[0][1] == dict(said).get("text")
    return [("both", said[0][1]), *said[2:]] if alike else said


def _bold(number: str | None) -> str:
    return f"**{number}**" if number else ""


def link(address: str | None) -> str:
    """Write a web address as the name of its site, to press."""
    site = (urlsplit(address or "").hostname or "").removeprefix("www.")
    return f"[{site}]({address})" if site else ""


def _of_kind(country: Country | None, kind: Kind) -> list[Line]:
    return [line for line in country.lines if kind in line.kinds] if country else []


def _beside_own(
    lines: Sequence[Line], choose: Callable[[Sequence[Line]], Sequence[Line]]
) -> list[Line]:
    """Choose of the packaged lines; what moderators added stands beside them, in front."""
    own = [line for line in lines if line.own][:OWN_OF_A_KIND]
    return [*own, *choose([line for line in lines if not line.own])]


def _cover(lines: Sequence[Line], ways: Sequence[str]) -> list[Line]:
    """Take the first line, then the first later one for each way that is still missing."""
    chosen = list(lines[:1])
    for way in ways:
        if not any(line.offers(way) for line in chosen):
            chosen += [line for line in lines if line.offers(way)][:1]
    return chosen
