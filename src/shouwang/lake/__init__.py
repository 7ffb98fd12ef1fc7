"""Tables on disk: versions, snapshots, and the executor that runs compiled steps over them."""
