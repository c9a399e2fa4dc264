"""Why a file can be refused. Each reason is a declared code; `media/reasons.py` has the curators' words for it."""

# Code → names of the values its words mention.
REFUSALS: dict[str, tuple[str, ...]] = {
    "empty": (),
    "too-large": ("size", "limit"),
    "unknown-type": (),
    "unsafe-type": ("format",),
    "unsupported-format": ("format",),
    "wrong-kind": ("found",),
    "image-damaged": (),
    "image-too-many-pixels": ("width", "height", "limit", "side"),
    "panorama-shape": ("width", "height"),
    "panorama-too-small": ("width", "minimum"),
    "archive-damaged": (),
    "archive-encrypted": (),
    "archive-bomb": (),
    "archive-unsafe-name": ("name",),
    "archive-no-model": (),
    "archive-several-models": ("names",),
    "model-damaged": (),
    "model-truncated": (),
    "model-no-triangles": (),
    "model-too-many-triangles": ("count", "limit"),
    "model-bad-index": (),
    "model-not-finite": (),
    "model-external-file": ("name",),
    "model-missing-file": ("name",),
    "model-texture-damaged": ("name",),
    "model-texture-format": ("format",),
    "model-unsupported": ("feature",),
    "sound-damaged": (),
    "video-damaged": (),
    "too-long": ("minutes", "limit"),
    "video-needs-converter": ("format",),
    "sound-needs-converter": ("format",),
    "document-damaged": (),
    "took-too-long": ("seconds",),
    "too-much-memory": (),
    "converter-crashed": (),
}


class Refusal(Exception):
    """The file cannot be taken; `code` is declared in REFUSALS, `params` fill the words of the message."""

    def __init__(self, code: str, **params: object) -> None:
        expected = REFUSALS[code]
        if set(params) != set(expected):
            raise ValueError(f"{code} needs {expected}, not {tuple(params)}")
        self.code = code
        self.params = params
        super().__init__(code, params)
