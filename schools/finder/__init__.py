"""The school finder: answer a family's question with matching schools, nearest first.

`criteria` parses the query string, `question` interprets it with `language`, `numbers`, `places`, and `corners`, and
`replies` answers what is not about finding. `words` is the search index, and `terms` matches text with it.
`search.find` combines them. Nothing here renders pages.
"""
