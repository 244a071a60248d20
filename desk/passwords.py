"""Which passwords are refused, and how the others are kept (Argon2id with argon2-cffi's recommended parameters)."""

import re
import secrets
import threading
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk.errors import DeskError

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 1024  # beyond this it is an attack on the hash, not a password
FEWEST_DIFFERENT = 5

_WORDS = (
    "password passwort passphrase qwerty qwertyuiop qwertz asdf asdfgh asdfghjkl zxcvbnm admin administrator root user "
    "guest test testing default login letmein welcome changeme iloveyou secret master monkey dragon sunshine princess "
    "football baseball superman trustno company frontdesk assistant staff abc abcd hello helloworld woaini mima"
)
_COMMON_WORDS = frozenset(_WORDS.split())
_ROWS = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyzabcdef",
    "qwertyuiopasdfghjklzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
)
_LEET = str.maketrans("013457@$!", "oleastasi")


def check_password(password: str, name: str = "") -> None:
    """Raise DeskError when the password is too short or easy to guess."""
    if len(password) < LEAST_CHARACTERS:
        raise DeskError("password_short", least=str(LEAST_CHARACTERS))
    if len(password) > MOST_CHARACTERS or _is_guessable(password.lower(), name.lower()):
        raise DeskError("password_common")


def _is_guessable(password: str, name: str) -> bool:
    if len(set(password)) < FEWEST_DIFFERENT:
        return True
    if any(password in row or password[::-1] in row for row in _ROWS):
        return True
    # 'Passw0rd!2024' is still 'password': digits and signs round a common word add little.
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", password)
    for spelling in (core, core.translate(_LEET)):
        words = set(re.findall(r"[^\W\d_]+", spelling))
        if words <= _COMMON_WORDS | {name} or "".join(words) in _COMMON_WORDS:
            return True
    return False


def generate_password() -> str:
    """96 random bits, easy to copy."""
    return secrets.token_urlsafe(12)


class Passwords:
    """Hashes and verifies. At most two at once: each takes 64 MiB, and a flood of logins must not take it all."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()
        self._gate = threading.BoundedSemaphore(2)

    @cached_property
    def _nobody(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))

    def hash(self, password: str) -> str:
        with self._gate:
            return self._hasher.hash(password)

    def verify(self, stored: str | None, password: str) -> bool:
        """Whether the password fits. Takes as long for an unknown account (`stored` None) as for a known one."""
        with self._gate:
            nobody = self._nobody
            try:
                fits = self._hasher.verify(stored or nobody, password[:MOST_CHARACTERS])
            except (VerificationError, InvalidHashError):
                return False
            return fits and stored is not None
