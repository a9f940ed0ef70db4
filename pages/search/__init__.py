"""The search of the whole site: `views.search` is its page, `answer.answer` finds."""
