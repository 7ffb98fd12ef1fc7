"""Documents that were made, and the forms from above that are filled."""

from shouwang.stages.reports.models.consents import StoryConsent
from shouwang.stages.reports.models.documents import Document
from shouwang.stages.reports.models.forms import BlankForm, FilledForm, HeadingMeaning

__all__ = ["BlankForm", "Document", "FilledForm", "HeadingMeaning", "StoryConsent"]
