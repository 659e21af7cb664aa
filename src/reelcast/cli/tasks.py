"""``reelcast tasks``: what the operator sees of the queue."""

from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from reelcast.app import Backend
    from reelcast.store.deliveries import Delivery
    from reelcast.task import Task

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

    task, deliveries = ask(Settings.read(), lambda parts: _known(parts, task_id))
    table = Table(show_header=False, box=None)
    for name in task.__slots__:
        if name not in ("generation", "references", "origin"):
            table.add_row(name, str(getattr(task, name)))
    for part in (task.generation, task.origin):
        for name, value in part.to_json().items():
            table.add_row(name, "" if value is None else str(value))
    for index, reference in enumerate(task.references):
        table.add_row(f"images[{index}]", f"{reference.url or 'inline'} {reference.sha256 or ''}")
    Console().print(table)
    if deliveries:
        Console().print(_told(deliveries))


async def _known(parts: "Backend", task_id: UUID) -> tuple["Task", list["Delivery"]]:
    return await parts.tasks.find(task_id), await parts.deliveries.of(task_id)


def _told(deliveries: list["Delivery"]) -> Table:
    """Every try to tell the task's webhook, oldest first."""
    table = Table("Told at", "Event", "Try", "Answer", "Seconds", "Error", title="Webhook")
    for each in deliveries:
        table.add_row(
            f"{each.created_at:%Y-%m-%d %H:%M:%S}",
            each.event,
            str(each.attempt),
            "" if each.answer is None else str(each.answer),
            f"{each.seconds:.2f}",
            each.error,
        )
    return table
