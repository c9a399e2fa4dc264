"""The place of a photograph that stays in sight: kept, shown, moved to another museum, refused when it is none."""

import pytest

from tests.factories.media import make_asset
from virtual_museum.core.audit import AuditRecord
from virtual_museum.core.db import db
from virtual_museum.core.errors import Invalid
from virtual_museum.media.queries import picture
from virtual_museum.media.services import set_focus


def keep(client, asset, left, top, **more):
    return client.post(f"/studio/media/{asset.code}/focus", data={"focus.x": left, "focus.y": top, **more})


def test_it_is_kept_and_every_picture_on_a_page_says_it(studio_client):
    asset = make_asset()
    assert picture(asset).focus is None
    assert keep(studio_client, asset, "78", "12,5").status_code == 302
    assert asset.focus == [0.78, 0.125] and picture(asset).focus == (78.0, 12.5)
    # A second click on the button changes nothing, and is no second change in the records.
    keep(studio_client, asset, "78", "12,5")
    assert db.session.query(AuditRecord).filter_by(event="asset.described").count() == 1
    page = studio_client.get(f"/studio/media/{asset.code}").get_data(as_text=True)
    assert page.count('style="--focus: 78.0% 12.5%"') == 4 and 'value="78.0"' in page


@pytest.mark.parametrize(("left", "top", "action"), [("", "", ""), ("78", "12", "middle"), ("left", "", "middle")])
def test_back_to_the_middle(studio_client, left, top, action):
    asset = make_asset(focus=[0.1, 0.2])
    keep(studio_client, asset, left, top, action=action)
    assert asset.focus is None
    assert "--focus" not in studio_client.get(f"/studio/media/{asset.code}").get_data(as_text=True)


@pytest.mark.parametrize(("left", "top"), [("101", "5"), ("-1", "5"), ("78", ""), ("left", "5"), ("nan", "5")])
def test_what_is_no_place_is_told_and_stays_in_the_fields(studio_client, left, top):
    asset = make_asset(focus=[0.1, 0.2])
    answer = keep(studio_client, asset, left, top)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and asset.focus == [0.1, 0.2]
    assert f'value="{left}"' in page and 'class="problem"' in page


def test_only_a_photograph_has_one(app):
    with pytest.raises(Invalid):
        set_focus(make_asset("model"), [0.5, 0.5])
