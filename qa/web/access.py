"""Who may do what: passwords as scrypt hashes, a throttle for guessing, sessions that end with the process."""

from __future__ import annotations

import hashlib
import hmac
import math
import secrets
import time
from collections.abc import Callable
from enum import StrEnum

from qa.errors import SettingsError

# OWASP's parameters for scrypt in 32 MB: a quarter of a second a guess.
_COST = {"n": 2**15, "r": 8, "p": 3}
_MEMORY = 64 * 1024 * 1024
FREE_GUESSES = 5
LONGEST_WAIT = 300.0
# Seconds that a wrong password counts: whoever goes on guessing all the time gets about a dozen guesses an hour either way.
COUNTED = 3600.0
# Addresses that are remembered; the one that has been quiet longest is forgotten first.
REMEMBERED = 10_000


class Role(StrEnum):
    """What a visitor may do: a reader asks, an editor also adds and removes articles."""

    READER = "reader"
    EDITOR = "editor"


def hash_password(password: str) -> str:
    """``password`` as ``scrypt:N:R:P:SALT:KEY``, salt and key in hexadecimal."""
    salt = secrets.token_bytes(16)
    key = hashlib.scrypt(password.encode(), salt=salt, maxmem=_MEMORY, dklen=32, **_COST)
    return ":".join(["scrypt", *(str(value) for value in _COST.values()), salt.hex(), key.hex()])


def matches(password: str, stated: str) -> bool:
    """Whether ``password`` is the one of the hash ``stated``; raises :class:`SettingsError` for what is no such hash."""
    try:
        name, n, r, p, salt, key = stated.split(":")
        if name != "scrypt":
            raise ValueError(name)
        found = hashlib.scrypt(
            password.encode("utf-8", "replace"),
            salt=bytes.fromhex(salt),
            n=int(n),
            r=int(r),
            p=int(p),
            maxmem=_MEMORY,
            dklen=32,
        )
        return hmac.compare_digest(found, bytes.fromhex(key))
    except ValueError as error:
        raise SettingsError("The password's hash is not one; `pincite password` makes it.") from error


class Throttle:
    """Counts an hour's wrong passwords by address: after five, each makes the next one wait twice as long, up to five minutes.

    A right one forgives none of them: whoever has the reader's could else guess at the editor's without end.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, list[float]] = {}

    def wait(self, address: str) -> int:
        """Whole seconds until ``address`` may try again; 0 is now."""
        counted = self._counted(address)
        if len(counted) < FREE_GUESSES:
            return 0
        pause = min(LONGEST_WAIT, 2.0 ** (len(counted) - FREE_GUESSES))
        return max(0, math.ceil(counted[-1] + pause - self._clock()))

    def failed(self, address: str) -> None:
        """A wrong password from ``address``; counted before it is checked, so that a hundred at once are a hundred."""
        counted = self._counted(address)
        self._wrong.pop(address, None)
        self._wrong[address] = [*counted, self._clock()]
        if len(self._wrong) > REMEMBERED:
            del self._wrong[next(iter(self._wrong))]

    def succeeded(self, address: str) -> None:
        """It was the right password: it was counted last, and is no wrong one."""
        self._wrong[address] = self._wrong.get(address, [])[:-1]

    def _counted(self, address: str) -> list[float]:
        """When ``address`` gave the wrong passwords that still count, oldest first."""
        return [when for when in self._wrong.get(address, []) if when > self._clock() - COUNTED]


class Access:
    """Passwords and roles of one server. Without any password everybody has ``open_role``."""

    def __init__(self, editor_hash: str, reader_hash: str, open_role: Role) -> None:
        self._hashes = {Role.EDITOR: editor_hash, Role.READER: reader_hash}
        self._open_role = open_role
        self._key = secrets.token_bytes(32)
        self.throttle = Throttle()
        for stated in filter(None, self._hashes.values()):
            matches("", stated)

    @property
    def locked(self) -> bool:
        """Whether a password is needed."""
        return any(self._hashes.values())

    def role_for(self, password: str) -> Role | None:
        """The role that ``password`` opens; takes as long as a hash does."""
        found = [role for role, stated in self._hashes.items() if stated and matches(password, stated)]
        return self._capped(found[0]) if found else None

    def ticket(self, role: Role) -> str:
        """A session of ``role`` as a cookie's value; it dies with the process."""
        body = f"{role}.{secrets.token_hex(8)}"
        return f"{body}.{self._sign(body)}"

    def role_of(self, ticket: str | None) -> Role | None:
        """The role of a session, ``None`` where a password is still to be given."""
        if not self.locked:
            return self._open_role
        body, _, signature = (ticket or "").rpartition(".")
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), self._sign(body).encode()):
            return None
        return self._capped(Role(body.partition(".")[0]))

    def _capped(self, role: Role) -> Role:
        return Role.READER if self._open_role is Role.READER else role

    def _sign(self, body: str) -> str:
        return hmac.new(self._key, body.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
