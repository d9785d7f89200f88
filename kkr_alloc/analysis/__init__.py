"""Questions about a composition, each answered by asking the composition again with other inputs."""
