class DomainError(Exception):
    """A refusal, in words for the person who acted."""


class TryAgainLater(DomainError):
    """A refusal of the portal as it is now; the same will be taken after ``seconds``."""

    def __init__(self, message, seconds):
        super().__init__(message)
        self.seconds = seconds


class TooManyTries(TryAgainLater):
    """A refusal of one user who did this very often in a short time."""
