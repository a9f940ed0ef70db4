"""Check uploads by their content, not by the name or type that the browser sends. Every read has a limit."""
