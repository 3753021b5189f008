-- What became of decisions: a row for each move of one, never changed, each bound to the one before by its hash.
CREATE TABLE receipt (
    -- 1, 2, 3 and so on: a number that is missing was taken out.
    number INTEGER PRIMARY KEY,
    decision TEXT NOT NULL,
    at INTEGER NOT NULL,
    status TEXT NOT NULL,
    -- Verb, states before and after, codes: JSON without anything that a person could be known by.
    body TEXT NOT NULL,
    -- SHA-256 of the salt and of the fields in receipt_personal.
    commitment BLOB NOT NULL,
    -- SHA-256 of the hash before and of everything above.
    hash BLOB NOT NULL
) STRICT;

CREATE INDEX receipt_decision ON receipt (decision, number);

CREATE TRIGGER receipt_is_not_changed BEFORE UPDATE ON receipt
BEGIN
    SELECT raise(ABORT, 'receipts are not changed');
END;

CREATE TRIGGER receipt_is_not_taken_out BEFORE DELETE ON receipt
BEGIN
    SELECT raise(ABORT, 'receipts are not taken out');
END;

-- Whom and what it was about, in words: it can be erased, and the chain still holds.
CREATE TABLE receipt_personal (
    receipt INTEGER PRIMARY KEY REFERENCES receipt (number),
    salt BLOB NOT NULL,
    fields TEXT NOT NULL
) STRICT;
