"""Finding a time zone from what people type: its name, a city, or a common word."""

from functools import lru_cache
from zoneinfo import available_timezones

from bot.core import messages
from bot.core.errors import Refused
from bot.core.text import suggest

_AREAS = (
    "Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic",
    "Australia", "Europe", "Indian", "Pacific",
)  # fmt: skip

# Words that people use and no zone is called by. Abbreviations that mean several places in the
# world (IST, CST in Asia, GMT in summer) are left out or read as most Discord users mean them.
_COMMON = {
    "America/New_York": "eastern, et, est, edt, us eastern, us/eastern, nyc, boston, miami,"
    " atlanta, philadelphia, washington, washington dc, new jersey, orlando, charlotte, pittsburgh,"
    " cleveland, columbus, cincinnati, baltimore",
    "America/Chicago": "central, ct, cst, cdt, us central, us/central, dallas, houston, austin,"
    " texas, minneapolis, st louis, saint louis, new orleans, nashville, memphis, milwaukee,"
    " kansas city, san antonio",
    "America/Denver": "mountain, mt, mst, mdt, us mountain, us/mountain, colorado, utah,"
    " salt lake city, albuquerque",
    "America/Phoenix": "arizona, us/arizona, tucson",
    "America/Los_Angeles": "pacific, pt, pst, pdt, us pacific, us/pacific, la, california, seattle,"
    " san francisco, san diego, portland, las vegas, sacramento",
    "America/Anchorage": "alaska, akst, akdt, us/alaska",
    "Pacific/Honolulu": "hawaii, hst, us/hawaii",
    "America/Halifax": "atlantic, ast, adt, nova scotia",
    "America/St_Johns": "newfoundland, nst, ndt",
    "America/Toronto": "ontario, ottawa, montreal, quebec",
    "America/Edmonton": "alberta, calgary",
    "America/Winnipeg": "manitoba",
    "America/Vancouver": "british columbia, bc",
    "Europe/London": "uk, gb, bst, britain, great britain, england, scotland, wales,"
    " united kingdom, northern ireland, manchester, glasgow, edinburgh, cardiff, liverpool, leeds,"
    " belfast, bristol, sheffield",
    "Europe/Dublin": "ireland, eire, cork, galway",
    "Europe/Berlin": "germany, deutschland, munich, hamburg, cologne, frankfurt, cet, cest",
    "Europe/Paris": "france, lyon, marseille",
    "Europe/Madrid": "spain, barcelona, valencia",
    "Europe/Lisbon": "portugal, porto",
    "Europe/Rome": "italy, milan, naples",
    "Europe/Amsterdam": "netherlands, holland, rotterdam",
    "Europe/Brussels": "belgium, antwerp",
    "Europe/Zurich": "switzerland, geneva, basel, bern",
    "Europe/Vienna": "austria, österreich, graz",
    "Europe/Stockholm": "sweden, gothenburg",
    "Europe/Oslo": "norway, bergen",
    "Europe/Copenhagen": "denmark",
    "Europe/Helsinki": "finland, eet, eest",
    "Europe/Warsaw": "poland, krakow",
    "Europe/Prague": "czechia, czech republic, brno",
    "Europe/Athens": "greece",
    "Europe/Kyiv": "ukraine, kiev",
    "Asia/Jerusalem": "israel, tel aviv",
    "Asia/Tehran": "iran",
    "Asia/Kolkata": "india, delhi, new delhi, mumbai, bangalore, chennai, hyderabad",
    "Asia/Tokyo": "japan, jst, osaka",
    "Asia/Singapore": "singapore, sgt",
    "Asia/Hong_Kong": "hong kong, hkt",
    "Asia/Manila": "philippines",
    "Africa/Johannesburg": "south africa, sast, cape town, durban",
    "Africa/Lagos": "nigeria",
    "Africa/Nairobi": "kenya",
    "Africa/Casablanca": "morocco",
    "America/Sao_Paulo": "são paulo, rio de janeiro, brt",
    "America/Argentina/Buenos_Aires": "argentina",
    "Australia/Sydney": "aest, aedt, new south wales, nsw, canberra",
    "Australia/Melbourne": "victoria",
    "Australia/Brisbane": "queensland, gold coast",
    "Australia/Adelaide": "acst, acdt, south australia",
    "Australia/Perth": "awst, western australia",
    "Australia/Hobart": "tasmania",
    "Pacific/Auckland": "nz, nzst, nzdt, new zealand, wellington, christchurch",
    "UTC": "utc, gmt, z, zulu, universal",
}  # fmt: skip

_FIRST_SHOWN = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Toronto",
    "America/Halifax", "America/Vancouver", "Europe/London", "Europe/Dublin", "Europe/Paris",
    "Europe/Berlin", "Europe/Athens", "Africa/Johannesburg", "Asia/Kolkata", "Asia/Manila",
    "Asia/Singapore", "Asia/Tokyo", "Australia/Perth", "Australia/Adelaide", "Australia/Brisbane",
    "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip


@lru_cache(maxsize=1)
def known_zones() -> tuple[str, ...]:
    """List the IANA zones named after places, and UTC, in alphabetical order."""
    places = {zone for zone in available_timezones() if zone.startswith(_AREAS) and "/" in zone}
    return (*sorted(places), "UTC")


def find_zone(typed: str, lang: str = "en") -> str:
    """Find the zone a person means; refuse with the nearest names when that is not clear."""
    zone = _words_for_zones().get(_fold(typed))
    if zone is None:
        raise Refused(messages.unknown_zone(lang, typed.strip(), _nearest(typed)))
    return zone


def suggest_zones(typed: str, n: int = 25) -> list[str]:
    """List zones for what was typed so far: whole words, then beginnings, parts, likenesses."""
    part = _fold(typed)
    if not part:
        return list(_FIRST_SHOWN[:n])
    by_word = _words_for_zones()
    found = [by_word[part]] if part in by_word else []
    found += [zone for word, zone in by_word.items() if word.startswith(part)]
    found += [zone for word, zone in by_word.items() if part in word]
    return list(dict.fromkeys(found or _nearest(typed)))[:n]


def _nearest(typed: str) -> list[str]:
    by_word = _words_for_zones()
    likely = suggest(_fold(typed), by_word, n=8)
    return list(dict.fromkeys(by_word[word] for word in likely))[:3]


@lru_cache(maxsize=1)
def _words_for_zones() -> dict[str, str]:
    """Map every word we know, folded, to its zone: cities first, so that their words come first."""
    # Of two names for one city the longer is the newer (America/Indiana/Indianapolis).
    zones = sorted(known_zones(), key=lambda zone: (-zone.count("/"), zone))
    cities = {_fold(zone.rpartition("/")[2]): zone for zone in reversed(zones)}
    common = {_fold(word): zone for zone, named in _COMMON.items() for word in named.split(",")}
    names = {_fold(zone): zone for zone in sorted(zones)}
    return cities | common | names


def _fold(typed: str) -> str:
    return " ".join(typed.replace("_", " ").casefold().split())
