"""The signature of a webhook: whoever has the secret can tell that it is ours, and when it was
sent."""

from __future__ import annotations

import hashlib
import hmac


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """``v1=`` and the HMAC-SHA256 (RFC 2104), in hexadecimal, of ``<timestamp>.<body>``.

    Parameters
    ----------
    secret : str
        As it was shown once, used as UTF-8.
    timestamp : int
        Seconds since 1970, as in the header ``Masstest-Timestamp``.
    body : bytes
        As sent.
    """
    signed = str(timestamp).encode() + b"." + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
