"""Opens what people upload, in processes that know no secret and may use little.

Nothing here imports Django or the rest of the portal: ``server`` is started as a program of its
own, and the modules are imported there under the name ``cleaner``.
"""
