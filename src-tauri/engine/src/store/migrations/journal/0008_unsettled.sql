-- Of which decisions more may come, found without going through all of the history. It takes the place of a narrower one.
CREATE INDEX decision_unsettled ON decision (seq)
    WHERE status IN ('held', 'ready', 'sending', 'changed', 'halfway', 'unsure', 'accepted');
DROP INDEX decision_open;
