"""Our search where LangChain expects a retriever."""

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from knowledge.indexes import Audience
from knowledge.model import Passage


class KnowledgeRetriever(BaseRetriever):
    """Passages as LangChain documents; metadata: document, title, headings, place, score."""

    search: Callable[..., list[Passage]]  # KnowledgeBase.search
    audience: Audience = "public"
    limit: int = 10

    model_config = {"arbitrary_types_allowed": True}

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [
            Document(
                id=passage.id,
                page_content=passage.text,
                metadata={
                    "document": passage.document, "title": passage.title, "headings": list(passage.headings),
                    "place": passage.place.to_json(), "score": passage.score,
                },
            )
            for passage in self.search(query, audience=self.audience, limit=self.limit)
        ]  # fmt: skip
