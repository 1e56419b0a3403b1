"""Several files at once: told beside the field when there are too many or they are too large."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import translation

from klimanet.files.forms import FilesField
from klimanet.files.intake import MAX_BYTES


class Attaching(forms.Form):
    files = FilesField(required=False)


def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse(Attaching(request.POST, request.FILES).as_div())


view.login_required = False
urlpatterns = [path("", view)]


def file(name: str = "x.txt", size: int = 1) -> SimpleUploadedFile:
    made = SimpleUploadedFile(name, b"x" if size else b"")
    made.size = size
    return made


def errors(*files: SimpleUploadedFile, **options) -> list[str]:
    with translation.override("da"), pytest.raises(forms.ValidationError) as raised:
        FilesField(**options).clean(list(files))
    return raised.value.messages


def test_the_field_asks_for_several_files_and_says_how_many():
    with translation.override("da"):
        drawn = Attaching().as_div()
    assert 'type="file"' in drawn
    assert " multiple" in drawn
    assert "Højst 10 filer på højst 25 MB hver og 100 MB i alt." in drawn


@pytest.mark.parametrize("nothing", [None, [], ""])
def test_no_file_is_an_empty_list(nothing):
    assert FilesField(required=False).clean(nothing) == []
    with pytest.raises(forms.ValidationError):
        FilesField().clean(nothing)


def test_one_file_or_several_are_a_list():
    one, other = file(), file()
    assert FilesField().clean(one) == [one]
    assert FilesField().clean([one, other]) == [one, other]
    assert len(FilesField().clean([file(size=10_000_000)] * 10)) == 10


def test_too_many_or_too_large_is_told():
    assert errors(*[file()] * 11) == ["Du har valgt 11 filer. Vælg højst 10 ad gangen."]
    assert errors(file(), file(), max_files=1) == ["Du har valgt 2 filer. Vælg højst 1 ad gangen."]
    assert errors(*[file(size=MAX_BYTES)] * 5) == ["Filerne er for store tilsammen. Vælg højst 100 MB ad gangen."]
    assert errors(file("god.pdf"), file("stor.pdf", MAX_BYTES + 1), file("tom.pdf", 0)) == [
        "»stor.pdf« er for stor. Vælg en fil på højst 25 MB.",
        "»tom.pdf« er tom.",
    ]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("number", [1, 10, 50])
@pytest.mark.django_db
def test_fifty_files_at_once_are_an_error_beside_the_field(number):
    response = Client().post("/", {"files": [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(number)]})
    assert response.status_code == 200
    assert ("Du har valgt 50 filer" in response.content.decode()) == (number == 50)
