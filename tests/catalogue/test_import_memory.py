"""An import does not keep its rows: three times the table takes hardly more memory."""

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
description = "text"
"""
SMALL, LARGE = 1_200, 3_600
# What recognises a key that stands twice is kept for each row; a row itself would take twenty times as much.
BYTES_A_ROW = 400


def peak(folder, first, rows):
    table = folder / f"{first}.csv"
    lines = (f'КП-{number},Оюланған қылыш {number},"{"Отырар жерінен табылған. " * 20}"' for number in range(rows))
    table.write_text("\n".join(["id,title,text", *(line.replace("КП", f"КП-{first}") for line in lines)]), "utf-8")
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
