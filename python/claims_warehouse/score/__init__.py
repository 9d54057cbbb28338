"""Scores of the champions of a release for rows of any file or stream, without dbt: what `claims score` does."""
