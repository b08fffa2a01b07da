"""Which language to speak: gettext catalogues, with English as the source and the fallback."""

from collections.abc import Callable
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

LOCALES = Path(__file__).parents[2] / "content" / "locales"
DOMAIN = "aftercare"

Words = Callable[[str], str]
Plural = Callable[[str, str, int], str]


def words(lang: str) -> Words:
    """Give the function that translates one text into `lang` (a code such as "es-419")."""
    return _catalogue(lang).gettext


def plural(lang: str) -> Plural:
    """Give the function that picks between "one" and "many" for a number, in `lang`."""
    return _catalogue(lang).ngettext


@lru_cache(maxsize=4)
def speaks_others(folder: Path = LOCALES) -> bool:
    """Tell whether there is any catalogue, so that it matters what language somebody reads."""
    return any(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))


def choose_language(member: str | None, locale: str) -> str:
    """Choose the member's own setting, else the language of their Discord."""
    return member or locale or "en"


@lru_cache(maxsize=64)
def _catalogue(lang: str, folder: Path = LOCALES) -> NullTranslations:
    return translation(DOMAIN, folder, _spellings(lang), fallback=True)


def _spellings(lang: str) -> list[str]:
    """List the catalogue folders to look in: "es-419" → es_419, es. English needs none."""
    code = lang.replace("-", "_")
    language = code.partition("_")[0]
    return [] if language in ("", "en") else [code, language]
