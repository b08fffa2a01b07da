"""Whoever does not lead any more writes no request."""

import pytest

from bot.delivery.fence import check_fence, fenced
from bot.delivery.transport import Unclear


def test_the_fence():
    check_fence()
    with fenced(lambda: True):
        check_fence()
    with fenced(lambda: False), pytest.raises(Unclear, match="not_leading"):
        check_fence()
    check_fence()
