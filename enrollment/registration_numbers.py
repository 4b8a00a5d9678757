"""Registration numbers such as ``7KM4-9TQX``: made, read as people type them, and spelt aloud."""

import secrets

# Without O, 0, I and 1, so that a number can be read aloud and copied by hand.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8

_SPOKEN = {
    **{"2": "dua", "3": "tiga", "4": "empat", "5": "lima"},
    **{"6": "enam", "7": "tujuh", "8": "delapan", "9": "sembilan"},
    **{"A": "Ambon", "B": "Batang", "C": "Cirebon", "D": "Demak", "E": "Ende", "F": "Fakfak"},
    **{"G": "Garut", "H": "Halmahera", "J": "Jepara", "K": "Kudus", "L": "Lombok", "M": "Malang"},
    **{"N": "Nias", "P": "Padang", "Q": "Quran", "R": "Rembang", "S": "Solo", "T": "Tegal"},
    **{"U": "Ungaran", "V": "Vespa", "W": "Wonogiri", "X": "Xenia", "Y": "Yogya", "Z": "Zamrud"},
}


def new_registration_number():
    """Return eight symbols in two groups."""
    return grouped("".join(secrets.choice(ALPHABET) for _place in range(LENGTH)))


def read_registration_number(text):
    """Return the number in ``text`` in its one spelling, or "" if there is none."""
    symbols = "".join(character for character in text.upper() if character.isalnum())
    if len(symbols) != LENGTH or set(symbols) - set(ALPHABET):
        return ""
    return grouped(symbols)


def grouped(symbols):
    return f"{symbols[:4]}-{symbols[4:]}"


def spelt(number):
    """Write how ``number`` is said over the telephone: "tujuh, Kudus, Malang, empat"."""
    return ", ".join(_SPOKEN[symbol] for symbol in number if symbol in _SPOKEN)
