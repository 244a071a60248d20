"""How the company's own site says who a visitor is: a short-lived token, signed with a secret that both know.

A token is `DATA.SIGNATURE`: DATA is base64url, without '=', of the JSON {"id": "...", "expires": seconds since 1970};
SIGNATURE is base64url, without '=', of the HMAC-SHA256 of DATA under the secret. docs/operations.md shows how a site
makes one in a few lines.
"""

import base64
import binascii
import hashlib
import json
import re
import time

from itsdangerous import BadSignature, Signer

from desk.customers import LONGEST_ID

LEAST_SECRET = 32  # characters
LONGEST_LIFE = 86400  # seconds that a token may still have: a longer one is no passing introduction
_DATA = re.compile(r"[A-Za-z0-9_-]{1,600}")


class Introductions:
    """Makes and reads tokens."""

    def __init__(self, secret: str) -> None:
        """Raises ValueError for a secret that is too short; an empty one means that nobody is introduced."""
        if secret and len(secret) < LEAST_SECRET:
            raise ValueError(f"FRONTDESK_CUSTOMER_SECRET is too short. Use at least {LEAST_SECRET} random characters.")
        self._signer = Signer(secret, sep=".", key_derivation="none", digest_method=hashlib.sha256) if secret else None

    def token(self, id_: str, seconds: int) -> str:
        """A token for this customer, for so long."""
        assert self._signer is not None, "there is no secret"
        data = json.dumps({"id": id_, "expires": int(time.time()) + seconds}).encode()
        return self._signer.sign(base64.urlsafe_b64encode(data).rstrip(b"=")).decode()

    def customer(self, token: str) -> str:
        """Whom a token names; empty where it is not ours, has run out or would hold too long."""
        if self._signer is None:
            return ""
        try:
            data = self._signer.unsign(token[:1000]).decode()
            if not _DATA.fullmatch(data):
                return ""
            said = json.loads(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4)))
            id_, left = said["id"], float(said["expires"]) - time.time()
        except (BadSignature, ValueError, KeyError, TypeError, binascii.Error):
            return ""
        is_sound = isinstance(id_, str) and 0 < len(id_) <= LONGEST_ID and id_.isprintable()
        return id_.strip() if is_sound and 0 < left <= LONGEST_LIFE else ""
