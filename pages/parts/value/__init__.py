"""The page of lifecycle and value."""
