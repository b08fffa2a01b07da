"""Finding a country from what people type: its code or its name."""

from collections.abc import Mapping

from bot.core import messages
from bot.core.errors import Refused
from bot.core.text import suggest

# Words people use for a country, beside its code and its name in the help directory.
_COMMON = {
    "usa": "US", "america": "US", "united states of america": "US",
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB",
    "wales": "GB", "northern ireland": "GB", "eire": "IE", "republic of ireland": "IE",
    "nz": "NZ", "aotearoa": "NZ", "deutschland": "DE", "holland": "NL",
}  # fmt: skip


def find_country(typed: str, known: Mapping[str, str], lang: str = "en") -> str:
    """Find the code of a known country (code → name); refuse with the nearest names otherwise."""
    words = _words(known)
    code = words.get(typed.strip().casefold())
    if code is None:
        nearest = [known[words[word]] for word in suggest(typed, words)]
        raise Refused(messages.unknown_country(lang, typed, list(dict.fromkeys(nearest))))
    return code


def suggest_countries(typed: str, known: Mapping[str, str], n: int = 25) -> list[tuple[str, str]]:
    """List (code, name) of the known countries that fit what was typed so far."""
    part = typed.strip().casefold()
    exact = _words(known).get(part)
    fitting = [(code, name) for code, name in known.items() if part in name.casefold()]
    fitting.sort(key=lambda country: not country[1].casefold().startswith(part))
    first = [(exact, known[exact])] if exact else []
    return list(dict.fromkeys(first + (fitting if part else list(known.items()))))[:n]


def _words(known: Mapping[str, str]) -> dict[str, str]:
    common = {word: code for word, code in _COMMON.items() if code in known}
    names = {name.casefold(): code for code, name in known.items()}
    return common | names | {code.casefold(): code for code in known}
