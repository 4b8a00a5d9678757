from django.db import transaction

from accounts.services.register import register_person


@transaction.atomic
def enter_candidate(*, nik, kk, actor, **facts):
    """Enter somebody without an account into the register, from the papers on the desk.

    Raise ``DomainError`` when the numbers cannot be right or an account holds the NIK. What
    the register already says of a person stays.
    """
    person = register_person(None, nik=nik, kk=kk)
    filled = [name for name, value in facts.items() if value and not getattr(person, name)]
    for name in filled:
        setattr(person, name, facts[name])
    person.save(update_fields=[*filled, "updated_at"])
    return person
