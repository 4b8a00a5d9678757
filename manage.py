#!/usr/bin/env python
"""Run a management command; those that change the schema connect as the owner role."""

import os
import sys

from django.core.management import execute_from_command_line

OWNER_COMMANDS = {
    *("migrate", "flush", "sqlflush", "dbshell", "test", "seed_demo"),
    # Tables that nobody may change hold encrypted values, too.
    "rotate_keys",
}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blk_portal.settings.local")
    if OWNER_COMMANDS.intersection(sys.argv[1:2]):
        os.environ.setdefault("BLK_DATABASE_ROLE", "owner")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
