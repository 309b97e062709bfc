import io

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template import Context, Template
from PIL import Image

from core.models import SiteImage
from home.roles import set_up_roles
from tests.factories.core import SiteImageFactory, UserFactory
from tests.factories.home import site_with_home

pytestmark = pytest.mark.django_db


def rendered(image, arguments=""):
    html = Template("{% responsive_image image " + arguments + " %}").render(Context({"image": image}))
    return BeautifulSoup(html, "html.parser").find("img")


def test_a_picture_comes_in_several_widths_with_its_own_description():
    img = rendered(SiteImageFactory(file__width=1000, file__height=800), 'ratio="2:1" widths="200,400,2000"')
    assert [part.split()[1] for part in img["srcset"].split(", ")] == ["200w", "400w"]
    assert (img["width"], img["height"]) == ("400", "200")
    assert img["alt"] == "Rods and spheres on a green ground"
    assert img["loading"] == "lazy"


def test_a_small_picture_is_not_blown_up():
    img = rendered(SiteImageFactory(file__width=120, file__height=90), 'widths="400,800"')
    assert img["width"] == "120"


def test_a_decorative_picture_is_silent_and_the_first_one_loads_at_once():
    img = rendered(SiteImageFactory(), 'alt="" eager=True')
    assert img["alt"] == ""
    assert img.get("loading") is None and img["fetchpriority"] == "high"


def test_no_picture_leaves_no_trace():
    assert rendered(None) is None


def test_a_picture_whose_file_is_gone_does_not_take_the_page_with_it():
    image = SiteImageFactory()
    image.file.storage.delete(image.file.name)
    assert rendered(image, 'widths="400,800"')["alt"]


NO_PICTURES = {
    "text.png": b"This is no picture.",
    "cut.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    "script.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "page.html": b"<html></html>",
    "empty.jpg": b"",
}


@pytest.fixture
def editor(client):
    site_with_home()
    set_up_roles()
    client.force_login(UserFactory(role="Editor"))
    return client


def upload(editor, name, content):
    """Drop a file on the page that takes several at once; return what the editor's browser is told."""
    file = SimpleUploadedFile(name, content, content_type="image/png")
    response = editor.post("/admin/images/multiple/add/", {"title": name, "files[]": file})
    assert response.status_code == 200
    return response.json()


@pytest.mark.parametrize("name", NO_PICTURES)
def test_a_file_that_is_no_picture_is_refused_with_a_message(editor, name):
    answer = upload(editor, name, NO_PICTURES[name])
    assert not answer["success"]
    assert len(answer["error_message"]) > 20
    assert not SiteImage.objects.exists()


@pytest.mark.parametrize("name", NO_PICTURES)
def test_the_dialog_refuses_it_too(editor, name):
    file = SimpleUploadedFile(name, NO_PICTURES[name], content_type="image/png")
    fields = {"image-chooser-upload-title": "x", "image-chooser-upload-file": file}
    response = editor.post("/admin/images/chooser/create/", fields)
    assert response.status_code == 200
    assert "error-message" in response.json()["html"] if "html" in response.json() else response.json()
    assert not SiteImage.objects.exists()


def picture(format_name):
    content = io.BytesIO()
    Image.effect_noise((60, 40), 50).save(content, format_name)
    return content.getvalue()


def test_half_a_picture_is_refused(editor):
    answer = upload(editor, "half.png", picture("PNG")[:-1000])
    assert "damaged" in answer["error_message"]
    assert not SiteImage.objects.exists()


def test_a_real_picture_is_taken(editor):
    assert upload(editor, "leaf.webp", picture("WEBP"))["success"]
    assert SiteImage.objects.get().file.name.endswith(".webp")
