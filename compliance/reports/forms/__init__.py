"""Reports on the Office's own templates: Word files and workbooks bound to named measures, filled from an edition."""
