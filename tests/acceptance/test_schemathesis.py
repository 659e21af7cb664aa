"""``schemathesis`` against the live server: every operation of its OpenAPI document, unasked."""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.acceptance.conftest import REPOSITORY, Server

EXAMPLES = 2000
"""What has to be tried at the least, over all operations."""
EACH = 45
"""At the most, for one operation in one phase."""
SEED = 20261122
"""Fixed, so that a finding belongs to the change that brought it."""


@pytest.fixture(scope="module")
def report(quick: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What schemathesis has to say about the server, with its whole output in ``output``."""
    folder = tmp_path_factory.mktemp("schemathesis")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{quick.url}/openapi.json"),
            *("--header", f"Authorization: Bearer {quick.key}"),
            *("--checks", "all", "--continue-on-failure", "--no-color"),
            *("--max-examples", str(EACH), "--warnings", "off", "--seed", str(SEED)),
            *("--report", "json", "--report-json-path", "report.json"),
        ],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(REPOSITORY),
            "SCHEMATHESIS_HOOKS": "tests.acceptance.schemathesis_hooks",
        },
        capture_output=True,
        text=True,
        timeout=280,
    )
    file = folder / "report.json"
    assert file.exists(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(file.read_text())
    return {**found, "output": done.stdout}


@pytest.mark.known("ours")
def test_nothing_is_found_that_the_description_does_not_say(report: dict[str, Any]) -> None:
    assert report["failures"] == report["errors"] == [], report["output"]
    assert report["exit_code"] == 0, report["output"]


@pytest.mark.known("ours")
def test_every_operation_was_tried_and_often_enough(report: dict[str, Any]) -> None:
    assert report["operations"]["tested"] == report["operations"]["total"] > 0
    assert report["test_cases"]["generated"] >= EXAMPLES, report["test_cases"]
