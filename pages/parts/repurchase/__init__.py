"""The page of repurchase."""
