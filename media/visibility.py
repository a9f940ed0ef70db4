"""Which documents a visitor may download."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from wagtail.models import CollectionViewRestriction

from media.models import SiteDocument


def public_documents():
    """Those that stand in no private collection, nor below one: the rule by which Wagtail serves them."""
    path = ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    restrictions = CollectionViewRestriction.objects.annotate(path=path).filter(path__startswith=F("collection__path"))
    return SiteDocument.objects.filter(~Exists(restrictions))
