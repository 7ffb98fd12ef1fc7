"""Pages are asked for by a client of Django's, in a home without deliveries, in Chinese."""

import pytest

from tests.office import world


@pytest.fixture(scope="session")
def empty_home(tmp_path_factory):
    return world.make_home(tmp_path_factory.mktemp("office") / "home")


@pytest.fixture(autouse=True)
def at_home(settings, empty_home):
    settings.HOME = empty_home.root
    return empty_home


@pytest.fixture
def sign_in(client, db):
    """Sign in as a role; returns the client."""

    def signing_in(role, side=world.HOME, **fields):
        client.force_login(
            world.account(role, side, **fields),
            backend="shouwang.web.accounts.backend.Accounts",
        )
        return client

    return signing_in
