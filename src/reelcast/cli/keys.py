"""``reelcast keys``: the keys that clients send."""

from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(
    no_args_is_help=True, help="Create, list and revoke API keys; show what signs their webhooks."
)


@app.command()
def create(name: Annotated[str, typer.Argument(help="What the key is for.")]) -> None:
    """Make a key and print it; it is not stored and cannot be shown again."""
    from reelcast.app import ask
    from reelcast.settings import Settings

    _, secret = ask(Settings.read(), lambda parts: parts.keys.create(name))
    typer.echo(secret)


@app.command("list")
def list_keys() -> None:
    """Show all keys, revoked ones included."""
    from reelcast.app import ask
    from reelcast.settings import Settings

    table = Table("ID", "Name", "Created", "Revoked")
    for key in ask(Settings.read(), lambda parts: parts.keys.list()):
        revoked = f"{key.revoked_at:%Y-%m-%d %H:%M}" if key.revoked_at else ""
        table.add_row(str(key.id), key.name, f"{key.created_at:%Y-%m-%d %H:%M}", revoked)
    Console().print(table)


@app.command()
def revoke(key_id: Annotated[UUID, typer.Argument(help="From `reelcast keys list`.")]) -> None:
    """End a key at once and for good; its tasks stay."""
    from reelcast.app import ask
    from reelcast.settings import Settings

    revoked = ask(Settings.read(), lambda parts: parts.keys.revoke(key_id))
    if revoked is None:
        typer.echo(f"There is no key {key_id}.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Revoked {revoked.name}.")


@app.command("signing-secret")
def signing_secret(
    key_id: Annotated[UUID, typer.Argument(help="From `reelcast keys list`.")],
) -> None:
    """Print what the webhooks of a key's tasks are signed with, for those who receive them."""
    from reelcast.app import ask, signing_secrets
    from reelcast.settings import Settings
    from reelcast.webhooks import shown_secret

    settings = Settings.read()
    secret = ask(settings, lambda parts: signing_secrets(settings, parts).of(key_id))
    typer.echo(shown_secret(secret))
