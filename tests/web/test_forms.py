"""The pages of forms: bring one, say what its headings mean, fill it in, ask villages, put it away."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from shouwang.stages.board.models import Asked
from shouwang.stages.org.models import AuditEntry, Job
from shouwang.stages.reports.models import BlankForm, FilledForm
from shouwang.stages.reports.queries import forms as known
from tests.office import world
from tests.office.world import ABROAD, AT, DAY
from tests.stages.reports import forms as books

pytestmark = pytest.mark.django_db
REGION = "150000"


def upload(client, data=None, **more):
    file = SimpleUploadedFile("月报.xlsx", books.form() if data is None else data)
    return client.post("/forms/keep/", {"form": file, "region": REGION, "name": "月报", **more})


def brought(sign_in):
    upload(sign_in("region"))
    return BlankForm.objects.get()


def answers(page, found, **changed):
    """What the page's form sends when a person chooses what is proposed, or that nobody knows it."""
    text = page.content.decode()
    sent = {"version": found.version, "who-2": "all"}
    for name, options in re.findall(r'<select name="(\d+-\w+)"[^>]*>(.*?)</select>', text):
        chosen = re.search(r'value="([^"]+)" selected', options)
        sent[name] = chosen[1] if chosen else "nobody"
    return {**sent, **changed}


def ready(sign_in):
    found = brought(sign_in)
    client = sign_in("region")
    page = client.get(f"/forms/{found.pk}/")
    assert client.post(f"/forms/{found.pk}/confirm/", answers(page, found)).status_code == 302
    found.refresh_from_db()
    return found


def test_a_form_is_brought_and_read(sign_in):
    answer = upload(sign_in("region"))
    found = BlankForm.objects.get()
    assert answer.headers["Location"] == f"/forms/{found.pk}/"
    page = sign_in("region").get(f"/forms/{found.pk}/").content.decode()
    assert "未脱贫/未脱贫户数" in page
    assert "认出来了" in page
    assert "要您认" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [(books.chaotic(), "C6:D8"), (b"%PDF-1.7", ""), (b"", "")],
    ids=["chaos", "pdf", "empty"],
)
def test_what_is_no_form_is_refused_and_what_was_typed_is_kept(sign_in, data, said):
    answer = upload(sign_in("region"), data, asked_by="自治区<script>")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert said in text
    assert 'value="自治区&lt;script&gt;"' in text
    assert not BlankForm.objects.exists()


def test_macros_are_refused(sign_in):
    assert upload(sign_in("region"), books.with_macros(books.form())).status_code == 422


def test_no_file_is_told(sign_in):
    answer = sign_in("region").post("/forms/keep/", {"region": REGION})
    assert answer.status_code == 422


def test_a_foreign_region_is_not_found(sign_in):
    assert upload(sign_in("clerk")).status_code == 404
    assert upload(sign_in("clerk"), region=world.region_of("clerk", ABROAD)).status_code == 404
    assert not BlankForm.objects.exists()


def test_headings_are_confirmed_once(sign_in):
    found = ready(sign_in)
    page = sign_in("region").get(f"/forms/{found.pk}/").content.decode()
    assert "可以一键填" in page
    assert found.mapping["基本情况"]["C4"] == "indicator:poor_people"


def test_a_heading_without_a_meaning_is_told_and_the_others_stay_chosen(sign_in):
    found = brought(sign_in)
    client = sign_in("region")
    page = client.get(f"/forms/{found.pk}/")
    answer = client.post(f"/forms/{found.pk}/confirm/", answers(page, found, **{"1-C6": ""}))
    assert answer.status_code == 422
    assert 'value="indicator:poor_people" selected' in answer.content.decode()
    found.refresh_from_db()
    assert not found.mapping


def test_a_stale_version_is_told(sign_in):
    found = ready(sign_in)
    client = sign_in("region")
    page = client.get(f"/forms/{found.pk}/")
    answer = client.post(f"/forms/{found.pk}/confirm/", answers(page, found, version=1))
    assert answer.status_code == 409
    assert client.post(f"/forms/{found.pk}/retire/", {"version": 1}).status_code == 409


def test_whoever_only_fills_in_changes_no_headings(sign_in):
    found = ready(sign_in)
    client = sign_in("village")
    assert client.post(f"/forms/{found.pk}/confirm/", {"version": 2}).status_code == 403
    page = client.get(f"/forms/{found.pk}/").content.decode()
    assert "<fieldset disabled>" in page


def test_filling_in_is_background_work(sign_in):
    found = ready(sign_in)
    answer = sign_in("region").post(
        f"/forms/{found.pk}/fill/", {"place": world.region_of("clerk"), "purpose": "月度调度"}
    )
    assert answer.status_code in {302, 403}
    if answer.status_code == 302 and "jobs" in answer.headers["Location"]:
        assert Job.objects.get(task="fill_form")


def test_a_foreign_place_is_not_found(sign_in):
    found = ready(sign_in)
    wanted = {"place": world.region_of("clerk", ABROAD), "purpose": "月度调度"}
    assert sign_in("clerk").post(f"/forms/{found.pk}/fill/", wanted).status_code == 404
    assert sign_in("clerk").post(f"/forms/{found.pk}/ask/", wanted).status_code == 404
    assert not Job.objects.exists()


def test_people_are_not_given_out_without_a_second_factor(sign_in):
    found = ready(sign_in)
    wanted = {"place": world.region_of("clerk"), "purpose": "月度调度"}
    answer = sign_in("clerk").post(f"/forms/{found.pk}/fill/", wanted)
    assert "/accounts/verify/" in answer.headers.get("Location", "")
    assert not Job.objects.exists()


def test_the_asker_is_told_what_it_costs_and_it_is_counted(sign_in):
    found = ready(sign_in)
    client = sign_in("township")
    assert "谁也不知道" in client.get(f"/forms/{found.pk}/").content.decode()
    answer = client.post(f"/forms/{found.pk}/ask/", {"place": world.region_of("township")})
    assert answer.headers["Location"] == "/forms/burden/"
    assert Asked.objects.exists()
    page = client.get("/forms/burden/").content.decode()
    assert "嘎查村" in page
    village = world.region_of("village")
    assert "月报" in client.get(f"/forms/burden/?village={village}").content.decode()
    foreign = world.region_of("village", ABROAD)
    assert client.get(f"/forms/burden/?village={foreign}").status_code == 404


def made(found, side=world.HOME):
    return FilledForm.objects.create(
        form=found, region=world.region_of("village", side), name="月报.xlsx", digest=found.digest,
        size=1, cells=12, filled_by="x", filled_date=DAY, filled_at=AT,
        unfilled=[{"sheet": "基本情况", "slot": "C6", "heading": "群众舞蹈队<b>", "place": "",
                   "why": "没有数据"}], **world.place(side),
    )  # fmt: skip


def test_a_filled_form_says_what_is_missing_and_is_given_out(sign_in):
    found = ready(sign_in)
    filled = made(found)
    client = sign_in("village")
    page = client.get(f"/forms/filled/{filled.pk}/").content.decode()
    assert "群众舞蹈队&lt;b&gt;" in page
    assert "整栏" in page
    answer = client.get(f"/forms/filled/{filled.pk}/file/")
    assert answer.content.startswith(b"PK")
    assert AuditEntry.objects.filter(what="filled_form", kind="export").exists()
    foreign = made(found, ABROAD)
    assert client.get(f"/forms/filled/{foreign.pk}/").status_code == 404
    assert client.get(f"/forms/filled/{foreign.pk}/file/").status_code == 404


def test_a_form_is_put_away(sign_in):
    found = ready(sign_in)
    client = sign_in("region")
    client.post(f"/forms/{found.pk}/retire/", {"version": found.version})
    found.refresh_from_db()
    assert found.is_retired
    scope = world.actor("region").scope
    assert not known.forms(content=world.content(), on=DAY, scope=scope)
