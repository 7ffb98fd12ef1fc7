"""Which pages stand at the top, for whom; the labels are in the reader's language."""

from dataclasses import dataclass

from shouwang.base.words import _

VISITORS = frozenset({"village", "team", "helper"})
OFFICES = frozenset({"township", "clerk", "approver", "league", "region"})
SUPERVISION = frozenset({"clerk", "approver", "league", "region"})
EVERY = frozenset({*VISITORS, *OFFICES})


@dataclass(frozen=True, slots=True)
class Entry:
    """A page at the top."""

    url: str
    label: str
    roles: frozenset[str]


def entries() -> tuple[Entry, ...]:
    """Return all entries, in their order."""
    return (
        Entry("board:board", _("Board"), frozenset({*SUPERVISION, "auditor"})),
        Entry("tasks:list", _("Tasks"), frozenset({"region", "league", "clerk", "approver"})),
        Entry("issues:list", _("Issues"), frozenset({*OFFICES, "auditor"})),
        Entry("tours:list", _("Tours"), frozenset({*SUPERVISION, "auditor"})),
        Entry("programmes:list", _("Programmes"), frozenset({*EVERY, "auditor"})),
        Entry("leads:list", _("Leads"), EVERY),
        Entry("visits:list", _("Visits"), frozenset({*VISITORS, "township"})),
        Entry("households:search", _("Households"), EVERY),
        Entry("cases:list", _("Cases"), EVERY),
        Entry("measures:list", _("Measures"), EVERY),
        Entry("campaigns:list", _("Campaigns"), EVERY),
        Entry("notices:list", _("Notices"), frozenset({"village", "team", *OFFICES})),
        Entry("corrections:list", _("Corrections"), frozenset({"village", "team", *OFFICES})),
        Entry("data:list", _("Data"), frozenset({"sender", "clerk", "league", "region"})),
        Entry("forms:list", _("Forms"), frozenset({"village", "team", *OFFICES})),
        Entry("reports:list", _("Reports"), EVERY),
        Entry("exports:list", _("Exports"), frozenset({*OFFICES, "auditor"})),
        Entry("jobs:list", _("Background work"), frozenset({*OFFICES, "sender", "admin"})),
        Entry("accounts:list", _("Accounts"), frozenset({"admin"})),
        Entry("audit:log", _("Audit"), frozenset({"auditor"})),
    )
