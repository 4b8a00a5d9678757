import csv
from pathlib import Path

from django.db import migrations

ROLES = [
    "resident",
    "helper",
    "verifier",
    "assessor",
    "training_manager",
    "approver",
    "grants_officer",
    "official",
    "auditor",
    "admin",
]
DATA = Path(__file__).resolve().parent.parent / "data"


def read(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.bulk_create([Group(name=role) for role in ROLES])

    tiles = {row["code"]: row for row in read("kelurahan_tiles.csv")}
    Kelurahan = apps.get_model("accounts", "Kelurahan")
    Kelurahan.objects.bulk_create(
        Kelurahan(
            code=row["code"],
            name=row["kelurahan"],
            kecamatan=row["kecamatan"],
            kecamatan_code=row["kecamatan_code"],
            bps_code=row["bps_code"],
            postal_code=row["postal_code"],
            tile_column=tiles[row["code"]]["column"],
            tile_row=tiles[row["code"]]["row"],
        )
        for row in read("kelurahan_kota_pekalongan.csv")
    )
    KelurahanAlias = apps.get_model("accounts", "KelurahanAlias")
    KelurahanAlias.objects.bulk_create(
        KelurahanAlias(
            kelurahan_id=row["code"],
            alias=row["alias"],
            kind=row["kind"],
            certainty=row["certainty"],
        )
        for row in read("kelurahan_aliases.csv")
    )


def unload(apps, schema_editor):
    apps.get_model("accounts", "KelurahanAlias").objects.all().delete()
    apps.get_model("accounts", "Kelurahan").objects.all().delete()
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(load, unload)]
