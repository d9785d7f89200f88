"""Reading input: one module per format, each giving the same :class:`~kkr_alloc.sources.base.Votes`."""
