/*
 * server.c
 *		A Console API for measuring: lists, gets and "changes" gates as fast as
 *		the machine allows, each request after a set delay, and counts them.
 *
 * usage: bench-server [--gates N] [--delay MILLISECONDS]
 *
 * Listens on a free port of 127.0.0.1, prints "listening on http://…" and ends
 * when its standard input does, so that it cannot outlive who started it.
 *
 *	GET /console/v1/gates?limit=&page=		a page of the list
 *	GET, PATCH /console/v1/gates/{id}		the gate; what PATCH sends is only counted
 *	GET, DELETE /bench/counters				the counters as JSON; DELETE sets them to 0
 *	PUT /bench/settings?gates=&delay=		another size of the project, another delay
 *
 * Anything else is refused, in particular a parameter that would have to change
 * the answer: a measurement must not pass by what the server does not do.
 *
 * One thread for each connection, so a delay holds up nobody else.  Answers are
 * in memory before the first request; nothing is locked on the way.
 */
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "project.h"

#define MOST_GATES 1000000
#define MOST_DELAY 60000

/* A project with the answers that are its pages; never freed, see project.h. */
typedef struct Served
{
	BenchProject *project;
	struct MHD_Response **pages;
} Served;

static _Atomic(Served *) served;
static atomic_int delay_milliseconds;

/* What the console paths were asked since the counters were last set to 0. */
static struct
{
	atomic_ulong lists;
	atomic_ulong gets;
	atomic_ulong changes;
	atomic_ulong refused;
	atomic_ulong bytes;		  /* of bodies of answers */
	atomic_ulong connections; /* opened; those for /bench, too */
	atomic_ulong digest;	  /* of changes; the sum does not depend on their order */
} counters;

/* A request: of a change, what it sends. */
typedef struct Exchange
{
	uint64_t digest;
} Exchange;

/* FNV-1a, continued. */
static uint64_t
digest_bytes(uint64_t digest, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		digest = (digest ^ (unsigned char) bytes[i]) * UINT64_C(0x100000001b3);
	return digest;
}

/* An answer of these bytes; "mode" says who frees them. */
static struct MHD_Response *
make_response(BenchText text, enum MHD_ResponseMemoryMode mode)
{
	struct MHD_Response *response = MHD_create_response_from_buffer(text.length, text.bytes, mode);

	if (response == NULL || MHD_add_response_header(response, "Content-Type",
													"application/json; charset=utf-8") != MHD_YES)
	{
		fputs("bench-server: out of memory\n", stderr);
		exit(1);
	}
	return response;
}

/* Makes a project of this size what the next requests see. */
static void
serve_project(int n_gates)
{
	BenchProject *project = bench_project_make(n_gates);
	Served *next = malloc(sizeof(Served));
	struct MHD_Response **pages =
		calloc((size_t) project->n_pages + 1, sizeof(struct MHD_Response *));

	if (next == NULL || pages == NULL)
	{
		fputs("bench-server: out of memory\n", stderr);
		exit(1);
	}
	next->project = project;
	next->pages = pages;
	for (int i = 0; i < project->n_pages; i++)
		pages[i] = make_response(project->pages[i], MHD_RESPMEM_PERSISTENT);
	atomic_store(&served, next);
}

/* Queues an answer made for this request alone. */
static enum MHD_Result
answer_text(struct MHD_Connection *connection, unsigned int status, BenchText text)
{
	struct MHD_Response *response = make_response(text, MHD_RESPMEM_MUST_FREE);
	enum MHD_Result result = MHD_queue_response(connection, status, response);

	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result
refuse(struct MHD_Connection *connection, unsigned int status, const char *message)
{
	BenchText text;
	int length = asprintf(&text.bytes, "{\"status\":%u,\"message\":\"%s\"}", status, message);

	if (length < 0)
		return MHD_NO;
	text.length = (size_t) length;
	counters.refused++;
	return answer_text(connection, status, text);
}

/* The value of a parameter as a number; "missing" without it, -1 when it is out of range. */
static int
parameter(struct MHD_Connection *connection, const char *name, int missing, int most)
{
	const char *text = MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
	char *end;
	long value;

	if (text == NULL)
		return missing;
	value = strtol(text, &end, 10);
	return end == text || *end != '\0' || value < 0 || value > most ? -1 : (int) value;
}

/* For MHD_get_connection_values(): clears the bool for a parameter that lists do not know. */
static enum MHD_Result
check_parameter(void *known, enum MHD_ValueKind kind, const char *name, const char *value)
{
	(void) kind;
	(void) value;
	if (strcmp(name, "limit") != 0 && strcmp(name, "page") != 0)
		*(bool *) known = false;
	return MHD_YES;
}

static enum MHD_Result
answer_list(struct MHD_Connection *connection, const Served *now)
{
	int limit = parameter(connection, "limit", BENCH_PAGE_SIZE, BENCH_PAGE_SIZE);
	int page = parameter(connection, "page", 1, MOST_GATES);
	bool known = true;
	BenchText text;

	MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, check_parameter, &known);
	if (!known || limit < 1 || page < 1)
		return refuse(connection, MHD_HTTP_BAD_REQUEST, "only limit (1 to 100) and page are known");
	counters.lists++;
	if (limit == BENCH_PAGE_SIZE && page <= now->project->n_pages)
	{
		counters.bytes += now->project->pages[page - 1].length;
		return MHD_queue_response(connection, MHD_HTTP_OK, now->pages[page - 1]);
	}
	text = bench_project_page(now->project, limit, page);
	counters.bytes += text.length;
	return answer_text(connection, MHD_HTTP_OK, text);
}

static enum MHD_Result
answer_gate(struct MHD_Connection *connection, const Served *now, const char *id, bool change,
			uint64_t digest)
{
	BenchText text = bench_project_gate(now->project, id);

	if (text.bytes == NULL)
		return refuse(connection, MHD_HTTP_NOT_FOUND, "Gate not found.");
	if (change)
	{
		counters.changes++;
		counters.digest += digest_bytes(digest, id, strlen(id));
	}
	else
		counters.gets++;
	counters.bytes += text.length;
	return answer_text(connection, MHD_HTTP_OK, text);
}

static enum MHD_Result
answer_counters(struct MHD_Connection *connection, bool reset)
{
	BenchText text;
	int length;

	if (reset)
		counters.lists = counters.gets = counters.changes = counters.refused = counters.bytes =
			counters.connections = counters.digest = 0;
	length = asprintf(&text.bytes,
					  "{\"lists\":%lu,\"gets\":%lu,\"changes\":%lu,\"refused\":%lu,\"bytes\":%lu,"
					  "\"connections\":%lu,\"digest\":\"%016lx\"}",
					  counters.lists, counters.gets, counters.changes, counters.refused,
					  counters.bytes, counters.connections, counters.digest);
	if (length < 0)
		return MHD_NO;
	text.length = (size_t) length;
	return answer_text(connection, MHD_HTTP_OK, text);
}

static enum MHD_Result
change_settings(struct MHD_Connection *connection)
{
	int n_gates = atomic_load(&served)->project->n_gates;
	int wanted_gates = parameter(connection, "gates", n_gates, MOST_GATES);
	int wanted_delay = parameter(connection, "delay", delay_milliseconds, MOST_DELAY);

	if (wanted_gates < 0 || wanted_delay < 0)
		return refuse(connection, MHD_HTTP_BAD_REQUEST, "gates or delay is out of range");
	if (wanted_gates != n_gates)
		serve_project(wanted_gates);
	delay_milliseconds = wanted_delay;
	return answer_counters(connection, false);
}

static void
wait_delay(void)
{
	int milliseconds = delay_milliseconds;
	struct timespec pause = {milliseconds / 1000, (long) (milliseconds % 1000) * 1000000L};

	if (milliseconds > 0)
		nanosleep(&pause, NULL);
}

static enum MHD_Result
answer(struct MHD_Connection *connection, const char *path, const char *method, uint64_t digest)
{
	static const char list[] = "/console/v1/gates";
	bool get = strcmp(method, "GET") == 0;

	if (strcmp(path, "/bench/counters") == 0 && (get || strcmp(method, "DELETE") == 0))
		return answer_counters(connection, !get);
	if (strcmp(path, "/bench/settings") == 0 && strcmp(method, "PUT") == 0)
		return change_settings(connection);
	if (strncmp(path, list, sizeof(list) - 1) == 0 && (get || strcmp(method, "PATCH") == 0))
	{
		const Served *now = atomic_load(&served);

		path += sizeof(list) - 1;
		wait_delay();
		if (*path == '\0' && get)
			return answer_list(connection, now);
		if (*path == '/')
			return answer_gate(connection, now, path + 1, !get, digest);
	}
	return refuse(connection, MHD_HTTP_NOT_FOUND, "the bench server does not know this request");
}

/* Called when the head is there, for each piece of the body, and at its end. */
static enum MHD_Result
handle_access(void *unused, struct MHD_Connection *connection, const char *path, const char *method,
			  const char *version, const char *upload, size_t *upload_size, void **context)
{
	Exchange *exchange = *context;

	(void) unused;
	(void) version;
	if (exchange == NULL)
	{
		if ((exchange = malloc(sizeof(Exchange))) == NULL)
			return MHD_NO;
		exchange->digest = UINT64_C(0xcbf29ce484222325);
		*context = exchange;
		return MHD_YES;
	}
	if (*upload_size > 0)
	{
		exchange->digest = digest_bytes(exchange->digest, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	return answer(connection, path, method, exchange->digest);
}

static void
end_exchange(void *unused, struct MHD_Connection *connection, void **context,
			 enum MHD_RequestTerminationCode code)
{
	(void) unused;
	(void) connection;
	(void) code;
	free(*context);
	*context = NULL;
}

static void
count_connection(void *unused, struct MHD_Connection *connection, void **context,
				 enum MHD_ConnectionNotificationCode code)
{
	(void) unused;
	(void) connection;
	(void) context;
	if (code == MHD_CONNECTION_NOTIFY_STARTED)
		counters.connections++;
}

static struct MHD_Daemon *
start_daemon(void)
{
	struct sockaddr_in address = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};

	return MHD_start_daemon(
		MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_POLL, 0, NULL,
		NULL, handle_access, NULL, MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_CONNECTION_LIMIT,
		512u, MHD_OPTION_NOTIFY_COMPLETED, end_exchange, NULL, MHD_OPTION_NOTIFY_CONNECTION,
		count_connection, NULL, MHD_OPTION_END);
}

static int
number_argument(const char *text, int most)
{
	char *end;
	long value = text != NULL ? strtol(text, &end, 10) : -1;

	if (text == NULL || *text == '\0' || *end != '\0' || value < 0 || value > most)
	{
		fprintf(stderr, "bench-server: a number from 0 to %d is wanted\n", most);
		exit(2);
	}
	return (int) value;
}

int
main(int argc, char **argv)
{
	int n_gates = 5000;
	struct MHD_Daemon *daemon;
	char ignored[64];

	for (int i = 1; i < argc; i += 2)
	{
		if (strcmp(argv[i], "--gates") == 0)
			n_gates = number_argument(argv[i + 1], MOST_GATES);
		else if (strcmp(argv[i], "--delay") == 0)
			delay_milliseconds = number_argument(argv[i + 1], MOST_DELAY);
		else
		{
			fputs("usage: bench-server [--gates N] [--delay MILLISECONDS]\n", stderr);
			return 2;
		}
	}
	serve_project(n_gates);
	if ((daemon = start_daemon()) == NULL)
	{
		fputs("bench-server: cannot listen\n", stderr);
		return 1;
	}
	printf("listening on http://127.0.0.1:%d\n",
		   MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	while (read(STDIN_FILENO, ignored, sizeof(ignored)) > 0)
		;
	return 0;
}
