"""Landing: delivered rows find the place where their subject lives and lie down there."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
from sqlglot import exp

from shouwang.lake import sql
from shouwang.lake.shapes import Shape
from shouwang.lake.sources import Source
from shouwang.lake.workspace import Workspace

REGIONS = "regions"
CODE = "code"
SUBJECT = "subject"


@dataclass(frozen=True, slots=True)
class Hop:
    """A step from a subject to its home: find ``key`` in ``table``, and go on with ``gives``.

    Attributes:
        gives: The column that names the next subject; ``""`` at the last step, where the row's
            own place is the home.
    """

    table: str
    key: str
    gives: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """How the rows of a feed find their place.

    Attributes:
        column: The column that says where: a person's, a household's or a region's.
        hops: The way from there through the register; without hops it holds a region's code.
    """

    column: str
    hops: tuple[Hop, ...] = ()


@dataclass(frozen=True, slots=True)
class Landed:
    """Rows in the shape of their table, in files each of which holds one coarsest place.

    Attributes:
        parts: The value of the coarsest place → its files. Under ``None`` stand files that hold
            rows of several places.
        constants: Columns that are not in the files, since all rows have the same value there.
    """

    parts: Mapping[str | None, tuple[Path, ...]]
    constants: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def files(self) -> tuple[Path, ...]:
        """All files."""
        return tuple(path for paths in self.parts.values() for path in paths)

    def rows(self, shape: Shape, names: Iterable[str], files: Sequence[Path] = ()) -> exp.Select:
        """Return a query of some columns, of all files or of those given."""
        fields = [
            sql.typed(exp.convert(self.constants[name]), shape.columns.field(name).type).as_(
                name, quoted=True
            )
            if name in self.constants
            else sql.column(name)
            for name in names
        ]
        return exp.select(*fields).from_(sql.parquet(files or self.files).subquery())


NOTHING_LANDED = Landed({})


def landed_in(
    folder: Path, shape: Shape, constants: Mapping[str, str | int] | None = None
) -> Landed:
    """Return what :func:`land` has left in a folder."""
    prefix = f"{shape.places[0]}="
    folders = sorted(each for each in folder.glob(f"{prefix}*") if each.is_dir())
    parts: dict[str | None, tuple[Path, ...]] = {
        each.name.removeprefix(prefix): tuple(sorted(each.glob("*.parquet"))) for each in folders
    }
    return Landed(parts, constants or {})


def land(
    work: Workspace,
    *,
    shape: Shape,
    rows: exp.Select,
    homes: exp.Select,
    column: str,
    folder: Path,
    have_lain: bool = False,
    without: Collection[str] = (),
) -> Landed:
    """Write rows to a folder, each under its coarsest place; rows without a home stay out.

    Args:
        rows: All columns of the shape; the places only if they have lain somewhere before.
        homes: The query of :func:`homes_of`.
        column: The column of the rows that the homes' subject is found by.
        have_lain: Whether rows without a home go where they were before.
        without: Columns that are left out, to be given as constants later.
    """
    fields = [
        sql.typed(_place(each.name, have_lain=have_lain), each.type).as_(each.name, quoted=True)
        if each.name in shape.places
        else sql.column(each.name, "landing")
        for each in shape.columns
        if each.name not in without
    ]
    here = exp.EQ(this=sql.column(column, "landing"), expression=sql.column(SUBJECT, "homes"))
    tree = (
        exp.select(*fields)
        .from_(rows.subquery("landing"))
        .join(homes.subquery("homes"), on=here, join_type="left" if have_lain else "inner")
    )
    sql.relation(work.connection, tree).write_parquet(
        str(folder),
        compression="lz4",  # they are read once more and go: quick counts, not small
        partition_by=[shape.places[0]],
        write_partition_columns=True,
        overwrite=True,
    )
    return landed_in(folder, shape)


def _place(level: str, *, have_lain: bool) -> exp.Expr:
    home = sql.column(level, "homes")
    return exp.func("coalesce", home, sql.column(level, "landing")) if have_lain else home


def homes_of(
    work: Workspace,
    placement: Placement,
    *,
    places: Sequence[str],
    sources: Mapping[str, Source],
    regions: pa.Table,
) -> exp.Select:
    """Return a query of ``subject`` and its places.

    Args:
        sources: The register's tables; one that is missing has nobody in it.
        regions: ``code`` and the places of every region.
    """
    if not placement.hops:
        work.connection.register(REGIONS, regions)
        fields = [sql.column(CODE).as_(SUBJECT), *(sql.column(each) for each in places)]
        return exp.select(*fields).from_(exp.to_table(REGIONS))
    aliases = [f"hop{index}" for index in range(len(placement.hops))]
    first, last = placement.hops[0], aliases[-1]
    fields = [
        sql.column(first.key, aliases[0]).as_(SUBJECT),
        *(sql.column(each, last) for each in places),
    ]
    tree = exp.select(*fields).from_(_rows(placement.hops[0], places, sources).subquery(aliases[0]))
    for index in range(1, len(placement.hops)):
        hop, before = placement.hops[index], placement.hops[index - 1]
        here = exp.EQ(
            this=sql.column(before.gives, aliases[index - 1]),
            expression=sql.column(hop.key, aliases[index]),
        )
        tree = tree.join(_rows(hop, places, sources).subquery(aliases[index]), on=here)
    return tree


def _rows(hop: Hop, places: Sequence[str], sources: Mapping[str, Source]) -> exp.Select:
    columns = [hop.key, hop.gives] if hop.gives else [hop.key, *places]
    source = sources.get(hop.table)
    if source is None or not source.files:
        fields = [exp.null().as_(each, quoted=True) for each in columns]
        return exp.select(*fields).where(exp.false())
    return sql.select(columns, sql.parquet(source_paths(source), hive=source.hive))


def source_paths(source: Source) -> list[Path]:
    """Return where a table's files are."""
    return [Path(file.path) for file in source.files]
