"""The page of saved segments."""
