"""The school finder: answer a family's question with matching schools, nearest first.

`criteria` parses the query string, `language` interprets its text, and `places` finds the place to search near. `words`
is the search index, and `terms` matches text with it. `search.find` combines them. Nothing here renders pages.
"""
