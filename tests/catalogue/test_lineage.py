"""A restored database is another one, whatever its revision number says: copies of the search index start anew."""

from virtual_museum.catalogue import services
from virtual_museum.catalogue.change_log import begin_lineage, committed_revision
from virtual_museum.core.db import db


def test_a_copy_of_the_index_does_not_outlive_its_database(client, app):
    kept = services.create_item({"title": {"kk": "Құмыра"}, "inventory_number": "1"}, publish=True).code
    gone = services.create_item({"title": {"kk": "Айна"}, "inventory_number": "2"}, publish=True)
    lost, number = gone.code, gone.id
    db.session.commit()
    assert lost in client.get("/kk/collection?q=айна&format=json").text
    before = committed_revision(db.session())
    # What a restore does: rows of an earlier day stand in the tables, nothing was said to the change log.
    db.session.connection().exec_driver_sql(f"DELETE FROM item WHERE id = {number}")
    begin_lineage()
    db.session.commit()
    assert committed_revision(db.session()).lineage != before.lineage
    assert lost not in client.get("/kk/collection?q=айна&format=json").text
    assert kept in client.get("/kk/collection?q=құмыра&format=json").text
