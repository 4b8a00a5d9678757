"""The words to which people consent, each version as it was shown, in both languages.

They are evidence, so they are written out here and do not pass through the catalogue of
translations. Never change a text: add a version. The newest is the one that is shown.
"""

from dataclasses import dataclass

from django.utils.translation import get_language

from accounts.choices import ConsentPurpose


@dataclass(frozen=True)
class Wording:
    id: str
    en: str

    def __str__(self):
        """The text in the language of the reader."""
        return self.en if (get_language() or "").startswith("en") else self.id


WORDINGS = {
    ConsentPurpose.ASSISTED_ENTRY: {
        1: Wording(
            id=(
                "Saya setuju petugas mengisikan pendaftaran saya di portal ini: mengetik data "
                "saya, mengunggah berkas saya, dan mengirim pendaftaran atas nama saya. "
                "Petugas hanya memakai data itu untuk pendaftaran saya. Saya boleh mencabut "
                "persetujuan ini kapan saja; yang sudah terkirim tetap berlaku sampai saya "
                "mengundurkan diri."
            ),
            en=(
                "I agree that an officer fills in my application in this portal: types my "
                "data, uploads my papers and sends the application in my name. The officer "
                "uses the data for my application only. I may withdraw this consent at any "
                "time; what was sent stays valid until I withdraw the application."
            ),
        ),
        2: Wording(
            id=(
                "Saya setuju petugas mengisikan pendaftaran saya di portal ini. Petugas mengetik "
                "data saya, mengunggah berkas saya, dan mengirim pendaftaran atas nama saya. "
                "Petugas hanya memakai data itu untuk pendaftaran saya. Saya boleh mencabut "
                "persetujuan ini kapan saja. Yang sudah terkirim tetap berlaku sampai saya "
                "mengundurkan diri."
            ),
            en=(
                "I agree that an officer fills in my application in this portal. The officer "
                "types my data, uploads my papers and sends the application in my name. The "
                "officer uses the data for my application only. I may withdraw this consent at "
                "any time. What was sent stays valid until I withdraw the application."
            ),
        ),
        3: Wording(
            id=(
                "Saya setuju petugas mengisikan lamaran saya di portal ini. Petugas mengetik "
                "data saya, mengunggah berkas saya, dan mengirim lamaran atas nama saya. "
                "Petugas hanya memakai data itu untuk lamaran saya. Saya boleh mencabut "
                "persetujuan ini kapan saja. Yang sudah terkirim tetap berlaku sampai saya "
                "mengundurkan diri."
            ),
            en=(
                "I agree that an officer fills in my application in this portal. The officer "
                "types my data, uploads my papers and sends the application in my name. The "
                "officer uses the data for my application only. I may withdraw this consent at "
                "any time. What was sent stays valid until I withdraw the application."
            ),
        ),
    },
    ConsentPurpose.PUBLICITY_PHOTOS: {
        1: Wording(
            id=(
                "Saya setuju BLK memakai foto kegiatan pelatihan yang memuat wajah saya untuk "
                "publikasi pelatihan, misalnya di situs dan media sosial pemerintah kota. "
                "Setuju atau tidak, pendaftaran dan hasil seleksi saya tidak terpengaruh. Saya "
                "boleh mencabut persetujuan ini kapan saja."
            ),
            en=(
                "I agree that BLK uses photos of the training that show my face to tell others "
                "about the training, for example on the city's website and social media. "
                "Whether I agree or not has no effect on my application or result. I may "
                "withdraw this consent at any time."
            ),
        ),
        2: Wording(
            id=(
                "Saya setuju BLK memakai foto kegiatan pelatihan yang memuat wajah saya. Foto itu "
                "dipakai untuk mengabarkan pelatihan, misalnya di situs dan media sosial "
                "pemerintah kota. Setuju atau tidak, pendaftaran dan hasil seleksi saya tidak "
                "terpengaruh. Saya boleh mencabut persetujuan ini kapan saja."
            ),
            en=(
                "I agree that BLK uses photos of the training that show my face. They tell others "
                "about the training, for example on the city's website and social media. "
                "Whether I agree or not has no effect on my application or result. I may "
                "withdraw this consent at any time."
            ),
        ),
        3: Wording(
            id=(
                "Saya setuju BLK memakai foto kegiatan pelatihan yang memuat wajah saya. Foto itu "
                "dipakai untuk mengabarkan pelatihan, misalnya di situs dan media sosial "
                "pemerintah kota. Setuju atau tidak, lamaran dan hasil seleksi saya tidak "
                "terpengaruh. Saya boleh mencabut persetujuan ini kapan saja."
            ),
            en=(
                "I agree that BLK uses photos of the training that show my face. They tell others "
                "about the training, for example on the city's website and social media. "
                "Whether I agree or not has no effect on my application or result. I may "
                "withdraw this consent at any time."
            ),
        ),
    },
    ConsentPurpose.OTHER_PROGRAMMES: {
        1: Wording(
            id=(
                "Saya setuju BLK menghubungi saya tentang program lain, misalnya pelatihan "
                "baru, lowongan kerja, atau bantuan usaha. Setuju atau tidak, pendaftaran dan "
                "hasil seleksi saya tidak terpengaruh. Saya boleh mencabut persetujuan ini "
                "kapan saja."
            ),
            en=(
                "I agree that BLK contacts me about other programmes, such as new training, "
                "jobs or business support. Whether I agree or not has no effect on my "
                "application or result. I may withdraw this consent at any time."
            ),
        ),
        2: Wording(
            id=(
                "Saya setuju BLK menghubungi saya tentang program lain, misalnya pelatihan "
                "baru, lowongan kerja, atau bantuan usaha. Setuju atau tidak, lamaran dan "
                "hasil seleksi saya tidak terpengaruh. Saya boleh mencabut persetujuan ini "
                "kapan saja."
            ),
            en=(
                "I agree that BLK contacts me about other programmes, such as new training, "
                "jobs or business support. Whether I agree or not has no effect on my "
                "application or result. I may withdraw this consent at any time."
            ),
        ),
    },
}


def newest_version(purpose):
    return max(WORDINGS[purpose])


def wording_of(purpose, version=None):
    """Return the words of one version; without ``version`` those that are shown today."""
    return WORDINGS[ConsentPurpose(purpose)][version or newest_version(purpose)]
