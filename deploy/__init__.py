"""Programs around the site: setting it up, testing, pictures, the audit. Nothing here is served."""
