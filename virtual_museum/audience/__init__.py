"""How many look at what: counts by page, language and hour, without anything about the person."""
