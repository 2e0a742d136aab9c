"""The only importer of ``openai``: a client for any OpenAI-compatible endpoint, its errors turned into ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from qa.errors import ModelError

if TYPE_CHECKING:
    from openai import OpenAI

# The library's own defaults are 600 seconds and two more tries; a person is waiting.
DEADLINE = 60.0
RETRIES = 2


def client(base_url: str = "", api_key: str = "") -> OpenAI:
    """A client for ``base_url``, or for OpenAI where it is empty; raises :class:`ModelError` without the library or a key."""
    try:
        from openai import OpenAI
    except ModuleNotFoundError as error:
        if error.name != "openai":
            raise
        raise ModelError(
            "An OpenAI-compatible endpoint needs one more package; run: pip install 'pincite[openai]'."
        ) from error
    if not api_key and not base_url:
        raise ModelError(
            "There is no key for OpenAI; set OPENAI_API_KEY, or OPENAI_BASE_URL for an endpoint of your own."
        )
    # A local endpoint asks for no key, but the client wants one.
    return OpenAI(base_url=base_url or None, api_key=api_key or "none", timeout=DEADLINE, max_retries=RETRIES)


@contextmanager
def translated_errors(what: str) -> Iterator[None]:
    """Turn the client's errors into :class:`ModelError` with what to do; a key never shows in them."""
    import openai

    try:
        yield
    except openai.AuthenticationError as error:
        raise ModelError(f"{what} refused the key (401); set OPENAI_API_KEY to a valid one.") from error
    except openai.PermissionDeniedError as error:
        raise ModelError(f"{what} does not allow this with this key (403); use another key or model.") from error
    except openai.BadRequestError as error:
        raise ModelError(
            f"{what} cannot take this request (400); check the model's name and what it is for."
        ) from error
    except openai.NotFoundError as error:
        raise ModelError(
            f"{what} does not know this model or address (404); check the model's name and OPENAI_BASE_URL."
        ) from error
    except openai.RateLimitError as error:
        raise ModelError(f"{what} has had too many requests (429); wait and run again.") from error
    except openai.APITimeoutError as error:
        raise ModelError(
            f"{what} did not answer within {DEADLINE:.0f} seconds; run again or use another endpoint."
        ) from error
    except openai.APIConnectionError as error:
        raise ModelError(f"{what} cannot be reached; check OPENAI_BASE_URL and the network.") from error
    except openai.APIStatusError as error:
        raise ModelError(f"{what} answered with an error ({error.status_code}); run again later.") from error
    except openai.OpenAIError as error:
        raise ModelError(f"{what} failed ({type(error).__name__}); run again later.") from error
