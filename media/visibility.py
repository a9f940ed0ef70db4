"""Documents that visitors may download."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import CollectionViewRestriction

from media.models import SiteDocument


def public_documents():
    """Return documents that are not in or below a private collection: the rule for serving them."""
    path = ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    restrictions = CollectionViewRestriction.objects.annotate(path=path).filter(path__startswith=F("collection__path"))
    return SiteDocument.objects.filter(~Exists(restrictions))
