from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _


class SiteWord(models.Model):
    """A word of the search index, drafts included, lowercase and without accents.

    Derived data: `pages.search.backend` writes it. `pages.search.spelling` offers visitors only public words.
    """

    word = models.CharField(max_length=40, unique=True)

    class Meta:
        verbose_name = _("word of the site")
        verbose_name_plural = _("words of the site")
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="pages_word_trigrams")]

    def __str__(self):
        return self.word
