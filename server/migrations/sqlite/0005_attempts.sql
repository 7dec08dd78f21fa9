-- Attempts are forgotten after a while, the oldest first when there are too many; sessions some time after their end.
CREATE INDEX attempt_by_age ON attempt (last_at);
CREATE INDEX session_by_end ON session (expires_at);
