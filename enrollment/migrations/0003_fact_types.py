from django.db import migrations

FACT_TYPES = [
    {
        "code": "city_resident",
        "name": "Warga Kota Pekalongan",
        "question": "Apakah alamat di KTP Anda di Kota Pekalongan?",
        "hint": "Yang dilihat alamat di KTP atau KK, bukan angka depan NIK.",
        "use": "gate",
        "is_derived": True,
    },
    {
        "code": "not_in_school",
        "name": "Tidak sedang bersekolah atau kuliah reguler",
        "question": "Apakah Anda sedang bersekolah atau kuliah reguler?",
        "hint": "Kejar Paket dan kuliah kelas karyawan tidak termasuk.",
        "holds_on_yes": False,
        "use": "gate",
    },
    {
        "code": "not_in_training",
        "name": "Tidak sedang mengikuti pelatihan pemerintah lain",
        "question": "Apakah Anda sedang mengikuti pelatihan pemerintah lain?",
        "hint": "Misalnya pelatihan di balai atau dinas lain yang belum selesai.",
        "holds_on_yes": False,
        "use": "gate",
    },
    {
        "code": "disability",
        "name": "Penyandang disabilitas",
        "question": "Apakah Anda penyandang disabilitas?",
        "hint": "Dipakai untuk kursi jaminan dan penyesuaian layanan. Hanya petugas yang melihatnya.",
        "use": "priority",
        "is_sensitive": True,
        "proof_kinds": ["SK_DISABILITAS"],
    },
    {
        "code": "poor",
        "name": "Keluarga DTSEN desil 1 sampai 4",
        "question": "Apakah keluarga Anda terdaftar di DTSEN (dahulu DTKS)?",
        "hint": "Tidak perlu bukti. Petugas mencocokkan dengan daftar Dinas Sosial.",
        "use": "priority",
        "is_sensitive": True,
        "verified_by_list": "DTSEN",
    },
    {
        "code": "tobacco_worker",
        "name": "Buruh pabrik rokok",
        "question": "Apakah Anda bekerja di pabrik rokok?",
        "hint": "Siapkan surat keterangan dari perusahaan.",
        "use": "priority",
        "proof_kinds": ["SK_PERUSAHAAN"],
    },
    {
        "code": "tobacco_family",
        "name": "Keluarga inti buruh pabrik rokok",
        "question": "Apakah suami, istri, orang tua, atau anak Anda bekerja di pabrik rokok?",
        "hint": "Siapkan surat keterangan dari perusahaannya. Hubungan keluarga dilihat di KK.",
        "use": "priority",
        "proof_kinds": ["SK_PERUSAHAAN"],
    },
    {
        "code": "laid_off",
        "name": "Korban PHK",
        "question": "Apakah Anda kehilangan pekerjaan karena PHK?",
        "hint": "Siapkan surat PHK atau keterangan dari perusahaan.",
        "use": "priority",
        "proof_kinds": ["SURAT_PHK"],
    },
    {
        "code": "woman",
        "name": "Perempuan",
        "use": "priority",
        "is_derived": True,
    },
]
EDUCATION = {
    "none": "Tidak atau belum sekolah",
    "sd": "SD, MI, atau Paket A",
    "smp": "SMP, MTs, atau Paket B",
    "sma": "SMA, MA, atau Paket C",
    "smk": "SMK atau MAK",
    "d3": "D1 sampai D3",
    "s1": "D4 atau S1",
    "s2": "S2 atau S3",
}


def load(apps, schema_editor):
    FactType = apps.get_model("enrollment", "FactType")
    rows = [FactType(position=number, **fact) for number, fact in enumerate(FACT_TYPES)]
    rows += [
        FactType(
            code=f"education:{level}",
            name=f"Pendidikan terakhir {name}",
            use="gate",
            is_derived=True,
            position=100 + number,
        )
        for number, (level, name) in enumerate(EDUCATION.items())
    ]
    FactType.objects.bulk_create(rows)


def unload(apps, schema_editor):
    apps.get_model("enrollment", "FactType").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0002_initial")]

    operations = [migrations.RunPython(load, unload)]
