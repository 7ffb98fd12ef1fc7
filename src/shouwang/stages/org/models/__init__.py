"""What the offices keep for themselves: accounts, the audit log, background work, messages."""

from shouwang.stages.org.models.accounts import Account, Office, PastPassword
from shouwang.stages.org.models.audit import AuditEntry, DayAnchor
from shouwang.stages.org.models.factors import PhoneApp
from shouwang.stages.org.models.jobs import Job
from shouwang.stages.org.models.messages import Message

__all__ = [
    "Account",
    "AuditEntry",
    "DayAnchor",
    "Job",
    "Message",
    "Office",
    "PastPassword",
    "PhoneApp",
]
