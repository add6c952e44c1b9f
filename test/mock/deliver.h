/*
 * deliver.h
 *		Sending an answer, with the faults that act while it is sent.
 */
#ifndef MOCK_DELIVER_H
#define MOCK_DELIVER_H

#include <microhttpd.h>

#include "exchange.h"

/*
 * Counts a request that is going to be delivered; how many are under way now,
 * with this one.
 */
extern unsigned mock_deliver_expect(void);

/*
 * Queues the answer of an exchange.  MHD_NO makes libmicrohttpd close the
 * connection without an answer.  Blocks for delays; the caller holds no lock.
 */
extern enum MHD_Result mock_deliver(struct MHD_Connection *connection, MockExchange *exchange);

/* Ends every delay and hang, now and later: the program is about to stop. */
extern void mock_deliver_stop(void);

#endif /* MOCK_DELIVER_H */
