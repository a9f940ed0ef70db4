"""Site search: `views.search` is the page, `answer.answer` finds the results."""
