-- Whom something was decided about that is not settled, as the journal says: the queue leaves them out. Made anew from it.
CREATE TABLE overlay (
    row INTEGER PRIMARY KEY
) STRICT;
