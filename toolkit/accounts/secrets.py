"""How second factors are kept: encrypted, so that a copy of the database alone opens nothing.

The key is made of `SECRET_KEY`; those of `SECRET_KEY_FALLBACKS` still open what they closed. `manage.py
reencrypt_second_factors` closes everything anew with the present one.
"""

import base64

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


def _keys() -> MultiFernet:
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    derived = HKDF(SHA256(), length=32, salt=None, info=b"second factors").derive(secret.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def encrypt(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def decrypt(text: str) -> str:
    """Raises InvalidToken if no key that is known has closed it."""
    return _keys().decrypt(text.encode()).decode()


def renew(text: str) -> str:
    """The same secret, closed with the present key."""
    return _keys().rotate(text.encode()).decode()
