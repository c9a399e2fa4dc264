"""Search: a derived tantivy index that follows the change log and can be thrown away at any time."""
