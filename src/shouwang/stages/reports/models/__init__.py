"""Documents that were made, and the forms from above that are filled."""

from shouwang.stages.reports.models.documents import Document

__all__ = ["Document"]
