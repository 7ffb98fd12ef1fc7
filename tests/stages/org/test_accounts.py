"""Who somebody is: roles and places bind the scope, or there is none."""

from dataclasses import replace
from itertools import pairwise

import pytest

from shouwang.base.access import EVERYWHERE, NOWHERE, Actor, NotAllowed
from shouwang.base.errors import InputProblems
from shouwang.rules.offices import load_offices
from shouwang.stages.org.enums import Role
from shouwang.stages.org.models import Account, PastPassword
from shouwang.stages.org.operations import accounts, passwords
from shouwang.stages.org.operations.demo import make_demo_accounts
from shouwang.stages.org.queries import accounts as known
from tests.office import world

pytestmark = pytest.mark.django_db
ROOT = Actor("root", roles=frozenset({"admin"}))


def actor(account, **fields):
    return known.actor_of(
        account=account, content=world.content(), on=world.DAY, scope=NOWHERE, **fields
    )


def test_the_content_knows_every_role():
    assert set(load_offices(world.content()).roles) == set(Role.values)


class TestScope:
    @pytest.mark.parametrize("role", ["village", "team", "township", "clerk", "approver", "league"])
    def test_is_ones_own_place(self, role):
        scope = actor(world.account(role)).scope
        assert scope.covers(world.place(world.HOME))
        assert not scope.covers(world.place(world.ABROAD))

    def test_of_the_region_is_everything(self):
        assert actor(world.account("region")).scope == EVERYWHERE

    @pytest.mark.parametrize("role", ["admin", "auditor"])
    def test_of_those_who_see_no_households_is_nowhere(self, role):
        account = world.account(role)
        assert actor(account).scope == NOWHERE
        reach = known.reach_of(
            account=account, content=world.content(), on=world.DAY, scope=NOWHERE
        )
        assert reach == EVERYWHERE

    def test_of_a_helper_is_their_households(self):
        account = world.account("helper")
        assert actor(account).scope.households == frozenset()
        scope = actor(account, households=frozenset({17})).scope
        assert scope.covers(world.place(), household=17)
        assert not scope.covers(world.place(), household=18)
        assert not scope.covers(world.place(world.ABROAD), household=17)

    def test_of_a_team_is_its_villages(self):
        villages = list(world.villages())
        scope = actor(world.account("team", places=villages)).scope
        assert scope.covers(world.place(world.HOME))
        assert scope.covers(world.place(world.ABROAD))

    @pytest.mark.parametrize(
        "fields",
        [
            {"places": ["999999"]},
            {"places": [world.villages()[0], world.region_of("clerk")]},
            {"places": [world.region_of("clerk")]},
            {"roles": ["village", "approver"]},
            {"roles": ["emperor"]},
            {"closed_date": world.DAY},
        ],
    )
    def test_of_what_does_not_go_together_is_nowhere_and_no_role_acts(self, fields):
        found = actor(world.account("village", **fields))
        assert found.scope == NOWHERE
        assert found.roles == frozenset()


def wanted(*roles, region="", **fields):
    return accounts.Wanted(
        label="某人", office="某单位", region=region or world.region_of(roles[0]), roles=roles,
        **fields,
    )  # fmt: skip


def add(*roles, username="somebody", by=ROOT, password="", **fields):
    return accounts.add_account(
        content=world.content(), username=username, wanted=wanted(*roles, **fields),
        password=password, at=world.AT, by=by, on=world.DAY,
    )  # fmt: skip


class TestAdding:
    def test_every_pair_that_excludes_is_refused(self):
        offices = load_offices(world.content())
        pairs = {
            (one, other) for each in offices.exclusions for one in each.one for other in each.other
        }
        assert len(pairs) > 20
        for one, other in pairs:
            with pytest.raises(InputProblems):
                add(one, other)
            with pytest.raises(InputProblems):
                add(other, one)
        assert not Account.objects.exists()

    @pytest.mark.parametrize("role", sorted(set(Role.values) - {"admin"}))
    def test_is_for_administrators(self, role):
        with pytest.raises(NotAllowed):
            add("township", by=replace(ROOT, roles=frozenset({role})))

    def test_a_weak_first_password_is_refused(self):
        with pytest.raises(InputProblems):
            add("township", password="short")

    def test_an_office_is_made_once(self):
        first, _password = add("township", username="one")
        second, _password = add("township", username="two")
        assert first.office_id == second.office_id

    def test_places_of_a_team(self):
        made, _password = add("team", region=world.villages()[0], places=world.villages())
        assert made.places == list(world.villages())


class TestPasswords:
    def test_only_so_many_are_remembered(self):
        account, first = add("township")
        words = [first, *(f"words-and-words-{n}" for n in range(7))]
        by = actor(account)
        for old, new in pairwise(words):
            passwords.change_own_password(
                content=world.content(), old=old, new=new, at=world.AT, by=by, on=world.DAY
            )
        assert PastPassword.objects.count() == 5
        passwords.change_own_password(
            content=world.content(), old=words[-1], new=words[1], at=world.AT, by=by, on=world.DAY
        )


class TestWhoWorksWhere:
    def test_by_place_and_role(self):
        home = world.account("village")
        team = world.account("team", world.ABROAD, places=list(world.villages()))
        world.account("village", world.ABROAD)
        closed = world.account("township", closed_date=world.DAY)
        found = known.accounts_in(codes=[world.villages()[0]], on=world.DAY, scope=EVERYWHERE)
        assert set(found) == {home, team}
        found = known.accounts_in(
            codes=[world.villages()[0], closed.office.region], roles=["village", "township"],
            on=world.DAY, scope=EVERYWHERE,
        )  # fmt: skip
        assert found == [home]


class TestDemo:
    def test_has_every_role_and_a_second_place(self):
        villages = world.villages()
        made = make_demo_accounts(
            content=world.content(), villages=villages, at=world.AT, by=world.SYSTEM, on=world.DAY
        )
        assert {account.roles[0] for account in Account.objects.all()} == set(Role.values)
        assert all(account.is_demo for account in Account.objects.all())
        for account in Account.objects.all():
            assert actor(account).roles == set(account.roles), account
            assert account.check_password(made[0].password)
        again = make_demo_accounts(
            content=world.content(), villages=villages, at=world.AT, by=world.SYSTEM, on=world.DAY
        )
        assert again == made

    def test_wants_a_village(self):
        with pytest.raises(NotAllowed):
            make_demo_accounts(
                content=world.content(), villages=[], at=world.AT, by=world.SYSTEM, on=world.DAY
            )
