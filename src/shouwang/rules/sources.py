"""Where an indicator's number comes from: records, checks, feeds, decisions, two others, nobody."""

from dataclasses import dataclass

from sqlglot import exp

# What is done with the records that count. A share is of those that meet a condition.
MEASURES = ("count", "total", "mean", "share")
# What a run says of checks. Shares are of the subjects; `clear_share` of those evaluated.
CHECK_MEASURES = ("hit", "clear", "not_evaluable", "evaluable_share", "clear_share")
# What is known of the feeds: delivered at all for the latest due period, and by its due day.
FEED_MEASURES = ("delivered_share", "on_time_share", "rejected_share")
# What the database holds, kind by kind, and what is measured of it. Those that end in `share` have
# no unit, `minutes` are minutes, the others are counted.
DECISIONS = {
    "leads": ("raised", "waiting", "open", "verified", "confirmed", "overdue", "verified_share",
              "confirmed_share", "in_time_share", "answered_share"),
    "visits": ("made", "households", "households_share", "same_minute_share", "month_end_share",
               "copied_share"),
    "cases": ("opened", "open", "identified", "refused", "ended", "paused", "overdue",
              "identified_share", "in_time_share", "ended_share", "relapsed_share"),
    "measures": ("agreed", "delivered", "overdue", "delivered_share", "in_time_share",
                 "evidenced_share"),
    "issues": ("found", "open", "applied", "closed", "overdue", "closed_share", "in_time_share",
               "recurred", "recurred_share"),
    "tasks": ("adopted", "open", "signed_off", "overdue", "signed_off_share", "evidenced_share"),
    "tours": ("held", "villages", "households", "pass_share", "missed_share",
              "wrongly_entered_share", "wrongly_exited_share", "approval_share", "known_share"),
    "campaigns": ("running", "villages_share", "households_share", "signed_off_share"),
    "forms": ("asked", "minutes"),
    "notices": ("posted", "taken_down", "leaks_stopped"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Records:
    """Records of the lake: subjects or rows of a feed.

    Attributes:
        condition: Which of them count; ``None`` for all.
        value: What is totalled or averaged; of a share, the condition that is met.
    """

    of: str
    measure: str
    condition: exp.Expr | None
    value: exp.Expr | None
    where_text: str = ""
    value_text: str = ""

    @property
    def drill(self) -> str:
        """What a click opens."""
        return self.of


@dataclass(frozen=True, slots=True)
class Checked:
    """What a run found; no names mean the checks of the area that is looked at."""

    checks: tuple[str, ...]
    measure: str
    drill = "findings"


@dataclass(frozen=True, slots=True)
class Fed:
    """What has been delivered; no names mean the feeds behind the area that is looked at."""

    feeds: tuple[str, ...]
    measure: str
    drill = "deliveries"


@dataclass(frozen=True, slots=True)
class Decided:
    """What people did; ``by_area`` where it is asked for the area that is looked at."""

    kind: str
    measure: str
    by_area: bool = False

    @property
    def drill(self) -> str:
        """What a click opens."""
        return self.kind


@dataclass(frozen=True, slots=True)
class Ratio:
    """One indicator over another."""

    above: str
    below: str
    drill = ""


@dataclass(frozen=True, slots=True)
class Nobody:
    """No feed and no form says it yet; the reason is shown in its place."""

    why: str
    drill = ""


Source = Records | Checked | Fed | Decided | Ratio | Nobody
