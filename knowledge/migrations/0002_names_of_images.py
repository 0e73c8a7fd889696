"""Call images what the editors' area calls them. Nothing changes in the database."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]
    operations = [
        migrations.AlterModelOptions(
            "customimage", {"verbose_name": "image", "verbose_name_plural": "images"}
        )
    ]
