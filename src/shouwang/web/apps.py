"""The pages as a Django application: templates and static files, no tables."""

from django.apps import AppConfig


class Web(AppConfig):
    """The pages."""

    name = "shouwang.web"
    label = "web"
