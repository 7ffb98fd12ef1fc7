"""Forms: who may bring, confirm, fill in and ask; what is kept, refused and written down."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from shouwang.base.access import EVERYWHERE, NotAllowed, NotFound, Stale
from shouwang.base.errors import InputProblems
from shouwang.lake.home import SHIPPED
from shouwang.rules.practice import load_practice
from shouwang.stages.board.models import Asked
from shouwang.stages.org.models import AuditEntry
from shouwang.stages.reports.filling.confirming import unknown_fields
from shouwang.stages.reports.filling.matching import SURE
from shouwang.stages.reports.models import BlankForm, FilledForm, HeadingMeaning
from shouwang.stages.reports.operations import forms as operations
from shouwang.stages.reports.operations.filling import fill_blank_form
from shouwang.stages.reports.queries import forms as known
from tests.office import world
from tests.office.world import ABROAD, AT, DAY
from tests.stages.reports import forms as books

pytestmark = pytest.mark.django_db
WHEN = {"at": AT, "on": DAY}


@pytest.fixture(scope="module")
def rules():
    return load_practice(SHIPPED / "neimenggu")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return world.make_home(tmp_path_factory.mktemp("forms") / "home")


def keep(home, by=None, *, data=None, region="150000", **more):
    said = {"name": "月报", "asked_by": "自治区", **more}
    return operations.keep_form(
        home=home, content=world.content(), data=data or books.form(), region=region,
        by=by or world.actor("region"), **WHEN, **said,
    )  # fmt: skip


def likely(found, rules):
    """What every heading most likely means; what nobody knows is said so."""
    policy, practice = rules
    means = known.meanings(
        found=found, content=policy.content, practice=practice, on=DAY,
        scope=world.actor("region").scope,
    )  # fmt: skip
    return {
        sheet: {
            key: each[0].target.word if each and each[0].likeness == SURE else "nobody"
            for key, each in slots.items()
        }
        for sheet, slots in means.items()
    }


def confirm(found, rules, by=None, *, mapping=None, version=1, who="all"):
    policy, practice = rules
    return operations.confirm_form(
        content=policy.content, practice=practice, form_id=found.pk, version=version,
        mapping=mapping or likely(found, rules), who={"花名册": who},
        by=by or world.actor("region"), **WHEN,
    )  # fmt: skip


def fill(home, rules, found, *, run=None, place=None, by=None, purpose="月度调度"):
    policy, practice = rules
    return fill_blank_form(
        home=home, policy=policy, practice=practice, run=run, form_id=found.pk,
        place=place or world.region_of("clerk"), office="旗办", purpose=purpose,
        by=by or world.actor("clerk"), **WHEN,
    )  # fmt: skip


def test_the_same_form_is_kept_once(home):
    data = books.form()
    first = keep(home, data=data)
    assert keep(home, data=data, name="again").pk == first.pk
    assert AuditEntry.objects.filter(what="keep_form").count() == 1
    assert known.workbook_of(home=home, found=first, on=DAY, scope=EVERYWHERE) == data


def test_whose_form_it_is_must_be_ones_own(home):
    with pytest.raises(NotFound):
        keep(home, world.actor("clerk"), region="150000")
    with pytest.raises(NotFound):
        keep(home, world.actor("clerk"), region=world.region_of("clerk", ABROAD))
    with pytest.raises(NotAllowed):
        keep(home, world.actor("village"), region=world.region_of("village"))
    assert not BlankForm.objects.exists()


@pytest.mark.parametrize("said", [{"name": " "}, {"name": "x" * 121}, {"name": "a\0b"},
                                  {"asked_by": "x" * 121}])  # fmt: skip
def test_a_name_is_wanted_and_not_a_long_one(home, said):
    with pytest.raises(InputProblems):
        keep(home, **said)
    assert not BlankForm.objects.exists()


def test_macros_and_chaos_are_refused_and_nothing_is_kept(home):
    for data in (books.with_macros(books.form()), books.chaotic(), b"%PDF-1.7"):
        with pytest.raises(InputProblems):
            keep(home, data=data)
    assert not BlankForm.objects.exists()


def test_a_form_of_the_region_is_everybodys_one_of_a_banner_its_own(home):
    content = world.content()
    whole = keep(home)
    own = keep(home, world.actor("clerk"), region=world.region_of("clerk"), name="旗表")
    seen = {
        role: {each.pk for each in known.forms(content=content, on=DAY, scope=world.actor(*role).scope)}
        for role in [("clerk",), ("village",), ("clerk", ABROAD), ("region",), ("league",)]
    }  # fmt: skip
    assert seen["clerk",] == seen["village",] == seen["region",] == {whole.pk, own.pk}
    assert seen["clerk", ABROAD] == {whole.pk}
    with pytest.raises(NotFound):
        known.form(
            form_id=own.pk, content=content, on=DAY, scope=world.actor("clerk", ABROAD).scope
        )


def test_every_heading_needs_a_meaning_that_fits(home, rules):
    found = keep(home)
    mapping = likely(found, rules)
    first = next(iter(mapping))
    mapping[first]["C"] = ""
    mapping[first]["D"] = "household:head_name"
    mapping["基本情况"]["C3"] = "place:village"
    with pytest.raises(InputProblems) as told:
        confirm(found, rules, mapping=mapping, who="")
    assert len(told.value.problems) == 4
    found.refresh_from_db()
    assert found.mapping == {}
    assert not HeadingMeaning.objects.exists()


def test_what_is_confirmed_once_is_known_in_the_next_form(home, rules):
    found = confirm(keep(home), rules)
    assert found.confirmed_by
    assert HeadingMeaning.objects.get(heading="lines 群众舞蹈队/数量").target == "nobody"
    book = load_workbook(BytesIO(books.form()))
    book["基本情况"]["A1"] = "另一张表"
    other = keep(home, data=books.saved(book), name="another")
    assert likely(other, rules)["基本情况"]["C6"] == "nobody"


def test_two_people_confirm_at_once_the_second_is_told(home, rules):
    found = confirm(keep(home), rules)
    with pytest.raises(Stale):
        confirm(found, rules, version=1)


def test_a_form_that_nobody_has_confirmed_is_not_filled_in(home, rules):
    with pytest.raises(InputProblems, match="headings"):
        fill(home, rules, keep(home))
    assert not FilledForm.objects.exists()


def test_a_list_of_people_wants_a_purpose_and_figures_a_run(home, rules):
    found = confirm(keep(home), rules)
    with pytest.raises(InputProblems) as told:
        fill(home, rules, found, purpose="")
    assert len(told.value.problems) == 2


def test_a_place_out_of_scope_is_not_found(home, rules):
    found = confirm(keep(home), rules)
    for place in (world.region_of("clerk", ABROAD), "150000", "nowhere"):
        with pytest.raises(NotFound):
            fill(home, rules, found, place=place)
    with pytest.raises((NotAllowed, NotFound)):
        fill(home, rules, found, by=world.actor("auditor"))


def test_villages_are_asked_for_what_nobody_knows(home, rules):
    policy, practice = rules
    found = confirm(keep(home), rules)
    fields = unknown_fields(found.mapping)
    township = world.region_of("township")
    asked = operations.ask_villages(
        content=policy.content, practice=practice, form_id=found.pk, place=township,
        by=world.actor("township"), **WHEN,
    )  # fmt: skip
    assert asked == Asked.objects.count() > 1
    assert {each.fields for each in Asked.objects.all()} == {fields}
    with pytest.raises(NotFound):
        operations.ask_villages(
            content=policy.content, practice=practice, form_id=found.pk,
            place=world.region_of("township", ABROAD), by=world.actor("township"), **WHEN,
        )  # fmt: skip


def test_nobody_is_asked_for_what_is_known(home, rules):
    found = keep(home)
    mapping = {sheet: {key: "blank" if word == "nobody" else word for key, word in slots.items()}
               for sheet, slots in likely(found, rules).items()}  # fmt: skip
    confirm(found, rules, mapping=mapping)
    with pytest.raises(InputProblems):
        operations.ask_villages(
            content=rules[0].content, practice=rules[1], form_id=found.pk, place="150000",
            by=world.actor("region"), **WHEN,
        )  # fmt: skip
    assert not Asked.objects.exists()


def test_a_form_that_is_put_away_is_offered_no_more(home):
    found = keep(home)
    operations.retire_form(
        content=world.content(), form_id=found.pk, version=1, by=world.actor("region"), **WHEN
    )
    assert known.forms(content=world.content(), on=DAY, scope=world.actor("region").scope) == []
