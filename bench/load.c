/*
 * load.c
 *		How much the bench server can serve: threads that ask for one path again
 *		and again, each on a connection of its own, with nothing but send and recv.
 *
 * usage: load PORT CONNECTIONS SECONDS PATH
 *
 * Prints requests per second and megabytes per second.  The answers are only
 * counted, so that the figure is as near to the server's own as a client comes.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define MOST_CONNECTIONS 256

static int port;
static char request[1024];
static atomic_bool over = false;
static atomic_ulong answers = 0;
static atomic_ulong bytes = 0;

static _Noreturn void
fail(const char *what)
{
	perror(what);
	exit(1);
}

static int
open_connection(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t) port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	int connection = socket(AF_INET, SOCK_STREAM, 0);
	int on = 1;

	if (connection < 0 || connect(connection, (struct sockaddr *) &address, sizeof(address)) != 0 ||
		setsockopt(connection, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0)
		fail("load: cannot connect");
	return connection;
}

/* Reads one answer, which must be 200 and tell its length; returns its size. */
static size_t
read_answer(int connection, char *buffer, size_t room)
{
	size_t filled = 0;
	size_t total = 0; /* of head and body, once the head is there */

	while (total == 0 || filled < total)
	{
		/* A body is written over itself; only the head must stay whole. */
		size_t at = total == 0 ? filled : 0;
		ssize_t received = recv(connection, buffer + at, room - at - 1, 0);

		if (received <= 0)
			fail("load: the connection broke");
		filled += (size_t) received;
		if (total == 0)
		{
			char *end;
			char *length;

			buffer[filled] = '\0';
			if ((end = strstr(buffer, "\r\n\r\n")) == NULL)
				continue;
			length = strcasestr(buffer, "content-length:");
			if (strncmp(buffer, "HTTP/1.1 200", 12) != 0 || length == NULL || length > end)
				fail("load: not the answer that was expected");
			total = (size_t) (end + 4 - buffer) + strtoul(length + 15, NULL, 10);
		}
	}
	return filled;
}

static void *
ask_again_and_again(void *unused)
{
	size_t room = 256 * 1024;
	char *buffer = malloc(room);
	int connection = open_connection();

	(void) unused;
	while (!over)
	{
		if (send(connection, request, strlen(request), 0) != (ssize_t) strlen(request))
			fail("load: cannot send");
		bytes += read_answer(connection, buffer, room);
		answers++;
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	pthread_t threads[MOST_CONNECTIONS];
	int count = argc == 5 ? atoi(argv[2]) : 0;
	double seconds = argc == 5 ? atof(argv[3]) : 0;
	struct timespec length = {(time_t) seconds, (long) ((seconds - (time_t) seconds) * 1e9)};

	if (count < 1 || count > MOST_CONNECTIONS || seconds <= 0)
	{
		fputs("usage: load PORT CONNECTIONS SECONDS PATH\n", stderr);
		return 2;
	}
	port = atoi(argv[1]);
	snprintf(request, sizeof(request), "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", argv[4],
			 port);
	for (int i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, ask_again_and_again, NULL) != 0)
			fail("load: cannot start a thread");
	nanosleep(&length, NULL);
	printf("%.0f %.1f\n", (double) answers / seconds, (double) bytes / seconds / 1e6);
	return 0;
}
