"""The pages of campaigns: made, begun, drilled into, gone through, signed by two."""

import uuid

import pytest

from shouwang.stages.cases.models import Campaign, CampaignVillage, Visit
from tests.office import world

pytestmark = pytest.mark.django_db
NUMBER = 150_421_000_001


@pytest.fixture
def families(db):
    for number in range(3):
        world.indexed(NUMBER + number, head=f"<i>户主{number}")


def filled(**fields):
    return {
        "name": "六月<script>", "region": world.region_of("township"), "who": "all",
        "questions": ["water_source", "hardship"], "start_date": "2020-06-30",
        "until_date": "2020-07-30", **fields,
    }  # fmt: skip


@pytest.fixture
def running(sign_in, families):
    client = sign_in("township")
    answer = client.post("/campaigns/new/", filled())
    assert answer.status_code == 302
    campaign = Campaign.objects.get()
    answer = client.post(f"/campaigns/{campaign.pk}/start/", {"version": campaign.version})
    assert answer.headers["Location"] == f"/campaigns/{campaign.pk}/"
    campaign.refresh_from_db()
    return campaign


def go(client, campaign, number, **fields):
    return client.post(
        "/visits/new/",
        {
            "form": str(uuid.uuid4()), "household": NUMBER + number, "campaign": campaign.pk,
            "purpose": "survey", "people": "1", "q-water_source": "piped", **fields,
        },
    )  # fmt: skip


def test_a_usual_campaign_is_filled_in_with_one_click(sign_in):
    page = sign_in("clerk").get("/campaigns/new/?kind=guarantees").content.decode()
    assert 'value="两不愁三保障和饮水安全排查"' in page
    assert page.count(" checked") == 4


def test_how_far_it_is_can_be_seen_down_to_the_village(sign_in, running):
    assert go(sign_in("village"), running, 0).status_code == 302
    page = sign_in("league").get("/campaigns/").content.decode()
    assert "六月&lt;script&gt;" in page
    assert 'data-width="33%"' in page
    page = sign_in("township").get(f"/campaigns/{running.pk}/").content.decode()
    part = CampaignVillage.objects.get()
    assert f"/campaigns/parts/{part.pk}/" in page
    assert "还有 <b>2</b> 户没有人去过" in page
    banner = world.region_of("clerk")
    page = sign_in("region").get(f"/campaigns/{running.pk}/?place={banner}").status_code
    assert page == 404  # the campaign is a township's
    township = world.region_of("township")
    assert sign_in("region").get(f"/campaigns/{running.pk}/?place={township}").status_code == 200


def test_the_village_goes_signs_and_the_township_signs(sign_in, running):
    village = sign_in("village")
    doors = village.get("/visits/").content.decode()
    assert f"household={NUMBER}&amp;campaign={running.pk}" in doors
    sheet = village.get(f"/visits/new/?household={NUMBER}&campaign={running.pk}").content.decode()
    assert "现在家里喝什么水？" in sheet
    assert "没找到人" in sheet
    go(village, running, 0)
    part = CampaignVillage.objects.get()
    address = f"/campaigns/parts/{part.pk}/"
    page = village.get(address).content.decode()
    assert "村里签字核准" in page
    assert "&lt;i&gt;户主1" in page
    assert "户主0" not in page
    signed = village.post(f"{address}sign/", {"version": part.version})
    assert signed.status_code == 302
    assert go(village, running, 1).status_code == 400
    township = sign_in("township")
    assert "乡镇签字核准" in township.get(address).content.decode()
    stale = township.post(f"{address}sign/", {"version": part.version})
    assert stale.status_code == 409
    part.refresh_from_db()
    assert township.post(f"{address}sign/", {"version": part.version}).status_code == 302
    assert "底数已核准" in township.get(address).content.decode()
    part.refresh_from_db()
    assert part.township_signed_by == "township-0"
    assert Visit.objects.count() == 1


def test_the_township_sends_the_counts_back(sign_in, running):
    village = sign_in("village")
    go(village, running, 0)
    part = CampaignVillage.objects.get()
    address = f"/campaigns/parts/{part.pk}/"
    village.post(f"{address}sign/", {"version": part.version})
    part.refresh_from_db()
    township = sign_in("township")
    bare = township.post(f"{address}send-back/", {"version": part.version, "note": " "})
    assert bare.status_code == 422
    back = township.post(f"{address}send-back/", {"version": part.version, "note": "<b>重数"})
    assert back.status_code == 302
    assert "&lt;b&gt;重数" in sign_in("village").get(address).content.decode()


def test_an_ended_campaign_is_over(sign_in, running):
    client = sign_in("township")
    assert client.post(f"/campaigns/{running.pk}/end/", {"version": 99}).status_code == 409
    assert client.post(f"/campaigns/{running.pk}/end/", {}).status_code == 422
    answer = client.post(f"/campaigns/{running.pk}/end/", {"version": running.version})
    assert answer.status_code == 302
    assert go(sign_in("village"), running, 0).status_code == 400
    assert sign_in("township").get(f"/campaigns/{running.pk}/end/").status_code == 405


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "x" * 200}, 422),
        ({"who": "nobody"}, 422),
        ({"questions": []}, 422),
        ({"questions": ["no_such"]}, 422),
        ({"start_date": "soon"}, 422),
        ({"until_date": "2020-06-01"}, 422),
        ({"region": "150000"}, 404),
        ({"region": "x"}, 404),
    ],
)
def test_bad_input_is_refused_and_what_was_typed_is_kept(sign_in, fields, status):
    answer = sign_in("township").post("/campaigns/new/", filled(**fields))
    assert answer.status_code == status
    assert not Campaign.objects.exists()
    if status == 422:
        page = answer.content.decode()
        assert 'class="wrongs"' in page
        assert "2020-06-30" in page


@pytest.mark.parametrize("role", ["village", "team", "helper", "auditor", "sender"])
def test_who_runs_no_campaigns_makes_none(sign_in, role):
    assert sign_in(role).get("/campaigns/new/").status_code in {302, 403}
    assert sign_in(role).post("/campaigns/new/", filled()).status_code in {302, 403}
    assert not Campaign.objects.exists()


def test_nothing_foreign_is_seen(sign_in, running):
    part = CampaignVillage.objects.get()
    client = sign_in("township", world.ABROAD)
    assert "六月" not in client.get("/campaigns/").content.decode()
    for address in (
        f"/campaigns/{running.pk}/", f"/campaigns/parts/{part.pk}/", f"/campaigns/{10**30}/",
        f"/campaigns/parts/{10**30}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 404, address
    for address in (
        f"/campaigns/{running.pk}/start/", f"/campaigns/{running.pk}/end/",
        f"/campaigns/parts/{part.pk}/sign/", f"/campaigns/parts/{part.pk}/send-back/",
    ):  # fmt: skip
        assert client.post(address, {"version": 1, "note": "x"}).status_code == 404, address
    foreign = sign_in("league").get(f"/campaigns/{running.pk}/?place=1509").status_code
    assert foreign == 404
