"""Files that no address leads to: documents, PDF or pictures, checked and under random names."""

import secrets
from io import BytesIO
from pathlib import PurePosixPath

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

LARGEST = 10 * 1024 * 1024  # bytes
MOST_PIXELS = 40_000_000  # of a picture; a phone's has 12 to 50 million before it is made smaller
LONGEST_SIDE = 3000  # pixels of a picture as it is kept
# The first bytes of a file, and what it then is.
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
MAGIC = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
SUFFIX = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}


class PrivateFiles(FileSystemStorage):
    """Under PRIVATE_MEDIA_ROOT; it has no address, and only the server's user may read it."""

    def __init__(self) -> None:
        super().__init__(
            location=settings.PRIVATE_MEDIA_ROOT,
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
        )

    def url(self, name: str | None) -> str:
        raise ValueError("A private file has no address.")


def kind_of(upload: UploadedFile) -> str:
    """The media type by the first bytes, "" for any other than PDF, JPEG and PNG."""
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    return next((kind for magic, kind in MAGIC.items() if head.startswith(magic)), "")


def clean_upload(upload: UploadedFile, *, largest: int = LARGEST) -> tuple[ContentFile, str]:
    """The bytes to keep and their media type; ValidationError in words for anything else.

    A picture is drawn anew: what hides in its file, such as where it was taken, stays behind.
    """
    if upload.size > largest:
        raise ValidationError(
            _("This file is too large. Send one of at most %(mb)s MB.") % {"mb": largest // 2**20}
        )
    kind = kind_of(upload)
    if not kind:
        raise ValidationError(_("Send a PDF, or a picture as JPEG or PNG."))
    return (ContentFile(upload.read()) if kind == PDF else _redrawn(upload, kind)), kind


def _redrawn(upload: UploadedFile, kind: str) -> ContentFile:
    """The picture alone, upright, at most LONGEST_SIDE wide and high."""
    # Late: several MB of memory in every process, most of which never see a picture.
    from PIL import Image, ImageOps, UnidentifiedImageError  # noqa: PLC0415

    unreadable = _("This picture cannot be read. Take it again, or send a PDF.")
    try:
        with Image.open(upload) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError(_("This picture is too large. Send a smaller one."))
            plain = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError(unreadable) from error
    except Image.DecompressionBombError as error:
        raise ValidationError(unreadable) from error
    plain.info = {}  # a comment, a profile: JPEG would write them again
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    kept = BytesIO()
    plain.save(kept, format="JPEG" if kind == JPEG else "PNG")
    return ContentFile(kept.getvalue())


def keep(upload: UploadedFile, *, folder: str, largest: int = LARGEST) -> tuple[str, str]:
    """Stores a checked copy; returns its random name and its media type."""
    content, kind = clean_upload(upload, largest=largest)
    name = f"{folder}/{secrets.token_hex(16)}{SUFFIX[kind]}"
    return PrivateFiles().save(name, content), kind


def serve(name: str, kind: str, *, called: str = "document") -> FileResponse:
    """The file to save, never to be shown inside a page or kept by anybody on the way; 404 if gone.

    The caller has asked whether the reader may, and has written down that they did.
    """
    try:
        content = PrivateFiles().open(name)
    except FileNotFoundError:
        raise Http404 from None
    filename = called + PurePosixPath(name).suffix
    response = FileResponse(content, content_type=kind, as_attachment=True, filename=filename)
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
