"""The documents are true of what is there: every setting, flag and error code, every link."""

import os
import re
import subprocess
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TypeGuard

import pytest
from pydantic.fields import FieldInfo
from typer.core import TyperCommand, TyperGroup

from reelcast import board, errors
from reelcast.cli import COMMANDS, load
from reelcast.errors import ReelcastError
from reelcast.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*DOCS, ROOT / "README.md", ROOT / "CHANGELOG.md"]
LEFT_OUT = {"out", "dist", "__pycache__"}
# Package indexes are the user's to choose.
FOREIGN = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs")


def texts() -> Iterator[Path]:
    """Every text file of the repository but this one."""
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in LEFT_OUT and (f == ".ci" or f[0] != ".")]
        for file in files:
            path = Path(folder, file)
            if path != Path(__file__) and b"\0" not in path.read_bytes()[:4096]:
                yield path


def default_of(field: FieldInfo) -> str:
    """A setting's default as the table has it."""
    if field.default_factory:
        return "by platform"
    if field.default is None:
        return "unset"
    if field.default == ():
        return "none"
    shown = f"{field.default:.12g}" if isinstance(field.default, float) else field.default
    return f"`{shown}`"


def is_words(kind: object) -> TypeGuard[type[StrEnum]]:
    """Whether it is one of the vocabularies."""
    return isinstance(kind, type) and issubclass(kind, StrEnum) and kind is not StrEnum


def sections(page: Path) -> dict[str, str]:
    """A page's text by heading, without what stands under the headings below it."""
    parts = re.split(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def commands() -> Iterator[tuple[str, TyperCommand | TyperGroup]]:
    """Every command that can be run, with its whole name."""
    for name in COMMANDS:
        command = load(name)
        yield f"reelcast {name}", command
        for child, inner in getattr(command, "commands", {}).items():
            yield f"reelcast {name} {child}", inner


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_in_the_table_as_it_is(name: str) -> None:
    field = Settings.model_fields[name]
    row = f"| `REELCAST_{name.upper()}` | {default_of(field)} | {field.description} |"
    assert row in (ROOT / "docs/deploying.md").read_text("utf-8").splitlines()


def test_the_table_has_no_setting_that_is_not_there() -> None:
    table = sections(ROOT / "docs/deploying.md")["Settings"]
    rows = re.findall(r"^\| `REELCAST_(\w+)` \|", table, re.MULTILINE)
    assert [row.lower() for row in rows] == list(Settings.model_fields)


def test_every_command_and_flag_is_documented() -> None:
    documented = sections(ROOT / "docs/commands.md")
    for name, command in commands():
        assert f"`{name}`" in documented
        shown = [option for option in command.params if not getattr(option, "hidden", False)]
        flags = {flag for option in shown for flag in (*option.opts, *option.secondary_opts)}
        missing = {flag for flag in flags if flag[0] == "-"} - {"--help", "-h"}
        missing -= set(re.findall(r"`(-[\w-]+)`", documented[f"`{name}`"]))
        assert not missing, f"{name}: {missing}"


def test_no_command_is_documented_that_is_not_there() -> None:
    headings = {heading.strip("`") for heading in sections(ROOT / "docs/commands.md")}
    known = {name for name, _ in commands()} | {"reelcast", "The command line"}
    assert headings == known


def test_every_error_code_is_documented() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.code for kind in kinds if issubclass(kind, ReelcastError)}
    api = (ROOT / "docs/api.md").read_text("utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", api, re.MULTILINE)) == codes


def test_every_member_and_word_of_a_storyboard_is_documented() -> None:
    words = {word for kind in vars(board).values() if is_words(kind) for word in kind}
    members = {*board.Storyboard.model_fields, *board.Role.model_fields} - {"camera"}
    members |= {f"camera.{name}" for name in board.Camera.model_fields}
    section = sections(ROOT / "docs/api.md")["Storyboard and subjects"]
    assert words | members <= set(re.findall(r"`([a-z_.]+)`", section))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    inside = [t.partition("#")[0] for t in targets if not re.match(r"https?:|#", t)]
    assert not [target for target in inside if not (page.parent / target).exists()]


def test_no_package_index_is_named() -> None:
    assert not [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in texts()
        if (found := FOREIGN.search(path.read_text("utf-8")))
    ]


@pytest.mark.parametrize("script", ["setup", "test", "lint"])
def test_scripts_are_executable_bash(script: str) -> None:
    path = ROOT / "scripts" / script
    assert os.access(path, os.X_OK)
    subprocess.run(["bash", "-n", path], check=True)


def test_examples_are_python() -> None:
    for example in (ROOT / "examples").rglob("*.py"):
        compile(example.read_text("utf-8"), str(example), "exec")
