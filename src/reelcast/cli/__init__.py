"""The ``reelcast`` command: names its sub-commands and loads only the one that is run.

What a sub-command needs to import is not paid for by ``--help`` or by the others.
"""

import sys
from collections.abc import Mapping
from importlib import import_module, metadata
from types import MappingProxyType
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from reelcast.errors import ReelcastError

COMMANDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "generate": ("generate:generate", "Make a clip from one to seven pictures and a prompt."),
        "storyboard": ("storyboard:storyboard", "Show how a prompt is understood, as JSON."),
        "stage": ("stage:app", "Look at the sets of the stage engine."),
        "serve": ("serve:serve", "Start the server: the HTTP API and its workers."),
        "worker": ("serve:worker", "Start one more worker for a server that is running."),
        "models": ("models:app", "Fetch or list the weight files."),
        "keys": ("keys:app", "Create, list or revoke API keys."),
        "tasks": ("tasks:app", "List the tasks or show one."),
    }
)
"""Every sub-command: ``module:attribute`` in this package, and its line in ``reelcast --help``.

The attribute is a function, or the ``typer.Typer`` of a command that has commands of its own.
"""


class LazyGroup(TyperGroup):
    """A group that lists ``COMMANDS`` from their lines and imports the one that is run."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, (_, line) in COMMANDS.items():
            self.add_command(TyperCommand(name, help=line))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command named first in ``args``, imported, and what is left of them."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, load(name) if name and listed else None, rest


def load(name: str) -> TyperCommand | TyperGroup:
    """The sub-command of that name, imported."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    target = getattr(import_module(f"reelcast.cli.{module}"), attribute)
    holder = typer.Typer(add_completion=False)
    if isinstance(target, typer.Typer):
        holder.add_typer(target, name=name)
    else:
        holder.command(name)(target)
    command = typer.main.get_group(holder).commands[name]
    assert isinstance(command, TyperCommand | TyperGroup)  # noqa: S101 - typer makes no other
    return command


app = typer.Typer(
    cls=LazyGroup,
    help="Reference-to-video on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"reelcast {metadata.version('reelcast')}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Reference-to-video on your own machine."""


def main() -> None:
    """Run the command line and end the process.

    Exit codes: 0 done, 1 it could not be done (the reason is on stderr), 2 the command was not
    understood, 130 stopped by Ctrl-C.
    """
    try:
        typer.main.get_command(app)(prog_name="reelcast")
    except ReelcastError as error:
        typer.echo(f"reelcast: {error}", err=True)
        sys.exit(1)
