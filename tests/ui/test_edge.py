"""The edge: unstorable text is refused before any view, and answers stay out of caches."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.http.request import UnreadablePostError
from django.test import RequestFactory

from inclucities.ui.middleware import EdgeMiddleware, PrivateMiddleware, with_utf8_only

factory = RequestFactory()


def answer(request) -> HttpResponse:
    return EdgeMiddleware(lambda _request: HttpResponse("through"))(request)


@pytest.mark.parametrize(
    "request_",
    [
        factory.get("/?q=a%00b"),
        factory.get("/?a%00b=q"),
        factory.get("/a%00b/"),
        factory.post("/", {"text": "a\0b"}),
        factory.post("/", {"a\0b": "text"}),
        factory.generic(
            "POST",
            "/",
            data=b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA-\r\n--b--\r\n',
            content_type="multipart/form-data; boundary=b; charset=utf-7",
        ),
    ],
    ids=["value", "name", "path", "form value", "form name", "lone surrogate"],
)
def test_unstorable_text_is_refused_with_a_page(request_):
    response = answer(request_)
    assert response.status_code == 400
    assert b"cannot be stored" in response.content


def test_an_autosave_is_refused_with_words():
    response = answer(factory.post("/", {"text": "a\0b"}, headers={"X-Autosave": "1"}))
    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"


def test_more_than_any_form_sends_is_refused_unread(settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    large = factory.post("/", {"file": SimpleUploadedFile("a.csv", b"x" * 2000)})
    with pytest.raises(RequestDataTooBig):
        answer(large)
    assert large._read_started is False
    assert answer(factory.post("/", {"text": "x" * 500})).content == b"through"


@pytest.mark.parametrize("text", ["", "Jānis’s plan 😀\r\n\tλέξη", "\x85\u2028\ufeff"])
def test_any_other_text_goes_through(text):
    response = answer(factory.post("/?q=ā", {"text": text}))
    assert response.content == b"through"


def test_a_sender_who_is_gone_is_left_to_the_view():
    class Gone(BytesIO):
        def read(self, *_args):
            raise OSError

    request = factory.post("/", {"a": "b"})
    gone = WSGIRequest({**request.META, "wsgi.input": Gone()})
    with pytest.raises(UnreadablePostError):
        _ = gone.POST
    assert answer(WSGIRequest({**request.META, "wsgi.input": Gone()})).content == b"through"


@pytest.mark.parametrize(
    ("stated", "kept"),
    [
        ("text/plain", "text/plain"),
        ("application/x-www-form-urlencoded; charset=UTF-8", "application/x-www-form-urlencoded"),
        ('multipart/form-data; charset="utf-8"; boundary=b', "multipart/form-data; boundary=b"),
        (
            "multipart/form-data; boundary=b; charset=idna",
            "multipart/form-data; boundary=b; charset=not-utf-8",
        ),
        ("text/plain; charset*=utf-8''punycode", "text/plain; charset=not-utf-8"),
    ],
)
def test_django_meets_no_encoding_but_ours(stated, kept):
    assert with_utf8_only({"CONTENT_TYPE": stated}) == {"CONTENT_TYPE": kept}


@pytest.mark.parametrize("encoding", ["idna", "utf-7", "utf-16", "no-such-codec"])
def test_another_encoding_is_refused_with_a_page(encoding):
    asked = factory.post("/?q=a", {"text": "b"})
    environ = {**asked.META, "CONTENT_TYPE": f"text/plain; charset={encoding}"}
    assert answer(WSGIRequest(with_utf8_only(environ))).status_code == 400


def kept(**headers: str) -> HttpResponse:
    return PrivateMiddleware(lambda _request: HttpResponse("through", headers=headers))(factory.get("/"))


def test_dynamic_answers_stay_out_of_caches():
    response = kept()
    assert response["Cache-Control"] == "private, no-store"
    assert "Cookie" in response["Vary"]


def test_an_answer_that_says_how_it_is_kept_keeps_that():
    response = kept(**{"Cache-Control": "public, max-age=60"})
    assert response["Cache-Control"] == "public, max-age=60"
    assert not response.has_header("Vary")
