"""A language model behind an address: any OpenAI-compatible server, or any provider that LangChain knows by name."""

from collections.abc import Collection
from urllib.parse import urlsplit

from langchain_core.language_models import BaseChatModel

from assistant.engines.errors import EngineError

CONNECT_SECONDS = 5.0
ANSWER_TOKENS = 800


def remote_model(
    model: str,
    *,
    provider: str = "openai",
    address: str = "",
    key: str = "",
    max_tokens: int = ANSWER_TOKENS,
    read_seconds: float = 60.0,
) -> BaseChatModel:
    """A chat model of `provider`; nothing is asked of the server yet.

    Args:
        address: Base URL of the API, such as http://127.0.0.1:8000/v1; empty: the provider's own.
        key: Empty where the server asks for none, or where the provider's own environment variable holds it.
        read_seconds: Most time between two bytes; a second wall behind the engine's own limits.

    Raises:
        EngineError: When the provider's package is not installed, or there is no such provider.
    """
    from langchain.chat_models import init_chat_model

    options: dict[str, object] = {"temperature": 0.1, "max_tokens": max_tokens, "max_retries": 0}
    if provider == "openai":
        import httpx

        timeout = httpx.Timeout(read_seconds, connect=CONNECT_SECONDS)
        # A client of its own, to be closed with the engine; without it all models share one for ever.
        options["http_async_client"] = httpx.AsyncClient(timeout=timeout)
        options["timeout"] = timeout
        options["stream_usage"] = True
        options["stream_chunk_timeout"] = None  # the engine's limits do that; this one holds a cancelled stream open
        if address:
            options["base_url"] = address
            options["api_key"] = key or "none"  # the client insists on one
        elif key:
            options["api_key"] = key
    else:
        options["timeout"] = read_seconds
        options |= {"base_url": address} if address else {}
        options |= {"api_key": key} if key else {}
    try:
        return init_chat_model(model, model_provider=provider, **options)  # type: ignore[call-overload]
    except ImportError as error:
        package = f"langchain-{provider.replace('_', '-')}"
        raise EngineError("missing_library", package=package) from error
    except ValueError as error:
        raise EngineError("unusable", detail=" ".join(str(error).split())[:200]) from error


def first_model(address: str, key: str = "") -> str:
    """The first model that the server at `address` lists; raises EngineError."""
    import httpx

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        answer = httpx.get(f"{address.rstrip('/')}/models", headers=headers, timeout=CONNECT_SECONDS)
        answer.raise_for_status()
        return str(answer.json()["data"][0]["id"])
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise EngineError("unusable", detail="it lists no model; name one in FRONTDESK_MODEL") from error
    except httpx.HTTPError as error:
        raise explain(error, address=address, model="") from error


def check_address(address: str, allowed_hosts: Collection[str]) -> None:
    """Raise EngineError unless the address is http(s), on a host (and, where named, port) that is allowed.

    Names are compared as written: 'localhost' does not allow 127.0.0.1, and no name is looked up here.
    """
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise EngineError("address_not_allowed", address=address[:200]) from None
    is_plain = parts.scheme in ("http", "https") and not parts.username and not parts.password
    has_oddities = any(sign in address for sign in "\\@ \t\r\n")
    names = {host, f"{host}:{port or (443 if parts.scheme == 'https' else 80)}"}
    if not host or not is_plain or has_oddities or names.isdisjoint(name.lower() for name in allowed_hosts):
        raise EngineError("address_not_allowed", address=address[:200])


def explain(error: Exception, *, address: str, model: str) -> EngineError:
    """What a client's exception means. By its status and kind, not by its library: every provider has its own."""
    status = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if status in (401, 403):
        return EngineError("unauthorised")
    if status == 404:
        return EngineError("unknown_model", model=model)
    if status == 429:
        return EngineError("busy")
    if isinstance(status, int) and status >= 500:
        return EngineError("failing", status=status)
    if isinstance(status, int) and status >= 400:
        return EngineError("unusable", detail=_short(error))
    if kinds & {"APITimeoutError", "TimeoutException", "TimeoutError"}:
        return EngineError("unreachable", address=_shown(address))
    if kinds & {"APIConnectionError", "ConnectError", "ConnectionError", "RemoteProtocolError", "ReadError"}:
        return EngineError("unreachable", address=_shown(address))
    if isinstance(error, ValueError) and "No generation" in str(error):  # LangChain's word for a stream of nothing
        return EngineError("empty")
    return EngineError("unusable", detail=_short(error))


def _shown(address: str) -> str:
    """Host and port: never a key that someone wrote into an address."""
    try:
        parts = urlsplit(address)
        return f"{parts.hostname}:{parts.port}" if parts.port else parts.hostname or "?"
    except ValueError:
        return "?"


def _short(error: Exception) -> str:
    """The kind of an error; its words may hold what was sent."""
    return type(error).__name__
