"""News that travels upward: a feature sends, features that stand later in the list may listen."""

from blinker import Namespace

_news = Namespace()

asset_ready = _news.signal("asset-ready", doc="An asset's renditions are ready. Sent with `asset`.")
file_received = _news.signal(
    "file-received", doc="A file was handed over for an item. Sent with `asset`, `item_code` (as it was named)."
)
item_saved = _news.signal("item-saved", doc="An item was created or changed. Sent with `item`.")
item_published = _news.signal("item-published", doc="An item became visible to visitors. Sent with `item`.")
item_withdrawn = _news.signal("item-withdrawn", doc="An item was taken from visitors. Sent with `item`.")
document_published = _news.signal(
    "document-published", doc="A revision became what visitors see. Sent with `document`."
)
document_unpublished = _news.signal(
    "document-unpublished", doc="A document was taken from visitors. Sent with `document`."
)
label_scanned = _news.signal("label-scanned", doc="A label was scanned. Sent with `code`, `language`.")
