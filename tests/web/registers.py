"""A small invented register in a home of its own: two households, one in each village of the world."""

from datetime import date
from unittest.mock import patch

import pyarrow as pa

from shouwang.base.access import SYSTEM
from shouwang.base.codes import check_character
from shouwang.lake.keys import read_keys
from shouwang.lake.physical import lake_schema
from shouwang.stages.ingest import office
from shouwang.stages.ingest.identity import digests_of, seal
from shouwang.stages.ingest.models import Identity
from shouwang.stages.ingest.office import publish_office_feed
from shouwang.stages.register.operations.index import refresh_index
from tests.office import world

HERE, THERE, BESIDE = 159901000001, 159901000002, 159901000003
FIRST = 100000000000001  # the person number of HERE's head; the second is one more


def id_number(person):
    """An ID number of the invented county."""
    first = f"15990119800101{person % 1000:03d}"
    return first + check_character(first)


def make(root, *, head="张三<script>"):
    """Make a home with the register published and indexed, and return it."""
    home = world.make_home(root)
    households = [
        _household(HERE, world.HOME, head, 2),
        _household(THERE, world.ABROAD, "李四", 1),
        _household(BESIDE, world.HOME, "王五", 1),
    ]
    people = [
        _person(FIRST, HERE, head, "head"),
        _person(FIRST + 1, HERE, "张小", "son"),
        _person(FIRST + 2, THERE, "李四", "head"),
        _person(FIRST + 3, BESIDE, "王五", "head"),
    ]
    publish(home, "household", households)
    publish(home, "person", people)
    keys = read_keys(home.keys)
    for row in people:
        number = row["person"]
        text = id_number(number)
        Identity.objects.create(
            number=number, digest=digests_of([text], keys.hash)[0],
            ciphertext=seal([text], [number], keys.seal)[0], hash_key=keys.hash.id,
            seal_key=keys.seal.id,
        )  # fmt: skip
    refresh(home)
    return home


def publish(home, feed, rows):
    content = world.content()
    contract = content.contracts[feed]
    schema = lake_schema(contract, partition=content.partition, key_types=content.key_types)
    table = pa.Table.from_pylist(rows, schema=schema)
    return publish_office_feed(
        home=home, feed=feed, rows=table, at=world.AT, by=SYSTEM, on=world.DAY
    )


def send(home, feed, rows):
    """Publish rows of a department's feed as if it had delivered them: no file, no review."""
    contract = world.content().contracts[feed]
    with patch.object(office, "_contract", lambda _content, _feed: contract):
        return publish(home, feed, rows)


def refresh(home):
    refresh_index(home=home, content=world.content(), at=world.AT, by=SYSTEM, on=world.DAY)


def _household(number, side, head, members):
    return {"household": number, "head_name": head, "village": world.villages()[side],
            "status": "general", "members": members, "wage_income": 1_000_000,
            "business_income": 0, "property_income": 0, "transfer_income": 0, "business_cost": 0,
            "income_year": 2019, "fuel": "coal", "period": date(2020, 6, 1)}  # fmt: skip


def _person(number, household, name, relation):
    return {"person": number, "household": household, "name": name, "relation": relation,
            "sex": "male", "birth_date": date(1980, 1, 1), "health": "healthy",
            "period": date(2020, 6, 1)}  # fmt: skip
