"""For whom a request acts, and so what it may touch. No other place decides this."""

from dataclasses import dataclass

from accounts.models import HelpSession, Person, User


@dataclass(frozen=True)
class Acting:
    """The signed-in ``user`` for himself, or for the client of his session of help."""

    user: User
    help: HelpSession | None = None

    @property
    def is_helping(self):
        return self.help is not None

    @property
    def client(self):
        return self.help.client if self.help else None

    @property
    def person(self):
        """The person whose data this request is about, or ``None`` before one is entered."""
        return self.client or Person.objects.filter(user=self.user).first()

    def reach(self, rows):
        """Return those of ``rows`` (applications, documents, notices) that may be touched.

        A helper reaches what is his client's and nothing of his own; everybody else reaches
        what is his own and nothing of a client's.
        """
        return self.within_reach(rows, self.whose, is_helping=self.is_helping)

    @staticmethod
    def within_reach(rows, whose, *, is_helping):
        """Return those of ``rows`` that ``whose``, a client or a user, has to do with."""
        return rows.filter(person=whose) if is_helping else rows.belonging_to(whose)

    @property
    def whose(self):
        """The client, or the user: the person or account to which belongs what is touched."""
        return self.client if self.is_helping else self.user
