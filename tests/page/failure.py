"""What a failed page test leaves behind: what the page showed, said and waited for.

It is a rehearsal, so that nothing of it belongs to a member. The address's secret is left out.
"""

import json
import re
from pathlib import Path
from typing import Any

LAST = 25  # lines of the console
SECRET = re.compile(r"[\w-]{32,}")
SUMMARY = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


class Watched:
    """A page, and what its console and network said."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.heard: list[str] = []
        page.on("console", lambda said: self.heard.append(f"{said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("requestfailed", lambda lost: self.heard.append(f"lost: {lost.method} {lost.url}"))
        page.on("framenavigated", lambda frame: self.heard.append(f"shows: {frame.url}"))

    def describe(self, photograph: Path) -> str:
        """Photograph the page, and tell what it shows."""
        from playwright.sync_api import Error

        try:
            self.page.screenshot(path=photograph, timeout=5000)
            shown = json.dumps(self.page.evaluate(SUMMARY), indent=1, ensure_ascii=False)
        except Error as error:
            shown = f"the page does not answer: {error}"
        told = "\n".join([shown, "console:", *self.heard[-LAST:]])
        return f"photograph: {photograph}\n{SECRET.sub('…', told)}"
