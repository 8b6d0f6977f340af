"""PLACEHOLDER until the helper who writes this module replaces the whole file."""
def find(text):
    return None
