"""Where the data folders of a checkout are. The only place that knows the layout of the top level."""

from __future__ import annotations

from pathlib import Path

from transfo_rh.core.errors import ConfigurationError
from transfo_rh.core.i18n import _

_ROOT = Path(__file__).resolve().parents[2]


def project_root() -> Path:
    """The checkout that the package was installed from (editable install or container image)."""
    return _ROOT


def data_folder(name: str) -> Path:
    """``surveys`` or ``data`` of the checkout.

    Raises ConfigurationError when the product runs without its checkout.
    """
    folder = _ROOT / name
    if not folder.is_dir():
        raise ConfigurationError(
            _(
                "Le dossier « {name} » est introuvable à côté du paquet : installez le produit depuis ses sources."
            ).format(name=name),
            details=str(folder),
        )
    return folder
