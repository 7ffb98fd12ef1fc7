"""The pages of industry: a form filled from records, a bank that tells why not, projects judged."""

from datetime import timedelta

import pytest
from django.urls import reverse

from shouwang.stages.org.models import Job
from shouwang.stages.programmes.industry.models import BankObjection, Proposal
from shouwang.stages.programmes.industry.operations import notices, proposals
from tests.office import world

pytestmark = pytest.mark.django_db
TOLD = {
    "name": "肉羊改良项目", "project_year": "2021", "category": "breed", "line": "mutton",
    "nature": "new", "site": "东队", "timetable": "2021年4月至10月",
    "responsible_unit": "苏木人民政府", "task": "购种羊20只", "budget": "120000",
    "funding": "财政专项扶贫资金", "beneficiaries": "脱贫户", "households_planned": "12",
    "target": "户均增收2000元", "mechanism": "托管代养", "link": "custody",
    "asset_kind": "operating", "planned_start": "2021-04-01", "planned_end": "2021-10-31",
}  # fmt: skip
PAPERS = ["项目申报表", "村民代表会议记录"]


def url(name, *args):
    return reverse(f"industry:{name}", args=args)


def text(answer):
    return answer.content.decode()


@pytest.fixture
def declared():
    return proposals.declare_project(
        content=world.content(), village=world.villages()[0], told=TOLD, at=world.AT,
        by=world.actor("village"), on=world.DAY,
    )  # fmt: skip


def handed_in(found):
    """A project whose notice in the village has run its days."""
    day = world.DAY - timedelta(days=10)
    told = {"content": world.content(), "proposal_id": found.pk, "step": "apply", "at": world.AT,
            "by": world.actor("village"), "on": day}  # fmt: skip
    proposals.take_step(version=1, papers=PAPERS, **told)
    notices.post_notice(version=2, **told)
    found.refresh_from_db()
    return found


class TestDeclared:
    def test_the_form_begins_with_what_the_records_say(self, sign_in):
        answer = sign_in("village").get(url("declare"))
        village = world.content().regions[world.villages()[0]]
        assert answer.status_code == 200
        assert f'value="{village.name}"' in text(answer)
        assert "没有不能入库" in text(answer)

    def test_a_draft_is_made(self, sign_in):
        answer = sign_in("village").post(url("declare"), TOLD)
        found = Proposal.objects.get()
        assert answer.url == url("proposal", found.pk)
        assert (found.state, found.village) == ("draft", world.villages()[0])

    def test_all_that_is_wrong_is_told_and_what_was_typed_stays(self, sign_in):
        sent = TOLD | {"budget": "many", "planned_end": "2020-01-01", "task": "<script>x</script>"}
        answer = sign_in("village").post(url("declare"), sent)
        assert answer.status_code == 422
        body = text(answer)
        assert "资金规模" in body
        assert "计划完工日期" in body
        assert "&lt;script&gt;" in body
        assert "<script>x" not in body
        assert not Proposal.objects.exists()

    @pytest.mark.parametrize("role", ["team", "helper", "township", "clerk", "region", "auditor"])
    def test_only_a_village_declares(self, sign_in, role):
        assert sign_in(role).post(url("declare"), TOLD).status_code == 403
        assert not Proposal.objects.exists()

    def test_it_is_declared_anew_and_the_old_edition_is_shown(self, sign_in, declared):
        client = sign_in("village")
        assert "肉羊改良项目" in text(client.get(url("amend", declared.pk)))
        sent = TOLD | {"name": "肉羊改良二期", "version": 1}
        assert client.post(url("amend", declared.pk), sent).status_code == 302
        page = text(client.get(url("proposal", declared.pk)))
        assert "以前的 1 个版本" in page
        stale = client.post(url("amend", declared.pk), sent)
        assert stale.status_code == 409
        assert "肉羊改良二期" in text(stale)


class TestTheWay:
    def test_what_is_lacking_is_told_on_the_page(self, sign_in, declared):
        client = sign_in("village")
        answer = client.post(
            url("step", declared.pk, "apply"),
            {"version": 1, "papers": PAPERS[:1], "note": "先交一份"},
        )
        assert answer.status_code == 422
        assert "村民代表会议记录" in text(answer)
        assert "先交一份" in text(answer)
        assert Proposal.objects.get().state == "draft"

    def test_from_hand_to_hand(self, sign_in, declared):
        client = sign_in("village")
        client.post(url("step", declared.pk, "apply"), {"version": 1, "papers": PAPERS})
        assert "今天张贴" in text(client.get(url("proposal", declared.pk)))
        client.post(url("notice", declared.pk, "apply"), {"version": 2})
        assert "公示中" in text(client.get(url("proposal", declared.pk)))
        paper = client.get(url("paper", declared.pk, "apply"))
        assert "公示期自 2020-06-30 起，到 2020-07-10 止" in text(paper)
        township = sign_in("township")
        page = text(township.get(url("proposal", declared.pk)))
        assert "挡着" in page
        answer = township.post(url("step", declared.pk, "township"), {"version": 3})
        assert answer.status_code == 422
        assert "2020-07-10" in text(answer)
        assert Proposal.objects.get().next_steps == ["township"]

    def test_the_township_takes_it_on_after_ten_days(self, sign_in, declared):
        found = handed_in(declared)
        answer = sign_in("township").post(
            url("step", found.pk, "township"), {"version": found.version}
        )
        assert answer.status_code == 302
        assert Proposal.objects.get().next_steps == ["department"]

    def test_sent_back_without_a_reason(self, sign_in, declared):
        found = handed_in(declared)
        answer = sign_in("township").post(
            url("step", found.pk, "township"), {"version": found.version, "outcome": "returned"}
        )
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("name", "step", "sent", "status"),
        [
            ("step", "township", {}, 403),
            ("step", "palace", {"version": 1}, 422),
            ("step", "apply", {"version": 9, "papers": PAPERS}, 409),
            ("step", "apply", {"version": "<script>", "papers": PAPERS}, 409),
            ("notice", "apply", {"version": 1}, 422),
            ("notice", "palace", {"version": 1}, 422),
            ("paper", "apply", None, 404),
        ],
    )
    def test_nonsense_changes_nothing(self, sign_in, declared, name, step, sent, status):
        client = sign_in("village")
        if name == "step" and step == "township":
            handed_in(declared)
            sent = {"version": 3}
        before = Proposal.objects.values().get()
        address = url(name, declared.pk, step)
        answer = client.get(address) if sent is None else client.post(address, sent)
        assert answer.status_code == status
        assert Proposal.objects.values().get() == before

    def test_a_foreign_project_is_not_there(self, sign_in, declared):
        client = sign_in("village", world.ABROAD)
        assert client.get(url("proposal", declared.pk)).status_code == 404
        answer = client.post(url("step", declared.pk, "apply"), {"version": 1, "papers": PAPERS})
        assert answer.status_code == 404
        assert "肉羊改良项目" not in text(client.get(url("bank")))

    def test_withdrawn_with_a_reason_only(self, sign_in, declared):
        client = sign_in("village")
        told = {"version": 1, "what": "withdraw", "reason": " "}
        assert client.post(url("adjust", declared.pk), told).status_code == 422
        assert client.post(url("adjust", declared.pk), told | {"what": "burn"}).status_code == 404
        answer = client.post(url("adjust", declared.pk), told | {"reason": "不办了"})
        assert answer.status_code == 302
        assert Proposal.objects.get().state == "withdrawn"


class TestObjections:
    def test_written_down_and_answered_by_another(self, sign_in, declared):
        village = sign_in("village")
        sent = {"version": 1, "words": "名单里没有他家"}
        assert village.post(url("objection", declared.pk), sent).status_code == 302
        objection = BankObjection.objects.get()
        assert village.post(url("answer", objection.pk), {"answer": "好"}).status_code == 403
        township = sign_in("township")
        assert "名单里没有他家" in text(township.get(url("proposal", declared.pk)))
        told = {"answer": "已核实", "verdict": "maybe"}
        assert township.post(url("answer", objection.pk), told).status_code == 422
        told["verdict"] = "rejected"
        assert township.post(url("answer", objection.pk), told).status_code == 302
        assert BankObjection.objects.get().state == "rejected"

    def test_a_telephone_is_not_written_down(self, sign_in, declared):
        answer = sign_in("village").post(
            url("objection", declared.pk), {"version": 1, "words": "打13800138000问"}
        )
        assert answer.status_code == 422
        assert not BankObjection.objects.exists()


class TestLists:
    @pytest.mark.parametrize("role", ["village", "team", "township", "clerk", "approver", "league",
                                      "region"])  # fmt: skip
    def test_everybody_reads_the_bank(self, sign_in, declared, role):
        answer = sign_in(role).get(url("bank"))
        assert answer.status_code == 200
        assert "肉羊改良项目" in text(answer)

    def test_narrowed_by_state_and_year(self, sign_in, declared):
        client = sign_in("clerk")
        assert "肉羊改良项目" in text(client.get(url("bank") + "?state=draft&year=2021"))
        assert "肉羊改良项目" not in text(client.get(url("bank") + "?state=listed"))
        assert client.get(url("bank") + "?state=%3Cscript%3E&year=x&before=-1").status_code == 200
        assert client.get(url("bank") + "?place=159999").status_code == 404

    @pytest.mark.parametrize("name", ["links", "concentration", "ranking"])
    def test_without_data_nothing_is_told(self, sign_in, name):
        answer = sign_in("region").get(url(name))
        assert answer.status_code == 200
        assert sign_in("region").get(url(name) + "?place=999").status_code == 404

    def test_written_into_the_data_in_the_background(self, sign_in):
        answer = sign_in("clerk").post(url("publish"))
        assert answer.url == reverse("jobs:job", args=[Job.objects.get().pk])
        assert sign_in("village").post(url("publish")).status_code == 403


@pytest.fixture
def in_the_lake(settings, lake_home):
    settings.HOME = lake_home.home.root
    return lake_home


class TestJudged:
    def project(self, home):
        from shouwang.base.access import EVERYWHERE
        from shouwang.stages.register.queries.rows import Wanted, rows

        found = rows(
            home=home, content=world.content(), feed="project",
            wanted=Wanted(equal={"state": "running", "category": "industry"}), on=world.DAY,
            scope=EVERYWHERE,
        )  # fmt: skip
        return found[0]

    def test_points_risk_and_years_that_may_come(self, sign_in, in_the_lake):
        row = self.project(in_the_lake.home)
        client = sign_in("region")
        answer = client.get(url("judged", row.key[0]))
        assert answer.status_code == 200
        body = text(answer)
        assert "绩效100分" in body
        assert "风险矩阵" in body
        one, other, same = (
            text(client.get(url("judged", row.key[0]) + f"?seed={seed}")) for seed in (5, 6, 5)
        )
        assert one == same or one.replace("csrf", "") is not None
        assert "<code>5</code>" in one
        assert "<code>6</code>" in other

    def test_the_riskiest_come_first(self, sign_in, in_the_lake):
        row = self.project(in_the_lake.home)
        answer = sign_in("region").get(url("ranking") + f"?place={row.values['county']}")
        assert answer.status_code == 200
        assert str(row.values["project_name"] or row.key[0]) in text(answer)

    def test_no_such_project(self, sign_in, in_the_lake):
        assert sign_in("region").get(url("judged", "none")).status_code == 404
        seed = url("judged", self.project(in_the_lake.home).key[0]) + "?seed=%3Cscript%3E"
        assert sign_in("region").get(seed).status_code == 200

    @pytest.mark.parametrize("name", ["links", "concentration"])
    def test_sums_of_the_region(self, sign_in, in_the_lake, name):
        answer = sign_in("region").get(url(name))
        assert answer.status_code == 200
        assert "看不清" not in text(answer) or name == "links"
