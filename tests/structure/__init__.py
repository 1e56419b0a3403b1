"""The house style, held by tests. Beside each stands a planted violation, so that a check which sees nothing fails."""

from configparser import ConfigParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
KLIMANET = ROOT / "klimanet"


def modules(pattern: str) -> list[Path]:
    """Modules of the product by a pattern below klimanet/, its tests and migrations left out."""
    return [
        path for path in sorted(KLIMANET.glob(pattern)) if "tests" not in path.parts and "migrations" not in path.parts
    ]


def contracts(folder: Path = ROOT) -> ConfigParser:
    """The import contracts, as import-linter reads them."""
    parser = ConfigParser()
    parser.read(folder / ".importlinter")
    return parser


def stack() -> list[str]:
    """The packages from the lowest up, as the import contract has them."""
    layers = contracts()["importlinter:contract:stack"]["layers"]
    return [name for layer in reversed(layers.split("\n")) for name in layer.replace("|", " ").split()]
