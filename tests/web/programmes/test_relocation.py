"""The pages of the sites: the worst first, one with its evidence, measures; and their story."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from shouwang.stages.cases.models import Attachment
from shouwang.stages.programmes.relocation.models import SitePlan
from tests.office import world
from tests.office.sides_relocation import plant_relocation

pytestmark = pytest.mark.django_db
PLAN = {"aspect": "jobs", "measure": "办一场招聘会", "office": "人社局", "due_date": "2020-07-31"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def url(name, *args):
    return reverse(f"relocation:{name}", args=args)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def planted():
    return plant_relocation("<i>界</i>", world.place())


@pytest.fixture
def site(planted):
    return planted["site_standing"]


class TestSites:
    @pytest.mark.parametrize("role", ["region", "league", "approver", "clerk", "township"])
    def test_whoever_has_it_in_scope_sees_it(self, sign_in, site, role):
        answer = sign_in(role).get(url("sites"))
        assert answer.status_code == 200
        assert "&lt;i&gt;界" in text(answer)

    def test_a_foreign_site_is_not_there(self, sign_in, site, planted):
        client = sign_in("clerk", world.ABROAD)
        assert url("site", site.pk) not in text(client.get(url("sites")))
        assert client.get(url("site", site.pk)).status_code == 404
        assert client.post(url("plan", site.pk), PLAN).status_code == 404
        for act in ("finish", "cancel"):
            answer = client.post(url(act, planted["site_plan"].pk), {"version": 1})
            assert answer.status_code == 404

    def test_a_village_has_no_such_page(self, sign_in, site):
        assert sign_in("village").get(url("sites")).status_code == 403

    @pytest.mark.parametrize(
        "query", ["aspect=<script>", "light=x", "after=x_y", "after=1_" + "9" * 40]
    )
    def test_words_that_are_none_narrow_to_nothing(self, sign_in, site, query):
        assert sign_in("clerk").get(f"{url('sites')}?{query}").status_code == 200

    def test_narrowed_to_an_aspect_that_is_bad(self, sign_in, site):
        client = sign_in("clerk")
        assert url("site", site.pk) in text(client.get(f"{url('sites')}?aspect=jobs"))
        assert url("site", site.pk) not in text(client.get(f"{url('sites')}?aspect=industry"))

    def test_without_a_register_the_page_says_so(self, sign_in):
        banner = world.place()["banner"]
        answer = sign_in("clerk").post(url("judge"), {"banner": banner}, follow=True)
        assert answer.status_code == 200

    @pytest.mark.parametrize("banner", ["", "nowhere", "<script>"])
    def test_a_banner_that_is_none_is_not_found(self, sign_in, banner):
        assert sign_in("clerk").post(url("judge"), {"banner": banner}).status_code == 404


class TestPlans:
    def test_the_story_of_a_measure(self, sign_in, site):
        """The banner plans what the township does, and shows with a paper that it is done."""
        client = sign_in("clerk")
        answer = client.post(url("plan", site.pk), PLAN, follow=True)
        assert "办一场招聘会" in text(answer)
        plan = SitePlan.objects.get(measure="办一场招聘会")
        client = sign_in("township")
        sent = {
            "version": plan.version,
            "evidence": "六月二十日办了，四十人报名",
            "files": SimpleUploadedFile("签到表.pdf", PDF, "application/pdf"),
        }
        answer = client.post(url("finish", plan.pk), sent, follow=True)
        assert answer.status_code == 200
        plan.refresh_from_db()
        assert (plan.state, plan.version) == ("done", 2)
        assert "四十人报名" in text(answer)
        assert Attachment.objects.filter(owner=f"site_plan:{plan.pk}").count() == 1

    def test_all_faults_at_once_and_what_was_typed_is_kept(self, sign_in, site):
        wrong = {
            "aspect": "weather",
            "measure": "<script>x</script>",
            "office": "",
            "due_date": "x",
        }
        answer = sign_in("clerk").post(url("plan", site.pk), wrong)
        assert answer.status_code == 422
        assert "有 3 处要改" in text(answer)
        assert "&lt;script&gt;x" in text(answer)
        assert SitePlan.objects.count() == 1

    @pytest.mark.parametrize("words", ["", "电话13812345678", "x" * 501])
    def test_done_wants_words_without_secrets(self, sign_in, planted, words):
        plan = planted["site_plan"]
        answer = sign_in("clerk").post(url("finish", plan.pk), {"version": 1, "evidence": words})
        assert answer.status_code == 422
        plan.refresh_from_db()
        assert plan.state == "planned"

    def test_somebody_was_quicker(self, sign_in, planted):
        plan = planted["site_plan"]
        SitePlan.objects.filter(pk=plan.pk).update(version=4, changed_by="李四")
        answer = sign_in("clerk").post(
            url("cancel", plan.pk), {"version": 1, "evidence": "不需要了"}
        )
        assert answer.status_code == 409
        assert "李四" in text(answer)
        assert "不需要了" in text(answer)

    def test_a_league_looks_and_does_not_plan(self, sign_in, site):
        client = sign_in("league")
        assert client.get(url("site", site.pk)).status_code == 200
        assert client.post(url("plan", site.pk), PLAN).status_code == 403
