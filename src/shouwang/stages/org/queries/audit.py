"""What can be asked of the audit log: its entries, its anchors, and whether it is whole."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet

from shouwang.base.access import Scope
from shouwang.base.errors import Problem, ShouwangError
from shouwang.base.words import _
from shouwang.stages.org.chain import START, Sealed
from shouwang.stages.org.enums import AuditKind
from shouwang.stages.org.models import AuditEntry, DayAnchor

LIMIT = 50  # rows of a page
# Entries are sealed once a minute; one that waits for so long has been kept out of the chain.
LATEST_SEAL = timedelta(minutes=10)
# Read from the database at once while the chain is followed.
AT_ONCE = 5000
# The detail of an entry that tells how far whoever took a list out sees, and the whole region's.
REACH, WHOLE = "reach", "*"
LISTS = ("export:", "corrections", "place:")  # how the subjects of lists that go out begin
MOST_LISTS = 5000  # looked through for one household, the newest; so many go out in years
FIELDS = tuple(Sealed.__dataclass_fields__)


class ScopeTooNarrow(ShouwangError):
    """The log is one chain: who may not see all of it cannot verify it."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Which entries are sought; empty for all.

    Attributes:
        subjects: Those about one of these records: a household and what belongs to it.
        places: The places these records lie in, `WHOLE` among them: lists taken
            out of one of them are found too, for the records may have stood in them.
    """

    who: str = ""
    kind: str = ""
    subject: str = ""
    subjects: tuple[str, ...] = ()
    places: frozenset[str] = frozenset()
    day: date | None = None
    until: date | None = None


def entries(
    *, sought: Sought, before: int | None = None, limit: int = LIMIT, on: date, scope: Scope
) -> list[AuditEntry]:
    """Return entries, the newest first, before one of them.

    Raises:
        ScopeTooNarrow: if the scope is not the whole region.
    """
    del on
    _fail_if_narrow(scope)
    found = AuditEntry.objects.order_by("-id")
    if sought.who:
        found = found.filter(who=sought.who)
    if sought.kind:
        found = found.filter(kind=sought.kind)
    if sought.subject:
        found = found.filter(subject=sought.subject)
    if sought.subjects:
        lists = _lists_of(sought.places, found) if sought.places else ()
        found = found.filter(Q(subject__in=sought.subjects) | Q(pk__in=lists))
    if sought.day:
        found = found.filter(on_date__gte=sought.day, on_date__lte=sought.until or sought.day)
    if before is not None:
        found = found.filter(id__lt=before)
    return list(found[:limit])


def _lists_of(places: frozenset[str], found: QuerySet[AuditEntry]) -> list[int]:
    """Return the entries of lists that were taken out of a place: by how far their taker sees.

    An entry says in its detail how far that was, and to which place the list was narrowed.
    """
    taken = found.filter(kind=AuditKind.EXPORT).filter(
        Q(*[("subject__startswith", word) for word in LISTS], _connector=Q.OR)
    )
    return [
        number
        for number, detail in taken.values_list("pk", "detail")[:MOST_LISTS]
        if places.intersection(detail.get(REACH) or ())
        and (not detail.get("place") or detail["place"] in places)
    ]


def anchor_of(*, on: date, scope: Scope) -> DayAnchor | None:
    """Return the last anchor up to a day: the hash to be printed and kept elsewhere."""
    _fail_if_narrow(scope)
    return DayAnchor.objects.filter(day__lte=on).order_by("day").last()


def count_sealed(*, on: date, scope: Scope) -> int:
    """Return how long the chain is."""
    del on
    _fail_if_narrow(scope)
    latest = AuditEntry.objects.exclude(position=None).order_by("position").last()
    return int(latest.position or 0) if latest else 0


def latest_hash(*, on: date, scope: Scope) -> str:
    """Return the hash of the last sealed entry up to that day, to be kept elsewhere."""
    anchor = anchor_of(on=on, scope=scope)
    return str(anchor.hash) if anchor else START


def verify_chain(
    *,
    at: datetime | None = None,
    anchors: Mapping[date, str] | None = None,
    on: date,
    scope: Scope,
) -> list[Problem]:
    """Return where the audit log has been tampered with, the first break first; nothing if it has not.

    Args:
        at: The moment by which entries are old enough to have been sealed; not looked at if
            ``None``.
        anchors: Anchors that were printed and kept elsewhere, beside those of the database: who
            rewrites the whole log rewrites the latter too.

    Raises:
        ScopeTooNarrow: if the scope is not the whole region.
    """
    del on
    _fail_if_narrow(scope)
    wanted = [(each.day, int(each.position), each.hash) for each in DayAnchor.objects.all()]
    kept = [(day, hash_) for day, hash_ in (anchors or {}).items()]
    found = list(_breaks({position for _day, position, _hash in wanted}, kept, wanted))
    if at is not None:
        found += _unsealed(at)
    return found


def _fail_if_narrow(scope: Scope) -> None:
    if not scope.is_everything:
        raise ScopeTooNarrow(_("the audit log can be verified only as a whole"))


def _breaks(
    marks: set[int], kept: Iterable[tuple[date, str]], wanted: Iterable[tuple[date, int, str]]
) -> Iterator[Problem]:
    previous, position = START, 0
    seen: dict[int, str] = {}
    sealed_on = {hash_: day for day, hash_ in kept}
    chain = AuditEntry.objects.exclude(position=None).order_by("position")
    for *values, hash_ in chain.values_list(*FIELDS, "hash").iterator(chunk_size=AT_ONCE):
        sealed = Sealed(*values)
        where = f"audit:{sealed.position}"
        if sealed.position > position + 1:
            yield Problem(where, _("{count} entries before it are gone").format(
                count=sealed.position - position - 1))  # fmt: skip
        elif sealed.previous_hash != previous:
            yield Problem(where, _("it does not follow the entry before it"))
        if sealed.hash != hash_:
            yield Problem(where, _("it has been changed"))
        if sealed.position in marks:
            seen[sealed.position] = hash_
        sealed_on.pop(hash_, None)
        previous, position = hash_, sealed.position
    yield from _missing_anchors(seen, wanted)
    for hash_, day in sealed_on.items():
        yield Problem(f"anchor:{day}", _("no entry has the hash {hash}").format(hash=hash_))


def _missing_anchors(
    seen: Mapping[int, str], wanted: Iterable[tuple[date, int, str]]
) -> Iterator[Problem]:
    for day, place, hash_ in wanted:
        if place not in seen:
            yield Problem(
                f"audit:{place}",
                _("the last entry of {day} is gone: entries have been taken off the end").format(
                    day=day
                ),
            )
        elif seen[place] != hash_:
            yield Problem(
                f"audit:{place}", _("it is not the entry the anchor of {day} names").format(day=day)
            )


def _unsealed(at: datetime) -> list[Problem]:
    waiting = AuditEntry.objects.filter(position=None, at__lt=at - LATEST_SEAL).order_by("id")
    first = waiting.first()
    if first is None:
        return []
    count = waiting.count()
    return [
        Problem(
            f"entry:{first.pk}",
            _("{count} entries have not been sealed for more than {minutes} minutes").format(
                count=count, minutes=int(LATEST_SEAL.total_seconds() // MINUTE)
            ),
            _("see whether the background work runs"),
        )
    ]


MINUTE = 60  # seconds
