"""The parts of a lesson that a reader handles. The only importers of ipywidgets and anywidget.

Lives here: one module a widget, each with its script. Must not: decide anything; that is done below.
"""
