"""Encryption of second factors, so that a copy of the database alone opens no account.

The key derives from `SECRET_KEY`; keys of `SECRET_KEY_FALLBACKS` can still decrypt. `manage.py
reencrypt_second_factors` encrypts everything again with the current key.
"""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.utils.encoding import force_bytes


def _keys() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str | bytes) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"second factors").derive(force_bytes(secret))
    return Fernet(base64.urlsafe_b64encode(derived))


def encrypt(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Decrypt `text`. Raises InvalidToken if no known key fits."""
    return _keys().decrypt(text.encode()).decode()


def renew(text: str) -> str:
    """Encrypt a token again with the current key."""
    return _keys().rotate(text.encode()).decode()
