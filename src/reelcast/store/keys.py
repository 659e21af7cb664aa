"""API keys: made once, shown once, kept as hashes."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from reelcast.errors import InvalidKey
from reelcast.sealing import Sealer
from reelcast.store.database import Connection, Database, Row, rows


@dataclass(frozen=True, slots=True)
class Key:
    """A key as the server knows it; what the client sends cannot be read back from it."""

    id: UUID
    name: str
    created_at: datetime
    revoked_at: datetime | None


class KeyStore:
    """The keys of one installation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def create(self, name: str) -> tuple[Key, str]:
        """A new key and its secret, which is not stored and cannot be shown again."""
        async with self._database.transaction() as connection:
            return await _insert(connection, name)

    async def create_first(self, name: str) -> tuple[Key, str] | None:
        """Like ``create``, unless there is a key already; safe when several servers start."""
        async with self._database.transaction() as connection:
            await rows(connection, "lock_key_creation")
            if await rows(connection, "list_keys"):
                return None
            return await _insert(connection, name)

    async def find(self, secret: str) -> Key:
        """The key of a secret. Raises ``InvalidKey`` when unknown or revoked."""
        row = await self._database.one("key_by_hash", hash=_hash(secret))
        if row is None:
            raise InvalidKey("the API key is not valid")
        return _key(row)

    async def list(self) -> list[Key]:
        """All keys, oldest first, revoked ones included."""
        return [_key(row) for row in await self._database.all("list_keys")]

    async def revoke(self, key_id: UUID) -> Key | None:
        """End a key for good; None when there is no such key."""
        row = await self._database.one("revoke_key", id=key_id)
        return _key(row) if row else None


class SigningSecrets:
    """What signs the callbacks of each key: 32 random bytes, stored sealed."""

    def __init__(self, database: Database, sealer: Sealer) -> None:
        self._database = database
        self._sealer = sealer

    async def of(self, key_id: UUID) -> bytes:
        """The key's signing secret, made when first asked for. Raises ``InvalidKey``."""
        row = await self._database.one("sealed_secret", id=key_id)
        if row and row["sealed_secret"] is None:
            sealed = self._sealer.seal(secrets.token_bytes(32))
            row = await self._database.one("keep_sealed_secret", id=key_id, sealed=sealed)
        if row is None:
            raise InvalidKey(f"there is no key {key_id}")
        return self._sealer.open(row["sealed_secret"])


async def _insert(connection: Connection, name: str) -> tuple[Key, str]:
    secret = f"rc_{secrets.token_urlsafe(32)}"
    (row,) = await rows(connection, "insert_key", id=uuid4(), name=name, hash=_hash(secret))
    return _key(row), secret


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _key(row: Row) -> Key:
    return Key(**row)
