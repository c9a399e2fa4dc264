"""Files open with what shows them and close with it: previews, schedules, conflicts of use."""

from datetime import timedelta

import pytest
from flask import url_for
from PIL import Image
from sqlalchemy import select

from tests.factories.exhibitions import make_exhibition
from tests.factories.halls import make_item
from virtual_museum.catalogue.extensions import index_facts
from virtual_museum.core import documents
from virtual_museum.core.db import db, utcnow
from virtual_museum.core.jobs import Job, run_pending
from virtual_museum.media.models import Asset
from virtual_museum.media.queries import picture
from virtual_museum.media.services import receive_file


@pytest.fixture
def cover(app, tmp_path):
    """A real picture with real renditions, seen by nobody yet."""
    path = tmp_path / "cover.png"
    Image.new("RGB", (64, 48), "gold").save(path)
    asset = receive_file(path, path.name, "image").asset
    db.session.commit()
    run_pending()
    return db.session.scalar(select(Asset).where(Asset.id == asset.id))


def test_the_secret_link_opens_the_drafts_files_to_this_browser_only(app, client, cover):
    exhibition = make_exhibition(publish=False, cover=cover.code)
    url = picture(cover).src
    assert client.get(url).status_code == 404
    page = client.get(f"/kk/preview/{exhibition.document.preview_token}")
    assert url in page.text
    answer = client.get(url)
    assert answer.status_code == 200
    assert "private" in answer.headers["Cache-Control"]
    assert app.test_client().get(url).status_code == 404
    documents.renew_preview_token(exhibition.document)
    assert client.get(url).status_code == 404


def test_a_preview_opens_no_other_file(client, app, cover):
    exhibition = make_exhibition(publish=False)
    client.get(f"/kk/preview/{exhibition.document.preview_token}")
    assert client.get(picture(cover).src).status_code == 404


def test_published_files_are_open_to_everybody(client, app, cover):
    exhibition = make_exhibition(cover=cover.code)
    assert client.get(picture(cover).src).status_code == 200
    documents.unpublish(exhibition.document)
    assert client.get(picture(cover).src).status_code == 404


def test_search_and_files_follow_the_schedule(app):
    item = make_item()
    exhibition = make_exhibition(publish=False, blocks=[{"id": "b", "type": "item", "item": item.code}])
    cover = db.session.scalar(select(Asset).where(Asset.code == exhibition.document.draft.body["cover"]))
    now = utcnow()
    documents.publish(exhibition.document, starts_at=now + timedelta(hours=1), ends_at=now + timedelta(hours=2))
    db.session.commit()
    waiting = db.session.scalars(select(Job).where(Job.name == "documents.window").order_by(Job.run_at))
    assert [round((job.run_at - now).total_seconds() / 3600) for job in waiting] == [1, 2]
    with app.test_request_context("/kk/"):
        assert index_facts([item.id]) == {}
    exhibition.document.publish_from = now - timedelta(hours=2)
    exhibition.document.publish_until = now - timedelta(hours=1)
    for job in db.session.scalars(select(Job).where(Job.name == "documents.window")):
        job.run_at = now - timedelta(seconds=1)
    db.session.commit()
    assert cover.published
    run_pending()
    db.session.refresh(cover)
    assert not cover.published


def test_the_studios_addresses_are_those_that_media_name(app):
    with app.test_request_context("/kk/"):
        assert url_for("studio_exhibitions.compose", slug="a") == "/studio/exhibitions/a"
        assert url_for("studio_tours.edit", slug="a") == "/studio/tours/a"
        assert url_for("studio_halls.edit", slug="a") == "/studio/halls/a"
        assert url_for("exhibitions.exhibition", lang="kk", slug="a") == "/kk/exhibitions/a"
        assert url_for("tours.tour", lang="kk", slug="a") == "/kk/tours/a"
        assert url_for("halls.hall", lang="kk", slug="a") == "/kk/halls/a"
