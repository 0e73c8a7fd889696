"""The design system's Python: how forms are drawn, the gallery's examples, the choice of theme."""
