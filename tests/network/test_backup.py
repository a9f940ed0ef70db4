"""A backup of the network brings its site back."""


def test_a_destroyed_site_is_restored(site, run):
    content = site.content()
    run("backup")
    site.destroy()
    run("restore", "latest", "--yes")
    assert site.content() == content
