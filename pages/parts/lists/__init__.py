"""The page of lists."""
