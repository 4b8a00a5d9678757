"""Spellings of one name have one key; other names have others."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.names import SHORT_FORMS, name_key, name_words

WORDS = ["siti", "aminah", "rizki", "nur", "aini", "budi", "santosa", "dewi", "joko", "wahyu"]
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@pytest.mark.parametrize(
    "spellings",
    [
        [
            "Muhammad Rizki",
            "Moh. Rizki",
            "M. Rizky",
            "MOCHAMMAD  RIZKI",
            "Muh Rizki",
            "Mohamad Rizki",
        ],
        ["Siti Aminah", "Sitti Amminah", "St. Aminah", "siti  aminah"],
        ["Nur'aini", "Nuraini", "Nur Aini", "Noer Aini", "Nur-Aini", "NUR’AINI"],
        ["Abdul Rohman", "Abd. Rohman", "Abdul Rochman".replace("ch", "h")],
        ["H. Sutrisno", "Sutrisno", "Soetrisno", "Sutrisno, S.Pd."],
        ["Achmad Yani", "Ahmad Yani", "Akhmad Yani"],
        ["Titik Sudjarwo", "Titik Sujarwo"],
        ["Réné", "Rene"],
    ],
)
def test_spellings_of_one_name_have_one_key(spellings):
    assert len({name_key(name) for name in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Siti Aminah", "Siti Aisyah"),
        ("Muhammad Rizki", "Ahmad Rizki"),
        ("Budi Santoso", "Budi Susanto"),
        ("Dewi", "Dewa"),
        ("Nur Aini", "Nur Ani"),
        ("Siti Contoh 1", "Siti Contoh 11"),
        ("Rina", "Rini"),
    ],
)
def test_other_names_have_other_keys(one, other):
    assert name_key(one) != name_key(other)


@settings(deadline=None)
@given(names, st.data())
def test_the_key_does_not_hang_on_how_a_name_is_written(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    letter = name[place]
    doubled = name[:place] + letter * data.draw(st.integers(1, 3)) + name[place + 1 :]
    spaced = data.draw(st.sampled_from([" ", "  ", "-", "", ". "])).join(doubled.split())
    written = data.draw(st.sampled_from([str.upper, str.title, str.lower]))(spaced)

    assert name_key(f"  {written} ") == name_key(name)


@settings(deadline=None)
@given(st.sampled_from(sorted(SHORT_FORMS["muhammad"])), names, st.sampled_from(["", "."]))
def test_every_short_form_of_muhammad_is_muhammad(short, name, dot):
    assert name_key(f"{short}{dot} {name}") == name_key(f"Muhammad {name}")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_a_key_of_letters_and_digits_alone(text):
    assert re.fullmatch(r"[^\W_]*", name_key(text))


@settings(deadline=None)
@given(names)
def test_titles_and_degrees_do_not_count(name):
    assert name_words(f"Hj. {name}, S.Pd., M.M.") == name_words(name)
