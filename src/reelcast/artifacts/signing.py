"""Links that need no key: the artifact's name and an expiry, signed. Knows no store and no HTTP."""

import hashlib
import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

from reelcast.errors import LinkExpired, LinkInvalid
from reelcast.secret import load_secret
from reelcast.settings import Settings


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs with HMAC-SHA256 under the server's secret, so that no link can be guessed.

    ``clock`` gives seconds since the epoch.
    """

    secret: bytes = field(repr=False)
    clock: Callable[[], float] = time.time

    @classmethod
    def of(cls, settings: Settings) -> "Signer":
        """With the installation's own secret, made if there is none. Raises ``SettingsInvalid``."""
        return cls(load_secret(settings))

    def path(self, name: str, ttl: int) -> str:
        """The path and query that serve the artifact ``name`` for the next ``ttl`` seconds."""
        return f"/files/{name}?{self.sign(name, int(self.clock()) + ttl)}"

    def sign(self, name: str, expires: int) -> str:
        """The query that makes ``name`` readable until ``expires``, in seconds since the epoch."""
        return f"expires={expires}&signature={self._signature(name, str(expires))}"

    def verify(self, name: str, expires: str, signature: str) -> None:
        """Return when the link is ours and still good.

        Raises ``LinkInvalid``, or ``LinkExpired`` for a link that was good once.
        """
        expected = self._signature(name, expires)
        # compare_digest takes as long for a near miss as for a far one; it refuses non-ASCII text.
        if not (signature.isascii() and hmac.compare_digest(signature, expected)):
            raise LinkInvalid("the link's signature does not fit; use video_url as it was given")
        if self.clock() >= int(expires):
            raise LinkExpired("the link has expired; ask for the task again to get a new one")

    def _signature(self, name: str, expires: str) -> str:
        # The first line keeps other uses of the same secret apart, the newlines the two parts.
        message = f"reelcast file link\n{name}\n{expires}".encode("utf-8", "surrogatepass")
        digest = hmac.new(self.secret, message, hashlib.sha256).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
