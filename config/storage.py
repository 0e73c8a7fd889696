"""Static files with the content's hash in their names, compressed once."""

from django.contrib.staticfiles.storage import ManifestFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

# How Django finds `import … from "./other.js"` in a script.
_IMPORTS = ManifestFilesMixin._js_module_import_aggregation_patterns[1]


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Names carry a hash, and so do the imports between our script modules."""

    # Only in our own scripts: other packages' hold what merely looks like an import of a file.
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        *((f"{folder}/*.js", _IMPORTS) for folder in ("js", "community", "profiles", "knowledge", "events")),
    )
    # A missing entry falls back to the plain name instead of an error page.
    manifest_strict = False

    def read_manifest(self):
        """The manifest's text; nothing when it cannot be read, for which the start has a plain sentence."""
        try:
            return super().read_manifest()
        except OSError:
            return None
