"""The words of the interface as people read them, sentence by sentence."""

import ast
import re
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "blk_portal" / "locale"
APPS = ["accounts", "blk_portal", "dashboards", "enrollment", "grants", "notices", "programs"]
MARKERS = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"}
TRANSLATE = re.compile(r"{%\s*translate\s+(?:\"([^\"]*)\"|'([^']*)')")
BLOCK = re.compile(r"{%\s*blocktranslate(.*?)%}(.*?){%\s*endblocktranslate\s*%}", re.DOTALL)
PLURAL = re.compile(r"{%\s*plural\s*%}")
INSIDE_A_LINE = re.compile(r"</?(?:a|b|strong|em|code|kbd)\b[^>]*>")
ANY = r"{%\s*translate\s+(?:\"[^\"]*\"|'[^']*')\s*%}"
GOES_ON = r"{%\s*translate\s+[\"'][a-z(][^%]*%}"
PIECES = re.compile(rf"{ANY},? *{{{{[^}}]*}}}},? *{ANY}|(?<!:)[\"']\s*%}},? +{GOES_ON}")
FIELD = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
END_OF_SENTENCE = re.compile(r"(?<=[.!?…])[\s”\"]+|\n+")


def messages_in(path):
    """Yield the message ids that a template or a module marks for translation."""
    text = path.read_text()
    yield from _of_module(text) if path.suffix == ".py" else _of_template(text)


def pieces_in(text, suffix):
    """Yield what stands together like one sentence and is marked in more than one message."""
    if suffix == ".py":
        yield from (ast.unparse(node) for node in ast.walk(ast.parse(text)) if _is_joined(node))
    else:
        yield from (found[0] for found in PIECES.finditer(INSIDE_A_LINE.sub("", text)))


def sources():
    """The templates, and the modules that are not data of the demo or of a migration."""
    yield from (path for path in (ROOT / "templates").rglob("*.*"))
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if not {"migrations", "demo", "local_services"} & set(path.parts):
                yield path


def catalogue(language):
    """Return ``{message id: text}`` of a language, plural forms under their own ids."""
    texts = {}
    for entry in polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po")):
        forms = list(entry.msgstr_plural.values()) or [entry.msgstr]
        texts[entry.msgid] = forms[0]
        texts[entry.msgid_plural or entry.msgid] = forms[-1]
    return texts


def sentences(text):
    """Split ``text`` where a sentence or a line ends; what is filled in counts as one word."""
    plain = FIELD.sub("X", re.sub(r"<[^>]+>", " ", text))
    return [sentence for sentence in END_OF_SENTENCE.split(plain) if sentence.strip()]


def words(sentence):
    return [word for word in re.split(r"[\s–—/]+", sentence) if re.search(r"\w", word)]


def _is_joined(node):
    if isinstance(node, ast.JoinedStr):
        return any(_is_marked(part) for part in ast.walk(node))
    is_sum = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add)
    return is_sum and (_is_marked(node.left) or _is_marked(node.right))


def _is_marked(node):
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKERS


def _of_template(text):
    for found in TRANSLATE.finditer(text):
        yield found[1] or found[2]
    for found in BLOCK.finditer(text):
        for part in PLURAL.split(found[2]):
            if "trimmed" in found[1]:
                part = " ".join(line.strip() for line in part.strip().splitlines())
            yield re.sub(r"{{\s*(\w+)\s*}}", r"%(\1)s", part)


def _of_module(text):
    for node in ast.walk(ast.parse(text)):
        if _is_marked(node):
            for argument in node.args:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value
