"""Pages under Settings → Staff."""
