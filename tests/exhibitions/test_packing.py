"""An exhibition travels to another museum with its items and files; a spoiled file changes nothing."""

import json
import wave
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from PIL import Image
from sqlalchemy import func, select

from tests.media import samples
from virtual_museum.catalogue.models import Item
from virtual_museum.catalogue.services import (
    attach_media,
    create_item,
    ensure_agent,
    ensure_place,
    ensure_term,
    publish_item,
)
from virtual_museum.core.db import db
from virtual_museum.core.document_rows import draft_body
from virtual_museum.exhibitions import queries, services
from virtual_museum.exhibitions.packing import export_exhibition
from virtual_museum.media.captions import set_captions
from virtual_museum.media.details import add_detail, details_data, details_of
from virtual_museum.media.models import Asset
from virtual_museum.media.services import describe_asset, receive_file, set_focus, turn_upright


def picture(tmp_path, colour):
    path = tmp_path / f"{colour}.png"
    Image.new("RGB", (40, 30), colour).save(path)
    asset = receive_file(path, path.name, "image").asset
    describe_asset(asset, alt={"kk": colour})
    return asset


@pytest.fixture
def packed(app, tmp_path):
    cover, photograph = picture(tmp_path, "red"), picture(tmp_path, "blue")
    item = create_item({"title": {"kk": "Тұлпар"}, "materials": ["gold"], "acquisition_source": "Жеке адам"})
    attach_media(item, photograph, caption={"kk": "Алдынан"})
    db.session.refresh(item, ["media"])
    publish_item(item)
    body = {
        "title": {"kk": "Көшпелі көрме"}, "cover": cover.code,
        "sections": [{"id": "one", "blocks": [{"id": "b", "type": "item", "item": item.code}]}],
    }  # fmt: skip
    services.create_exhibition("travelling", body, {"kind": "travelling", "opens_on": "2026-01-02"})
    db.session.commit()
    path = tmp_path / "travelling.zip"
    answer = app.test_cli_runner().invoke(args=["exhibitions", "export", "travelling", str(path), "--json"])
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.output) == {"slug": "travelling", "items": 1, "files": 2}
    return path


def run(app, *arguments):
    return app.test_cli_runner().invoke(args=["exhibitions", "import", *map(str, arguments)])


def test_there_and_back(app, packed):
    with ZipFile(packed) as archive:
        told = json.loads(archive.read("exhibition.json"))
    assert "acquisition_source" not in told["items"][0]
    code = told["items"][0]["code"]
    db.session.execute(db.text("DELETE FROM document_link"))
    db.session.execute(db.text("DELETE FROM exhibition"))
    for table in ("revision", "document", "item_media", "item_term", "item", "minted_code", "asset"):
        db.session.execute(db.text(f"DELETE FROM {table}"))
    db.session.commit()
    db.session.expire_all()
    answer = run(app, packed, "--json")
    assert answer.exit_code == 0, answer.output
    db.session.expire_all()
    exhibition = queries.exhibition_by_slug("travelling")
    assert (exhibition.kind, exhibition.opens_on.isoformat()) == ("travelling", "2026-01-02")
    assert not exhibition.document.is_visible()
    body = draft_body(exhibition)
    cover = db.session.scalar(select(Asset).where(Asset.code == body.cover))
    assert cover.alt == {"kk": "red"}
    item = db.session.scalar(select(Item).where(Item.code == code))
    assert (item.title, item.status) == ({"kk": "Тұлпар"}, "published")
    assert [tie.caption for tie in item.media] == [{"kk": "Алдынан"}]


def emptied():
    """A museum that has never heard of what is packed."""
    tables = ("document_link", "exhibition", "revision", "document", "item_media", "item_term", "item_maker", "item",
              "minted_code", "asset_detail", "asset", "term", "agent", "place")  # fmt: skip
    for table in tables:
        db.session.execute(db.text(f"DELETE FROM {table}"))
    db.session.commit()
    db.session.expire_all()


def wav(path):
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", "not compressed"))
        file.writeframes(b"\x00\x01" * 8000)
    return path


def test_details_captions_uprightness_and_what_names_mean_travel_along(app, tmp_path):
    photograph = picture(tmp_path, "green")
    set_focus(photograph, [0.75, 0.25])
    add_detail(photograph, {"kk": "Тоға", "en": "Buckle"}, {"en": "Cast."}, {"x": 0.1, "y": 0.2, "w": 0.3, "h": 0.4})
    (tmp_path / "cube.glb").write_bytes(samples.glb())
    model = receive_file(tmp_path / "cube.glb", "cube.glb", "model").asset
    turn_upright(model, [90, 0, 0])
    view = {"position": [0, 1, 4], "target": [0, 0, 0]}
    add_detail(model, {"ru": "Рукоять"}, {}, {"point": [0.25, 1, 0], "normal": [0, 0, 1], "camera": view})
    sound = receive_file(wav(tmp_path / "a.wav"), "a.wav", "audio").asset
    set_captions(sound, "kk", "WEBVTT\n\n00:00.100 --> 00:00.900\nСалем".encode())
    gold = ensure_term("material", "Gold", {"kk": "алтын", "ru": "золото", "en": "Gold"})
    gold.external_uri = "http://vocab.getty.edu/aat/300011021"
    ensure_place("Otyrar", {"kk": "Отырар", "ru": "Отрар"}, latitude=42.85, longitude=68.3)
    ensure_agent("Қастеев, Әбілхан", {"ru": "Абылхан Кастеев"}, birth_year=1904, death_year=1973, kind="person")
    item = create_item({"title": {"kk": "Қанжар"}, "materials": ["gold"], "place": "otyrar", "department": "Құпия",
                        "makers": ["Қастеев, Әбілхан"]})  # fmt: skip
    for asset in (photograph, model, sound):
        attach_media(item, asset)
    before = {asset.kind: details_data(asset, "en") for asset in (photograph, model)}
    blocks = [{"id": "b", "type": "item", "item": item.code}]
    services.create_exhibition("moved", {"title": {"kk": "Көш"}, "sections": [{"id": "one", "blocks": blocks}]}, {})
    db.session.commit()
    path, code = tmp_path / "moved.zip", item.code
    export_exhibition(queries.exhibition_by_slug("moved"), path)
    with ZipFile(path) as archive:
        assert "Құпия" not in archive.read("exhibition.json").decode()
    emptied()
    assert run(app, path).exit_code == 0
    db.session.expire_all()
    arrived = db.session.scalar(select(Item).where(Item.code == code))
    files = {tie.asset.kind: tie.asset for tie in arrived.media}
    assert files["model"].upright == [90, 0, 0] and files["image"].upright is None
    assert files["image"].focus == [0.75, 0.25] and files["model"].focus is None
    for kind, told in before.items():
        assert [one | {"id": 0} for one in details_data(files[kind], "en")] == [one | {"id": 0} for one in told]
    assert files["audio"].caption_languages == ["kk"] and "Салем" in files["audio"].caption_texts["kk"]
    term = arrived.terms[0].term
    assert (term.slug, dict(term.label)["ru"]) == ("gold", "золото") and term.external_uri.endswith("300011021")
    assert (arrived.place.latitude, dict(arrived.place.name)["kk"]) == (42.85, "Отырар")
    assert (arrived.makers[0].agent.birth_year, arrived.makers[0].agent.name["ru"]) == (1904, "Абылхан Кастеев")
    again = tmp_path / "again.zip"
    export_exhibition(queries.exhibition_by_slug("moved"), again)
    assert same_told(path) == same_told(again)


def same_told(path):
    """What the file tells, its files called by their bytes: codes are each museum's own."""
    with ZipFile(path) as archive:
        text = archive.read("exhibition.json").decode()
        told = json.loads(text)
        for code in told["files"]:
            text = text.replace(code, sha256(archive.read(f"files/{code}")).hexdigest())
    return json.loads(text)


def test_a_file_that_came_without_details_is_given_those_of_the_other_museum(app, packed):
    with ZipFile(packed) as archive:
        told = json.loads(archive.read("exhibition.json"))
    file = next(code for code, one in told["files"].items() if one["alt"] == {"kk": "blue"})
    place = {"x": 0.1, "y": 0.1, "w": 0.5, "h": 0.5}
    details = [{"label": {"kk": "Көз"}, "text": {}, "place": place}]
    spoiled(packed, lambda told, members: told["files"][file].update(details=details))
    for slug in ("second", "third"):
        assert run(app, packed, "--slug", slug).exit_code == 0
    db.session.expire_all()
    asset = db.session.scalar(select(Asset).where(Asset.code == file))
    assert [dict(one.label) for one in details_of(asset)] == [{"kk": "Көз"}]


def test_what_is_here_already_is_used_again(app, packed):
    answer = run(app, packed)
    assert answer.exit_code == 1 and "travelling" not in answer.output.replace(str(packed), "").split(":")[0]
    answer = run(app, packed, "--slug", "second")
    assert answer.exit_code == 0, answer.output
    db.session.expire_all()
    assert draft_body(queries.exhibition_by_slug("second")).title == {"kk": "Көшпелі көрме"}
    assert db.session.scalar(select(func.count()).select_from(Asset)) == 2
    assert db.session.scalar(select(func.count()).select_from(Item)) == 1


def spoiled(packed, change):
    with ZipFile(packed) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(members["exhibition.json"])
    change(told, members)
    members["exhibition.json"] = members.get("raw", json.dumps(told).encode())
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    packed.write_bytes(buffer.getvalue())
    return packed


@pytest.mark.parametrize(
    "change",
    [
        lambda told, members: told.update(format="other"),
        lambda told, members: told.update(version=99),
        lambda told, members: told.update(items={}),
        lambda told, members: [one.update(details=[{"label": {"kk": "x"}}]) for one in told["files"].values()],
        lambda told, members: members.update(raw=b"{"),
        lambda told, members: [members.pop(name) for name in list(members) if name.startswith("files/")],
        lambda told, members: members.update({name: b"<svg/>" for name in list(members) if name.startswith("files/")}),
    ],
)
def test_a_spoiled_file_changes_nothing(app, packed, change):
    before = db.session.scalar(select(func.count()).select_from(Asset))
    answer = run(app, spoiled(packed, change), "--slug", "second")
    assert answer.exit_code == 1, answer.output
    db.session.expire_all()
    assert db.session.scalar(select(func.count()).select_from(Asset)) == before
    assert [one.slug for one in queries.studio_list()] == ["travelling"]


def test_what_is_no_archive_is_refused(app, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"not an archive")
    assert run(app, path).exit_code == 1


def test_exhibitions_are_listed(app, packed):
    answer = app.test_cli_runner().invoke(args=["exhibitions", "list", "--json"])
    assert json.loads(answer.output)["slug"] == "travelling"
    missing = app.test_cli_runner().invoke(args=["exhibitions", "export", "nowhere", str(packed)])
    assert missing.exit_code == 1
