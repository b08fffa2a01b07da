"""Short codes that people can read out to an operator."""

import secrets

LETTERS = "ACDEFGHJKMNPQRTUVWXY34679"  # none that is mistaken for another: no B8, I1L, O0, S5, Z2


def make_reference() -> str:
    """Make a code of four characters that ties what a person saw to one line of the log."""
    return "".join(secrets.choice(LETTERS) for _ in range(4))
