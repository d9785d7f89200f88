"""Questions about elections and compositions: each asks the composition again with other inputs."""
