"""Events and their sessions, bookings without an account, check-in, and who came by the report's nine categories."""
