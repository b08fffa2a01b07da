"""Web addresses in content and forms: only those that lead somewhere are kept."""

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

_SITE = re.compile(r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+")


def is_address(text: str) -> bool:
    """Tell whether a text is one web address over https, with the name of a site."""
    if not re.fullmatch(r"https://[^\s()<>]+", text):
        return False
    try:
        return _SITE.fullmatch(urlsplit(text).hostname or "") is not None
    except ValueError:  # a bracket without its other half
        return False


def _lead_somewhere(text: str) -> str:
    if not is_address(text):
        raise ValueError(f"{text} is no web address; they look like https://example.org/page")
    return text


Address = Annotated[str, Field(max_length=300), AfterValidator(_lead_somewhere)]
