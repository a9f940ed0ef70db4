"""Questions of commands."""


def confirm(question: str, answers=("y", "yes")) -> bool:
    """Ask on the terminal, and return whether the answer is one of `answers`. Nobody there is a no."""
    try:
        return input(f"{question} ").strip().lower() in answers
    except EOFError:
        return False
