"""The page on which moderators decide what is selected for review: one file that opens from disk, without a server."""
