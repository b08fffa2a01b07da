"""Languages: catalogues by locale code, English otherwise."""

import struct

import pytest

from bot.core.language import (
    DOMAIN,
    _catalogue,
    choose_language,
    plural,
    speaks_others,
    words,
)


def write_catalogue(folder, language: str, said: dict[str, str]) -> None:
    """Write a binary catalogue; the header sits under the empty text."""
    pairs = sorted({"": "Content-Type: text/plain; charset=UTF-8\n"} | said).__iter__()
    entries = [
        (k.encode(), (said.get(k) or "Content-Type: text/plain; charset=UTF-8\n").encode())
        for k in pairs
    ]
    keys = values = b""
    offsets = []
    for key, value in entries:
        offsets.append((len(keys), len(key), len(values), len(value)))
        keys, values = keys + key + b"\0", values + value + b"\0"
    start = 7 * 4 + 16 * len(entries)
    table = [n for at, size, _, _ in offsets for n in (size, at + start)]
    table += [n for _, _, at, size in offsets for n in (size, at + start + len(keys))]
    header = [0x950412DE, 0, len(entries), 28, 28 + len(entries) * 8, 0, 0]
    target = folder / language / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / f"{DOMAIN}.mo").write_bytes(
        struct.pack(f"<{len(header + table)}I", *header, *table) + keys + values
    )


@pytest.mark.parametrize("lang", ["en", "en-GB", "", "xx", "es-419"])
def test_english_is_the_fallback(lang):
    assert words(lang)("Save") == "Save"
    assert plural(lang)("{n} day", "{n} days", 1) == "{n} day"
    assert plural(lang)("{n} day", "{n} days", 2) == "{n} days"


def test_a_regional_code_uses_its_language(tmp_path):
    write_catalogue(tmp_path, "es", {"Save": "Guardar"})
    write_catalogue(tmp_path, "pt_BR", {"Save": "Salvar"})
    assert _catalogue("es-419", tmp_path).gettext("Save") == "Guardar"
    assert _catalogue("pt-BR", tmp_path).gettext("Save") == "Salvar"
    assert _catalogue("pt-PT", tmp_path).gettext("Save") == "Save"


def test_the_members_choice_comes_first():
    assert choose_language("de", "en-US") == "de"
    assert choose_language(None, "en-GB") == "en-GB"
    assert choose_language(None, "") == "en"


def test_without_catalogues_nobody_is_asked_for_their_language(tmp_path):
    assert not speaks_others(tmp_path / "none")
    write_catalogue(tmp_path, "es", {"Save": "Guardar"})
    assert speaks_others(tmp_path)
