"""What on a page is still Indonesian when it should be English."""

import re
from html.parser import HTMLParser

# Frequent words that neither English nor a name has.
INDONESIAN = set(
    re.findall(
        r"\w+",
        """
    dan yang untuk dengan tidak anda belum sudah kursi kelas lamaran pendaftar ini itu dari pada
    atau bila jika akan oleh karena tahun bulan tanggal sebelum sesudah nilai hasil daftar masuk
    keluar kirim simpan ubah hapus buka tutup kembali lanjut alamat berkas foto unggah periksa
    petugas pendaftaran undian cadangan ke di saya kami orang sampai pukul mulai selesai perlu
    harus bisa boleh ikut ada semua warga keluarga sandi putaran antrean permohonan laporan
        """,
    )
)
# What the tests' factories call people and things: names stay as they are.
NAMES = re.compile(
    r"(Pembuatan )?Roti dan Kue|Warga Contoh|Teknologi Informasi dan Komunikasi"
    r"|Dana Bagi Hasil Cukai Hasil Tembakau|Angka resmi yang diumumkan"
    r"|Belajar membuat roti dan kue|roti-dan-kue"
)
READ_ALOUD = ("aria-label", "title", "alt", "placeholder")
WITHOUT_END = {"meta", "link", "input", "br", "img", "hr", "wbr", "source"}


class _EnglishText(HTMLParser):
    """Collects what a page says outside of elements that are marked as Indonesian."""

    def __init__(self):
        super().__init__()
        self.open = []
        self.said = []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        language = attributes.get("lang") or (self.open[-1][1] if self.open else "en")
        if language == "en":
            self.said += [attributes[name] for name in READ_ALOUD if attributes.get(name)]
        if tag not in WITHOUT_END:
            self.open.append((tag, language))

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        while tag not in WITHOUT_END and self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        tag, language = self.open[-1] if self.open else ("", "")
        if tag not in ("script", "style", "textarea") and language == "en":
            self.said.append(" ".join(data.split()))


def indonesian_on(html):
    """Return each text of an English page that has Indonesian words in it, with the words."""
    text = _EnglishText()
    text.feed(html)
    for said in text.said:
        # Digits belong to a word, lest a digest such as 30521ada seem to say "ada".
        words = INDONESIAN & set(re.findall(r"[a-z0-9]+", NAMES.sub("", said).lower()))
        if words:
            yield f"{said[:100]!r} has {', '.join(sorted(words))}"
