"""The models of a release as files: written with it, read in a notebook, described by a card, beaten by a candidate."""
