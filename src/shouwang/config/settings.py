"""Django's settings, for the home that ``SHOUWANG_HOME`` names; read once, when it is set up."""

import os
import secrets
from pathlib import Path

from shouwang.config.database import database

HOME = Path(os.environ.get("SHOUWANG_HOME", "shouwang-home")).absolute()
# Nothing that outlives a process is signed with it yet.
SECRET_KEY = os.environ.get("SHOUWANG_SECRET_KEY") or secrets.token_urlsafe(50)
DEBUG = False
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "shouwang.stages.org",
    "shouwang.stages.ingest",
]
DATABASES = {
    "default": database(os.environ.get("SHOUWANG_DATABASE_URL", ""), embedded=HOME / "db.sqlite3")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
