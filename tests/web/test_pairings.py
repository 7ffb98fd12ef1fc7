"""Who is responsible for a household: chosen at home only, ended, listed, seen on the page."""

import io
import re

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwang.stages.cases.models import Pairing
from shouwang.stages.cases.operations import pairings
from shouwang.stages.org.models import AuditEntry
from tests.office import world
from tests.web import registers
from tests.web.registers import BESIDE, HERE, THERE

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


class TestBook:
    """A workbook gives many households their persons responsible: every row, or none."""

    PAGE = "/households/pairings/book/"

    def send(self, client, *rows, head=("户编号", "户主", "帮扶责任人")):
        book = openpyxl.Workbook()
        for row in (head, *rows):
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        return self.send_file(client, out.getvalue())

    def send_file(self, client, data):
        return client.post(self.PAGE, {"book": SimpleUploadedFile("结对.xlsx", data)})

    def test_gives_each_household_its_person(self, sign_in):
        helper, villager = world.account("helper"), world.account("village", label="包村的老王")
        before = paired(BESIDE)
        client = sign_in("township")
        answer = self.send(
            client, (str(HERE), "", helper.username), (BESIDE, "王五", "包村的老王"), ("", "", "")
        )
        assert answer.headers["Location"] == "/households/pairings/"
        held = dict(Pairing.objects.filter(end_date=None).values_list("household", "account"))
        assert held == {HERE: helper.pk, BESIDE: villager.pk}
        before.refresh_from_db()
        assert before.end_date == world.DAY
        assert AuditEntry.objects.filter(
            what="assign_pairing", subject=f"household:{HERE}"
        ).exists()
        # The same book again changes nothing.
        self.send(client, (str(HERE), "", helper.username), (BESIDE, "王五", "包村的老王"))
        assert Pairing.objects.count() == 3
        assert AuditEntry.objects.filter(what="assign_many").latest("pk").detail == {
            "made": 0, "same": 2,
        }  # fmt: skip

    def test_tells_all_that_is_wrong_and_writes_nothing(self, sign_in):
        world.account("helper")
        world.account("helper", world.ABROAD)
        for name in ("a", "b"):
            world.account("helper", username=f"twin-{name}", label="同名的")
        client = sign_in("township")
        answer = self.send(
            client,
            (HERE, "", "helper-0"),
            (THERE, "", "helper-1"),  # abroad
            (BESIDE, "赵六", "helper-1"),  # another head; a person from abroad
            (HERE, "", "helper-0"),  # twice
        )
        assert answer.status_code == 422
        assert any("5" in each.where for each in answer.context["problems"])
        answer = self.send(
            client, (HERE, "", "同名的"), (THERE, "", "helper-1"), (BESIDE, "赵六", "helper-1")
        )
        assert answer.status_code == 422
        said = answer.context["problems"]
        assert len(said) == 4
        assert {re.search(r"\d+", each.where)[0] for each in said} == {"2", "3", "4"}
        assert not Pairing.objects.exists()
        assert "李四" not in answer.content.decode()

    @pytest.mark.parametrize(
        "row", [("x", "", "helper-0"), ("9" * 30, "", "helper-0"), (HERE, "", ""),
                (HERE, "", "<script>alert(1)</script>"), (HERE, "x" * 200, "helper-0")],
    )  # fmt: skip
    def test_a_row_that_says_nothing_is_told(self, sign_in, row):
        world.account("helper")
        answer = self.send(sign_in("clerk"), row)
        assert answer.status_code == 422
        assert "<script>alert" not in answer.content.decode()
        assert not Pairing.objects.exists()

    def test_what_is_no_book_is_refused(self, sign_in):
        client = sign_in("clerk")
        for data in (b"", b"PK\x03\x04nonsense", b"a,b,c", b"\0" * 5000):
            assert self.send_file(client, data).status_code == 422
        assert client.post(self.PAGE).status_code == 422
        assert self.send(client, (HERE, "", "x"), head=("甲", "乙", "丙")).status_code == 422
        assert self.send(client).status_code == 422

    @pytest.mark.parametrize("role", ["village", "helper", "sender", "auditor", "admin"])
    def test_is_for_offices(self, sign_in, role):
        client = sign_in(role)
        assert client.get(self.PAGE).status_code == 403
        assert self.send(client, (HERE, "", "helper-0")).status_code == 403
        assert client.get(f"{self.PAGE}template.xlsx").status_code == 403

    def test_the_template_has_the_households_of_ones_own_village_alone(self, sign_in):
        paired()
        client = sign_in("township")
        assert client.get(self.PAGE).status_code == 200

        def rows(village=""):
            answer = client.get(f"{self.PAGE}template.xlsx?village={village}")
            return list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)

        assert rows() == [("户编号", "户主", "帮扶责任人")]
        own = rows(world.villages()[world.HOME])
        assert {row[0] for row in own[1:]} == {str(HERE), str(BESIDE)}
        assert "helper-0" in {row[2] for row in own}
        assert rows(world.villages()[world.ABROAD]) == rows()
        assert rows("nonsense") == rows()
        # As it is, it can be sent back.
        filled = client.get(f"{self.PAGE}template.xlsx?village={world.villages()[world.HOME]}")
        assert self.send_file(client, filled.content).status_code == 422  # one has nobody yet
