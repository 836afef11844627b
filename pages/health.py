"""数据体检: what came in, what could not be told from it, and how to undo it."""

from ui import batches, cache, health_lists, state

META = {"slug": "health", "title": "数据体检", "order": 90}


def main() -> None:
    """Age, fates, sources, batches with their undo, rejects, doubts, unlocated cases, grid faults, unmapped words."""
    loaded = cache.loaded()
    view = cache.health_now()
    health_lists.summary(loaded, view)
    health_lists.sources(loaded, view, state.lang())
    batches.batch_list(loaded, view)
    health_lists.rejects(loaded, view)
    health_lists.doubts(view)
    health_lists.unlocated(loaded, view, state.lang())
    health_lists.grid_faults(loaded, view)
    health_lists.unmapped(view)


main()
