"""Numbers as in US Spanish: 13,000 and 93.5."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
