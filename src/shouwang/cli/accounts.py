"""``shouwang accounts add``, ``list``, ``reset``, ``close``: who may sign in, from the machine itself."""

import getpass
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from shouwang.base.access import EVERYWHERE, Actor, NotFound
from shouwang.base.words import _
from shouwang.cli.homes import home_that_is_there
from shouwang.cli.options import DEFAULT_HOME, AsJson, Home
from shouwang.cli.output import answers, console, show_json
from shouwang.lake.folder import Home as HomeFolder
from shouwang.lake.home import now, today
from shouwang.rules.content import Content, load_content

By = Annotated[str, typer.Option("--by", help="Who does it; the user of the machine by default.")]
Username = Annotated[str, typer.Argument(help="The name to sign in with.")]


def actor(by: str) -> Actor:
    """Return who works on the machine itself: whoever can read the home may do everything."""
    return Actor(by or getpass.getuser(), roles=frozenset({"admin"}))


@answers
def add(
    username: Username,
    *,
    label: Annotated[str, typer.Option("--label", help="The name colleagues know them by.")],
    roles: Annotated[list[str], typer.Option("--role", help="A role; may be given several times.")],
    region: Annotated[str, typer.Option("--region", help="The code of the office's region.")],
    office: Annotated[str, typer.Option("--office", help="The name of the office.")],
    places: Annotated[
        list[str],
        typer.Option("--place", help="Own places, where they are not the office's region."),
    ] = [],  # noqa: B006 - Typer reads the default, nobody changes it
    department: Annotated[str, typer.Option("--department", help="Whose data they send.")] = "",
    ask: Annotated[
        bool, typer.Option("--ask", help="Ask for the first password; drawn and shown otherwise.")
    ] = False,
    home: Home = DEFAULT_HOME,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Make an account; its first password is shown once and changed at the first sign-in."""
    place, content = _open(home)
    from shouwang.stages.org.operations import accounts  # noqa: PLC0415

    password = (
        typer.prompt(_("first password"), hide_input=True, confirmation_prompt=True) if ask else ""
    )
    made, drawn = accounts.add_account(
        content=content,
        username=username,
        wanted=accounts.Wanted(
            label=label, office=office, region=region, roles=tuple(roles), places=tuple(places),
            department=department,
        ),
        password=password,
        at=now(place),
        by=actor(by),
        on=today(place),
    )  # fmt: skip
    _tell_password(made.username, "" if ask else drawn, as_json=as_json)


@answers
def list_accounts(
    *,
    role: Annotated[str, typer.Option("--role", help="Only those with this role.")] = "",
    text: Annotated[str, typer.Option("--find", help="A part of a name or an office.")] = "",
    home: Home = DEFAULT_HOME,
    as_json: AsJson = False,
) -> None:
    """List accounts by their names."""
    place, content = _open(home)
    from shouwang.stages.org.queries import accounts  # noqa: PLC0415

    found: list[dict[str, Any]] = []
    after = ""
    while rows := accounts.accounts_listed(
        content=content, text=text, role=role, after=after, on=today(place), scope=EVERYWHERE
    ):
        after = rows[-1].username
        found += [_described(each, place) for each in rows]
    if as_json:
        show_json(found)
        return
    headings = (_("username"), _("name"), _("office"), _("roles"), _("places"), _("closed"))
    table = Table(*(Column(word) for word in headings), box=None)
    for each in found:
        cells = (each["username"], each["label"], each["office"], ", ".join(each["roles"]),
                 ", ".join(each["places"]), each["closed"] or "")  # fmt: skip
        table.add_row(*(escape(str(cell)) for cell in cells))
    console.print(table, soft_wrap=False)


@answers
def reset(
    username: Username, *, home: Home = DEFAULT_HOME, by: By = "", as_json: AsJson = False
) -> None:
    """Draw a new password for an account and show it once; its sessions are closed."""
    place, content = _open(home)
    from shouwang.stages.org.operations import accounts  # noqa: PLC0415

    found = _named(username, place)
    password = accounts.reset_password(
        content=content, number=found.pk, version=found.version, at=now(place), by=actor(by),
        on=today(place),
    )  # fmt: skip
    _tell_password(username, password, as_json=as_json)


@answers
def close(
    username: Username,
    *,
    to: Annotated[str, typer.Option("--to", help="Whose the open work becomes.")] = "",
    home: Home = DEFAULT_HOME,
    by: By = "",
) -> None:
    """Close an account, its open work handed over in the same act."""
    place, content = _open(home)
    from shouwang.stages.cases.operations import handover  # noqa: PLC0415

    found = _named(username, place)
    work = handover.leave(
        content=content, leaving=found.pk, version=found.version,
        taking=_named(to, place).pk if to else None, at=now(place), by=actor(by), on=today(place),
    )  # fmt: skip
    console.print(
        _(
            "{name} is closed; {pairings} households and {measures} measures are handed over."
        ).format(name=username, pairings=work.pairings, measures=work.measures),
        markup=False,
    )


def _open(home: Any) -> tuple[HomeFolder, Content]:
    place = home_that_is_there(home)
    return place, load_content(place.content_dir)


def _named(username: str, place: HomeFolder) -> Any:
    from shouwang.stages.org.queries import accounts  # noqa: PLC0415

    found = accounts.account_named(username=username, on=today(place), scope=EVERYWHERE)
    if found is None:
        raise NotFound(_("there is no account {name}").format(name=username))
    return found


def _described(account: Any, place: HomeFolder) -> dict[str, Any]:
    from shouwang.stages.org.standing import places_of  # noqa: PLC0415

    del place
    return {
        "username": account.username,
        "label": account.label,
        "office": account.office.name,
        "roles": account.roles,
        "places": places_of(account),
        "is_demo": account.is_demo,
        "closed": account.closed_date.isoformat() if account.closed_date else None,
    }


def _tell_password(username: str, password: str, *, as_json: bool) -> None:
    if as_json:
        show_json({"username": username, "password": password or None})
        return
    told = _("{name} is ready.").format(name=username)
    if password:
        told = _("{name}: first password {password}, shown only now.").format(
            name=username, password=password
        )
    console.print(told, markup=False, highlight=False)
