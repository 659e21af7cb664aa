"""The places of an embedded Postgres: its folders, locks, password and socket.

::

    DATA_DIR/postgres/
    ├── change.lock   held alone while somebody starts or stops the server
    ├── users.lock    held shared by every process that uses the server
    ├── running.lock  held by initdb and by the server itself, for as long as they live
    ├── binaries/     a copy of the programs, only where the installed ones cannot be reached
    └── server/       belongs to the user that Postgres runs as, closed to everyone else
        ├── cluster/  the database
        ├── socket/   how one connects
        ├── password
        └── log
"""

import hashlib
import os
import re
import secrets
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from reelcast.errors import DatabaseUnavailable
from reelcast.store.embedded.account import Account, account_for

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_BYTES = 100
"""A socket's whole path stays below this: the kernels stop at 104 (macOS) and 108 (Linux)."""

PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")
"""Postgres and libpq read commas, quotes and percent signs in a socket folder as something else."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where the server of one data folder lives, and who runs it."""

    root: Path
    account: Account

    @property
    def change_lock(self) -> Path:
        """Held alone while somebody decides to start or stop."""
        return self.root / "change.lock"

    @property
    def users_lock(self) -> Path:
        """Held shared by all who use the server."""
        return self.root / "users.lock"

    @property
    def running_lock(self) -> Path:
        """Held by initdb and the server themselves."""
        return self.root / "running.lock"

    @property
    def binaries(self) -> Path:
        """Copies of the programs, one folder for each release of the wheel."""
        return self.root / "binaries"

    @property
    def server(self) -> Path:
        """What belongs to the server's user."""
        return self.root / "server"

    @property
    def cluster(self) -> Path:
        """Postgres' own data folder."""
        return self.server / "cluster"

    @property
    def password(self) -> Path:
        """The file with the password of the only role."""
        return self.server / "password"

    @property
    def log(self) -> Path:
        """What the server has to say."""
        return self.server / "log"

    def log_tail(self, lines: int = 12) -> str:
        """The end of the server's log, for an error message."""
        try:
            return "\n".join(read_plain(self.log).splitlines()[-lines:]) or "(empty)"
        except FileNotFoundError:
            return "(there is none)"


def open_home(data_dir: Path) -> Home:
    """Create the outer folders where missing; the server's own come with its first start."""
    data_dir = data_dir.expanduser().absolute()
    root = data_dir / "postgres"
    mode = 0o711 if os.geteuid() == 0 else 0o700  # root's server passes through as another user
    for folder in (data_dir, root):
        _make(folder, mode)
    return Home(root, account_for(root / "server"))


def _make(folder: Path, mode: int) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        return
    folder.chmod(mode)  # mkdir's mode is cut by the umask


def make_private(folder: Path, account: Account) -> None:
    """Create a folder for the server's user alone, or make sure that it is one.

    Raises ``DatabaseUnavailable`` for a folder that is another user's or open to others.
    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        require_private(folder, account)
    account.own(folder)


def require_private(folder: Path, account: Account) -> None:
    """Raises ``DatabaseUnavailable`` unless only the server's user may enter ``folder``."""
    status = folder.lstat()
    mode = stat.S_IMODE(status.st_mode) & 0o777
    if not stat.S_ISDIR(status.st_mode):
        fault = "it is not a folder"
    elif status.st_uid not in (account.uid, os.geteuid()):
        fault = f"it belongs to user {status.st_uid}, not to {account.name}"
    elif mode != 0o700:
        fault = f"its permissions are {mode:04o}, not 0700"
    else:
        return
    raise DatabaseUnavailable(f"{folder} cannot be used for Postgres: {fault}")


def socket_folder(home: Home) -> Path:
    """Where the server's socket goes: beside the cluster, or in the temporary folder.

    The latter where the data folder's path is too long for a socket, or not plain.
    """
    name = f"reelcast-{hashlib.sha256(os.fsencode(home.root.resolve())).hexdigest()[:12]}"
    for folder in (home.server / "socket", Path(tempfile.gettempdir()) / name):
        socket = str(folder / SOCKET_NAME)
        if len(os.fsencode(socket)) < SOCKET_BYTES and PLAIN_PATH.fullmatch(socket):
            return folder
    return Path("/tmp") / name  # noqa: S108 - make_private refuses it unless it is ours alone


def write_password(home: Home) -> None:
    """Put a new random password in place, for the server's user (and root) alone."""
    partial = home.server / "password.new"
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
    home.account.own(partial)
    partial.replace(home.password)


def read_plain(path: Path) -> str:
    """Read a file of the server's user; as root, never through a link that user made."""
    with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), encoding="utf-8", errors="replace") as f:
        return f.read()
