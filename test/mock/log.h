/*
 * log.h
 *		The request log: one JSON line for each request.
 */
#ifndef MOCK_LOG_H
#define MOCK_LOG_H

#include "exchange.h"

/*
 * Opens (and empties) the log file; NULL: keep the log in memory only.  The
 * file path_of_all (NULL: none) is never emptied: it gets every line, those
 * too that a test takes out of the log.
 */
extern bool mock_log_open(const char *path, const char *path_of_all);
extern void mock_log_close(void);

/*
 * Appends the line of a request.  Called under the state lock, after the
 * answer is known and before it is sent, so that a client which has its answer
 * finds the line.  status 0: no answer will be sent.
 */
extern void mock_log_request(const MockExchange *exchange);

/* Appends a remark of the mock's own, {"n":…,"remark":…}. */
extern void mock_log_remark(const char *remark);

/* The whole log so far (borrowed), and its emptying. */
extern const MockBuffer *mock_log_text(void);
extern void mock_log_clear(void);

#endif /* MOCK_LOG_H */
