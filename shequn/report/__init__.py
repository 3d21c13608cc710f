"""The client report: parameters, sections, and the ways out to HTML, PDF and XLSX."""
