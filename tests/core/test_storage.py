"""One suite for every store: what the contract promises must hold for all three."""

import hashlib
import os
import subprocess
import sys
import threading
from pathlib import Path

import boto3
import pytest
from moto.moto_server.threaded_moto_server import ThreadedMotoServer

from virtual_museum.core.storage import (
    ChecksumMismatch,
    InvalidKey,
    ObjectMissing,
    StorageError,
    check_key,
    open_storage,
)
from virtual_museum.core.storage.local import LocalStorage

BUCKET = "museum-tests"


@pytest.fixture(scope="module")
def s3_address():
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
        "AWS_ALLOW_HTTP": "true",
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        client = boto3.client("s3", endpoint_url=variables["AWS_ENDPOINT_URL"], region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield f"s3://{BUCKET}"
    server.stop()


@pytest.fixture(params=["local", "memory", "s3"])
def store(request, tmp_path):
    if request.param == "s3":
        return open_storage(request.getfixturevalue("s3_address") + f"/{tmp_path.name}")
    return open_storage((tmp_path / "media").as_uri() if request.param == "local" else "memory://")


def test_bytes_come_back_as_they_went(store):
    data = os.urandom(3_000_000)
    stored = store.put_bytes("originals/ab/abcd", data)
    assert (stored.size, stored.sha256) == (3_000_000, hashlib.sha256(data).hexdigest())
    with store.open("originals/ab/abcd") as source:
        assert source.read() == data
    assert store.size("originals/ab/abcd") == 3_000_000


def test_file_is_copied_whole_and_source_stays(store, tmp_path):
    source = tmp_path / "scan.ply"
    source.write_bytes(os.urandom(20_000_000))
    stored = store.put_file("originals/scan.ply", source)
    assert stored.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
    with store.local_path("originals/scan.ply") as path:
        assert path.suffix == ".ply"
        assert path.read_bytes() == source.read_bytes()
    assert source.exists()


def test_wrong_checksum_stores_nothing(store, tmp_path):
    source = tmp_path / "a"
    source.write_bytes(b"one")
    with pytest.raises(ChecksumMismatch):
        store.put_file("originals/a", source, sha256="0" * 64)
    assert not store.exists("originals/a")
    assert list(store.list()) == []


def test_put_replaces(store):
    store.put_bytes("a/b", b"first, and longer")
    store.put_bytes("a/b", b"second")
    assert store.read_range("a/b", 0, 100) == b"second"


@pytest.mark.parametrize(
    ("start", "length", "expected"),
    [(0, 3, b"012"), (3, 4, b"3456"), (8, 100, b"89"), (10, 5, b""), (99, 1, b"")],
)
def test_ranges(store, start, length, expected):
    store.put_bytes("r", b"0123456789")
    assert store.read_range("r", start, length) == expected


def test_open_can_seek(store):
    store.put_bytes("s", b"0123456789")
    with store.open("s") as source:
        source.seek(-2, os.SEEK_END)
        assert source.read() == b"89"
        source.seek(4)
        assert (source.read(2), source.tell()) == (b"45", 6)


def test_missing_objects(store):
    assert not store.exists("nothing/here")
    for ask in (store.open, store.size, lambda key: store.read_range(key, 0, 1)):
        with pytest.raises(ObjectMissing):
            ask("nothing/here")
    with pytest.raises(ObjectMissing), store.local_path("nothing/here"):
        pytest.fail("a missing file has no path")
    store.delete("nothing/here")


def test_list_is_sorted_and_by_whole_segments(store):
    for key in ("r/b/2", "r/b/10", "r/a", "r/bc/1", "other"):
        store.put_bytes(key, key.encode())
    assert [stored.key for stored in store.list("r/b")] == ["r/b/10", "r/b/2"]
    assert [(stored.key, stored.size) for stored in store.list()] == [
        ("other", 5), ("r/a", 3), ("r/b/10", 6), ("r/b/2", 5), ("r/bc/1", 6)
    ]  # fmt: skip
    assert list(store.list("absent")) == []


def test_delete_prefix_spares_the_neighbour(store):
    for key in ("r/b/1", "r/b/c/2", "r/bc/1"):
        store.put_bytes(key, b"x")
    assert store.delete_prefix("r/b/") == 2
    assert [stored.key for stored in store.list()] == ["r/bc/1"]
    assert store.delete_prefix("r/b") == 0
    with pytest.raises(InvalidKey):
        store.delete_prefix("/")


def test_delete(store):
    store.put_bytes("d", b"x")
    store.delete("d")
    assert not store.exists("d")


def test_folder(store, tmp_path):
    folder = tmp_path / "tiles"
    (folder / "0").mkdir(parents=True)
    (folder / "0" / "0_0.jpg").write_bytes(b"tile")
    (folder / "facts.json").write_bytes(b"{}")
    stored = store.put_folder("renditions/x/pano@1", folder)
    assert {entry.key for entry in stored} == {
        "renditions/x/pano@1/0/0_0.jpg",
        "renditions/x/pano@1/facts.json",
    }
    assert store.read_range("renditions/x/pano@1/0/0_0.jpg", 0, 10) == b"tile"


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/a",
        "a/",
        "a//b",
        "../a",
        "a/../b",
        "a/./b",
        ".hidden",
        "a\\b",
        "a\nb",
        "a b",
        "ә",
        "x" * 600,
        "a\0",
    ],
)
def test_unsafe_keys_are_refused(store, key):
    with pytest.raises(InvalidKey):
        store.put_bytes(key, b"x")
    with pytest.raises(InvalidKey):
        store.exists(key)


def test_safe_keys():
    for key in ("originals/ab/abcdef", "renditions/7k/pano@1/3/0_1.jpg", "a/square,200/full", "x/max^2"):
        assert check_key(key) == key


def test_unknown_address():
    with pytest.raises(ValueError, match="not an address"):
        open_storage("ftp://example/")


def test_reader_never_sees_half_a_file(tmp_path):
    store = LocalStorage(tmp_path)
    old, new = b"a" * 4_000_000, b"b" * 4_000_000
    store.put_bytes("k", old)
    seen, stop = set(), threading.Event()

    def look() -> None:
        while not stop.is_set():
            with store.open("k") as source:
                seen.add(hashlib.sha256(source.read()).hexdigest())

    watcher = threading.Thread(target=look)
    watcher.start()
    for round_ in range(10):
        store.put_bytes("k", new if round_ % 2 == 0 else old)
    stop.set()
    watcher.join()
    assert seen <= {hashlib.sha256(old).hexdigest(), hashlib.sha256(new).hexdigest()}


def test_killed_put_leaves_nothing_visible(tmp_path):
    program = (
        "import os, pathlib, sys\n"
        "from virtual_museum.core.storage.local import LocalStorage\n"
        "def blocks():\n"
        "    yield b'half'\n"
        "    os.kill(os.getpid(), 9)\n"
        "LocalStorage(pathlib.Path(sys.argv[1]))._write('k', blocks(), None)\n"
    )
    root = Path(__file__).parents[2]
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=root)
    assert ended.returncode == -9
    store = LocalStorage(tmp_path)
    assert list(store.list()) == []
    left = list((tmp_path / ".partial").iterdir())
    assert len(left) == 1
    assert store.sweep() == 0, "a fresh half-written file may belong to a put that is under way"
    os.utime(left[0], (0, 0))
    assert store.sweep() == 1


def test_failing_disk_is_a_storage_error(tmp_path):
    (tmp_path / "occupied").write_bytes(b"")
    with pytest.raises(StorageError):
        LocalStorage(tmp_path).put_bytes("occupied/below", b"x")
