"""Shouwang: watch over every rural household, and hold every office to its tasks.

The building, top to bottom; a floor uses only the floors below it::

    config                      floor 4+  glue: settings, urls, wsgi
    cli | web | api             floor 4   faces: only these ask for the day
    synthetic                   floor 3   a made-up region with known truth
    stages                      floor 2   org, ingest, register, screening, cases, ...
    calc | rules | lake         floor 1   published methods, the engine, tables on disk
    base                        floor 0   words every floor uses
"""

__version__ = "0.1.0"
