"""Production refuses to start half configured, and Django's own deployment checks are silent."""

import os
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "blk_portal.settings.production",
    "SECRET_KEY": "n0t-a-real-secret-but-long-enough-and-random-q8Zr2LwXv5TbYc7Nd3Ge",
    "FIELD_KEYS": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    "BLIND_INDEX_KEYS": "1=0123456789abcdef0123456789abcdef",
    "ALLOWED_HOSTS": "portal.example.go.id",
    "BASE_URL": "https://portal.example.go.id",
}
REQUIRED = ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEYS", "ALLOWED_HOSTS", "BASE_URL")


def _manage(*arguments, **environment):
    servers = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "PATH")}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=servers | PRODUCTION | environment,
        cwd=PROJECT,
        capture_output=True,
        text=True,
    )


def test_the_deployment_checks_are_silent():
    checked = _manage("check", "--deploy", "--fail-level", "WARNING")

    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith("System check identified no issues")


def test_production_does_not_start_while_a_setting_is_blank():
    refused = _manage("check", **dict.fromkeys(REQUIRED, " "))

    assert refused.returncode == 1
    assert f"Set these in the environment: {', '.join(REQUIRED)}." in refused.stderr


def test_the_demo_is_off_in_production():
    shown = _manage(
        "shell", "-v", "0", "-c", "from django.conf import settings; print(settings.DEMO)"
    )

    assert shown.stdout == "False\n"
