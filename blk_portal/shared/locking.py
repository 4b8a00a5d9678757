def lock_and_read(rows, pk):
    """Lock the row ``pk`` until the transaction ends, and then read it from ``rows``.

    In two statements: whoever waits for a lock gets the locked row anew, but what the same
    statement joins to it as it was before the wait, or not at all.
    """
    rows.model._base_manager.select_for_update().only("pk").get(pk=pk)
    return rows.get(pk=pk)
