"""Pictures of imported records, fetched in the background: a job a record, tried again when the other side is away."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from virtual_museum.catalogue import fetching
from virtual_museum.catalogue.models import ChangeEntry, Item, ItemMedia
from virtual_museum.catalogue.services import attach_media
from virtual_museum.core.db import db
from virtual_museum.core.jobs import JobContext, enqueue, job
from virtual_museum.media.services import receive_file

BATCH = 500


def want_pictures(change_set_id: int) -> None:
    """Fetch the pictures of what an import brought, after it is committed."""
    enqueue("catalogue.want_pictures", unique_key=f"pictures:{change_set_id}", change_set_id=change_set_id)


@job("catalogue.want_pictures", tries=3, priority=7)
def queue_pictures(context: JobContext, change_set_id: int) -> None:
    """Queue a job for every record of a change set that has an allowed address and no picture yet."""
    last = 0
    while True:
        shown = select(ItemMedia.item_id).where(ItemMedia.item_id == Item.id).exists()
        rows = db.session.execute(
            select(Item.id, Item.image_url)
            .join(ChangeEntry, ChangeEntry.item_id == Item.id)
            .where(ChangeEntry.change_set_id == change_set_id, Item.image_url != "", ~shown, Item.id > last)
            .order_by(Item.id)
            .limit(BATCH)
        ).all()
        if not rows:
            return
        for item_id, url in rows:
            if fetching.allowed(url):
                enqueue("catalogue.fetch_picture", unique_key=f"picture:{item_id}", item_id=item_id)
        last = rows[-1][0]
        context.progress(last, 0)


@job("catalogue.fetch_picture", tries=5, lease=120, priority=8, timeout=300)
def fetch_picture(context: JobContext, item_id: int) -> None:
    """Fetch the picture of a record and tie it to it; a second run finds the same file again."""
    item = db.session.get(Item, item_id)
    if item is None or not item.image_url:
        return
    url = item.image_url
    # The network is slow; nobody shall wait for it with a transaction open.
    db.session.commit()
    with TemporaryDirectory(prefix="picture-") as folder:
        path = Path(folder) / "picture"
        name = fetching.fetch(url, path)
        context.heartbeat()
        received = receive_file(path, name, "image")
    item = db.session.get(Item, item_id)
    if item is not None:
        attach_media(item, received.asset)
