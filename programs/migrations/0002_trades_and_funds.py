from django.db import migrations

TRADES = {
    "teknologi-informasi": "Teknologi Informasi dan Komunikasi",
    "pariwisata": "Pariwisata",
    "tata-kecantikan": "Tata Kecantikan",
    "teknik-las": "Teknik Las",
    "otomotif": "Otomotif",
    "garmen-apparel": "Garmen Apparel",
}
FUNDS = {
    "APBD_KOTA": ("APBD Kota Pekalongan", ""),
    "APBD_PROVINSI": ("APBD Provinsi Jawa Tengah", ""),
    "DBHCHT": ("Dana Bagi Hasil Cukai Hasil Tembakau (DBHCHT)", "PMK 72/2024"),
    "APBN": ("APBN (Kementerian Ketenagakerjaan)", ""),
}


def load(apps, schema_editor):
    Trade = apps.get_model("programs", "Trade")
    Trade.objects.bulk_create(Trade(code=code, name=name) for code, name in TRADES.items())
    FundingSource = apps.get_model("programs", "FundingSource")
    FundingSource.objects.bulk_create(
        FundingSource(code=code, name=name, legal_basis=basis)
        for code, (name, basis) in FUNDS.items()
    )


def unload(apps, schema_editor):
    apps.get_model("programs", "Trade").objects.filter(code__in=TRADES).delete()
    apps.get_model("programs", "FundingSource").objects.filter(code__in=FUNDS).delete()


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_initial")]

    operations = [migrations.RunPython(load, unload)]
