"""Where it clusters, where it heats up, and how much worse urban villages and the fringe are than the rest."""
