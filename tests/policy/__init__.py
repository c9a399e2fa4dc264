"""House rules as tests. Each check is a function over sources, and each is shown to fail on a small bad sample."""
