"""Charts as shapes: where lines, marks and dots lie. Templates draw them, style sheets colour them.

scales: from amounts to places · lines: over time · sparks: many small ones · funnels: many units
against what chance alone would do · styles: the sheet as a file of its own needs it.
"""
