"""``scripts/setup`` with stand-ins for Python and pip: what it does, how often, what it says."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[2] / "scripts" / "setup"

# Answers like a Python that can do everything and writes down what it was asked.
STAND_IN = """#!/bin/sh
echo "$*" >> "{log}"
case "$*" in
  *"-m venv"*) mkdir -p .venv/bin && cp "$0" .venv/bin/python ;;
  *"pip install"*)
    if [ -e "{faults}" ]; then
      echo "no network"
      [ "$(grep -c 'pip install' "{log}")" -gt "$(cat "{faults}")" ] || exit 1
    fi ;;
esac
"""


class Clone:
    """A clone with only what the script looks at, on a machine with only what is put there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "clone"
        self.programs = folder / "programs"
        self.log = folder / "log"
        self.faults = folder / "faults"
        (self.folder / "scripts").mkdir(parents=True)
        shutil.copy(SETUP, self.folder / "scripts" / "setup")
        (self.folder / "pyproject.toml").write_text("[project]\n")
        self.programs.mkdir()
        # The real tools, but none of the real Pythons.
        for tool in ("bash", "sh", "cat", "cksum", "cp", "dirname", "flock", "grep", "id"):
            self.link(tool)
        for tool in ("mkdir", "mktemp", "rm", "tail"):
            self.link(tool)
        self.add_program("sleep", "#!/bin/sh\n")

    def link(self, tool: str) -> None:
        if found := shutil.which(tool):
            (self.programs / tool).symlink_to(found)

    def add_program(self, name: str, text: str = STAND_IN) -> None:
        program = self.programs / name
        program.write_text(text.format(log=self.log, faults=self.faults))
        program.chmod(0o755)

    def setup(self) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PATH": str(self.programs)}
        environment.pop("PYTHON", None)
        return subprocess.run(
            [self.folder / "scripts" / "setup"], capture_output=True, text=True, env=environment
        )

    def installs(self) -> int:
        return self.log.read_text().count("pip install")


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_it_installs_once_and_then_costs_nothing(clone: Clone) -> None:
    clone.add_program("python3")
    first = clone.setup()
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.splitlines()[-1] == "setup: ready"
    second = clone.setup()
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert clone.installs() == 1


def test_a_changed_pyproject_is_installed_into_the_environment_that_is_there(clone: Clone) -> None:
    clone.add_program("python3")
    clone.setup()
    (clone.folder / "pyproject.toml").write_text("[project]\nname = 'reelcast'\n")
    clone.setup()
    assert clone.installs() == 2
    assert clone.log.read_text().count("-m venv") == 1


def test_pip_is_tried_three_times_before_its_words_are_shown(clone: Clone) -> None:
    clone.add_program("python3")
    clone.faults.write_text("1")
    assert clone.setup().returncode == 0
    (clone.folder / ".venv" / "installed").unlink()
    clone.log.unlink()
    clone.faults.write_text("9")
    done = clone.setup()
    assert done.returncode == 1
    assert "no network" in done.stderr
    assert clone.installs() == 3


def test_a_failed_installation_is_tried_again_the_next_time(clone: Clone) -> None:
    clone.add_program("python3")
    clone.faults.write_text("9")
    assert clone.setup().returncode == 1
    clone.faults.unlink()
    assert clone.setup().stdout.endswith("setup: ready\n")


def test_without_a_new_enough_python_it_says_what_to_do(clone: Clone) -> None:
    clone.add_program("python3", "#!/bin/sh\nexit 1\n")
    done = clone.setup()
    assert done.returncode == 1
    assert "no Python 3.11 or newer found" in done.stderr


def test_an_old_python3_is_passed_over_for_a_newer_one_by_name(clone: Clone) -> None:
    clone.add_program("python3", "#!/bin/sh\nexit 1\n")
    clone.add_program("python3.12")
    assert clone.setup().returncode == 0


def test_a_python_that_makes_no_environments_is_told_by_its_package(clone: Clone) -> None:
    clone.add_program(
        "python3",
        '#!/bin/sh\ncase "$*" in *ensurepip*) exit 1 ;; *"-venv"*) echo python3.12-venv ;; esac\n',
    )
    done = clone.setup()
    assert done.returncode == 1
    assert "apt-get install python3.12-venv" in done.stderr
