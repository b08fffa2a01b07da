"""The problems that people are told about; every other exception is a bug."""


class Refused(Exception):
    """A request turned down, in words that say how to put it right.

    Raised by rules and services; the gateway shows the words privately. Raised from a `submit`,
    the person also gets what they typed back, with **Correct it**.
    """


class Busy(Exception):
    """The database did not let a person in within two seconds; shown as kind words, never stored."""


class SetupProblem(Exception):
    """A problem at start, told in one readable line; the program ends with `exit_code`."""

    exit_code = 2
