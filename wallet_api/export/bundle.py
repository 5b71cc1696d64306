"""An export as a zip of two files: one for people, one for programs."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from jinja2 import Environment, PackageLoader, StrictUndefined
from pydantic import TypeAdapter

from wallet_api.domain.card_type import Language
from wallet_api.domain.export import Export
from wallet_api.export.words import words

PAGE, DATA = "health-wallet.html", "health-wallet.json"
DAY, MOMENT = "%Y-%m-%d", "%Y-%m-%d %H:%M UTC"
_adapter: TypeAdapter[Export] = TypeAdapter(Export)
_templates = Environment(
    loader=PackageLoader("wallet_api.export", "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
    lstrip_blocks=True,
)  # fmt: skip


def bundle(export: Export, language: Language) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as files:
        files.writestr(PAGE, page(export, language))
        files.writestr(DATA, _adapter.dump_json(export, indent=1))
    return packed.getvalue()


def page(export: Export, language: Language) -> str:
    template = _templates.get_template("page.html")
    return template.render(export=export, said=words()[language], language=language, day=DAY, moment=MOMENT)
