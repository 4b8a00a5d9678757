"""What a browser would send of a form as its page shows it."""

from html.parser import HTMLParser

from blk_portal.shared.late_saves import SEEN


def filled(page, box):
    """Return the fields of the form with ``box`` on ``page`` (its text): ``{name: [values]}``."""
    reader = _Forms()
    reader.feed(page)
    return next(fields for fields in reader.forms if box in fields)


def shown_on(client, address):
    """Return what the forms of a page send along, unseen, of what it shows to whoever opens it."""
    reader = _Forms()
    reader.feed(client.get(address).text)
    return {
        name: values[0]
        for fields in reader.forms
        for name, values in fields.items()
        if values and (name == SEEN or name.startswith("initial-"))
    }


class _Forms(HTMLParser):
    def __init__(self):
        super().__init__()
        self.forms, self._select, self._text = [], None, None

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name = given.get("name")
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "select":
            self._select, self._chosen, self._first = name, None, None
        elif tag == "option" and self._select:
            value = given.get("value", "")
            self._first = value if self._first is None else self._first
            self._chosen = value if "selected" in given else self._chosen
        elif tag == "textarea":
            self._text, self._letters = name, []
        elif tag == "input" and name:
            self._note_input(name, given)

    def _note_input(self, name, given):
        fields = self.forms[-1]
        if given.get("type") in ("checkbox", "radio"):
            fields.setdefault(name, [])
            if "checked" in given:
                fields[name].append(given.get("value", "on"))
        elif given.get("type") not in ("submit", "button", "file"):
            fields.setdefault(name, []).append(given.get("value", ""))

    def handle_data(self, data):
        if self._text:
            self._letters.append(data)

    def handle_endtag(self, tag):
        if tag == "select" and self._select:
            chosen = self._first if self._chosen is None else self._chosen
            self.forms[-1].setdefault(self._select, []).append(chosen or "")
            self._select = None
        elif tag == "textarea" and self._text:
            words = "".join(self._letters).removeprefix("\n")
            self.forms[-1].setdefault(self._text, []).append(words)
            self._text = None
