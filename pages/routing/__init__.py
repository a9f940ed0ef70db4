"""Which site, page, and language an address belongs to, and the links that every page has."""
