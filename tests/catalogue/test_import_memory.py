"""An import does not keep its rows: five times the table takes hardly more memory."""

import tracemalloc

from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.mapping import read_mapping
from virtual_museum.core.db import db

MAPPING = """
[source]
language = "kk"
key = "id"
[fields]
inventory_number = "id"
title = "title"
"""
SMALL, LARGE = 2_000, 10_000
# What recognises a key that stands twice is kept for each row, some 80 bytes; a row itself would be 1,500.
BYTES_A_ROW = 160


def peak(folder, first, rows):
    table = folder / f"{first}.csv"
    with table.open("w", encoding="utf-8") as file:
        file.write("id,title\n")
        file.writelines(f"КП-{first}-{number},Оюланған қылыш {number}\n" for number in range(rows))
    tracemalloc.start()
    try:
        report = import_file(table, read_mapping(MAPPING))
        db.session.commit()
        highest = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert report.created == rows
    return highest


def test_memory_is_flat(app, tmp_path):
    peak(tmp_path, 0, 100)
    small, large = peak(tmp_path, 1, SMALL), peak(tmp_path, 2, LARGE)
    assert large - small < (LARGE - SMALL) * BYTES_A_ROW, (small, large)
    assert large < 1.5 * small, (small, large)
