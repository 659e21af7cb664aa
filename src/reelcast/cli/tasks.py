"""``reelcast tasks``: what the operator sees of the queue."""

from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(no_args_is_help=True, help="Look at tasks.")


@app.command("list")
def list_tasks(
    limit: Annotated[int, typer.Option(help="How many, newest first.", min=1, max=1000)] = 20,
) -> None:
    """Show the newest tasks of all keys."""
    from reelcast.app import ask
    from reelcast.settings import Settings

    table = Table("ID", "Status", "%", "Created", "Prompt", "Reason")
    for task in ask(Settings.read(), lambda parts: parts.tasks.newest(limit)):
        table.add_row(
            str(task.id),
            task.status.removeprefix("TASK_STATUS_"),
            str(task.percent),
            f"{task.created_at:%Y-%m-%d %H:%M:%S}",
            task.generation.prompt[:40],
            task.reason,
        )
    Console().print(table)


@app.command()
def show(task_id: Annotated[UUID, typer.Argument(help="The task_id the client got.")]) -> None:
    """Show everything known of one task."""
    from reelcast.app import ask
    from reelcast.settings import Settings

    task = ask(Settings.read(), lambda parts: parts.tasks.find(task_id))
    table = Table(show_header=False, box=None)
    for name in task.__slots__:
        if name not in ("generation", "references"):
            table.add_row(name, str(getattr(task, name)))
    for name, value in task.generation.to_json().items():
        table.add_row(name, str(value))
    for index, reference in enumerate(task.references):
        table.add_row(f"images[{index}]", f"{reference.url or 'inline'} {reference.sha256 or ''}")
    Console().print(table)
