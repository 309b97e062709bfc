from django.db import models


class MailWording(models.Model):
    """What an editor words in one of our mails. What is empty has our own words.

    Facts, buttons, conditions and legal lines stand in the templates, where nobody can leave them out by accident.
    """

    name = models.CharField(max_length=60, unique=True, editable=False)
    subject = models.CharField(max_length=90, blank=True, help_text="Up to 50 letters show on a phone.")
    opening = models.TextField(
        "opening paragraph", max_length=400, blank=True, help_text="One to three sentences. Stands above the facts."
    )
    closing = models.TextField(
        "closing paragraph", max_length=400, blank=True, help_text="One or two sentences. Stands below everything else."
    )

    # The places that an editor may word, in the order in which they stand in a mail.
    PLACES = ("subject", "opening", "closing")

    class Meta:
        verbose_name = "wording of a mail"
        verbose_name_plural = "wordings of mails"

    def __str__(self) -> str:
        return self.name
