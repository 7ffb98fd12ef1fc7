"""Accounts: signing in and out, the lock, passwords, the second factor, and their administration."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken

from shouwang.stages.cases.models import Measure, Pairing
from shouwang.stages.org.models import Account, AuditEntry, PhoneApp
from shouwang.stages.org.second_factor import open_secret, secret_to_type
from shouwang.web import who
from tests.office import world

pytestmark = pytest.mark.django_db
NEW = "neue-worte-2020-ab"
SENT = {"text": "<b>低保证丢了</b>", "risk": ["illness", "water"], "version": "3"}
PATH = "/leads/17/dismiss/"


def audited(what):
    return AuditEntry.objects.filter(what=what).count()


def texts(answer):
    return answer.content.decode()


def shown_codes(answer):
    return re.findall(r"<code>([a-z0-9]{4}-[a-z0-9]{4})</code>", texts(answer))


def enter(client, name, password=world.PASSWORD, **extra):
    return client.post("/accounts/sign-in/", {"username": name, "password": password}, **extra)


class TestSigningIn:
    def test_is_noted_and_leads_back(self, client):
        account = world.account("township")
        answer = client.post(
            "/accounts/sign-in/?next=/inbox/",
            {"username": "township-0", "password": world.PASSWORD, "next": "/inbox/"},
        )
        assert answer.headers["Location"] == "/inbox/"
        entry = AuditEntry.objects.get(what="sign_in")
        assert (entry.kind, entry.who) == ("entry", "township-0")
        assert entry.subject == f"account:{account.pk}"

    @pytest.mark.parametrize(
        "next_page", ["https://evil.example/", "//evil.example/", "javascript:x"]
    )
    def test_never_leads_elsewhere(self, client, next_page):
        world.account("township")
        answer = client.post(
            "/accounts/sign-in/",
            {"username": "township-0", "password": world.PASSWORD, "next": next_page},
        )
        assert answer.headers["Location"] == "/"

    @pytest.mark.parametrize("name", ["township-0", "nobody", "<script>", "x" * 300])
    def test_a_wrong_password_is_noted_without_what_was_typed(self, client, name):
        world.account("township")
        answer = enter(client, name, "guess")
        assert answer.status_code == 200
        assert "<script>alert" not in texts(answer)
        entry = AuditEntry.objects.get(what="sign_in_failed")
        assert entry.who == "-"
        assert name == "township-0" or entry.subject == "account:-"

    def test_five_wrong_ones_lock_the_name(self, client):
        world.account("township")
        for _each in range(5):
            answer = enter(client, "township-0", "guess")
        assert answer.status_code == 403
        assert "暂时锁定" in texts(answer)
        assert enter(client, "township-0").status_code == 403  # the right one too
        assert audited("locked_out") >= 1

    def test_a_closed_account_stays_out(self, client):
        world.account("township", closed_date=world.DAY)
        assert enter(client, "township-0").status_code == 200
        assert client.get("/").status_code == 302

    def test_signing_out_is_a_deed(self, sign_in):
        client = sign_in("township")
        assert client.get("/accounts/sign-out/").status_code == 405
        client.post("/accounts/sign-out/")
        assert client.get("/").status_code == 302
        assert audited("sign_out") == 1

    def test_a_password_changed_elsewhere_ends_the_session(self, sign_in):
        client = sign_in("township")
        account = Account.objects.get(username="township-0")
        account.set_password("another-one-77")
        account.save()
        assert client.get("/").status_code == 302


class TestDemoAccounts:
    def test_come_in_on_this_machine(self, client):
        world.account("approver", is_demo=True)
        assert enter(client, "approver-0").status_code == 302
        assert client.get("/").status_code == 200  # without a second factor

    @pytest.mark.parametrize(
        "extra",
        [
            {"REMOTE_ADDR": "192.0.2.7"},
            {"HTTP_X_FORWARDED_FOR": "192.0.2.7"},
            {"REMOTE_ADDR": "2001:db8::7"},
        ],
    )
    def test_come_in_from_nowhere_else(self, client, extra):
        world.account("township", is_demo=True)
        assert enter(client, "township-0", **extra).status_code == 200
        assert client.get("/", **extra).status_code == 302

    def test_a_session_carried_away_ends(self, sign_in):
        client = sign_in("township", is_demo=True)
        assert client.get("/", REMOTE_ADDR="192.0.2.7").status_code == 302
        assert client.get("/").status_code == 302

    def test_others_need_their_second_factor_here_too(self, sign_in):
        answer = sign_in("approver", shown=False).get("/")
        assert answer.headers["Location"].startswith("/accounts/verify/")


def go_away(client, moment=1):
    session = client.session
    session[who.LATEST] = moment
    session.save()


class TestTheLock:
    def test_asks_for_the_password_and_goes_back(self, sign_in):
        client = sign_in("township")
        client.get("/")
        go_away(client)
        answer = client.get("/inbox/?before=7")
        assert answer.headers["Location"] == "/accounts/locked/?next=/inbox/%3Fbefore%3D7"
        assert "已锁屏" in texts(client.get(answer.headers["Location"]))
        answer = client.post(
            "/accounts/locked/", {"password": world.PASSWORD, "next": "/inbox/?before=7"}
        )
        assert answer.headers["Location"] == "/inbox/?before=7"
        assert client.get("/inbox/").status_code == 200
        assert audited("lock") == audited("unlock") == 1

    def test_stays_while_the_password_is_wrong(self, sign_in):
        client = sign_in("township")
        client.post("/accounts/lock/")
        answer = client.post("/accounts/locked/", {"password": "guess"})
        assert answer.status_code == 422
        assert client.get("/").status_code == 302
        assert audited("unlock_failed") == 1

    def test_too_many_wrong_ones_end_the_session(self, sign_in):
        client = sign_in("township")
        client.post("/accounts/lock/")
        for _each in range(5):
            client.post("/accounts/locked/", {"password": "guess"})
        assert "_auth_user_id" not in client.session

    def test_somebody_elses_password_does_not_open_it(self, sign_in):
        other = world.account("clerk")
        other.set_password("other-pass-word-1")
        other.save()
        client = sign_in("township")
        client.post("/accounts/lock/")
        assert (
            client.post("/accounts/locked/", {"password": "other-pass-word-1"}).status_code == 422
        )

    def test_scripts_are_answered_without_a_page(self, sign_in):
        client = sign_in("township")
        as_script = {"headers": {"X-Requested-With": "fetch"}}
        assert client.post("/accounts/lock/", **as_script).status_code == 204
        assert client.post("/accounts/awake/", **as_script).status_code == 403
        assert client.post("/accounts/locked/", {"password": "x"}, **as_script).status_code == 422
        right = {"password": world.PASSWORD}
        assert client.post("/accounts/locked/", right, **as_script).status_code == 204
        assert client.post("/accounts/awake/", **as_script).status_code == 204

    def test_a_locked_screen_shows_nothing_and_does_nothing(self, sign_in):
        client = sign_in("township")
        client.post("/accounts/lock/")
        assert client.post("/accounts/me/", {"language": "en"}).status_code == 302
        assert Account.objects.get(username="township-0").language == "zh_Hans"
        piece = client.get("/inbox/", headers={"HX-Request": "true"})
        assert piece.status_code == 204
        assert piece.headers["HX-Redirect"].startswith("/accounts/locked/")

    def test_the_page_knows_when(self, sign_in):
        assert 'data-idle-seconds="1800"' in texts(sign_in("township").get("/"))


class TestPasswords:
    def change(self, client, *, old=world.PASSWORD, new=NEW, again=None):
        return client.post(
            "/accounts/password/",
            {"old": old, "new": new, "again": again or new, "next": "/inbox/"},
        )

    def test_the_first_is_changed_before_anything_else(self, sign_in):
        client = sign_in("township", must_change_password=True)
        assert client.get("/inbox/").headers["Location"] == "/accounts/password/?next=/inbox/"
        assert client.get("/accounts/me/").status_code == 302
        assert self.change(client).headers["Location"] == "/inbox/"
        assert client.get("/inbox/").status_code == 200
        assert Account.objects.get(username="township-0").check_password(NEW)
        assert audited("change_own_password") == 1

    def test_an_old_one_is_changed_too(self, sign_in):
        client = sign_in("township", password_date=world.DAY - timedelta(days=91))
        assert client.get("/").headers["Location"].startswith("/accounts/password/")

    def test_ninety_days_are_not_too_old(self, sign_in):
        client = sign_in("township", password_date=world.DAY - timedelta(days=90))
        assert client.get("/").status_code == 200

    @pytest.mark.parametrize(
        "sent",
        [
            {"old": "guess"},
            {"new": "short"},
            {"new": "1234567890123"},
            {"new": "password123"},
            {"new": "township-0"},
            {"new": world.PASSWORD},
            {"again": "something-else-1"},
            {"new": "x" * 5000},
            {"old": "x" * 5000},
        ],
    )
    def test_what_is_weak_or_wrong_is_refused(self, sign_in, sent):
        client = sign_in("township")
        assert self.change(client, **sent).status_code == 422
        assert Account.objects.get(username="township-0").check_password(world.PASSWORD)
        assert audited("change_own_password") == 0

    def test_none_comes_twice(self, sign_in):
        client = sign_in("township")
        self.change(client)
        assert self.change(client, old=NEW, new=world.PASSWORD).status_code == 422


class TestTheSecondFactor:
    def test_is_set_up_with_a_picture_and_a_first_code(self, sign_in):
        client = sign_in("approver", shown=False)
        answer = client.get("/inbox/")
        assert answer.headers["Location"] == "/accounts/verify/?next=/inbox/"
        answer = client.get(answer.headers["Location"])
        assert answer.headers["Location"] == "/accounts/second-factor/?next=/inbox/"
        client.post("/accounts/second-factor/begin/", {"next": "/inbox/"})
        page = texts(client.get("/accounts/second-factor/?next=/inbox/"))
        assert 'src="data:image/svg+xml' in page
        device = PhoneApp.objects.get()
        assert not device.confirmed
        answer = client.post("/accounts/second-factor/", {"token": world.code_of(device)})
        codes = shown_codes(answer)
        assert len(codes) == 8
        kept = set(StaticToken.objects.values_list("token", flat=True))
        assert len(kept) == 8
        assert not kept & set(codes)  # the database has them as nobody can read them
        assert client.get("/inbox/").status_code == 200

    def test_a_wrong_first_code_takes_nothing_into_use(self, sign_in):
        client = sign_in("approver", shown=False)
        client.post("/accounts/second-factor/begin/")
        assert client.post("/accounts/second-factor/", {"token": "000000"}).status_code == 422
        assert not PhoneApp.objects.get().confirmed
        assert client.get("/").status_code == 302
        assert audited("second_factor_failed") == 1

    def test_is_shown_by_the_app(self, sign_in):
        client = sign_in("approver", shown=False)
        device = world.app(world.account("approver"))
        answer = client.post(
            "/accounts/verify/", {"token": world.code_of(device), "next": "/inbox/"}
        )
        assert answer.headers["Location"] == "/inbox/"
        assert client.get("/inbox/").status_code == 200
        assert audited("show_second_factor") == 1

    def test_a_code_counts_once(self, sign_in):
        client = sign_in("approver", shown=False)
        device = world.app(world.account("approver"))
        code = world.code_of(device)
        client.post("/accounts/verify/", {"token": code})
        other = Client()
        other.force_login(
            world.account("approver"), backend="shouwang.web.accounts.backend.Accounts"
        )
        assert other.post("/accounts/verify/", {"token": code}).status_code == 422

    def test_a_recovery_code_stands_in_once(self, sign_in):
        client = sign_in("approver")
        code = shown_codes(client.post("/accounts/second-factor/codes/"))[0]
        other = Client()
        account = world.account("approver")
        other.force_login(account, backend="shouwang.web.accounts.backend.Accounts")
        assert other.post("/accounts/verify/", {"token": code}).status_code == 302
        assert StaticToken.objects.count() == 7

    @pytest.mark.parametrize("token", ["", "123456", "x" * 400, "<script>", "１２３４５６"])
    def test_a_wrong_code_is_noted(self, sign_in, token):
        client = sign_in("approver", shown=False)
        world.app(world.account("approver"))
        answer = client.post("/accounts/verify/", {"token": token})
        assert answer.status_code == 422
        assert audited("second_factor_failed") == 1
        assert client.get("/").status_code == 302

    def test_a_password_alone_does_not_replace_it(self, sign_in):
        client = sign_in("approver", shown=False)
        world.app(world.account("approver"))
        assert client.post("/accounts/second-factor/begin/").status_code == 403
        assert client.post("/accounts/second-factor/codes/").status_code == 302
        assert PhoneApp.objects.count() == 1

    def test_lies_enciphered_and_counts_for_its_account_only(self, sign_in):
        client = sign_in("approver", shown=False)
        own, other = world.app(world.account("approver")), world.app(world.account("admin"))
        secret = open_secret(own.sealed, own.user_id, world.keys().seal)
        for part in (secret, secret.hex().encode(), secret_to_type(secret).encode()):
            assert part not in bytes(own.sealed)
        code = world.code_of(other)
        PhoneApp.objects.filter(pk=own.pk).update(sealed=other.sealed)
        answer = client.post("/accounts/verify/", {"token": code})
        assert answer.status_code >= 400
        assert client.get("/").status_code == 302

    def test_who_needs_none_may_have_one(self, sign_in):
        client = sign_in("township")
        assert client.get("/").status_code == 200
        assert client.get("/accounts/second-factor/").status_code == 200
        answer = client.post("/accounts/second-factor/codes/")
        assert answer.headers["Location"].startswith("/accounts/verify/")


class TestWhatWasSentWhileLocked:
    """It is kept on the server, for its account alone and not for long, and offered once more."""

    def locked_out(self, client, **fields):
        client.post("/accounts/lock/")
        answer = client.post(PATH, {**SENT, **fields})
        assert answer.headers["Location"].startswith("/accounts/locked/")
        return client.post("/accounts/locked/", {"password": world.PASSWORD, "next": "/inbox/"})

    def test_is_offered_once_more_after_the_password(self, sign_in):
        client = sign_in("village")
        answer = self.locked_out(client)
        assert answer.headers["Location"] == "/accounts/kept/"
        page = texts(client.get("/accounts/kept/"))
        assert f'action="{PATH}"' in page
        assert '<input type="hidden" name="version" value="3">' in page
        assert page.count('type="hidden" name="risk"') == 2
        assert "&lt;b&gt;低保证丢了" in page
        assert "<b>低保证丢了" not in page
        # Neither the cookie nor the database tells it.
        assert "低保" not in str(client.cookies)
        kept = str(dict(client.session))
        assert "低保" not in kept
        assert "\\u4f4e" not in kept

    def test_is_forgotten_once_it_has_got_through(self, sign_in):
        client = sign_in("village")
        self.locked_out(client)
        client.post(PATH, SENT)
        assert client.get("/accounts/kept/").status_code == 302

    def test_can_be_given_up(self, sign_in):
        client = sign_in("village")
        self.locked_out(client)
        client.post("/accounts/kept/")
        assert client.get("/accounts/kept/").status_code == 302

    def test_is_nobody_elses(self, sign_in):
        self.locked_out(sign_in("village"))
        client = sign_in("township")  # the same browser, another person
        assert client.get("/accounts/kept/").status_code == 302

    def test_does_not_move_to_another_account(self, sign_in, client):
        self.locked_out(sign_in("village"))
        kept = client.session["kept_form"]
        sign_in("township")
        session = client.session
        session["kept_form"] = kept
        session.save()
        assert client.get("/accounts/kept/").status_code == 302

    def test_is_not_kept_for_long(self, sign_in, client):
        self.locked_out(sign_in("village"))
        session = client.session
        session["kept_form"] = [session["kept_form"][0] - 3600, *session["kept_form"][1:]]
        session.save()
        assert client.get("/accounts/kept/").status_code == 302

    @pytest.mark.parametrize(
        "fields", [{"password": "geheim-123"}, {"new": "geheim-123"}, {"text": "x" * 300_000}]
    )
    def test_secrets_and_floods_are_not_kept(self, sign_in, fields):
        client = sign_in("village")
        assert self.locked_out(client, **fields).headers["Location"] == "/inbox/"
        assert "kept_form" not in client.session

    def test_nothing_is_kept_of_strangers(self, client):
        client.post(PATH, SENT)
        assert "kept_form" not in client.session


class TestOnesOwnAccount:
    def test_keeps_language_and_type(self, sign_in):
        client = sign_in("village")
        client.post("/accounts/me/", {"language": "en", "large_type": "on"})
        page = texts(client.get("/accounts/me/"))
        assert 'lang="en"' in page
        assert 'class="large"' in page
        client.post("/accounts/me/", {"language": "zh_Hans"})
        assert 'class="large"' not in texts(client.get("/"))

    def test_says_why_it_cannot_be_used(self, sign_in):
        client = sign_in("township", username="both", roles=["township", "approver"])
        page = texts(client.get("/accounts/me/"))
        assert "核实的人不得审批" in page or "exclude" in page


def filled(**fields):
    region = world.region_of("township")
    return {
        "username": "new.person", "label": "新人", "office": "苏木乡镇扶贫办", "region": region,
        "roles": ["township"], "places": "", "phone": "", "department": "", **fields,
    }  # fmt: skip


class TestTheAdministrator:
    def test_sees_accounts_and_finds_them(self, sign_in):
        world.account("township")
        world.account("village", world.ABROAD)
        client = sign_in("admin")
        page = texts(client.get("/accounts/"))
        assert "township-0" in page
        assert "village-1" in page
        assert "village-1" not in texts(client.get("/accounts/?q=township"))
        assert "township-0" not in texts(client.get("/accounts/?role=village"))

    @pytest.mark.parametrize("role", sorted(set(world.LEVELS) - {"admin"}))
    def test_nobody_else_does(self, sign_in, role):
        number = world.account("clerk", world.ABROAD).pk
        client = sign_in(role)
        for path in ("", "new/", "regions/", f"{number}/", f"{number}/close/"):
            assert client.get(f"/accounts/{path}").status_code == 403
        for path in ("new/", f"{number}/reset/", f"{number}/forget/", f"{number}/close/"):
            assert client.post(f"/accounts/{path}", filled()).status_code == 403
        assert AuditEntry.objects.filter(kind="refused").count() == 9

    def test_pages_of_fifty(self, sign_in):
        client = sign_in("admin")
        office = world.account("township").office
        Account.objects.bulk_create(
            Account(username=f"person{n:03}", label=f"人{n}", office=office, roles=["township"])
            for n in range(60)
        )
        page = texts(client.get("/accounts/?q=person"))
        assert "person049" in page
        assert "person050" not in page
        assert "after=person049" in page
        assert "person059" in texts(client.get("/accounts/?q=person&after=person049"))

    def test_adds_one_with_a_password_shown_once(self, sign_in):
        client = sign_in("admin")
        page = texts(client.post("/accounts/new/", filled()))
        made = Account.objects.get(username="new.person")
        assert made.must_change_password
        assert made.roles == ["township"]
        password = page.split("<code>")[2].split("</code>")[0]
        assert made.check_password(password)
        assert audited("add_account") == 1
        assert password not in str(list(AuditEntry.objects.values_list("detail", flat=True)))

    @pytest.mark.parametrize(
        "wrong",
        [
            {"username": "15990019800101"},
            {"username": "X Y"},
            {"username": ""},
            {"username": "admin-0"},
            {"label": ""},
            {"label": "长" * 61},
            {"roles": []},
            {"roles": ["emperor"]},
            {"roles": ["township", "approver"]},
            {"roles": ["village"]},
            {"roles": ["auditor"]},
            {"region": "999999"},
            {"region": ""},
            {"places": "999999"},
            {"phone": "12345"},
            {"office": ""},
        ],
    )
    def test_what_does_not_go_is_refused_and_kept_on_the_page(self, sign_in, wrong):
        client = sign_in("admin")
        before = Account.objects.count()
        answer = client.post("/accounts/new/", filled(**wrong))
        assert answer.status_code == 422
        assert "wrongs" in texts(answer)
        assert Account.objects.count() == before

    def test_a_script_in_a_name_is_text(self, sign_in):
        client = sign_in("admin")
        client.post("/accounts/new/", filled(label="<script>alert(1)</script>"))
        page = texts(client.get("/accounts/"))
        assert "<script>alert(1)" not in page
        assert "&lt;script&gt;" in page

    def test_gives_other_roles_and_places(self, sign_in):
        other = world.account("township")
        client = sign_in("admin")
        sent = filled(version=1, roles=["village"], region=world.region_of("village"))
        assert client.post(f"/accounts/{other.pk}/", sent).status_code == 302
        other.refresh_from_db()
        assert (other.roles, other.version) == (["village"], 2)

    def test_who_comes_second_is_told_and_keeps_what_was_typed(self, sign_in):
        other = world.account("township")
        Account.objects.filter(pk=other.pk).update(version=2, changed_by="周涛")
        client = sign_in("admin")
        answer = client.post(f"/accounts/{other.pk}/", filled(version=1, label="我打的"))
        assert answer.status_code == 409
        assert "周涛" in texts(answer)
        assert "我打的" in texts(answer)
        other.refresh_from_db()
        assert other.label == "township-0"

    def test_does_not_promote_themselves(self, sign_in):
        client = sign_in("admin")
        own = Account.objects.get(username="admin-0")
        sent = filled(version=1, roles=["region"], region=world.region_of("region"))
        assert client.post(f"/accounts/{own.pk}/", sent).status_code == 403
        own.refresh_from_db()
        assert own.roles == ["admin"]

    def test_of_a_banner_sees_only_that_banner(self, sign_in):
        inside = world.account("township")
        outside = world.account("township", world.ABROAD)
        client = sign_in("admin", username="banner-admin", office=world.account("clerk").office)
        page = texts(client.get("/accounts/"))
        assert "township-0" in page
        assert "township-1" not in page
        assert client.get(f"/accounts/{inside.pk}/").status_code == 200
        for path in (f"{outside.pk}/", f"{outside.pk}/close/"):
            assert client.get(f"/accounts/{path}").status_code == 404
        sent = {"version": 1}
        assert client.post(f"/accounts/{outside.pk}/reset/", sent).status_code == 404
        assert client.post(f"/accounts/{outside.pk}/close/", sent).status_code == 404
        abroad = filled(region=world.region_of("township", world.ABROAD))
        assert client.post("/accounts/new/", abroad).status_code == 422

    def test_resets_a_password(self, sign_in):
        other = world.account("township")
        client = sign_in("admin")
        page = texts(client.post(f"/accounts/{other.pk}/reset/", {"version": 1}))
        other.refresh_from_db()
        assert other.must_change_password
        assert not other.check_password(world.PASSWORD)
        assert other.check_password(page.split("<code>")[2].split("</code>")[0])
        assert client.post(f"/accounts/{other.pk}/reset/", {"version": 1}).status_code == 409

    def test_takes_a_lost_phone_off(self, sign_in):
        other = world.account("approver")
        world.app(other)
        client = sign_in("admin")
        client.post(f"/accounts/{other.pk}/forget/", {"version": 1})
        assert not PhoneApp.objects.filter(user=other).exists()
        own = Account.objects.get(username="admin-0")
        assert client.post(f"/accounts/{own.pk}/forget/", {"version": 1}).status_code == 403

    def test_offers_regions(self, sign_in):
        client = sign_in("admin")
        code = world.region_of("banner" if "banner" in world.LEVELS else "clerk")
        assert code in texts(client.get(f"/accounts/regions/?region={code}"))


class TestLeaving:
    def test_hands_all_open_work_over_in_one_act(self, sign_in):
        leaving, taking = world.account("helper"), world.account("team")
        world.indexed(17)
        Pairing.objects.create(household=17, account=leaving, start_date=world.DAY, **world.place())
        mine, done = world.measure(17), world.measure(18, state="ended")
        Measure.objects.update(owner="helper-0")
        client = sign_in("admin")
        page = texts(client.get(f"/accounts/{leaving.pk}/close/"))
        assert "<b>1</b> 户" in page
        assert "<b>1</b> 项" in page
        sent = {"version": 1, "taking": taking.pk}
        assert client.post(f"/accounts/{leaving.pk}/close/", sent).status_code == 302
        leaving.refresh_from_db()
        assert leaving.closed_date == world.DAY
        assert Pairing.objects.get(household=17, end_date=None).account_id == taking.pk
        assert Measure.objects.get(pk=mine.pk).owner == "team-0"
        assert Measure.objects.get(pk=done.pk).owner == "helper-0"
        assert audited("hand_over") == audited("close_account") == 1

    def test_is_refused_while_nobody_takes_it(self, sign_in):
        leaving = world.account("helper")
        Pairing.objects.create(household=17, account=leaving, start_date=world.DAY, **world.place())
        client = sign_in("admin")
        for taking in ("", "999999", str(leaving.pk), "x", str(world.account("clerk").pk)):
            answer = client.post(f"/accounts/{leaving.pk}/close/", {"version": 1, "taking": taking})
            assert answer.status_code in {404, 422}, taking
        leaving.refresh_from_db()
        assert leaving.closed_date is None
        assert Pairing.objects.get().end_date is None

    def test_a_stale_version_hands_nothing_over(self, sign_in):
        leaving, taking = world.account("helper"), world.account("team")
        Pairing.objects.create(household=17, account=leaving, start_date=world.DAY, **world.place())
        client = sign_in("admin")
        sent = {"version": 9, "taking": taking.pk}
        assert client.post(f"/accounts/{leaving.pk}/close/", sent).status_code == 409
        assert Pairing.objects.get(end_date=None).account_id == leaving.pk

    def test_the_last_administrator_stays(self, sign_in):
        client = sign_in("admin")
        own = Account.objects.get(username="admin-0")
        assert client.post(f"/accounts/{own.pk}/close/", {"version": 1}).status_code == 403
        own.refresh_from_db()
        assert own.closed_date is None


def test_whoever_has_roles_that_exclude_each_other_does_nothing(sign_in):
    client = sign_in("admin", username="both", roles=["admin", "auditor"])
    answer = client.get("/accounts/")
    assert answer.status_code == 403
    assert AuditEntry.objects.filter(kind="refused", who="both").count() == 1


def test_the_day_is_that_of_the_home():
    assert date(2020, 6, 30) == world.DAY
