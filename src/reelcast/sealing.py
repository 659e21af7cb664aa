"""Secrets that must be read back are stored sealed: encrypted and authenticated under our own."""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from reelcast.errors import SettingsInvalid


class Sealer:
    """Seals and opens with a key derived from the server's secret (HKDF-SHA256, then Fernet)."""

    def __init__(self, secret: bytes) -> None:
        derived = HKDF(SHA256(), length=32, salt=None, info=b"reelcast sealed secrets")
        self._fernet = Fernet(urlsafe_b64encode(derived.derive(secret)))

    def seal(self, plain: bytes) -> bytes:
        """``plain``, unreadable and unchangeable without the secret."""
        return self._fernet.encrypt(plain)

    def open(self, sealed: bytes) -> bytes:
        """What was sealed. Raises ``SettingsInvalid`` when it was sealed with another secret."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken as error:
            raise SettingsInvalid(
                "REELCAST_SECRET: is not the secret that this database was used with before"
            ) from error
