"""Where the operator's key comes from: a setting, or a file made at the first start."""

import base64
import binascii
import os
import secrets
from pathlib import Path

from bot.core.errors import SetupProblem
from bot.storage.cipher import KEY_BYTES

HOW = "it must be 32 random bytes as base64, 44 characters"


def load_operator_key(value: str | None, path: Path | None) -> bytes:
    """Return the 32 bytes of AFTERCARE_KEY, else of the key file, which is made when missing.

    Raises `SetupProblem`, also when there is neither a setting nor a place for a file.
    """
    if value:
        return _decode(value, "AFTERCARE_KEY")
    if path is None:
        raise SetupProblem(f"AFTERCARE_KEY is needed with PostgreSQL: {HOW}.")
    try:
        _make_file(path)
        return _decode(path.read_text(encoding="ascii"), f"the key file {path}")
    except (OSError, UnicodeDecodeError) as error:
        raise SetupProblem(f"The key file {path} cannot be read or made.") from error


def _decode(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise SetupProblem(f"The key in {where} cannot be used: {HOW}.")
    return key


def _make_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
