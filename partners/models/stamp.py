"""When the directory last changed, for processes that hold it in memory."""

from django.db import models


class DirectoryStamp(models.Model):
    """One row, whose value is another after every change of what the directory shows."""

    name = models.CharField(max_length=12, primary_key=True)
    value = models.CharField(max_length=16)

    class Meta:
        verbose_name = "directory stamp"

    def __str__(self):
        return f"{self.name} {self.value}"
