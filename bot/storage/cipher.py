"""Sealing with a member's key: AES-GCM and HKDF from the cryptography library, no input or output.

A sealed column is: version, 12 bytes nonce, 8 bytes that only this key yields for that nonce, text.
The 8 bytes tell "sealed with a key that is gone" from "damaged", and differ from row to row, so
that nobody without the key can see which rows belong together.
"""

import base64
import hmac
import secrets
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
VERSION = b"\x01"
NONCE_BYTES, MARK_BYTES = 12, 8


class Unsealable(Exception):
    """Sealed bytes that do not fit their key and context: moved, cut or altered."""


def derive(secret: bytes, purpose: str, size: int = KEY_BYTES) -> bytes:
    """Derive key material for one purpose."""
    return HKDF(algorithm=SHA256(), length=size, salt=None, info=purpose.encode()).derive(secret)


def encrypt(key: bytes, data: bytes, context: str) -> bytes:
    """Return nonce and ciphertext; `context` must be the same when opening."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def decrypt(key: bytes, sealed: bytes, context: str) -> bytes:
    """Undo `encrypt`. Raises `Unsealable`."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise Unsealable("sealed data does not fit its key and context") from error


@dataclass(frozen=True)
class MemberKey:
    """One member's key. `key_id` is random; only the key store knows whose it is."""

    member_id: int
    key_id: str
    secret: bytes = field(repr=False)

    @cached_property
    def _parts(self) -> tuple[bytes, bytes, bytes]:
        material = derive(self.secret, "aftercare member key 1", 3 * KEY_BYTES)
        return material[:KEY_BYTES], material[KEY_BYTES:-KEY_BYTES], material[-KEY_BYTES:]

    def seal_entry(self, data: bytes, context: str) -> bytes:
        """Encrypt for a row that says beside it, with `key_id`, which key it needs."""
        return VERSION + encrypt(self._parts[0], data, context)

    def open_entry(self, sealed: bytes, context: str) -> bytes:
        """Undo `seal_entry`. Raises `Unsealable`."""
        if sealed[:1] != VERSION:
            raise Unsealable("this was not sealed by us")
        return decrypt(self._parts[0], sealed[1:], context)

    def seal(self, data: bytes, context: str) -> bytes:
        """Encrypt for a column of a row that names the member."""
        sealed = encrypt(self._parts[0], data, context)
        nonce, text = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        return VERSION + nonce + self._mark(nonce) + text

    def open(self, sealed: bytes, context: str) -> bytes | None:
        """Undo `seal`; None when another key sealed it. Raises `Unsealable`."""
        if len(sealed) <= 1 + NONCE_BYTES + MARK_BYTES or sealed[:1] != VERSION:
            raise Unsealable("this was not sealed by us")
        body = sealed[1:]
        nonce, text = body[:NONCE_BYTES], body[NONCE_BYTES + MARK_BYTES :]
        mark = body[NONCE_BYTES : NONCE_BYTES + MARK_BYTES]
        if not hmac.compare_digest(mark, self._mark(nonce)):
            return None
        return decrypt(self._parts[0], nonce + text, context)

    def name(self, what: str) -> str:
        """Return the same 32 letters and digits for the same words; nobody else can tell whose."""
        digest = hmac.digest(self._parts[1], what.encode(), sha256)
        return base64.b32encode(digest[:20]).decode().lower()

    def _mark(self, nonce: bytes) -> bytes:
        return hmac.digest(self._parts[2], nonce, sha256)[:MARK_BYTES]


def new_member_key(member_id: int) -> MemberKey:
    """Make a fresh random key."""
    return MemberKey(member_id, secrets.token_hex(16), secrets.token_bytes(KEY_BYTES))


class OperatorKey:
    """The installation's own key; it wraps every member's key."""

    def __init__(self, secret: bytes) -> None:
        self._wrapping = derive(secret, "aftercare wrap 1")
        self._marking = derive(secret, "aftercare erased member 1")
        self.check = derive(secret, "aftercare check 1")

    def wrap(self, key: MemberKey) -> bytes:
        """Encrypt a member's key, bound to the member and to the key's id."""
        return encrypt(self._wrapping, key.secret, f"{key.member_id}:{key.key_id}")

    def mark(self, member_id: int) -> str:
        """Return what stands for an erased member: nobody without this key can tell who it was."""
        return hmac.digest(self._marking, str(member_id).encode(), sha256).hex()

    def mark_about(self, member_id: int, what: str) -> str:
        """Return what stands for a member in one respect, such as an open report, and no other."""
        return hmac.digest(self._marking, f"{member_id}:{what}".encode(), sha256).hex()

    def unwrap(self, member_id: int, key_id: str, wrapped: bytes) -> MemberKey:
        """Undo `wrap`. Raises `Unsealable`."""
        secret = decrypt(self._wrapping, wrapped, f"{member_id}:{key_id}")
        return MemberKey(member_id, key_id, secret)
