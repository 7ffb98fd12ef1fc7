"""The pages of deliveries: each department its own, a second person decides, nothing foreign."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwang.stages.ingest.models import Delivery, Rejection
from shouwang.stages.ingest.problems import Rule
from shouwang.stages.org.models import Account, AuditEntry, Job, Office
from tests.office import world

pytestmark = pytest.mark.django_db
DEPARTMENT, FEED, OTHER = "education", "school_roll", "disability"


def banner(side=world.HOME):
    return world.place(side)["banner"]


@pytest.fixture
def sender(sign_in):
    """A sender of the education bureau of the home banner."""
    client = sign_in("sender")
    Office.objects.filter(accounts__username="sender-0").update(department=DEPARTMENT)
    return client


def delivered(side=world.HOME, *, feed=FEED, state="pending", by="sender-0", **more):
    made = Delivery.objects.create(
        feed=feed, sender=f"{DEPARTMENT}:{banner(side)}", covers=[banner(side)],
        period=date(2020, 6, 1), file_name=f"side-{side}.xlsx", file_digest="0" * 64,
        contract_digest=world.content().contracts[feed].digest, state=state, read=3, accepted=2,
        rejected=1, warnings=0, received_by=by, received_date=world.DAY,
        difference={"basis": "nothing"}, **more,
    )  # fmt: skip
    Rejection.objects.create(
        delivery=made, row=4, column="household", value="x", rule=next(iter(Rule)).value,
        severity="error", message=f"fault of side {side}", mend="mend it",
    )  # fmt: skip
    return made


def upload(name="table.csv", data=b"a,b\n1,2\n"):
    return SimpleUploadedFile(name, data)


def test_a_sender_sees_the_own_department_and_can_take_its_blank_workbook(sender):
    page = sender.get("/data/").content.decode()
    contracts = world.content().contracts
    assert contracts[FEED].label in page
    assert contracts[OTHER].label not in page
    book = sender.get(f"/data/template/{FEED}/")
    assert book.status_code == 200
    assert book.content.startswith(b"PK")
    assert sender.get(f"/data/template/{OTHER}/").status_code == 404


def test_a_file_is_taken_enciphered_and_read_in_the_background(sender, at_home):
    data = "学籍号,证件号码\n1,13812345678\n".encode()
    answer = sender.post(
        "/data/send/", {"feed": FEED, "banner": banner(), "file": upload("表.csv", data)}
    )
    assert answer.status_code == 302
    job = Job.objects.get()
    assert (job.task, job.wanted["feed"], job.wanted["banner"]) == ("receive", FEED, banner())
    sealed = at_home.root / "waiting" / f"{job.wanted['upload']}.sealed"
    assert data not in sealed.read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [("virus.exe", b"MZ", "virus.exe"), ("empty.csv", b"", "empty"),
     ("x" * 200 + ".csv", b"a", "name")],
)  # fmt: skip
def test_what_is_no_table_is_refused_with_a_sentence(sender, name, data, says):
    answer = sender.post(
        "/data/send/", {"feed": FEED, "banner": banner(), "file": upload(name, data)}
    )
    assert answer.status_code == 422
    assert "wrongs" in answer.content.decode()
    assert not Job.objects.exists()


def test_an_oversized_file_is_refused(sender, monkeypatch):
    from shouwang.web.data import receiving

    monkeypatch.setattr(receiving, "MOST_BYTES", 4)
    answer = sender.post("/data/send/", {"feed": FEED, "banner": banner(), "file": upload()})
    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_sender_sends_neither_for_others_nor_from_elsewhere(sender):
    form = {"feed": OTHER, "banner": banner(), "file": upload()}
    assert sender.post("/data/send/", form).status_code == 422
    form = {"feed": FEED, "banner": banner(world.ABROAD), "file": upload()}
    assert sender.post("/data/send/", form).status_code == 404
    assert not Job.objects.exists()


def test_the_clerk_sees_what_is_wrong_and_publishes_by_a_job(sign_in):
    made = delivered()
    client = sign_in("clerk")
    page = client.get(f"/data/{made.id}/").content.decode()
    assert "fault of side 0" in page
    assert client.post(f"/data/{made.id}/publish/", {"because": ""}).status_code == 302
    assert Job.objects.get().wanted == {"delivery": made.id, "because": ""}


def test_who_received_it_does_not_publish_it(sign_in):
    made = delivered(by="clerk-0")
    client = sign_in("clerk")
    assert client.post(f"/data/{made.id}/publish/").status_code == 403
    assert not Job.objects.exists()
    assert AuditEntry.objects.filter(kind="refused").exists()


def test_a_delivery_is_sent_back_once(sign_in):
    made = delivered()
    client = sign_in("clerk")
    assert client.post(f"/data/{made.id}/refuse/").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.refused_by) == ("refused", "clerk-0")
    assert client.post(f"/data/{made.id}/refuse/").status_code == 400
    assert client.post(f"/data/{made.id}/publish/").status_code == 400


@pytest.mark.parametrize("what", ["", "publish/", "refuse/"])
def test_a_foreign_delivery_is_not_there(sign_in, what):
    made = delivered(world.ABROAD)
    client = sign_in("clerk")
    answer = client.post(f"/data/{made.id}/{what}") if what else client.get(f"/data/{made.id}/")
    assert answer.status_code == 404
    assert "side-1" not in answer.content.decode()
    assert "side 1" not in answer.content.decode()
    made.refresh_from_db()
    assert made.state == "pending"


def test_lists_hold_nothing_foreign(sign_in):
    ours, theirs = delivered(), delivered(world.ABROAD)
    for address in ("/data/", "/data/history/"):
        page = sign_in("clerk").get(address).content.decode()
        assert f'href="/data/{ours.id}/"' in page
        assert f'href="/data/{theirs.id}/"' not in page


def test_a_sender_of_no_department_is_told(sign_in):
    Account.objects.filter(username="sender-0").update(label="x")
    assert sign_in("sender").get("/data/").status_code == 403


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_numbers_of_nothing_are_not_found(sign_in, number):
    assert sign_in("clerk").get(f"/data/{number}/").status_code == 404
