"""The campaign page and the pages of all campaigns."""
