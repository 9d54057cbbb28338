"""The work behind the dbt Python models of the claims warehouse; importable and testable without dbt."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from claims_warehouse.released_models.loading import load_model

__all__ = ["load_model"]


def __getattr__(name: str) -> Any:
    # `import claims_warehouse` stays fast: the libraries come with the first model.
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from claims_warehouse.released_models import loading  # noqa: PLC0415 - as above

    return loading.load_model
