"""What people uploaded is handed out to be saved; a browser shows only pictures we made."""

from email.message import Message

import pytest
from csp.middleware import CSPMiddleware
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from django.test.client import conditional_content_removal

from klimanet.files import store
from klimanet.files.intake import take_in
from klimanet.files.serving import download, picture
from klimanet.files.tests.test_files import picture as pixels

pytestmark = pytest.mark.django_db

ASK = RequestFactory()


def body(response) -> bytes:
    return b"".join(response)


def name_in(response) -> str | None:
    message = Message()
    message["Content-Disposition"] = response["Content-Disposition"]
    return message.get_filename()


def kept(content: bytes, name: str):
    return take_in(SimpleUploadedFile(name, content)).blob


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_we_made_is_shown_where_it_is_asked_for(kind):
    blob = kept(pixels(kind), "x")
    shown = download(ASK.get("/"), blob, name="x.png", inline=True)
    assert shown["Content-Disposition"] == 'inline; filename="x.png"'
    assert shown["Content-Type"] == blob.media_type
    assert body(shown) == store.read(blob)
    assert download(ASK.get("/"), blob, name="x.png")["Content-Disposition"] == 'attachment; filename="x.png"'


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "x.svg",
            "application/octet-stream",
        ),
        (b"<!doctype html><script>alert(1)</script>", "picture.png", "application/octet-stream"),
        (b"%PDF-1.7", "x.pdf", "application/pdf"),
        (b"words", "x.html", "text/plain"),
        (b"\0\0\0\x18ftypisom", "x.mp4", "application/octet-stream"),
    ],
)
def test_everything_else_is_saved_and_never_shown(content, name, media_type):
    answer = download(ASK.get("/"), kept(content, name), name=name, inline=True)
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["Content-Type"] == media_type
    assert body(answer) == content


@pytest.mark.parametrize("media_type", ["image/svg+xml", "text/html", "application/javascript", "image/tiff"])
def test_a_kind_we_do_not_hand_out_is_handed_out_as_nothing_in_particular(media_type):
    answer = download(ASK.get("/"), store.keep(b"<svg>", media_type=media_type), name="x", inline=True)
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["Årsplan 2026.pdf", 'a "b".pdf', "a; b.pdf", "a\r\nX-Evil: 1.pdf", "漢字 😀.pdf", ""])
def test_a_name_arrives_whole_and_breaks_no_header(name):
    answer = download(ASK.get("/"), kept(b"%PDF-1.7", "x.pdf"), name=name)
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\r" not in answer["Content-Disposition"]
    assert "\n" not in answer["Content-Disposition"]
    assert "X-Evil" not in answer
    if "\r" not in name:
        assert (name_in(answer) or "") == name


@pytest.mark.parametrize("inline", [True, False])
@pytest.mark.parametrize("known", [True, False])
def test_no_answer_may_run_anything(inline, known):
    blob = kept(pixels(), "x.png")
    headers = {"if-none-match": f'"{blob.digest}"'} if known else {}
    answer = download(ASK.get("/", headers=headers), blob, name="x.png", inline=inline)
    assert answer.status_code == (304 if known else 200)
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["ETag"] == f'"{blob.digest}"'
    assert body(answer) == (b"" if known else store.read(blob))


def test_the_policy_of_a_file_is_not_that_of_a_page():
    """The middleware leaves alone what an answer says itself."""
    answer = download(ASK.get("/"), kept(b"words", "x.txt"), name="x.txt")
    assert CSPMiddleware(lambda _: answer)(ASK.get("/"))["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_what_is_known_is_not_opened():
    blob = kept(b"words", "x.txt")
    store.path_of(blob.digest).unlink()
    known = ASK.get("/", headers={"if-none-match": f'"{blob.digest}"'})
    assert download(known, blob, name="x.txt").status_code == 304
    assert picture(known, blob).status_code == 304


def test_a_file_leaves_the_disk_in_pieces():
    blob = kept(bytes(300_000), "x.bin")
    answer = download(ASK.get("/"), blob, name="x.bin")
    assert answer.streaming
    assert answer["Content-Length"] == "300000"
    assert max(map(len, answer)) < 100_000


def test_head_says_the_same_without_the_content():
    blob = kept(b"words", "x.txt")
    asked, looked = (download(ask("/"), blob, name="x.txt") for ask in (ASK.get, ASK.head))
    assert asked.headers == looked.headers
    assert looked["Content-Length"] == "5"
    conditional_content_removal(ASK.head("/"), looked)  # as web servers do
    assert body(looked) == b""
