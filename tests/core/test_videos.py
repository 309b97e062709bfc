import pytest
from django.conf import settings

from core import videos
from core.videos import recognise

YOUTUBE = "https://www.youtube.com/watch?v=1sISguPDlhY"


@pytest.mark.parametrize(
    "address",
    [
        YOUTUBE,
        "youtube.com/watch?v=1sISguPDlhY",
        "http://m.youtube.com/watch?app=desktop&v=1sISguPDlhY&t=90s",
        "https://youtu.be/1sISguPDlhY?si=abc",
        "https://www.youtube.com/embed/1sISguPDlhY",
        "https://www.youtube.com/shorts/1sISguPDlhY",
        "https://www.youtube.com/live/1sISguPDlhY?feature=share",
        "https://www.youtube-nocookie.com/embed/1sISguPDlhY",
        "  https://youtu.be/1sISguPDlhY\n",
    ],
)
def test_a_video_on_youtube_is_recognised_in_every_form_that_its_share_buttons_give(address):
    video = recognise(address)
    assert video.host == "YouTube"
    assert video.page == YOUTUBE
    assert video.player.startswith("https://www.youtube-nocookie.com/embed/1sISguPDlhY?")


@pytest.mark.parametrize(
    "address",
    [
        "https://vimeo.com/76979871",
        "vimeo.com/76979871/",
        "https://player.vimeo.com/video/76979871",
        "https://vimeo.com/channels/staffpicks/76979871",
        "https://vimeo.com/groups/motion/videos/76979871",
    ],
)
def test_a_video_on_vimeo_is_recognised_and_its_player_asked_not_to_track(address):
    video = recognise(address)
    assert (video.host, video.page) == ("Vimeo", "https://vimeo.com/76979871")
    assert video.player == "https://player.vimeo.com/video/76979871?dnt=1&autoplay=1"


@pytest.mark.parametrize(
    "address", ["https://vimeo.com/76979871/0a1b2c3d4e", "https://player.vimeo.com/video/76979871?h=0a1b2c3d4e"]
)
def test_an_unlisted_video_on_vimeo_keeps_its_key(address):
    video = recognise(address)
    assert video.page.endswith("/76979871/0a1b2c3d4e")
    assert "h=0a1b2c3d4e" in video.player


@pytest.mark.parametrize(
    "address",
    [
        "",
        "   ",
        "a film about plants",
        "https://www.youtube.com/",
        "https://www.youtube.com/@channel",
        "https://www.youtube.com/playlist?list=PL1234567890",
        "https://www.youtube.com/watch?v=short",
        "https://youtube.com.example.org/watch?v=1sISguPDlhY",
        "https://example.org/?u=https://youtu.be/1sISguPDlhY",
        "https://vimeo.com/about",
        "https://vimeo.com/" + "9" * 40,
        "javascript:alert(1)//youtu.be/1sISguPDlhY",
        'https://youtu.be/1sISgu"><b>',
        "https://youtu.be/１２３４５６７８９０１",
        "https://[broken",
        "\0",
    ],
)
def test_anything_else_is_no_video(address):
    assert recognise(address) is None


def test_a_page_may_show_the_players_of_these_two_hosts_and_no_other_frame():
    allowed = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["frame-src"]
    assert allowed == [videos.YOUTUBE_PLAYER, videos.VIMEO_PLAYER]
