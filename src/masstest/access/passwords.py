"""Passwords: hashed with Argon2id, in the parameters that the library recommends today."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from threading import BoundedSemaphore

import argon2
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from masstest.access.problems import AccessProblem

SHORTEST, LONGEST = 10, 200
_MIN_DIFFERENT = 5
# without letters and digits that look alike on paper
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"

_hasher = argon2.PasswordHasher()
# Each takes 64 MB and a core: many logins at once wait here instead of filling the memory.
_at_once = BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """The Argon2id hash of `password`, with its salt and parameters."""
    with _at_once:
        return _hasher.hash(_normalised(password))


def verify(password: str, password_hash: str | None) -> bool:
    """Whether `password` is the one of `password_hash`.

    Without a hash (no such user, or none with a password) the answer is no, after as much work.
    """
    try:
        with _at_once:
            _hasher.verify(password_hash or _dummy_hash(), _normalised(password))
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether a hash was made with parameters that are no longer those of today."""
    return _hasher.check_needs_rehash(password_hash)


def check_new(password: str, login: str) -> None:
    """Refuse a password that is too short, too long, or guessed at once.

    Raises
    ------
    AccessProblem
        With code ``password_short``, ``password_long`` or ``password_simple``.
    """
    if len(password) < SHORTEST:
        raise AccessProblem("password_short", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise AccessProblem("password_long", longest=LONGEST)
    plain = password.casefold()
    if len(set(plain)) < _MIN_DIFFERENT or plain == login or plain in _runs():
        raise AccessProblem("password_simple")


def one_time() -> str:
    """A random password to be written down once and changed: about 79 bits."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


def _normalised(password: str) -> bytes:
    """The same bytes whichever way a keyboard composes the characters."""
    return unicodedata.normalize("NFKC", password)[: LONGEST * 2].encode("utf-8", "surrogatepass")


@cache
def _dummy_hash() -> str:
    return _hasher.hash(secrets.token_bytes(16))


@cache
def _runs() -> frozenset[str]:
    """Stretches of the keyboard and of counting, forwards and backwards."""
    rows = ("12345678901234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
    both = rows + tuple(row[::-1] for row in rows)
    return frozenset(
        row[start:end]
        for row in both
        for start in range(len(row))
        for end in range(start + SHORTEST, len(row) + 1)
    )
