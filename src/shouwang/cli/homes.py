"""Homes with a database: found or made, and Django set up for them."""

import os
from pathlib import Path

import django
from django.core.management import call_command
from django.db import connection

from shouwang.base.words import _
from shouwang.cli.options import DEFAULT_CONTENT
from shouwang.cli.output import error_console
from shouwang.lake.folder import Home
from shouwang.lake.home import create_home, is_home, open_home

CONTENT = "SHOUWANG_CONTENT"


def use_home(home: Home) -> None:
    """Set Django up for a home and bring its database up to date; one home a process."""
    os.environ["SHOUWANG_HOME"] = str(home.root.absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.config.settings")
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "sqlite" and home.database.exists():
        home.database.chmod(0o600)


def home_that_is_there(root: Path) -> Home:
    """Return the home in a folder, its database ready.

    Raises:
        HomeMissing: if there is none.
    """
    home = open_home(root)
    use_home(home)
    return home


def home_with_database(root: Path, *, is_told: bool = True) -> Home:
    """Return the home in a folder, its database ready; a new one where there is nothing yet.

    Args:
        is_told: Whether the user hears of a new one.

    Raises:
        HomeExists: if the folder holds something else.
    """
    if is_home(root):
        home = open_home(root)
    else:
        home = create_home(root, content=os.environ.get(CONTENT) or DEFAULT_CONTENT.name)
        if is_told:
            error_console.print(_("A new home was made in {path}.").format(path=root), markup=False)
    use_home(home)
    return home
