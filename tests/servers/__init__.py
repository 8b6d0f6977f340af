"""Our server beside real ones, and beside real clients."""
