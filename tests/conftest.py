"""What all tests share: messages are compared in the language of the code, time is not raced."""

from contextlib import contextmanager

import hypothesis
import pytest
from django.db import transaction
from django.test import SimpleTestCase

from shouwang.base.words import DEFAULT_LANGUAGE, use_language, use_language_here

# A busy machine is no fault of the code.
hypothesis.settings.register_profile("shouwang", deadline=None)
hypothesis.settings.load_profile("shouwang")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what asks for a database: that is run on PostgreSQL too."""
    for item in items:
        asks = {"db", "transactional_db"} & set(getattr(item, "fixturenames", ()))
        of_django = getattr(item, "cls", None) is not None and issubclass(item.cls, SimpleTestCase)
        if asks or of_django or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.fixture(autouse=True)
def english(monkeypatch):
    """Speak English, in commands too; a test of the Chinese asks for it."""
    monkeypatch.setenv("SHOUWANG_LANG", "en")
    use_language("en")
    # A request of an earlier test may have left its reader's language in this thread.
    use_language_here("")
    yield
    use_language_here("")
    use_language(DEFAULT_LANGUAGE)


@pytest.fixture(scope="session")
def lake_home(request):
    """A home with a lake and a run, shared: it is only read."""
    from tests.office import lake

    return lake.kept(request.config.cache.mkdir("lake_home"))


@pytest.fixture
def own_lake_home(lake_home, tmp_path):
    """A copy of that home that a test may write to."""
    from tests.office import lake

    return lake.copied(lake_home, tmp_path / "lake-home")


@pytest.fixture(scope="session")
def database_forgets(django_db_setup, django_db_blocker):
    """Return a block whose writes to the database are undone at its end.

    A fixture of a module may make a lake with the office's own acts; their deliveries and audit
    entries would else be found by every module that runs later.
    """
    del django_db_setup

    @contextmanager
    def undone():
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return undone
