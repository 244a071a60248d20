"""The packaged embedding model, once for all tests of a process."""

from knowledge.embedding import MiniLM

MODEL = MiniLM(threads=1)  # loaded when it first reads
