"""Settings: declared, checked at the start, explained in words."""

import pytest

from virtual_museum.core.config import SettingsError, kept_secret, load_settings


def test_an_empty_home_gets_everything(tmp_path):
    found = load_settings(home=tmp_path / "museum")
    assert found.data_folder == tmp_path / "museum" and found.data_folder.is_dir()
    assert found.database_url == f"sqlite:///{tmp_path}/museum/museum.sqlite"
    assert found.media_url == (tmp_path / "museum" / "media").as_uri()
    assert found.languages == ("kk", "ru", "en") and found.is_sqlite


def test_the_environment_is_read(tmp_path, monkeypatch):
    monkeypatch.setenv("MUSEUM_HOME", str(tmp_path))
    monkeypatch.setenv("MUSEUM_LANGUAGES", "ru, en")
    monkeypatch.setenv("MUSEUM_DATABASE_URL", "postgres://museum@db/museum")
    monkeypatch.setenv("MUSEUM_BASE_URL", "https://museum.kz/")
    found = load_settings()
    assert found.languages == ("ru", "en")
    assert found.database_url == "postgresql+psycopg://museum@db/museum" and not found.is_sqlite
    assert found.base_url == "https://museum.kz"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("base_url", "museum.kz"),
        ("languages", "kk,tlh"),
        ("languages", ""),
        ("trusted_proxies", "-1"),
        ("web_processes", "none"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, monkeypatch, name, value):
    monkeypatch.setenv(f"MUSEUM_{name.upper()}", value)
    with pytest.raises(SettingsError, match=f"MUSEUM_{name.upper()}"):
        load_settings(home=tmp_path)


def test_the_secret_is_made_once_and_private(tmp_path):
    path = tmp_path / "secret_key"
    first = kept_secret(path)
    assert len(first) >= 40 and kept_secret(path) == first
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_every_setting_explains_itself(tmp_path):
    for name, field in type(load_settings(home=tmp_path)).model_fields.items():
        assert field.description and field.description.endswith("."), name


def test_the_museum_has_a_name_in_each_language(tmp_path):
    found = load_settings(home=tmp_path)
    names = {language: found.museum_name(language) for language in found.languages}
    assert len(set(names.values())) == 3 and names["kk"] == "Ұлы дала музейі"
