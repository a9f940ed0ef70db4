"""Numbers as Spanish is written in the United States: 13,000 and 93.5."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
