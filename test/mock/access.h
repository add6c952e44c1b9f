/*
 * access.h
 *		What an API key may do.
 */
#ifndef MOCK_ACCESS_H
#define MOCK_ACCESS_H

#include "exchange.h"

/*
 * Judges key and operation of a request; false after a 401 or 403.  Sets
 * key_ok.
 */
extern bool mock_access_check(MockExchange *exchange);

/* Is it a key at all?  For requests that are answered without being handled. */
extern bool mock_access_known(const char *key);

#endif /* MOCK_ACCESS_H */
