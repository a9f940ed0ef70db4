"""Template filters of the school desk."""

from django import template

from schools.desk import school_history

register = template.Library()

register.filter("about", school_history.record_label)
