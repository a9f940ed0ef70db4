"""Changes of the register that can be previewed, applied all or nothing, and undone.

A kind of change (`kinds`) makes the change; `engine` previews and applies it, `undo` undoes it, and `jobs` gives long
ones to the worker. `verbs` is what happens to a school: it is renamed, moves, or gets other links.
"""
