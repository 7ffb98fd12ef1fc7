"""The Vale: a made-up land in which everything can be unknown, its tables, and runs over them."""

import datetime
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from shouwang.base.tables import Column, ColumnType
from shouwang.lake.physical import lake_schema
from shouwang.rules.content import Content
from shouwang.rules.load import load_policy
from shouwang.rules.pack import Policy
from shouwang.stages.screening.results import FileSink
from shouwang.stages.screening.run import FINDINGS, Screening, screen
from shouwang.stages.screening.tables import open_folder

BASE = Path(__file__).parent / "vale"
ON = datetime.date(1020, 2, 29)
HAMLETS = {"V111": ("S1", "H11"), "V121": ("S1", "H12"), "V211": ("S2", "H21")}
NUMBERS = {"nights": "night", "doses": "dose", "cost": "GLD", "paid": "GLD", "weight": "kg",
           "books": "book", "fee": "GLD", "fine": "GLD", "year": "year", "dry": "day",
           "depth": "m", "loss": "GLD", "purse": "GLD"}  # fmt: skip
LAST_MONTHS = "seen_on > months_before(as_of, window)"
WHERES = {
    "visit": {"": "", "_r": f"{LAST_MONTHS} and kind = 'bed'",
              "_n": "urgent and seen_on <= as_of", "_o": "urgent or doses > 0"},
    "roll": {"": "", "_r": "stage = 'low'", "_n": "here", "_o": "here or books > 0"},
    "cover": {"": "", "_p": "year = year_of(as_of)", "_pn": "year = year_of(as_of) and extra",
              "_q": "year = year_of(first_day) and not extra"},
    "well": {"": "", "_r": "water = 'foul'", "_n": "shared and dry >= 0"},
    "storm": {"": "", "_r": "struck_on > months_before(as_of, 12)", "_n": "roof"},
    "person": {"": "", "_r": "sex = 'man'", "_n": "able"},
}  # fmt: skip


def _variable(name: str, of: str, unit: str = "1", **keys: str) -> str:
    rest = "".join(f', {key.rstrip("_")}: "{value}"' for key, value in keys.items() if value)
    return f"- {{name: {name}, label: {name}, of: {of}, unit: {unit}{rest}}}"


def totals(
    prefix: str, of: str, source: str, numbers: Sequence[str], conditions: Sequence[str]
) -> Iterator[str]:
    """Yield every kind of total over the rows of a source, under each condition on them."""
    for mark, where in WHERES[source].items():
        rows = {"from": source, "where": where}
        yield _variable(f"{prefix}_count{mark}", of, count="rows", **rows)
        for kind in ("total", "max", "min", "mean"):
            for name in numbers:
                column = {kind: name}
                yield _variable(
                    f"{prefix}_{kind}_{name}{mark}", of, NUMBERS[name], **column, **rows
                )
        for kind in ("any", "all", "share"):
            for number, condition in enumerate(conditions):
                yield _variable(f"{prefix}_{kind}_{number}{mark}", of, **{kind: condition}, **rows)


def ends(prefix: str, of: str, source: str, names: Sequence[str]) -> Iterator[str]:
    """Yield the latest and the earliest of some columns, under each condition on the rows."""
    for mark, where in WHERES[source].items():
        for kind in ("latest", "earliest"):
            for name in names:
                keys = {kind: name, "from": source, "where": where}
                yield _variable(f"{prefix}_{kind}_{name}{mark}", of, NUMBERS.get(name, "1"), **keys)


def every_total() -> str:
    """Return a pack's variables: every kind of total in every manner."""
    return "\n".join(
        [
            *totals("v", "person", "visit", ["nights", "doses", "weight"], ["kind = 'bed'", "urgent"]),
            *totals("hv", "household", "visit", ["cost", "paid"],
                    ["nights > few_nights", "doses > 0 and urgent"]),
            *totals("r", "person", "roll", ["books", "fee"], ["stage = 'low'", "here"]),
            *totals("c", "person", "cover", ["year", "fine"], ["basic", "extra"]),
            *totals("w", "household", "well", ["dry", "depth"],
                    ["water = 'foul'", "shared", "depth > 0 or shared"]),
            *totals("s", "household", "storm", ["loss"], ["struck_on > first_day", "roof"]),
            *totals("p", "household", "person", ["purse"], ["sex = 'man'", "able"]),
            *ends("v", "person", "visit", ["nights", "doses", "kind", "urgent", "back_on", "weight"]),
            *ends("hv", "household", "visit", ["paid"]),
            *ends("r", "person", "roll", ["fee", "stage", "here", "joined_on"]),
            *ends("w", "household", "well", ["dry", "shared", "taste"]),
            *ends("s", "household", "storm", ["loss", "roof"]),
        ]
    )  # fmt: skip


@dataclass(frozen=True)
class Run:
    """What a run over the Vale gave: counts, findings, and the values by subject and key."""

    screening: Screening
    findings: list[dict[str, Any]]
    values: Mapping[str, Mapping[Any, Mapping[str, Any]]]


def write_vale(folder: Path, *, variables: str = "", checks: str = "") -> Path:
    """Write the Vale's content with these variables and checks, and return the folder."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    pack = folder / "packs" / "vale"
    (pack / "variables.yaml").write_text(variables, encoding="utf-8")
    (pack / "checks.yaml").write_text(checks, encoding="utf-8")
    return folder


def check(name: str, of: str, fails_when: str) -> str:
    """Return a check as it stands in a pack."""
    return (
        f"- {{name: {name}, label: {name}, of: {of}, area: vale, severity: red, message: m, "
        f'answer: {{by: village, within: 1 days}}, basis: Custom, fails_when: "{fails_when}"}}\n'
    )


def checks_on_all(policy: Policy) -> str:
    """Return checks that name every variable; each hits where all it names are known."""
    found = []
    for subject in dict.fromkeys(variable.of for variable in policy.variables.values()):
        names = [v.name for v in policy.variables.values() if v.of == subject]
        for start in range(0, len(names), 40):
            known = " and ".join(f"{name} = {name}" for name in names[start : start + 40])
            found.append(check(f"known_{subject}_{start}", subject, known))
    return "".join(found)


def policy_of(folder: Path, variables: str, checks: str = "") -> Policy:
    """Return a policy over the Vale; without checks, one that looks at every variable."""
    write_vale(folder, variables=variables, checks=checks)
    policy = load_policy(folder)
    if not checks:
        write_vale(folder, variables=variables, checks=checks_on_all(policy))
        policy = load_policy(folder)
    return policy


def random_tables(random: Random, *, hearths: int = 12) -> dict[str, list[dict[str, Any]]]:
    """Return tables in which all that may be unknown sometimes is."""

    def maybe(value: Any) -> Any:
        return value if random.random() < 0.7 else None

    def day() -> datetime.date:
        return ON - datetime.timedelta(days=random.randrange(-20, 800))

    def pick(*words: Any) -> Any:
        return random.choice(words)

    tables: dict[str, list[dict[str, Any]]] = {
        name: []
        for name in ("hearth", "soul", "visit", "roll", "cover", "well", "storm", "mill", "grist")
    }
    for hearth in range(1, hearths + 1):
        home = {"hearth": hearth, "hamlet": pick(*HAMLETS)}
        tables["hearth"].append({
            **home, "tenure": pick("croft", "udal"), "walls": maybe(pick("stone", "turf")),
            "heads": random.randint(1, 4), "rooms": maybe(random.randint(0, 3)),
            "wool": maybe(random.randint(-3000, 9000)), "rent": maybe(random.randint(0, 4000)),
            "land": maybe(Decimal(random.randint(-50, 99)) / 10), "moved": maybe(pick(True, False)),
            "built_on": maybe(day()), "left_on": pick(None, None, None, None, None, day()),
        })  # fmt: skip
        if random.random() < 0.7:
            tables["well"].append({
                "hearth": hearth, "water": pick("clear", "foul"), "taste": maybe(pick("sweet", "salt")),
                "depth": maybe(Decimal(random.randint(0, 500)) / 100),
                "dry": maybe(random.randint(0, 9)), "shared": maybe(pick(True, False)),
            })  # fmt: skip
        for number in range(pick(0, 0, 1, 3)):
            tables["storm"].append({
                "storm": f"s{number}", "hearth": hearth, "struck_on": day(),
                "loss": maybe(random.randint(0, 900)), "roof": maybe(pick(True, False)),
            })  # fmt: skip
        for number in range(pick(0, 1, 2)):
            tables["mill"].append({
                "mill": f"m{hearth}-{number}", "hearth": hearth, "stones": random.randint(0, 3),
                "flour": maybe(Decimal(random.randint(0, 99)) / 10),
            })  # fmt: skip
        for number in range(random.randint(0, 4)):
            _add_soul(tables, random, hearth, hearth * 10 + number, maybe, day, pick)
    return tables


def _add_soul(
    tables: Any, random: Random, hearth: int, soul: int, maybe: Any, day: Any, pick: Any
) -> None:
    tables["soul"].append({
        "soul": soul, "hearth": hearth, "called": "Someone", "born_on": day().replace(year=pick(960, 1000, 1010), day=1),
        "sex": pick("woman", "man"), "trade": maybe(pick("smith", "weaver")),
        "able": maybe(pick(True, False)), "purse": maybe(random.randint(-100, 900)),
        "motto": maybe(pick('a "b"', "c\\d", "e\nf\tg", "h'i", "k\u0001l", "\u6bcf\u65e5")),
        "gone_on": pick(None, None, None, day()),
    })  # fmt: skip
    for number in range(pick(0, 0, 1, 2, 5)):
        tables["visit"].append({
            "visit": f"v{soul}-{number}", "soul": soul, "kind": pick("bed", "door"),
            "ill": maybe(pick("fever", "cough")), "cost": random.randint(0, 5000),
            "paid": maybe(random.randint(0, 5000)), "nights": random.randint(0, 5),
            "doses": maybe(random.randint(0, 2)), "urgent": maybe(pick(True, False)),
            "weight": maybe(Decimal(random.randint(1, 999)) / 10),
            "seen_on": pick(day(), day(), ON, datetime.date(1019, 11, 29)), "back_on": maybe(day()),
        })  # fmt: skip
        tables["grist"].append({
            "grist": f"g{soul}-{number}", "mill": f"m{hearth}-{number}", "soul": soul,
            "ground_on": day(), "sacks": maybe(random.randint(0, 3)),
        })  # fmt: skip
    if random.random() < 0.6:
        tables["roll"].append({
            "soul": soul, "stage": pick("low", "high"), "fee": maybe(random.randint(0, 99)),
            "books": maybe(random.randint(0, 2)), "here": maybe(pick(True, False)), "joined_on": maybe(day()),
        })  # fmt: skip
    for year in range(1018, 1021):
        if random.random() < 0.6:
            tables["cover"].append({
                "soul": soul, "year": year, "basic": pick(True, False),
                "extra": maybe(pick(True, False)), "fine": maybe(random.randint(0, 99)),
            })  # fmt: skip


def homes(tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[int, tuple[str, str]]:
    """Return shire and hundred of each hearth."""
    return {row["hearth"]: HAMLETS[row["hamlet"]] for row in tables["hearth"]}


def arrow_table(
    content: Content, feed: str, rows: Sequence[Mapping[str, Any]], places: Any
) -> pa.Table:
    """Return rows as the lake holds them: with the places of their hearths."""
    contract = content.contracts[feed]
    schema = lake_schema(contract, partition=content.partition, key_types=content.key_types)
    full = [{**row, **dict(zip(content.partition, places(row), strict=True))} for row in rows]
    return pa.Table.from_pylist(full, schema=schema)


def write_tables(
    folder: Path, content: Content, tables: Mapping[str, Sequence[Mapping[str, Any]]],
    *, missing: frozenset[str] = frozenset(),
) -> Path:  # fmt: skip
    """Write tables as Parquet files named after feeds; a missing feed has no file."""
    folder.mkdir(parents=True, exist_ok=True)
    by_hearth = homes(tables)
    of_soul = {row["soul"]: row["hearth"] for row in tables["soul"]}

    def places(row: Mapping[str, Any]) -> tuple[str, str]:
        return by_hearth.get(row.get("hearth", of_soul.get(row.get("soul"))), ("S1", "H11"))

    for feed, rows in tables.items():
        if feed not in missing:
            pq.write_table(arrow_table(content, feed, rows, places), folder / f"{feed}.parquet")
    return folder


def run_tables(
    policy: Policy, folder: Path, *, on: datetime.date = ON, scratch: Path, threads: int = 1,
    memory: str = "1GB", rows_of_a_batch: int = 1_000_000,
) -> Run:  # fmt: skip
    """Screen a folder of tables and return all that came out."""
    subjects = {check.of for check in policy.checks.values()}
    paths = {FINDINGS: scratch / "findings.parquet"}
    paths |= {f"values:{name}": scratch / f"{name}.parquet" for name in subjects}
    opened = open_folder(folder, policy.content, scratch=scratch)
    with FileSink(paths, keeps_values=True) as sink:
        screening = screen(policy, opened, on=on, sink=sink, threads=threads, memory=memory,
                           rows_of_a_batch=rows_of_a_batch)  # fmt: skip
    values = {}
    for name, compiled in screening.compiled.subjects.items():
        rows = pq.read_table(paths[f"values:{name}"]).to_pylist()
        values[name] = {row[compiled.key]: row for row in rows}
        assert len(values[name]) == len(rows), f"{name}: a subject came twice"
    return Run(screening, pq.read_table(paths[FINDINGS]).to_pylist(), values)


def columns_of(content: Content, feed: str) -> tuple[Column, ...]:
    """Return a feed's columns that hold values."""
    return tuple(c for c in content.contracts[feed].columns if c.type is not ColumnType.REGION)
