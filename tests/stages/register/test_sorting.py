"""Names are found by their beginning and listed page by page, however the database sorts texts."""

import pytest

from shouwang.base.access import EVERYWHERE
from shouwang.stages.register.models import Indexed
from shouwang.stages.register.queries.index import search
from shouwang.stages.register.searching import name_key
from tests.office import world

pytestmark = pytest.mark.django_db
# In Chinese by sound, in Mongolian by script, small and large letters: languages sort them apart.
NAMES = [
    "张三",
    "张三丰",
    "张",
    "章三",
    "阿木尔",
    "阿木",
    "ᠪᠠᠲᠤ",
    "ab",
    "a b",
    "AB c",
    "Ä",
    "a·z",
    "𠮷田",
    "\u3400",
]


@pytest.fixture(autouse=True)
def there(db):
    for number, name in enumerate(NAMES, start=1):
        world.indexed(number, head=name)
    for each in Indexed.objects.all():
        Indexed.objects.filter(pk=each.pk).update(head_key=name_key(each.head_name))


def pages(text, place=""):
    found, after = [], None
    while rows := search(
        text=text, place=place, after=after, limit=2, content=world.content(), on=world.DAY,
        scope=EVERYWHERE,
    ):  # fmt: skip
        found += [each.head_key for each in rows]
        after = rows[-1].head_key, rows[-1].household
        assert len(found) <= len(NAMES)
    return found


@pytest.mark.parametrize("text", ["张", "张三", "阿木", "ᠪ", "a", "ab", "ä", "𠮷"])
def test_a_beginning_finds_all_that_begin_so_and_nothing_else(text):
    keys = sorted(name_key(name) for name in NAMES)
    assert pages(text) == [key for key in keys if key.startswith(text)]


def test_a_village_is_listed_whole(there):
    assert pages("", world.villages()[0]) == sorted(name_key(name) for name in NAMES)
