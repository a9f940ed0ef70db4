"""An app whose migrations would each stop the site, but for the first and the last."""
