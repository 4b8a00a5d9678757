"""PDF files made to harm whoever opens them. Each is made when asked for."""

import zlib

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.files import pdf, picture
from tests.hostile_pictures import NOT_A_FILE, SCRIPT, zipped

UNREADABLE = "PDF ini tidak bisa dibuka"
LOCKED = "PDF ini dikunci kata sandi"
TOO_HEAVY = "Berkas ini terlalu rumit"
TOO_MANY = "PDF ini berisi"
# Refused, by whichever limit is met first.
ANY_REFUSAL = None


def script():
    return Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def link(page, action):
    page.Annots = Array([Dictionary(Subtype=Name.Link, Rect=[0, 0, 100, 100], A=action)])


def arranged(arrange, **save):
    return pdf(arrange=arrange, object_stream_mode=pikepdf.ObjectStreamMode.disable, **save)


def opening_script(document):
    document.Root.OpenAction = script()
    document.Root.AA = Dictionary(WC=script())
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=["start", script()]))
    document.pages[0].obj.AA = Dictionary(O=script())


def launching(document):
    link(document.pages[0].obj, Dictionary(S=Name.Launch, F="calc.exe"))


def attached(document):
    document.attachments["a.exe"] = b"MZ attached"


def form(document):
    document.Root.AcroForm = Dictionary(
        XFA=document.make_stream(b"<xdp:xdp><script>app.alert(1)</script></xdp:xdp>"), Fields=[]
    )


def calling_home(document):
    link(document.pages[0].obj, Dictionary(S=Name.URI, URI="http://example.com/?seen"))


def sending_a_form(document):
    link(document.pages[0].obj, Dictionary(S=Name.SubmitForm, F="http://example.com/"))


def opening_another(document):
    link(document.pages[0].obj, Dictionary(S=Name.GoToR, F="//example.com/share/a.pdf"))


def rich_media(document):
    page = document.pages[0].obj
    page.Annots = Array([Dictionary(Subtype=Name.RichMedia, Rect=[0, 0, 9, 9])])
    page.Annots[0].RichMediaContent = Dictionary(Assets=Dictionary())


def hidden_script(document):
    inner = document.make_indirect(Dictionary(Deep=Array([Dictionary(A=script())])))
    document.pages[0].obj.Resources = Dictionary(Properties=Dictionary(One=inner))


def metadata(document):
    document.Root.Metadata = document.make_stream(SCRIPT)
    page = document.pages[0].obj
    page.Metadata = document.make_stream(SCRIPT)
    page.PieceInfo = Dictionary(App=Dictionary(Private=document.make_stream(SCRIPT)))


def image_bomb(document):
    bomb = document.make_stream(zlib.compress(b"\0" * 50_000_000, 9))
    for key, value in {
        "/Type": Name.XObject,
        "/Subtype": Name.Image,
        "/Width": 60000,
        "/Height": 60000,
        "/ColorSpace": Name.DeviceRGB,
        "/BitsPerComponent": 8,
        "/Filter": Name.FlateDecode,
    }.items():
        bomb[key] = value
    draw(document, b"q 500 0 0 500 0 0 cm /Im Do Q", Im=bomb)


def draw(document, content, **things):
    page = document.pages[0].obj
    page.Resources = Dictionary(XObject=Dictionary(**things))
    page.Contents = document.make_stream(content)


def drawing_itself(document):
    one = document.make_stream(b"/Fm Do /Fm Do")
    one.Type, one.Subtype, one.BBox = Name.XObject, Name.Form, Array([0, 0, 500, 500])
    one.Resources = Dictionary(XObject=Dictionary(Fm=one))
    draw(document, b"/Fm Do", Fm=one)


def content_bomb(document):
    packed = document.make_stream(b"")
    packed.write(zlib.compress(b"0 0 m 500 500 l S\n" * 12_000_000, 9), filter=Name.FlateDecode)
    document.pages[0].obj.Contents = packed


def sized(*box):
    def arrange(document):
        document.pages[0].obj.MediaBox = Array(list(box))

    return lambda: arranged(arrange)


def pages_in_a_circle(document):
    document.Root.Pages.Kids.append(document.Root.Pages)


def raw(*objects, trailer=b""):
    """A PDF written by hand, with a right table of its objects."""
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer\n<</Size %d /Root 1 0 R %s>>\n" % (len(objects) + 1, trailer)
    return content + b"startxref\n%d\n%%%%EOF\n" % start


CATALOG = b"<</Type /Catalog /Pages 2 0 R>>"
PAGES = b"<</Type /Pages /Kids [3 0 R] /Count 1>>"
PAGE = b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 300 300]>>"


def xref_in_a_circle():
    content = raw(CATALOG, PAGES, PAGE, trailer=b"/Prev 0000000")
    start = content.rindex(b"\nxref") + 1
    return content.replace(b"/Prev 0000000", b"/Prev %07d" % start)


def object_stream_bomb():
    """An object stream of some kilobytes that unfolds to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"\0" * 10_000_000) for _ in range(100)) + packer.flush()
    packed = zlib.compress(packed, 9)
    stream = b"<</Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode] /Length %d>>" % (
        len(packed)
    )
    page = PAGE.replace(b">>", b" /Contents 4 0 R>>")
    return raw(CATALOG, PAGES, page, stream + b"\nstream\n" + packed + b"\nendstream")


def deep_nesting():
    return raw(CATALOG, PAGES, PAGE.replace(b">>", b" /X " + b"[" * 50_000 + b"]" * 50_000 + b">>"))


PDFS = {
    "script on opening": (lambda: arranged(opening_script), ""),
    "program to launch": (lambda: arranged(launching), ""),
    "attachment": (lambda: arranged(attached), ""),
    "xfa form": (lambda: arranged(form), ""),
    "link that tells": (lambda: arranged(calling_home), ""),
    "form that is sent": (lambda: arranged(sending_a_form), ""),
    "file on a share": (lambda: arranged(opening_another), ""),
    "rich media": (lambda: arranged(rich_media), ""),
    "script below resources": (lambda: arranged(hidden_script), ""),
    "metadata": (lambda: arranged(metadata), ""),
    "pdf and zip in one": (lambda: pdf() + zipped(a=SCRIPT), ""),
    "html before a pdf": (lambda: b"<html>" + SCRIPT + pdf(), NOT_A_FILE),
    "10,000 pages": (lambda: pdf(pages=10_000), TOO_MANY),
    "no pages": (lambda: raw(CATALOG, b"<</Type /Pages /Kids [] /Count 0>>"), ANY_REFUSAL),
    "locked": (lambda: pdf(encryption=pikepdf.Encryption(user="rahasia", owner="a")), LOCKED),
    "locked against changes": (
        lambda: pdf(encryption=pikepdf.Encryption(user="", owner="a")),
        LOCKED,
    ),
    "table of objects in a circle": (xref_in_a_circle, ""),
    "object stream that unfolds": (object_stream_bomb, ANY_REFUSAL),
    "image that unfolds": (lambda: arranged(image_bomb), TOO_HEAVY),
    "drawing that unfolds": (lambda: arranged(content_bomb), ANY_REFUSAL),
    "drawing that draws itself": (lambda: arranged(drawing_itself), ANY_REFUSAL),
    "pages in a circle": (lambda: arranged(pages_in_a_circle), ANY_REFUSAL),
    "page of a thousand kilometres": (sized(0, 0, 10**9, 10**9), ""),
    "page without width": (sized(0, 0, 0, 800), ""),
    "brackets in brackets": (deep_nesting, ANY_REFUSAL),
    "half a pdf": (lambda: pdf(pages=3)[:200], UNREADABLE),
    "header alone": (lambda: b"%PDF-1.7\n", UNREADABLE),
    "jpeg called pdf": (lambda: b"%PDF-" + picture(), UNREADABLE),
    "program called pdf": (lambda: b"%PDF-MZ" + b"\0" * 500, UNREADABLE),
}
