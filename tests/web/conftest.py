"""Pages are asked for by a client of Django's, in a home without deliveries, in Chinese."""

import pytest
from django_otp import DEVICE_ID_SESSION_KEY

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
    """Sign in as a role, its second factor shown if it wants one; returns the client."""

    def signing_in(role, side=world.HOME, *, shown=True, **fields):
        account = world.account(role, side, **fields)
        client.force_login(account, backend="shouwang.web.accounts.backend.Accounts")
        if shown and role in world.WITH_SECOND_FACTOR:
            session = client.session
            session[DEVICE_ID_SESSION_KEY] = world.app(account).persistent_id
            session.save()
        return client

    return signing_in
