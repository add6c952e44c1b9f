/*
 * server.c
 *		The HTTP side of the mock: libmicrohttpd to exchanges and back.
 *
 * One thread for each connection: a fault may hold one up for as long as it
 * likes while the others go on.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "deliver.h"
#include "server.h"

#define LONGEST_BODY (64 * 1024 * 1024)

static struct MHD_Daemon *daemon_handle = NULL;
static atomic_ulong connections = 0;

static char *
copy_header(struct MHD_Connection *connection, const char *name)
{
	const char *value = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);

	return value != NULL ? mock_copy_text(value) : NULL;
}

/* libmicrohttpd has read the request line: the exchange begins. */
static void *
begin_exchange(void *unused, const char *uri, struct MHD_Connection *connection)
{
	MockExchange *exchange = mock_allocate(sizeof(MockExchange));
	size_t length = strcspn(uri, "?");
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	(void) unused;
	exchange->path = mock_allocate(length + 1);
	memcpy(exchange->path, uri, length);
	exchange->query = mock_copy_text(uri[length] == '?' ? uri + length + 1 : "");
	if (info != NULL)
		exchange->connection = (unsigned long) (uintptr_t) info->socket_context;
	return exchange;
}

/* Called when the head is there, for each piece of the body, and at its end. */
static enum MHD_Result
handle_access(void *unused, struct MHD_Connection *connection, const char *url, const char *method,
			  const char *version, const char *upload, size_t *upload_size, void **context)
{
	MockExchange *exchange = *context;

	(void) unused;
	(void) url;
	(void) version;
	if (exchange->method == NULL)
	{
		exchange->method = mock_copy_text(method);
		exchange->key = copy_header(connection, "STATSIG-API-KEY");
		exchange->version = copy_header(connection, "STATSIG-API-VERSION");
		exchange->content_type = copy_header(connection, MHD_HTTP_HEADER_CONTENT_TYPE);
		exchange->client = copy_header(connection, MHD_HTTP_HEADER_USER_AGENT);
		return MHD_YES;
	}
	if (*upload_size > 0)
	{
		if (exchange->body.length + *upload_size > LONGEST_BODY)
			return MHD_NO;
		mock_buffer_add(&exchange->body, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	mock_exchange_run(exchange);
	return mock_deliver(connection, exchange);
}

static void
end_exchange(void *unused, struct MHD_Connection *connection, void **context,
			 enum MHD_RequestTerminationCode code)
{
	(void) unused;
	(void) connection;
	(void) code;
	if (*context == NULL)
		return;
	mock_exchange_free(*context);
	free(*context);
	*context = NULL;
}

/* Numbers the connections, for the log. */
static void
notice_connection(void *unused, struct MHD_Connection *connection, void **context,
				  enum MHD_ConnectionNotificationCode code)
{
	(void) unused;
	(void) connection;
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		*context = (void *) (uintptr_t) ++connections;
}

/* Paths are decoded by route.c, segment by segment. */
static size_t
leave_escaped(void *unused, struct MHD_Connection *connection, char *text)
{
	(void) unused;
	(void) connection;
	return strlen(text);
}

/* See server.h. */
int
mock_server_start(int port)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t) port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	daemon_handle = MHD_start_daemon(
		MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL, 0, NULL,
		NULL, handle_access, NULL, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_LIMIT,
		256u, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) 256 * 1024, MHD_OPTION_URI_LOG_CALLBACK,
		begin_exchange, NULL, MHD_OPTION_NOTIFY_COMPLETED, end_exchange, NULL,
		MHD_OPTION_NOTIFY_CONNECTION, notice_connection, NULL, MHD_OPTION_UNESCAPE_CALLBACK,
		leave_escaped, NULL, MHD_OPTION_END);
	if (daemon_handle == NULL)
	{
		fprintf(stderr, "statsig-mock: cannot listen on port %d\n", port);
		return -1;
	}
	return MHD_get_daemon_info(daemon_handle, MHD_DAEMON_INFO_BIND_PORT)->port;
}

/* See server.h. */
void
mock_server_stop(void)
{
	MHD_stop_daemon(daemon_handle);
	daemon_handle = NULL;
}
