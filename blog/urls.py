from django.urls import path

from blog.comments import views
from blog.comments.feed import ArticleCommentsFeed

urlpatterns = [
    path("comments/<int:pk>/", views.comment, name="comment"),
    path("comments/<int:pk>/report/", views.report_comment, name="report_comment"),
    path("comments/reported/", views.comment_reported, name="comment_reported"),
    path("comments/article/<int:pk>/feed/", ArticleCommentsFeed(), name="comments_feed"),
    path("requests/comment-confirmed/", views.comment_confirmed, name="comment_confirmed"),
    path("requests/comment/<str:token>/", views.confirm_comment, name="confirm_comment"),
    path("requests/comment-delete/<str:token>/", views.delete_comment, name="delete_comment"),
    path("requests/comment-stop/<str:token>/", views.stop_comment_news, name="stop_comment_news"),
]
