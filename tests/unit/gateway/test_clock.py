"""The bot's time is its machine's while Discord agrees, and Discord's where it does not."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace

import pytest

from bot.gateway.clock import DiscordClock, count_seconds
from tests.support.clock import START

HOUR = timedelta(hours=1)


class Machine:
    """A machine whose clock can be set; its counter goes on."""

    def __init__(self):
        self.wrong_by, self.counter = timedelta(), 0.0
        self.clock = DiscordClock(SimpleNamespace(now=self.now), lambda: self.counter)

    @property
    def truth(self):
        return START + timedelta(seconds=self.counter)

    def now(self):
        return self.truth + self.wrong_by

    @property
    def error(self):
        return self.clock.now() - self.truth

    def hear(self, truth=None, took=0.1):
        self.clock.hear(format_datetime((truth or self.truth).astimezone(UTC), usegmt=True), took)


@pytest.fixture
def machine():
    return Machine()


def test_while_they_agree_it_is_the_machines(machine):
    machine.wrong_by = timedelta(seconds=2)
    machine.hear()
    assert machine.error == timedelta(seconds=2)


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_a_machine_that_was_wrong_from_the_beginning(ahead):
    machine = Machine()
    machine.wrong_by = ahead
    machine.clock = DiscordClock(SimpleNamespace(now=machine.now), lambda: machine.counter)
    assert machine.error == ahead
    machine.hear()
    assert machine.error == timedelta()
    machine.counter += 100
    assert machine.error == timedelta()


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_a_machine_that_is_set_while_we_run(machine, ahead):
    machine.hear()
    machine.counter += 10
    machine.wrong_by = ahead
    assert machine.error == timedelta(), "at once, before Discord says anything"
    machine.hear()
    assert machine.error == timedelta()
    machine.wrong_by = timedelta()
    assert machine.error == timedelta()
    machine.hear()
    assert machine.error == timedelta()


def test_a_machine_that_was_wrong_and_is_put_right_before_discord_spoke(machine):
    """It began an hour late; then the network's time came in, and then Discord's."""
    machine.wrong_by = -HOUR
    machine.clock = DiscordClock(SimpleNamespace(now=machine.now), lambda: machine.counter)
    machine.wrong_by = timedelta()
    assert machine.error == -HOUR, "nobody has said yet which of the two is right"
    machine.hear()
    assert machine.error == timedelta()


def test_a_clock_that_creeps_away_is_caught(machine):
    for _ in range(100):
        machine.counter += 60
        machine.wrong_by += timedelta(seconds=1)
        machine.hear()
        assert abs(machine.error) <= timedelta(seconds=30)


def test_an_answer_that_took_long_says_nothing(machine):
    machine.hear(machine.truth - HOUR, took=30)
    assert machine.error == timedelta()


@pytest.mark.parametrize("date", [None, "", "yesterday", "Sun, 22 Nov 2026 12:00:00 -0000"])
def test_what_is_no_date_says_nothing(machine, date):
    machine.clock.hear(date, 0.1)
    assert machine.error == timedelta()


def test_the_real_counter_only_goes_on():
    first = count_seconds()
    assert count_seconds() >= first
    real = DiscordClock()
    assert abs(real.now() - datetime.now(UTC)) < timedelta(seconds=5)
