"""The pages of issues: the ledger, the way to the closing, the workbook; and what is refused."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from shouwang.stages.board.models import Issue
from shouwang.stages.board.operations.issues import find_issue
from shouwang.stages.cases.models import Lead
from tests.office import world
from tests.office.world import ABROAD, AT, DAY
from tests.stages.board.test_issue_books import book, row
from tests.stages.board.test_issues import applied, closed, find

pytestmark = pytest.mark.django_db


def photo():
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "blue").save(out, "JPEG")
    return SimpleUploadedFile("well.jpg", out.getvalue(), "image/jpeg")


def form(**fields):
    return {"banner": world.place()["banner"], "place": "", "area": "assurance",
            "source": "inspection", "kind": "policy", "severity": "common",
            "words": "饮水水量不足", "households": "", **fields}  # fmt: skip


def test_an_issue_goes_its_way_over_the_pages(sign_in):
    client = sign_in("region")
    world.indexed(1)
    answer = client.post("/issues/new/", form(households="1"))
    issue = Issue.objects.get()
    assert answer.headers["Location"] == f"/issues/{issue.pk}/"
    page = client.get(f"/issues/{issue.pk}/").content.decode()
    assert "等着交办" in page
    assert "张三" in page
    at = f"/issues/{issue.pk}"
    client.post(f"{at}/assign/", {"version": 1, "unit": "水务局", "owner": "王局长",
                                  "due_date": "2020-07-20", "office": "social"})  # fmt: skip
    issue.refresh_from_db()
    assert issue.state == "open"
    assert "问题整改交办函" in client.get(f"{at}/letter/").content.decode()
    client = sign_in("clerk")
    client.post(f"{at}/plan/", {"version": issue.version, "plan": "打井两眼"})
    issue.refresh_from_db()
    answer = client.post(f"{at}/apply/", {"version": issue.version, "result": "已打井"})
    assert answer.status_code == 422
    assert "已打井" in answer.content.decode()
    answer = client.post(
        f"{at}/apply/", {"version": issue.version, "result": "已打井", "evidence": photo()}
    )
    assert answer.status_code == 302
    issue.refresh_from_db()
    assert client.post(f"{at}/verify/", {"version": issue.version}).status_code == 403
    client = sign_in("league")
    assert "等您复核" in client.get(f"{at}/").content.decode()
    assert client.post(f"{at}/verify/", {"version": 1}).status_code == 409
    client.post(f"{at}/verify/", {"version": issue.version})
    issue.refresh_from_db()
    assert (issue.state, issue.verified_by) == ("closed", "league-0")


def test_who_mended_it_does_not_verify_it(sign_in):
    issue = applied(source="self")
    Issue.objects.filter(pk=issue.pk).update(rectified_by="approver-0")
    client = sign_in("approver")
    page = client.get(f"/issues/{issue.pk}/").content.decode()
    assert "不能自己复核" in page
    answer = client.post(f"/issues/{issue.pk}/verify/", {"version": issue.version})
    assert answer.status_code == 403
    issue.refresh_from_db()
    assert issue.state == "applied"


@pytest.mark.parametrize(
    "fields",
    [{"words": ""}, {"area": "<script>"}, {"households": "abc"}, {"words": "x" * 501},
     {"words": "电话13800138000"}, {"kind": "", "source": ""}],
)  # fmt: skip
def test_a_faulty_form_is_kept_and_nothing_written(sign_in, fields):
    answer = sign_in("region").post("/issues/new/", form(**fields))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "什么都没有保存" in page
    assert "<script>" not in page.replace("<script src", "")
    assert not Issue.objects.exists()


def test_places_abroad_are_not_there(sign_in):
    issue = find(side=ABROAD)
    client = sign_in("clerk")
    assert client.get(f"/issues/{issue.pk}/").status_code == 404
    assert client.get(f"/issues/{issue.pk}/letter/").status_code == 404
    answer = client.post("/issues/new/", form(banner=world.place(ABROAD)["banner"]))
    assert answer.status_code == 404
    assert issue.number not in client.get("/issues/?state=").content.decode()
    assert client.get("/issues/", {"words": "a\0"}).status_code == 400


def test_lists_narrow_and_go_on(sign_in):
    for count in range(55):
        find(words=f"第{count}个问题，各不相同", due_date=DAY)
    client = sign_in("region")
    page = client.get("/issues/").content.decode()
    assert page.count('scope="row"') == 50
    after = page.split('href="?')[-1].split('"')[0].replace("&amp;", "&")
    assert client.get(f"/issues/?{after}").content.decode().count('scope="row"') == 5
    assert "没有这样的问题" in client.get("/issues/?area=industry").content.decode()
    assert client.get("/issues/?after=2020-13-45_x&place=zzz").status_code == 200


def test_a_recurrence_is_answered(sign_in):
    before = closed()
    again = find()
    client = sign_in("league")
    page = client.get(f"/issues/{again.pk}/").content.decode()
    assert "可能是反弹" in page
    number = again.recurrences.get().pk
    assert client.post(f"/issues/again/{number}/", {"answer": "x"}).status_code == 422
    client.post(f"/issues/again/{number}/", {"answer": "yes"})
    before.refresh_from_db()
    assert before.recurred
    assert "的反弹" in client.get(f"/issues/{again.pk}/").content.decode()


def test_workbooks_come_in_and_go_out(sign_in):
    client = sign_in("region")
    assert client.get("/issues/book/blank/").content.startswith(b"PK")

    def send(data, **fields):
        sent = SimpleUploadedFile("台账.xlsx", data)
        return client.post("/issues/book/", {"book": sent, **fields})

    wrong = send(book(row(), row(方面="不知道")))
    assert wrong.status_code == 422
    assert "第 B5 格" in wrong.content.decode() or "B5" in wrong.content.decode()
    assert not Issue.objects.exists()
    assert send(book(row())).status_code == 302
    again = send(book(row(), row(问题描述="别的问题")))
    assert again.status_code == 422
    assert "已经有了" in again.content.decode()
    assert send(book(row(), row(问题描述="别的问题")), without="1").status_code == 302
    assert Issue.objects.count() == 2
    ledger = client.post("/issues/book/ledger/?state=")
    assert ledger.content.startswith(b"PK")
    assert client.post("/issues/book/", {}).status_code == 422
    assert "别的问题" in client.get("/issues/paper/").content.decode()


def test_a_village_sees_the_issue_of_a_household_as_its_lead(sign_in):
    world.indexed(1)
    find_issue(
        content=world.content(), banner=world.place()["banner"], area="assurance", kind="policy",
        source="petition", words="饮水不足", households=[1], at=AT, by=world.actor("region"), on=DAY,
    )  # fmt: skip
    lead = Lead.objects.get(household=1)
    page = sign_in("village").get(f"/leads/{lead.pk}/").content.decode()
    assert "W2020-000001" in page
