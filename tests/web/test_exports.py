"""Exports: a second factor and a purpose, the own area, no formula, what was taken written down."""

import csv

import pytest
from django.test import RequestFactory

from shouwang.base.access import NotFound
from shouwang.stages.org.models import AuditEntry
from shouwang.web.exports import views
from tests.office import world

pytestmark = pytest.mark.django_db
FORM = {"purpose": "月度调度", "format": "csv", "tab": "open"}


def asked(form, role="clerk"):
    """Return a request of somebody who has shown their second factor."""
    request = RequestFactory().post("/exports/leads/", form)
    actor = world.actor(role)
    request.user = world.account(role)
    request.user.is_verified = lambda: True
    request.actor, request.scope, request.session = actor, actor.scope, {}
    request.day, request.moment, request.is_locked = world.DAY, world.AT, False
    return request


def lines(response):
    text = "".join(piece.decode() for piece in response.streaming_content)
    return list(csv.reader(text.removeprefix("\ufeff").splitlines()))


def test_without_a_second_factor_nothing_is_given_out(sign_in):
    world.lead(1)
    assert sign_in("clerk").get("/exports/").status_code in {302, 403}
    assert sign_in("clerk").post("/exports/leads/", FORM).status_code in {302, 403}
    assert not AuditEntry.objects.filter(what="export").exists()


@pytest.mark.parametrize("name", ["leads", "findings"])
def test_the_own_area_goes_out_and_is_written_down(name):
    world.indexed(1, head="=HYPERLINK(1)")
    world.indexed(2, world.ABROAD, head="李四")
    world.lead(1)
    world.lead(2, world.ABROAD)
    found = lines(views.take(asked(FORM), name))
    assert len(found) == 2
    assert found[1][2] == "'=HYPERLINK(1)"
    entry = AuditEntry.objects.get(what="export")
    assert entry.detail["reach"] == [world.region_of("clerk")]
    assert (entry.subject, entry.purpose, entry.detail["rows"]) == (f"export:{name}", "月度调度", 1)


def test_a_list_that_is_none_is_not_found():
    with pytest.raises(NotFound):
        views.take(asked(FORM), "salaries")


def test_a_foreign_place_is_not_found():
    with pytest.raises(NotFound):
        foreign = {**FORM, "place": world.place(world.ABROAD)["banner"]}
        views.take(asked(foreign), "leads")
