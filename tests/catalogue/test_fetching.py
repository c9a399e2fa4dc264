"""Pictures by address: a real server behind a resolver and a connector that stand at the socket's border."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from tests.factories.catalogue import make_item
from virtual_museum.catalogue import fetching, picture_jobs
from virtual_museum.catalogue.fetching import ImageRefused, ImageUnreachable, Network, allowed, fetch, is_public
from virtual_museum.catalogue.importing.applying import import_file
from virtual_museum.catalogue.importing.mapping import read_mapping
from virtual_museum.catalogue.models import ChangeSet, ItemMedia
from virtual_museum.core.config import settings
from virtual_museum.core.db import db
from virtual_museum.core.jobs import Job, run_pending

PUBLIC = "93.184.216.34"


def picture():
    kept = BytesIO()
    Image.new("RGB", (40, 30), "teal").save(kept, "PNG")
    return kept.getvalue()


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append((self.headers["Host"], self.path))
        status, headers, body = self.server.answers.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def server():
    found = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.asked, found.answers = [], {"/a.png": (200, {}, picture())}
    threading.Thread(target=found.serve_forever, daemon=True).start()
    yield found
    found.shutdown()
    found.server_close()


@pytest.fixture
def world(server, app, monkeypatch):
    """The network in which every public address is our server, and names mean what `names` says."""
    monkeypatch.setattr(settings(), "image_hosts", ("pictures.example.org", ".museum.example"))
    names = {"pictures.example.org": [PUBLIC], "deep.museum.example": [PUBLIC, "2606:2800:220:1::1"]}
    connected = []

    def connect(address, port, timeout):
        connected.append((address, port))
        return socket.create_connection(server.server_address[:2], timeout)

    found = Network(lambda host, port: names[host], connect)
    monkeypatch.setattr(fetching, "WORLD", found)
    monkeypatch.setattr(fetching.fetch, "__defaults__", (found,))
    return names, connected


def test_a_picture_is_fetched_from_the_address_that_was_checked(world, server, tmp_path):
    server.answers["/a.png?b=1"] = server.answers["/a.png"]
    assert fetch("http://pictures.example.org/a.png?b=1", tmp_path / "p") == "a.png"
    assert (tmp_path / "p").read_bytes() == picture()
    assert world[1] == [(PUBLIC, 80)] and server.asked == [("pictures.example.org", "/a.png?b=1")]


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/a.png", "http://museum.example/a.png", "http://xpictures.example.org/a.png",
        "http://pictures.example.org.evil.example/a.png", "ftp://pictures.example.org/a.png", "file:///etc/passwd",
        "http://user@pictures.example.org/a.png", "http://pictures.example.org:22/a.png", "http://[::1]/a.png",
        "http://127.0.0.1/a.png", "http://pictures.example.org:bad/a.png", "a.png", "http://", "",
    ],
)  # fmt: skip
def test_other_addresses_are_refused_before_anybody_is_asked(world, server, tmp_path, url):
    with pytest.raises(ImageRefused) as refusal:
        fetch(url, tmp_path / "p")
    assert str(refusal.value) and not world[1] and not server.asked


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "2001:0:7f00:1::80ff:fffe",
        "240.0.0.1", "192.0.2.1", "no address",
    ],
)  # fmt: skip
def test_private_addresses_are_never_asked(world, server, tmp_path, address):
    assert not is_public(address)
    for found in ([address], [PUBLIC, address]):
        world[0]["pictures.example.org"] = found
        with pytest.raises(ImageRefused):
            fetch("http://pictures.example.org/a.png", tmp_path / "p")
    assert not world[1] and not server.asked


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1::1", "::ffff:8.8.8.8"])
def test_public_addresses(address):
    assert is_public(address)


def test_a_redirect_is_looked_at_like_the_first_address(world, server, tmp_path):
    server.answers["/on"] = (302, {"Location": "http://deep.museum.example/a.png"}, b"")
    assert fetch("http://pictures.example.org/on", tmp_path / "p") == "a.png"
    for target in ("http://elsewhere.example/a.png", "file:///etc/passwd", "http://pictures.example.org:8080/"):
        server.answers["/on"] = (301, {"Location": target}, b"")
        with pytest.raises(ImageRefused):
            fetch("http://pictures.example.org/on", tmp_path / "p")
    server.answers["/on"] = (302, {"Location": "http://deep.museum.example/a.png"}, b"")
    world[0]["deep.museum.example"] = ["10.0.0.1"]
    with pytest.raises(ImageRefused):
        fetch("http://pictures.example.org/on", tmp_path / "p")
    server.answers["/round"] = (302, {"Location": "/round"}, b"")
    with pytest.raises(ImageRefused):
        fetch("http://pictures.example.org/round", tmp_path / "p")


def test_sizes_and_faults(world, server, tmp_path, monkeypatch):
    monkeypatch.setattr(fetching, "MOST_BYTES", 1000)
    server.answers |= {
        "/large": (200, {}, b"x" * 5000), "/busy": (503, {}, b""), "/short": (200, {"Content-Length": "900"}, b"x"),
    }  # fmt: skip
    for path, error in (("large", ImageRefused), ("none", ImageRefused), ("busy", ImageUnreachable)):
        with pytest.raises(error):
            fetch(f"http://pictures.example.org/{path}", tmp_path / "p")
    monkeypatch.setattr(fetching, "SECONDS", -1.0)
    with pytest.raises(ImageUnreachable):
        fetch("http://pictures.example.org/a.png", tmp_path / "p")


def test_an_import_fetches_in_the_background_and_says_what_it_will_not(world, server, tmp_path, studio_client):
    table = tmp_path / "t.csv"
    table.write_text(
        "n,t,u\n1,A,http://pictures.example.org/a.png\n2,B,http://elsewhere.example/b.png\n3,C,\n", encoding="utf-8"
    )
    mapping = '[source]\nkey="n"\n[fields]\ninventory_number="n"\ntitle="t"\nimage_url="u"\n'
    report = import_file(table, read_mapping(mapping))
    db.session.commit()
    assert not server.asked
    counts = db.session.get(ChangeSet, report.change_set).counts
    assert (counts["pictures"], counts["pictures_refused"]) == (1, 1)
    run_pending()
    db.session.expire_all()
    tie = db.session.scalar(select(ItemMedia))
    assert tie.asset.kind == "image" and tie.asset.filename == "a.png" and len(server.asked) == 1
    page = studio_client.get(f"/studio/changes/{report.change_set}")
    assert page.status_code == 200 and "/studio/work" in page.text
    # A second run finds the picture there and asks nobody.
    picture_jobs.want_pictures(report.change_set)
    db.session.commit()
    run_pending()
    assert len(server.asked) == 1


def test_a_refused_picture_is_told_in_words_and_not_tried_again(world, app):
    item = make_item(image_url="http://pictures.example.org/gone.png")
    picture_jobs.enqueue("catalogue.fetch_picture", item_id=item.id)
    db.session.commit()
    run_pending()
    job = db.session.scalar(select(Job).where(Job.name == "catalogue.fetch_picture"))
    assert job.state == "failed" and "404" in job.error and job.tries == 1


def test_no_host_is_allowed_by_default(app):
    assert not allowed("http://pictures.example.org/a.png") and settings().image_hosts == ()
