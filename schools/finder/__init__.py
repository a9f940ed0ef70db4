"""The school finder: from what a family types to the right schools, near first.

`criteria` reads the query string, `language` what its text means, `places` where “near” is, `words` and `terms` match
text, `search.find` puts it together. Nothing here draws a page.
"""
