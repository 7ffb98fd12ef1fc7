"""Who is responsible for a household: chosen at home only, ended, listed, seen on the page."""

import pytest

from shouwang.stages.cases.models import Pairing
from shouwang.stages.cases.operations import pairings
from tests.office import world
from tests.web import registers
from tests.web.registers import HERE, THERE

pytestmark = pytest.mark.django_db
CHOICE = f"/households/{HERE}/helper/"


@pytest.fixture(autouse=True)
def home(settings, tmp_path):
    made = registers.make(tmp_path / "home")
    settings.HOME = made.root
    return made


def paired(number=HERE, side=world.HOME):
    return pairings.assign(
        content=world.content(), household=number, account=world.account("helper", side).pk,
        at=world.AT, by=world.actor("clerk", side), on=world.DAY,
    )  # fmt: skip


def test_the_township_chooses_and_the_helper_sees_the_household(sign_in):
    helper = world.account("helper")
    assert sign_in("helper").get(f"/households/{HERE}/").status_code == 404
    client = sign_in("township")
    assert helper.label in client.get(CHOICE).content.decode()
    answer = client.post(CHOICE, {"account": helper.pk})
    assert answer.headers["Location"] == f"/households/{HERE}/"
    page = client.get(f"/households/{HERE}/").content.decode()
    assert helper.label in page
    assert "换人" in page
    assert sign_in("helper").get(f"/households/{HERE}/").status_code == 200


def test_another_takes_the_place_of_the_first(sign_in):
    first = paired()
    sign_in("clerk").post(CHOICE, {"account": world.account("village").pk})
    first.refresh_from_db()
    assert first.end_date == world.DAY
    assert Pairing.objects.get(end_date=None).account == world.account("village")


@pytest.mark.parametrize("chosen", ["", "x", "0", "9" * 30, "<script>", "\0"])
def test_nobody_is_not_chosen(sign_in, chosen):
    answer = sign_in("township").post(CHOICE, {"account": chosen})
    assert answer.status_code in {400, 422}
    assert not Pairing.objects.exists()


def test_an_account_abroad_or_of_another_role_is_not_chosen(sign_in):
    client = sign_in("township")
    for other in (world.account("helper", world.ABROAD), world.account("auditor")):
        assert client.post(CHOICE, {"account": other.pk}).status_code == 422
    assert not Pairing.objects.exists()


@pytest.mark.parametrize("role", ["village", "helper", "sender", "auditor", "admin"])
def test_others_do_not_choose(sign_in, role):
    answer = sign_in(role).post(CHOICE, {"account": world.account("helper").pk})
    assert answer.status_code == 403
    assert not Pairing.objects.exists()


def test_a_household_abroad_is_not_there(sign_in):
    client = sign_in("township")
    assert client.get(f"/households/{THERE}/helper/").status_code == 404
    foreign = paired(THERE, world.ABROAD)
    assert client.post(f"/households/pairings/{foreign.pk}/end/").status_code == 404
    foreign.refresh_from_db()
    assert foreign.end_date is None


def test_it_ends(sign_in):
    made = paired()
    sign_in("township").post(f"/households/pairings/{made.pk}/end/")
    made.refresh_from_db()
    assert made.end_date == world.DAY
    assert sign_in("helper").get(f"/households/{HERE}/").status_code == 404


def test_the_list_shows_those_at_home(sign_in):
    paired()
    paired(THERE, world.ABROAD)
    page = sign_in("township").get("/households/pairings/").content.decode()
    assert f"/households/{HERE}/" in page
    assert f"/households/{THERE}/" not in page
    assert "&lt;script&gt;" in page
    none = sign_in("township").get(f"/households/pairings/?account={10**9}&after=x")
    assert "还没有结对" in none.content.decode()


def test_the_card_has_the_code_of_the_village(sign_in):
    page = sign_in("village").get(f"/households/{HERE}/card/").content.decode()
    address = f"/notices/posters/{world.villages()[0]}/qr.svg"
    assert address in page
    assert sign_in("village").get(address).status_code == 200


def test_a_case_can_be_opened_from_the_page(sign_in):
    page = sign_in("township").get(f"/households/{HERE}/").content.decode()
    assert f"/cases/open/?household={HERE}" in page
