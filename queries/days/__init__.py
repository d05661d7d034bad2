"""On which days people did things, as numbers: read in one pass, kept, and counted from where days alone decide."""
