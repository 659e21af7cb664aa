"""The Postgres that Reelcast starts for itself in its data folder, shared by its processes.

``attach`` hands out a lease; the server runs while anybody holds one. It speaks through one Unix
socket only, wants a password, and knows nothing of tasks, tables or settings.
"""

from reelcast.store.embedded.lease import Lease, attach

__all__ = ["Lease", "attach"]
