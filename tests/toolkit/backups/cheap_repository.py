"""A restic repository that opens at once: the scrypt of restic's own takes half a second of each of its calls.

The format is that of https://restic.readthedocs.io/en/stable/100_references.html#keys-encryption-and-mac.
"""

import hashlib
import json
import os
import shutil
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.poly1305 import Poly1305

COST = {"N": 2, "r": 8, "p": 1}
IV = 16  # bytes, as the MAC


def make(template: Path, password: str, folder: Path, its_password: str) -> None:
    """Copy the repository `template`, which `password` opens, to `folder`, which `its_password` opens quickly."""
    shutil.copytree(template, folder, dirs_exist_ok=True)
    (key,) = (folder / "keys").iterdir()
    values = json.loads(key.read_text())
    master = _decrypt(_derive(password, values), b64decode(values["data"]))
    values |= COST | {"data": ""}
    values["data"] = b64encode(_encrypt(_derive(its_password, values), master)).decode()
    key.unlink()
    text = json.dumps(values).encode()
    made = folder / "keys" / hashlib.sha256(text).hexdigest()
    made.write_bytes(text)
    made.chmod(0o600)


def _derive(password: str, values: dict) -> bytes:
    """32 bytes for AES, 16 that encrypt the nonce of the MAC, 16 of the MAC itself."""
    cost = {name.lower(): values[name] for name in COST}
    return hashlib.scrypt(password.encode(), salt=b64decode(values["salt"]), dklen=64, maxmem=2**27, **cost)


def _decrypt(key: bytes, data: bytes) -> bytes:
    cipher = Cipher(algorithms.AES(key[:32]), modes.CTR(data[:IV])).decryptor()
    return cipher.update(data[IV:-IV]) + cipher.finalize()


def _encrypt(key: bytes, text: bytes) -> bytes:
    iv = os.urandom(IV)
    cipher = Cipher(algorithms.AES(key[:32]), modes.CTR(iv)).encryptor()
    data = cipher.update(text) + cipher.finalize()
    nonce = Cipher(algorithms.AES(key[32:48]), modes.ECB()).encryptor().update(iv)
    return iv + data + Poly1305.generate_tag(key[48:] + nonce, data)
