"""Invented residents: names from common words, NIKs of kecamatan 90 and up, which cannot exist."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group

from accounts.choices import Role
from accounts.models import Kelurahan, KkIndex, NikIndex, Person, User
from blk_portal.shared.crypto import blind_index

NAMES = json.loads((Path(__file__).parent / "data" / "names.json").read_text(encoding="utf-8"))
EDUCATION = ["sma", "smk", "smp", "sd", "d3", "s1"]
EDUCATION_WEIGHTS = [32, 33, 20, 8, 3, 4]
WORK = ["unemployed", "freelance", "homemaker", "employee", "self_employed", "laid_off"]
WORK_WEIGHTS = [44, 18, 14, 10, 8, 6]


@dataclass
class Resident:
    """An invented person with the answers that an application copies."""

    person: Person
    education: str
    work_status: str
    is_taken: bool = False


def invent(random, number, today, kelurahan):
    """Return the ``number``-th resident, not yet saved; every number gives another NIK."""
    gender = "P" if random.random() < 0.58 else "L"
    first = random.choice(NAMES["women"] if gender == "P" else NAMES["men"])
    words = [first]
    if random.random() < 0.92:
        if random.random() < 0.45:
            words.append(random.choice(NAMES["middle"]))
        words.append(random.choice(NAMES["last"]))
    age = random.choice([18, 19, 20, 21, 22, 23, 24, 25, *range(26, 46)])
    born = today - timedelta(days=age * 365 + random.randrange(10, 355))
    day = born.day + (40 if gender == "P" else 0)
    region = f"3375{90 + number % 10}"
    nik = f"{region}{day:02d}{born:%m%y}{9900 + number // 10 % 100:04d}"
    card = f"{region}{1 + number % 28:02d}0115{number // 3 % 10000:04d}"
    lives_here = random.random() > 0.025
    return Resident(
        person=Person(
            nik=nik,
            kk=card,
            full_name=" ".join(dict.fromkeys(words)),
            birth_place=random.choice(["Pekalongan", "Pekalongan", "Batang", "Pemalang"]),
            birth_date=born,
            gender=gender,
            marital_status=random.choice(["single", "single", "married"]),
            identity_card="ktp_el",
            address=f"{random.choice(NAMES['streets'])} {random.randrange(1, 120)}",
            rt=f"{random.randrange(1, 13):03d}",
            rw=f"{random.randrange(1, 16):03d}",
            kelurahan=random.choices(kelurahan, weights=_sizes(kelurahan))[0]
            if lives_here
            else None,
            outside_regency="" if lives_here else random.choice(NAMES["outside"]),
            phone=f"+62812{number:08d}",
        ),
        education=random.choices(EDUCATION, EDUCATION_WEIGHTS)[0],
        work_status=random.choices(WORK, WORK_WEIGHTS)[0],
    )


def _sizes(kelurahan):
    """A rough weight of each kelurahan, by its postal code, so that the map is not flat."""
    return [3 + int(place.bps_code[-2:]) % 5 for place in kelurahan]


def settle(random, count, today):
    """Save ``count`` residents with accounts and blind indexes; return them as ``Resident``."""
    kelurahan = list(Kelurahan.objects.order_by("code"))
    residents, known = [], set()
    for number in range(1, count + 1):
        resident = invent(random, number, today, kelurahan)
        while resident.person.nik in known:
            resident = invent(random, number, today, kelurahan)
        known.add(resident.person.nik)
        residents.append(resident)
    persons = [resident.person for resident in residents]
    no_password = make_password(None)
    users = User.objects.bulk_create(
        User(username=person.phone, display_name=person.full_name, password=no_password)
        for person in persons
    )
    group = Group.objects.get(name=Role.RESIDENT)
    User.groups.through.objects.bulk_create(
        User.groups.through(user=user, group=group) for user in users
    )
    for person, user in zip(persons, users, strict=True):
        person.user = user
    Person.objects.bulk_create(persons)
    for model, kind in [(NikIndex, "nik"), (KkIndex, "kk")]:
        model.objects.bulk_create(
            model(person=person, key_version=version, digest=digest)
            for person in persons
            for version, digest in [blind_index(getattr(person, kind), kind=kind)]
        )
    return residents
