"""The page of retention."""
