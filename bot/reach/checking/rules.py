"""The name of the private timer of a talk."""

from typing import Final

FEATURE: Final = "reach"
CHECK: Final = "talk_check"
