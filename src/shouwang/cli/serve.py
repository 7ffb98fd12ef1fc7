"""``shouwang serve``: the pages, the background work and the daily duties of a home, until Ctrl-C."""

import http.client
import ipaddress
import os
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from shouwang.base.access import EVERYWHERE, SYSTEM
from shouwang.base.errors import ShouwangError
from shouwang.base.words import _
from shouwang.cli.children import Child, keep_alive
from shouwang.cli.homes import home_that_is_there
from shouwang.cli.options import DEFAULT_HOME, Home
from shouwang.cli.output import answers, console, error_console
from shouwang.lake.folder import Home as OpenHome
from shouwang.lake.home import now, today
from shouwang.rules.content import load_content

LOOPBACK = "127.0.0.1"
ANY_ADDRESS = ("0.0.0.0", "::")  # noqa: S104 - recognised here, never a default
HIGHEST_PORT = 65535
SECONDS_TO_ANSWER = 5.0
FIRST_PAGE = "/accounts/sign-in/"


class AddressNotFree(ShouwangError):
    """Something else listens there, or the address is not this machine's."""


class DemoAccountsOpen(ShouwangError):
    """Everybody knows the passwords of a demo, so it is not shown to a network."""


class DatabaseUnreachable(ShouwangError):
    """The database does not answer."""


@answers
def serve(
    *,
    home: Home = DEFAULT_HOME,
    host: Annotated[str, typer.Option(help="The address to listen at.")] = LOOPBACK,
    port: Annotated[int, typer.Option(help="The port.", min=1, max=HIGHEST_PORT)] = 8000,
    workers: Annotated[int, typer.Option(help="Processes that answer pages.", min=1)] = 2,
) -> None:
    """Serve the pages of a home, do its background work and its daily duties."""
    serve_home(Path(home), host=host, port=port, workers=workers)


def serve_home(root: Path, *, host: str = LOOPBACK, port: int = 8000, workers: int = 2) -> None:
    """Serve a home until Ctrl-C.

    Raises:
        AddressNotFree: if it cannot listen there.
        DemoAccountsOpen: if the home has demo accounts and the address is not loopback.
    """
    fail_if_taken(host, port)
    opened = _prepared(root)
    fail_if_demo_is_open(opened, host)
    from django.db import connections  # noqa: PLC0415 - needs Django set up

    connections.close_all()  # what is started now opens its own
    address = f"http://{_in_address(_reachable(host))}:{port}"
    stopped = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda *_ignored: stopped.set())
    keep_alive(
        [
            Child(_("the server of the pages"), [sys.executable, "-m", "shouwang.config.server",
                                                 host, str(port), str(workers)]),
            Child(_("the background worker"), [sys.executable, "-m", "shouwang.web.jobs.worker"]),
        ],
        environment=_environment(opened, host),
        stopped=stopped,
        is_ready=lambda: _answers_at(_reachable(host), port),
        ready=lambda: console.print(
            _("Open {address} in a browser; Ctrl-C stops.").format(address=address), markup=False
        ),
        died=lambda child: error_console.print(
            _("{name} stopped and is started again.").format(name=child.label), markup=False
        ),
    )  # fmt: skip


def fail_if_taken(host: str, port: int) -> None:
    """Refuse an address at which nothing can listen, before anything is started."""
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
            trial.listen(1)
    except OSError as error:
        raise AddressNotFree(
            _("cannot listen at {host}, port {port}: {fault}; name another with --port").format(
                host=host, port=port, fault=error.strerror or error
            )
        ) from None


def fail_if_demo_is_open(home: OpenHome, host: str) -> None:
    """Refuse to show the accounts of a demo to a network."""
    from shouwang.stages.org.queries import jobs  # noqa: PLC0415 - needs Django set up

    if is_loopback(host) or not jobs.count_demo_accounts(on=today(home), scope=EVERYWHERE):
        return
    raise DemoAccountsOpen(
        _(
            "this home has demo accounts, whose passwords everybody knows: "
            "it is served at 127.0.0.1 only; close these accounts first"
        )
    )


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine alone.

    >>> is_loopback("127.0.0.1"), is_loopback("::1"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _prepared(root: Path) -> OpenHome:
    """Return the home, its database up to date and in agreement with its lake."""
    from django.db import OperationalError  # noqa: PLC0415 - only a home needs Django

    try:
        home = home_that_is_there(root)
    except OperationalError as error:
        raise DatabaseUnreachable(
            _("the database does not answer: {fault}").format(fault=str(error).splitlines()[0])
        ) from None
    from shouwang.stages.ingest import operations as ingest  # noqa: PLC0415 - needs Django set up
    from shouwang.stages.register.operations import index  # noqa: PLC0415 - needs Django set up

    moment, day = now(home), today(home)
    ingest.follow_snapshots(home=home, at=moment, by=SYSTEM, on=day)
    try:
        content = load_content(home.content_dir)
        index.refresh_index(home=home, content=content, at=moment, by=SYSTEM, on=day)
    except ShouwangError as error:
        error_console.print(str(error), markup=False)  # a home without a register is served too
    return home


def _environment(home: OpenHome, host: str) -> dict[str, str]:
    """Return what the processes are started with: the home, and the names they answer to."""
    named = [each for each in os.environ.get("SHOUWANG_HOSTS", "").split(",") if each]
    names = dict.fromkeys([*named, LOOPBACK, "localhost", *_names(host)])
    return {
        **os.environ,
        "SHOUWANG_HOME": str(home.root.absolute()),
        "SHOUWANG_HOSTS": ",".join(names),
        "DJANGO_SETTINGS_MODULE": "shouwang.config.settings",
    }


def _names(host: str) -> list[str]:
    """Return how this machine may be called when it listens at an address."""
    if host not in ANY_ADDRESS:
        return [_in_address(host)]
    own = socket.gethostname()
    try:
        found = socket.getaddrinfo(own, None, type=socket.SOCK_STREAM)
    except OSError:
        found = []
    return [own, socket.getfqdn(), *(_in_address(str(each[4][0])) for each in found)]


def _reachable(host: str) -> str:
    return LOOPBACK if host in ANY_ADDRESS else host


def _in_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _answers_at(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS_TO_ANSWER)
    try:
        connection.request("HEAD", FIRST_PAGE)
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except OSError:
        return False
    finally:
        connection.close()
