/*-------------------------------------------------------------------------
 *
 * async.h
 *	  Asynchronous execution: the callbacks by which an Append reads several
 *	  tables, of one server or of several, at once.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ASYNC_H
#define STATSIG_ASYNC_H

#include "foreign/fdwapi.h"

extern bool statsigIsForeignPathAsyncCapable(ForeignPath *path);
extern void statsigForeignAsyncRequest(AsyncRequest *areq);
extern void statsigForeignAsyncConfigureWait(AsyncRequest *areq);
extern void statsigForeignAsyncNotify(AsyncRequest *areq);

#endif /* STATSIG_ASYNC_H */
