"""A seat is offered, and its holder stays, keeps hoping for a higher wish, or declines."""


def answer_offer(offer, answer, *, actor):
    """Record the answer (an ``OfferAnswer``) of the holder of an offered seat.

    ``actor`` is the person's own account, or the clerk who was told the answer. Declining is
    final for the intake. Raise ``DomainError`` if the offer was answered or its time is over.
    """
    raise NotImplementedError
