/*-------------------------------------------------------------------------
 *
 * stamps.h
 *	  In what version the transaction has read the documents that it is about
 *	  to change.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_STAMPS_H
#define STATSIG_STAMPS_H

#include "src/remote/change.h"

/* Remembers a document's stamp as it was read just now; NULL: it has none. */
extern void statsig_stamps_note(const StatsigSession *session, const char *document,
								const char *key, const char *stamp);

/*
 * The stamp of the change's document as it was read last, NULL when it was
 * not read, or has been changed by this transaction since.  In the
 * transaction's memory.
 */
extern const char *statsig_stamps_find(const StatsigChange *change);

/* Forgets the stamp of the change's document, which a request has changed. */
extern void statsig_stamps_drop(const StatsigChange *change);

/* Forgets all; called when the transaction's memory goes. */
extern void statsig_stamps_forget(void);

#endif /* STATSIG_STAMPS_H */
