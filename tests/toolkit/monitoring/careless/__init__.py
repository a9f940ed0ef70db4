"""An app whose migrations would stop the site, except the first and the last."""
