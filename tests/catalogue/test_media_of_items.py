"""Files that items show: nobody deletes them by mistake, and taking one item back hides no other's picture."""

import pytest

from tests.factories.media import make_asset
from virtual_museum.catalogue import services
from virtual_museum.core.errors import Refused
from virtual_museum.media.services import delete_asset, refresh_published


def item(number: int):
    """A published item."""
    return services.create_item({"title": {"kk": f"Құмыра {number}"}, "inventory_number": str(number)}, publish=True)


def test_a_file_that_an_item_shows_cannot_be_deleted(app):
    asset, shown = make_asset(), item(1)
    services.attach_media(shown, asset)
    with pytest.raises(Refused, match="Құмыра 1"):
        delete_asset(asset)


def test_a_file_stays_open_while_one_published_item_shows_it(app):
    asset, first, second = make_asset(), item(1), item(2)
    services.attach_media(first, asset)
    services.attach_media(second, asset)
    services.withdraw_item(first, {"kk": "Қайтарылды"})
    assert asset.published
    refresh_published([asset.code])
    assert asset.published
    services.detach_media(second, asset)
    assert not asset.published
