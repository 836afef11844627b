"""反弹: what came back where, after which closure, how soon; and how long closures hold.

Three things that are never mixed: *place rebound* (this room), *campaign rebound* (``gis.campaign``), and *return
回潮* (``review``). Everything here takes arrays and gives arrays; distances are in the county's metric CRS.
"""
