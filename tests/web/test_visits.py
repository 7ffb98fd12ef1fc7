"""The sheet at the door and today's doors, as a browser asks for them."""

import io
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouwang.stages.cases.models import Attachment, Case, Lead, Visit
from shouwang.stages.org.models import AuditEntry
from tests.office import world
from tests.stages.cases.test_photos import GPS, document, exif

pytestmark = pytest.mark.django_db
NUMBER = 150_421_000_001
NEW = "/visits/new/"


@pytest.fixture
def lead(db):
    world.indexed(NUMBER, head="<b>张三</b>")
    return world.lead(NUMBER)


def photo(**given):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", **given)
    return out.getvalue()


def upload(data=None, name="a.jpg"):
    return SimpleUploadedFile(name, photo() if data is None else data, "image/jpeg")


def filled(lead, /, **fields):
    return {
        "form": str(uuid.uuid4()), "household": NUMBER, "lead": lead.pk, "version": lead.version,
        "purpose": "verify", "verdict": "known", "people": "2", "q-income_per_head": "4200",
        **fields,
    }  # fmt: skip


def test_the_doors_of_today_are_listed(sign_in, lead):
    page = sign_in("village").get("/visits/").content.decode()
    assert "&lt;b&gt;张三&lt;/b&gt;" in page
    assert "<b>张三" not in page
    assert f"/visits/new/?lead={lead.pk}" in page
    assert "已走 <b>0</b> / 1 户" in page
    assert AuditEntry.objects.filter(kind="sight", what="doors").exists()


def test_a_foreign_door_is_not_listed(sign_in, lead):
    page = sign_in("village", world.ABROAD).get("/visits/").content.decode()
    assert "张三" not in page
    assert "已走 <b>0</b> / 0 户" in page


def test_the_sheet_asks_at_most_three_questions_and_says_why(sign_in, lead):
    page = sign_in("village").get(f"{NEW}?lead={lead.pk}").content.decode()
    assert lead.words in page
    assert page.count('name="q-') <= 3
    assert "算下来，一口人一年能落多少钱？" in page
    assert 'capture="environment"' in page
    assert "style=" not in page.split("<main")[1]


def test_a_visit_is_kept_with_its_photo_time_and_place(sign_in, lead):
    client = sign_in("village")
    data = photo(exif=exif(gps=GPS))
    sent = filled(
        lead, photo=upload(data), verdict="confirmed", latitude="42.1", longitude="118.9",
        accuracy="12",
    )  # fmt: skip
    answer = client.post(NEW, sent)
    visit = Visit.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/visits/{visit.pk}/"
    assert (visit.latitude, visit.accuracy_m, visit.income_per_head) == (42.1, 12, 420_000)
    kept = Attachment.objects.get()
    assert (kept.owner, kept.latitude) == (f"visit:{visit.pk}", 43.61)
    assert Case.objects.filter(lead=lead).exists()
    page = client.get(answer.headers["Location"]).content.decode()
    assert f"/visits/files/{kept.pk}/" in page
    assert "属实" in page
    shown = client.get(f"/visits/files/{kept.pk}/")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert AuditEntry.objects.filter(kind="sight", subject=f"file:{kept.pk}").exists()


def test_the_same_form_twice_is_one_visit(sign_in, lead):
    client, sent = sign_in("village"), filled(lead)
    first, second = client.post(NEW, sent), client.post(NEW, sent)
    assert first.headers["Location"] == second.headers["Location"]
    assert Visit.objects.count() == 1


def test_who_comes_second_sees_both_and_can_keep_theirs_beside(sign_in, lead):
    sign_in("team").post(NEW, filled(lead, note="先到的"))
    client = sign_in("village")
    sent = filled(lead, note="我写的", verdict="not_so", **{"q-income_per_head": "5100"})
    answer = client.post(NEW, sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    for text in ("team-0", "先到的", "我写的", 'value="5100"', 'name="additional"'):
        assert text in page
    assert Visit.objects.count() == 1
    again = client.post(NEW, {**sent, "additional": "1"})
    assert again.status_code == 302
    assert Visit.objects.count() == 2
    lead.refresh_from_db()
    assert lead.verdict == "known"


def test_what_was_typed_and_the_photo_stay_when_something_must_be_mended(sign_in, lead):
    client = sign_in("village")
    sent = filled(lead, verdict="perhaps", note="<script>x</script>", photo=upload())
    answer = client.post(NEW, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="wrongs"' in page
    assert "&lt;script&gt;x&lt;/script&gt;" in page
    assert 'value="4200"' in page
    assert sent["form"] in page
    assert "已收下 1 张照片" in page
    del sent["photo"]
    assert client.post(NEW, {**sent, "verdict": "known"}).status_code == 302
    assert Attachment.objects.get().owner == f"visit:{Visit.objects.get().pk}"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"form": "no uuid"}, 422),
        ({"people": "many"}, 422),
        ({"people": "0"}, 422),
        ({"note": "x" * 3000}, 422),
        ({"note": "a\0b"}, 400),
        ({"companions": "y" * 300}, 422),
        ({"latitude": "north", "longitude": "1"}, 422),
        ({"latitude": "1e400", "longitude": "1"}, 422),
        ({"q-income_per_head": "viel"}, 422),
        ({"q-insured:5": "paid"}, 422),
        ({"q-no_such": "x"}, 422),
        ({"purpose": "tea"}, 422),
        ({"verdict": ""}, 422),
        ({f"q-{number}": "x" for number in range(50)}, 422),
        ({"household": "7"}, 404),
        ({"household": "-1"}, 404),
        ({"household": str(10**30)}, 404),
        ({"lead": "999999"}, 404),
        ({"campaign": "999999"}, 404),
        ({"case": "999999"}, 404),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(sign_in, lead, fields, status):
    sent = filled(lead, **fields)
    if "household" in fields:
        del sent["lead"]
    answer = sign_in("village").post(NEW, sent)
    assert answer.status_code == status
    assert not Visit.objects.exists()
    assert Lead.objects.get().state == "open"


@pytest.mark.parametrize(
    "given",
    [
        {"data": document()},
        {"data": b"<html><script>alert(1)</script>"},
        {"data": b"\xff\xd8\xff" + b"0" * (20 << 20)},
        {"data": b"MZ\0\0"},
    ],
)
def test_a_file_that_is_no_photo_is_refused_whatever_it_is_called(sign_in, lead, given):
    answer = sign_in("village").post(NEW, filled(lead, photo=upload(given["data"])))
    assert answer.status_code == 422
    assert not Visit.objects.exists()
    assert not Attachment.objects.exists()


def test_too_many_photos_are_refused(sign_in, lead):
    many = [upload(name=f"{number}.jpg") for number in range(7)]
    assert sign_in("village").post(NEW, filled(lead, photo=many)).status_code == 422


@pytest.mark.parametrize(
    "address",
    ["?lead=x", "?lead=999999", "?household=1", "", "?lead=" + "9" * 5000, "?lead=-1"],
)
def test_an_address_of_nothing_is_not_found(sign_in, lead, address):
    assert sign_in("village").get(NEW + address).status_code == 404


@pytest.mark.parametrize("role", ["auditor", "admin", "sender", "approver"])
def test_who_goes_to_no_door_gets_no_sheet(sign_in, lead, role):
    answer = sign_in(role).get(f"{NEW}?lead={lead.pk}")
    assert answer.status_code in {302, 403}
    assert sign_in(role).post(NEW, filled(lead)).status_code in {302, 403}
    assert not Visit.objects.exists()


def test_nothing_foreign_is_seen(sign_in, lead):
    sign_in("village").post(NEW, filled(lead, photo=upload()))
    visit, file = Visit.objects.get(), Attachment.objects.get()
    client = sign_in("village", world.ABROAD)
    village = world.place()["village"]
    for address in (
        f"/visits/{visit.pk}/", f"/visits/files/{file.pk}/", f"/visits/village/{village}/",
        f"{NEW}?lead={lead.pk}", f"{NEW}?household={NUMBER}", f"/visits/{10**30}/",
        f"/visits/files/{10**30}/", "/visits/village/nowhere/", "/visits/?after=soon",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    assert client.post(NEW, filled(lead)).status_code == 404


def test_a_village_lists_its_visits(sign_in, lead):
    sign_in("village").post(NEW, filled(lead))
    village = world.place()["village"]
    page = sign_in("township").get(f"/visits/village/{village}/").content.decode()
    assert "已在帮扶" in page
    assert "village-0" in page


def test_a_household_without_a_lead_can_be_visited(sign_in):
    world.indexed(NUMBER)
    client = sign_in("village")
    page = client.get(f"{NEW}?household={NUMBER}").content.decode()
    assert 'name="purpose"' in page
    sent = {
        "form": str(uuid.uuid4()), "household": NUMBER, "purpose": "follow", "note": "一切正常",
    }  # fmt: skip
    assert client.post(NEW, sent).status_code == 302
    assert Visit.objects.get().purpose == "follow"
