"""How pictures are uploaded."""

from django.core.exceptions import ValidationError
from PIL import Image
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm


class ReadableImageField(WagtailImageField):
    """Refuses a damaged picture with a message. Wagtail's own field looks at the start of a file only, then fails."""

    def to_python(self, data):
        try:
            file = super().to_python(data)
            if file is not None:
                # To the last byte: half a picture would fail later, on the page of a reader.
                Image.open(file).load()
                file.seek(0)
            return file
        except ValidationError:
            raise
        except Exception as error:
            raise ValidationError(
                "This file is damaged or no picture: it cannot be opened. Save the picture again and upload that.",
                code="invalid_image",
            ) from error


class SiteImageForm(BaseImageForm):
    """Wagtail's form for pictures, with a field that survives what people upload."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = ReadableImageField(
                label=field.label, required=field.required, widget=field.widget, help_text=field.help_text
            )
