"""Private PostgreSQL and Redis from pip packages, and the portal's processes around them.

For one machine: ``make run``, ``make test`` and what else needs a running database. Where
``DATABASE_URL`` or ``REDIS_URL`` is set, that server is used and none is started.
"""
