/*
 * server.h
 *		The HTTP side of the mock.
 */
#ifndef MOCK_SERVER_H
#define MOCK_SERVER_H

/*
 * Listens on 127.0.0.1 and the port (0: any free one).  Returns the port, or
 * -1 after a message on stderr.
 */
extern int mock_server_start(int port);

/* Closes all connections; returns when no request is being handled any more. */
extern void mock_server_stop(void);

#endif /* MOCK_SERVER_H */
