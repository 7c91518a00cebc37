"""Sealed drafts: AES-256-GCM under a key that HKDF derives from the campaign's key and what the respondent holds.

Who holds the database, without the code, cannot read the draft of a code holder. The key of a signed-in person's draft
comes from the campaign's key alone: it protects backups and neighbours, not against the server itself.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from transfo_rh.campaigns.model import Answer

KEY_BYTES = 32
_NONCE_BYTES = 12
_BLOCK = 512


def new_key() -> bytes:
    """The campaign's part of the keys of its drafts: made at opening, destroyed at closing."""
    return secrets.token_bytes(KEY_BYTES)


def key_of_code(*, draft_key: bytes, code: str) -> bytes:
    """The key of the draft of whoever holds the code (in its normalised form)."""
    return _derived(draft_key, secret=code.encode(), purpose=b"transfo-rh draft of a code")


def key_of_member(*, draft_key: bytes, campaign_id: int, number: int, account_id: int) -> bytes:
    """The key of the draft of a signed-in member."""
    owner = f"{campaign_id} {number} {account_id}".encode()
    return _derived(draft_key, secret=draft_key + owner, purpose=b"transfo-rh draft of a member")


def _derived(draft_key: bytes, *, secret: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=draft_key, info=purpose).derive(secret)


def seal(answers: Mapping[str, Answer], *, key: bytes, place: str) -> bytes:
    """The answers, unreadable without the key and bound to their place (campaign and member).

    Padded to blocks, so that the length does not say how many questions are answered.
    """
    content = json.dumps(dict(answers), ensure_ascii=False, separators=(",", ":")).encode()
    content += b" " * (-len(content) % _BLOCK)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unseal(sealed: bytes | None, *, key: bytes, place: str) -> dict[str, Answer]:
    """The answers of a draft; none when there is no draft or when it was sealed with another key.

    >>> key = new_key()
    >>> sealed = seal({"Q1": 4}, key=key, place="1 2")
    >>> unseal(sealed, key=key, place="1 2"), unseal(sealed, key=new_key(), place="1 2")
    ({'Q1': 4}, {})
    """
    if not sealed:
        return {}
    try:
        content = AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except InvalidTag:
        return {}
    return cast("dict[str, Answer]", json.loads(content))
