"""Load `content/` into an empty or partly filled site. Each item is loaded once and never overwrites staff changes."""
