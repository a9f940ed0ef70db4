"""The school finder: answer a family's question with matching schools, nearest first.

`criteria` parses the query string, `question` interprets it with `language`, `numbers`, `topics`, `places`, and
`corners`, and `replies` answers what is not about finding. `network` holds the schools in memory, `terms` matches text
with their words, and `ranking` orders and counts them. `search.find` combines them. Nothing here renders pages.
"""
