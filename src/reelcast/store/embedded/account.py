"""Whose rights Postgres runs with: our own, or for root (which Postgres refuses) another user's."""

import os
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reelcast.errors import DatabaseUnavailable

if sys.platform != "win32":
    import pwd

COMMAND_SECONDS = 120.0
"""Longest that one Postgres command may take; initdb takes about one second."""

PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Nothing else of our environment is shown to the server: it may hold secrets, or PGDATA."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user that owns the cluster. ``switched`` when that is not the user we are."""

    name: str
    uid: int
    gid: int
    switched: bool

    def run(
        self, command: Sequence[str | Path], *, folder: Path, keep: tuple[int, ...] = ()
    ) -> "subprocess.CompletedProcess[str]":
        """Run a program as this user, inside ``folder``; ``keep`` are descriptors it inherits.

        Raises ``OSError`` when it cannot be started and ``DatabaseUnavailable`` when it hangs.
        """
        environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        try:
            return subprocess.run(  # noqa: S603 - the programs are the wheel's own
                command,
                cwd=folder,
                env={**environment, "LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=COMMAND_SECONDS,
                pass_fds=keep,
                umask=0o077,
                user=self.uid if self.switched else None,
                group=self.gid if self.switched else None,
                extra_groups=() if self.switched else None,
            )
        except subprocess.TimeoutExpired as late:
            raise DatabaseUnavailable(
                f"{Path(command[0]).name} did not end within {COMMAND_SECONDS:.0f} s"
            ) from late

    def own(self, path: Path) -> None:
        """Make this user the owner of a file or folder that we created."""
        if self.switched:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def require_way_to(self, folder: Path) -> None:
        """Raises ``DatabaseUnavailable`` naming the folder that keeps this user out."""
        if not self.switched:
            return
        entering = self.run(["/bin/sh", "-c", 'cd "$1"', "sh", folder], folder=Path("/"))
        if entering.returncode != 0:
            closed = self._first_closed(folder)
            raise DatabaseUnavailable(
                f"Postgres does not run as root, so it runs as {self.name}, and {self.name} may "
                f"not enter {closed}: choose a data folder elsewhere (REELCAST_DATA_DIR, for "
                f"example /var/lib/reelcast) or allow it with: chmod o+x '{closed}'"
            )

    def _first_closed(self, folder: Path) -> Path:
        for place in [*reversed(folder.parents), folder]:
            if not self._may_enter(place.stat()):
                return place
        return folder

    def _may_enter(self, status: os.stat_result) -> bool:
        if status.st_uid == self.uid:
            return bool(status.st_mode & stat.S_IXUSR)
        if status.st_gid == self.gid:
            return bool(status.st_mode & stat.S_IXGRP)
        return bool(status.st_mode & stat.S_IXOTH)


def account_for(folder: Path) -> Account:
    """Who runs the server that lives in ``folder``: its owner if it exists, or for root nobody.

    Root so serves an ordinary user's data folder as that user. Raises ``DatabaseUnavailable`` when
    the machine does not know the user.
    """
    me = os.geteuid()
    owner = folder.lstat().st_uid if folder.is_dir() else me
    try:
        if me != 0:
            return Account(_name(me), me, os.getegid(), switched=False)
        entry = pwd.getpwnam("nobody") if owner == 0 else pwd.getpwuid(owner)
    except KeyError as unknown:
        raise DatabaseUnavailable(
            f"this machine has no user {'nobody' if owner == 0 else owner} to run Postgres as: "
            "create it, or set REELCAST_DATABASE_URL"
        ) from unknown
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switched=True)


def _name(uid: int) -> str:
    """Raises ``KeyError``: Postgres, too, refuses to run as a user without a name."""
    return pwd.getpwuid(uid).pw_name
