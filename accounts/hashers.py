from django.contrib.auth import hashers


class Argon2PasswordHasher(hashers.Argon2PasswordHasher):
    """Argon2id as the OWASP password storage sheet advises: 19 MiB, 2 passes, 1 lane."""

    memory_cost = 19 * 1024
    time_cost = 2
    parallelism = 1
