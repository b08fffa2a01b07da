"""The problems that people are told about; every other exception is a bug."""


class Refused(Exception):
    """A request turned down, in words that say how to put it right.

    Raised by rules and services; the gateway shows the words privately. Raised from a `submit`,
    the person also gets what they typed back, with **Correct it**.
    """


class Busy(Exception):
    """The database did not let a person in within two seconds; shown as kind words."""


class SetupProblem(Exception):
    """The program cannot start: one line that says what is wrong and how to put it right."""

    exit_code = 2


class Unavailable(Exception):
    """The database cannot be used now: gone, locked, full or damaged. The cause is chained."""
