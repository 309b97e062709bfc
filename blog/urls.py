from django.urls import path, re_path

from blog.comments import views
from blog.comments.feed import ArticleCommentsFeed
from core.page_cache import kept

urlpatterns = [
    path("comments/<int:pk>/", views.comment, name="comment"),
    path("comments/<int:pk>/report/", views.report_comment, name="report_comment"),
    path("comments/reported/", views.comment_reported, name="comment_reported"),
    # One way to write a number that a database knows: a feed is kept, and others could be made up without end.
    re_path(r"^comments/article/(?P<pk>[1-9][0-9]{0,17})/feed/$", kept(ArticleCommentsFeed()), name="comments_feed"),
    path("requests/comment/<str:token>/", views.confirm_comment, name="confirm_comment"),
    path("requests/comment-delete/<str:token>/", views.delete_comment, name="delete_comment"),
    path("requests/comment-stop/<str:token>/", views.stop_comment_news, name="stop_comment_news"),
]
