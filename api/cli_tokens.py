"""The commands for programs' tokens: ``dondoc token make`` shows one once, ``dondoc token revoke`` ends it."""

from typing import Annotated

import typer

from api.terminal import AsJson, print_json, refuse
from core.errors import DomainError
from core.settings import Settings
from core.tokens import Scope

token_app = typer.Typer(help="Tokens with which other programs speak to dondoc.", no_args_is_help=True)


@token_app.command(name="make")
def token_make(
    name: str,
    *,
    scope: Annotated[list[Scope], typer.Option("--scope", help="What it may do; may stand several times.")],
    account: Annotated[
        str | None, typer.Option(help="User name for whom it acts; only documents:push needs none.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="It ends after so many days; else never.")] = None,
    as_json: AsJson = False,
) -> None:
    """Make a token and print its secret, this one time; it is kept only as a digest."""
    from api.starting import add_token

    try:
        secret = add_token(Settings(), name, scope, account, days)
    except DomainError as error:
        refuse(error.message)
    if as_json:
        print_json({"name": name, "token": secret, "scopes": sorted(scope)})
    else:
        typer.echo(secret)


@token_app.command(name="revoke")
def token_revoke(name: str) -> None:
    """End a token at once."""
    from api.starting import end_token

    try:
        end_token(Settings(), name)
    except DomainError as error:
        refuse(error.message)


@token_app.command(name="list")
def token_list(*, as_json: AsJson = False) -> None:
    """List the tokens: for whom each acts, what it may do, when it was used last."""
    from api.starting import tell_tokens

    for row in tell_tokens(Settings()):
        if as_json:
            print_json(row)
        else:
            typer.echo("\t".join(str(value or "–") for value in row.values()))
