"""What can go wrong with stored data; every message says what to do."""


class StorageError(Exception):
    """The data folder or the database cannot be used as it is."""


class FolderInUse(StorageError):
    """Another process owns the data folder."""

    def __init__(self, folder: str, pid: int | None) -> None:
        self.pid = pid
        holder = f"process {pid}" if pid else "another process"
        super().__init__(
            f"The data folder '{folder}' is in use by {holder}. Stop that process, or choose another folder "
            "with FRONTDESK_DATA_DIR or --data-dir."
        )
