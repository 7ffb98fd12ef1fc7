"""The door of the pages for a web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouwang.config.settings")
application = get_wsgi_application()

from shouwang.web.warming import begin_warming  # noqa: E402 - once the settings are there

begin_warming()
