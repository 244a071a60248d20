"""What the company says of itself and of its goods in public: names that are no personal data, wherever they stand."""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from desk.preferences import Preferences
from knowledge.catalog.store import CatalogStore
from knowledge.tables import DocumentRow, VersionRow
from storage.database import Database


class Published:
    """As it is when asked for; brands are read anew when an import has changed the catalog."""

    def __init__(self, database: Database, preferences: Callable[[], Preferences]) -> None:
        self._database = database
        self._preferences = preferences
        self._catalog = CatalogStore(database)
        self._brands: tuple[int, Sequence[str]] = (0, ())  # of which import

    def __call__(self) -> str:
        """A name, a title or what is said of the ways to reach the company on each line."""
        preferences = self._preferences()
        return "\n".join(
            [*preferences.company.values(), *preferences.contact.values(), *self._titles(), *self._of_catalog()]
        )

    def _titles(self) -> list[str]:
        public = (
            select(VersionRow.title)
            .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
            .where(DocumentRow.visibility == "public", VersionRow.number == DocumentRow.live_version)
        )
        with self._database.read() as session:
            return list(session.scalars(public))

    def _of_catalog(self) -> Sequence[str]:
        number = self._catalog.current()
        if number != self._brands[0]:
            self._brands = (number, self._catalog.brands())
        return self._brands[1]
