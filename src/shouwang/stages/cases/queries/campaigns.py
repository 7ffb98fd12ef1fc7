"""What can be asked of campaigns: those one sees, how far they are, the counts of a village."""

from datetime import date

from django.db.models import Count, Q, Sum

from shouwang.base.access import NotFound, Scope
from shouwang.base.rows import LARGEST_NUMBER
from shouwang.base.words import _
from shouwang.rules.content import Content
from shouwang.stages.cases.coverage import Reach
from shouwang.stages.cases.enums import CampaignState, Verdict
from shouwang.stages.cases.models import Campaign, CampaignHousehold, CampaignVillage, Visit
from shouwang.stages.org.scoping import LEVELS, found_within, is_near, within

LIMIT = 50  # rows of a page


def campaigns(*, content: Content, on: date, scope: Scope) -> list[Campaign]:
    """Return the campaigns in the scope, and those above it that reach into it, the latest first."""
    del on
    return [each for each in Campaign.objects.all() if _is_seen(each, content, scope)]


def campaign(*, campaign_id: int, content: Content, on: date, scope: Scope) -> Campaign:
    """Return a campaign that reaches into the scope.

    Raises:
        NotFound: if there is none of that number.
    """
    del on
    found = (
        Campaign.objects.filter(pk=campaign_id).first() if campaign_id <= LARGEST_NUMBER else None
    )
    if found is None or not _is_seen(found, content, scope):
        raise NotFound(_("there is no such record in your area"))
    return found


def running_for(*, household: int, on: date, scope: Scope) -> list[Campaign]:
    """Return the running campaigns in which somebody is to go to a household and has not."""
    doors = within(CampaignHousehold.objects.select_related("campaign"), scope).filter(
        household=household, visited_date=None, campaign__state=CampaignState.RUNNING,
        campaign__start_date__lte=on, campaign__until_date__gte=on,
    )  # fmt: skip
    return [door.campaign for door in doors]


def parts(
    *, campaign: Campaign, place: tuple[str, str] | None = None, on: date, scope: Scope
) -> list[CampaignVillage]:
    """Return the villages' parts of a campaign within the scope.

    Args:
        place: Level and code of the region they lie in.
    """
    del on
    found = within(CampaignVillage.objects.filter(campaign=campaign), scope)
    if place is not None and place[0] in LEVELS:
        found = found.filter(**{place[0]: place[1]})
    return list(found)


def reach(*, campaign: Campaign, on: date, scope: Scope) -> Reach:
    """Return how far a campaign has come within the scope, counted by the database.

    Who has households instead of a place sees how far these have come; their villages' signatures
    are not theirs.
    """
    del on
    if scope.households is not None:
        own = within(CampaignHousehold.objects.filter(campaign=campaign), scope).aggregate(
            doors=Count("id"), seen=Count("visited_date"), villages=Count("village", distinct=True)
        )
        return Reach("", own["doors"], own["seen"], own["villages"], 0)
    found = within(CampaignVillage.objects.filter(campaign=campaign), scope).aggregate(
        doors=Sum("households"),
        seen=Sum("visited"),
        villages=Count("id"),
        signed=Count("township_signed_date"),
    )
    return Reach("", found["doors"] or 0, found["seen"] or 0, found["villages"], found["signed"])


def part(*, part_id: int, on: date, scope: Scope) -> CampaignVillage:
    """Return a village's part.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(CampaignVillage.objects.select_related("campaign"), scope, pk=part_id)


def part_of(*, campaign: Campaign, village: str, on: date, scope: Scope) -> CampaignVillage:
    """Return a village's part of a campaign.

    Raises:
        NotFound: if there is none within the scope.
    """
    del on
    return found_within(CampaignVillage.objects.all(), scope, campaign=campaign, village=village)


def unseen_doors(
    *, part: CampaignVillage, after: int = 0, limit: int = LIMIT, on: date, scope: Scope
) -> list[CampaignHousehold]:
    """Return a page of the doors of a village that nobody has gone to.

    Args:
        after: The last door of the page before.
    """
    del on
    found = within(CampaignHousehold.objects.all(), scope).filter(
        campaign=part.campaign_id, village=part.village, visited_date=None, pk__gt=after
    )
    return list(found.order_by("pk")[:limit])


def seen_households(*, part: CampaignVillage, on: date, scope: Scope) -> list[int]:
    """Return the households of a village's part that have been gone to."""
    del on
    found = within(CampaignHousehold.objects.all(), scope).filter(
        ~Q(visited_date=None), campaign=part.campaign_id, village=part.village
    )
    return list(found.values_list("household", flat=True))


def _is_seen(found: Campaign, content: Content, scope: Scope) -> bool:
    """A campaign is seen by those it reaches: it lies in their places, or their places in it."""
    if scope.households is not None:
        return (
            CampaignHousehold.objects.filter(campaign=found, household__in=scope.households)
            .exists()
        )  # fmt: skip
    return is_near(found.region, content, scope)


def counted(*, part: CampaignVillage, on: date, scope: Scope) -> dict[str, dict[str, int]]:
    """Return the counts of a village: question → answer → households, by each one's last visit.

    Of a number how often it was told and its sum are kept, as ``told`` and ``sum``.
    """
    del on
    visits = (
        within(Visit.objects.all(), scope)
        .filter(campaign=part.campaign_id, village=part.village)
        .exclude(verdict=Verdict.NOT_FOUND)
        .order_by("visited_at", "id")
    )
    latest: dict[int, dict[str, object]] = {}
    for household, answers in visits.values_list("household", "answers"):
        latest.setdefault(household, {}).update(answers)
    counts: dict[str, dict[str, int]] = {}
    for answers in latest.values():
        for name, kept in answers.items():
            here = counts.setdefault(name, {})
            if isinstance(kept, int):
                here["told"] = here.get("told", 0) + 1
                here["sum"] = here.get("sum", 0) + kept
            else:
                here[str(kept)] = here.get(str(kept), 0) + 1
    return counts
