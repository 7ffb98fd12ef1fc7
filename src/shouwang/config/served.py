"""The door of the pages for our own server: opened when all that pages need has been read."""

from shouwang.config.wsgi import application
from shouwang.web.warming import warm

__all__ = ["application"]

warm()
