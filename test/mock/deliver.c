/*
 * deliver.c
 *		Sending an answer, with the faults that act while it is sent.
 *
 * Each connection has a thread of its own, so a delay here holds up nobody
 * else.  Every wait ends when the program stops or the client hangs up.
 *
 * A plain answer is one buffer, which libmicrohttpd sends together with the
 * head in one call: two segments would cost a delayed acknowledgement.
 */
#define _GNU_SOURCE /* POLLRDHUP */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "deliver.h"

#define WAIT_STEP 20 /* milliseconds between two looks at the client */

static atomic_bool stopping;

/* Requests that have been read and are not answered. */
static atomic_uint under_way;

/* Requests that wait for others (see fault.h), and how often they were let go. */
static pthread_mutex_t gathering_lock = PTHREAD_MUTEX_INITIALIZER;
static int64_t gathering;
static atomic_ulong gatherings;

/* An answer that is produced piece by piece: text with a filler inside. */
typedef struct Stream
{
	char *text; /* owned */
	size_t length;
	size_t filler_at;		  /* offset in text where the filler goes */
	uint64_t filler;		  /* bytes of filler */
	uint64_t end;			  /* send this many bytes, then break off; UINT64_MAX: all */
	int64_t bytes_per_second; /* 0: at once */
	int socket;
} Stream;

/* See deliver.h. */
void
mock_deliver_stop(void)
{
	stopping = true;
}

/* See deliver.h. */
unsigned
mock_deliver_expect(void)
{
	return ++under_way;
}

/*
 * Waits, unless what has been counted by "ended" is not "count" any more (NULL:
 * for nothing else); false when the client went away or the program stops.
 * Negative: for ever.
 */
static bool
wait_for(int socket, int64_t milliseconds, const atomic_ulong *ended, unsigned long count)
{
	struct pollfd client = {.fd = socket, .events = POLLRDHUP};
	struct timespec now;
	int64_t end;

	clock_gettime(CLOCK_MONOTONIC, &now);
	end = now.tv_sec * 1000 + now.tv_nsec / 1000000 + milliseconds;
	while (!stopping)
	{
		int64_t left;

		clock_gettime(CLOCK_MONOTONIC, &now);
		left = end - (now.tv_sec * 1000 + now.tv_nsec / 1000000);
		if ((milliseconds >= 0 && left <= 0) || (ended != NULL && *ended != count))
			return true;
		if (milliseconds < 0 || left > WAIT_STEP)
			left = WAIT_STEP;
		if (poll(&client, 1, (int) left) > 0)
			return false;
	}
	return false;
}

static bool
wait_milliseconds(int socket, int64_t milliseconds)
{
	return wait_for(socket, milliseconds, NULL, 0);
}

/* Waits until as many wait here as are wanted, or the time is over; then all go on. */
static bool
gather(int socket, int64_t wanted, int64_t milliseconds)
{
	unsigned long before;
	bool present;

	pthread_mutex_lock(&gathering_lock);
	before = gatherings;
	if (++gathering >= wanted)
	{
		gathering = 0;
		gatherings++;
	}
	pthread_mutex_unlock(&gathering_lock);
	present = wait_for(socket, milliseconds, &gatherings, before);
	pthread_mutex_lock(&gathering_lock);
	if (gatherings == before)
		gathering--;
	pthread_mutex_unlock(&gathering_lock);
	return present;
}

/* Copies what belongs at a position of the stream: text, filler, text. */
static size_t
fill(const Stream *stream, uint64_t position, char *buffer, size_t max)
{
	uint64_t filler_end = stream->filler_at + stream->filler;
	size_t left;

	if (position < stream->filler_at)
	{
		left = stream->filler_at - (size_t) position;
		left = left < max ? left : max;
		memcpy(buffer, stream->text + position, left);
	}
	else if (position < filler_end)
	{
		left = filler_end - position < max ? (size_t) (filler_end - position) : max;
		memset(buffer, 'x', left);
	}
	else
	{
		size_t offset = (size_t) (position - stream->filler);

		left = stream->length - offset < max ? stream->length - offset : max;
		memcpy(buffer, stream->text + offset, left);
	}
	return left;
}

/* libmicrohttpd asks for the next piece. */
static ssize_t
read_stream(void *argument, uint64_t position, char *buffer, size_t max)
{
	Stream *stream = argument;

	if (position >= stream->end)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	if (position >= stream->length + stream->filler)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (stream->end - position < max)
		max = (size_t) (stream->end - position);
	if (stream->bytes_per_second > 0)
	{
		/* ten pieces a second, or single bytes when that is too much */
		int64_t piece = stream->bytes_per_second / 10 > 0 ? stream->bytes_per_second / 10 : 1;

		if (!wait_milliseconds(stream->socket, piece * 1000 / stream->bytes_per_second))
			return MHD_CONTENT_READER_END_WITH_ERROR;
		if ((uint64_t) piece < max)
			max = (size_t) piece;
	}
	return (ssize_t) fill(stream, position, buffer, max);
}

static void
free_stream(void *argument)
{
	Stream *stream = argument;

	free(stream->text);
	free(stream);
}

/* The response of a fault that sends in pieces; takes the body over. */
static struct MHD_Response *
streamed_response(MockExchange *exchange, int socket)
{
	const MockFault *fault = &exchange->fault;
	MockBuffer *body = &exchange->response.body;
	Stream *stream = mock_allocate(sizeof(Stream));
	uint64_t size;

	stream->end = UINT64_MAX;
	stream->socket = socket;
	if (fault->kind == MOCK_FAULT_HUGE)
	{
		MockBuffer longer = {0};

		/* a member of the envelope that nobody needs: still valid JSON */
		mock_buffer_add_text(&longer, "{\"padding\":\"\",");
		stream->filler_at = longer.length - 2;
		stream->filler = (uint64_t) mock_fault_number(fault, "bytes", 64 * 1024 * 1024);
		if (body->length > 1)
			mock_buffer_add(&longer, body->data + 1, body->length - 1);
		mock_buffer_free(body);
		*body = longer;
	}
	stream->text = body->data;
	stream->length = body->length;
	memset(body, 0, sizeof(*body));
	size = stream->length + stream->filler;
	if (fault->kind == MOCK_FAULT_DRIP)
		stream->bytes_per_second = mock_fault_number(fault, "bytes_per_second", 100);
	if (fault->kind == MOCK_FAULT_CUT)
	{
		stream->end = (uint64_t) mock_fault_number(fault, "after_bytes", 100);
		if (stream->end >= size)
			size = stream->end + 1;
		if (stream->end > stream->length)
			stream->end = stream->length;
	}
	/* without a length the client cannot refuse the answer by its head */
	if (mock_json_flag(fault->arguments, "chunked"))
		size = MHD_SIZE_UNKNOWN;
	return MHD_create_response_from_callback(size, 65536, read_stream, stream, free_stream);
}

static struct MHD_Response *
plain_response(MockExchange *exchange)
{
	MockBuffer *body = &exchange->response.body;
	struct MHD_Response *response =
		MHD_create_response_from_buffer(body->length, body->data, MHD_RESPMEM_MUST_FREE);

	if (response != NULL)
		memset(body, 0, sizeof(*body));
	return response;
}

/*
 * Headers of the answer: the content's type, unless the fault gives it, and
 * what the fault wants.
 */
static void
add_headers(struct MHD_Response *response, const MockExchange *exchange)
{
	const char *type = exchange->response.content_type;
	const char *location = mock_json_text(exchange->fault.arguments, "location");
	const cJSON *headers = mock_json_get(exchange->fault.arguments, "headers");
	const cJSON *header;

	if (mock_json_get(headers, MHD_HTTP_HEADER_CONTENT_TYPE) == NULL)
		MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
								type != NULL ? type : "application/json; charset=utf-8");
	if (exchange->fault.kind == MOCK_FAULT_REDIRECT && location != NULL)
		MHD_add_response_header(response, MHD_HTTP_HEADER_LOCATION, location);
	cJSON_ArrayForEach(header, headers)
	{
		const char *number = mock_json_number_text(header);

		if (cJSON_IsString(header) || number != NULL)
			MHD_add_response_header(response, header->string,
									number != NULL ? number : header->valuestring);
	}
}

/* The delay before the answer; false when the client went away meanwhile. */
static bool
wait_before_answer(const MockFault *fault, int socket)
{
	int64_t delay = fault->kind == MOCK_FAULT_HANG ? -1 : mock_fault_number(fault, "ms", 0);
	int64_t others = mock_fault_number(fault, "gather", 0);

	if (others > 0)
		return gather(socket, others, delay);
	return delay == 0 || wait_milliseconds(socket, delay);
}

/*
 * See deliver.h.  A request is no more under way once its answer is about to be
 * sent: who sends the next one because of the answer must not be taken for one
 * that did not wait.
 */
enum MHD_Result
mock_deliver(struct MHD_Connection *connection, MockExchange *exchange)
{
	const MockFault *fault = &exchange->fault;
	int socket = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
	bool present = wait_before_answer(fault, socket);
	struct MHD_Response *response;
	enum MHD_Result result;

	if (exchange->under_way > 0)
		under_way--;
	if (!present)
		return MHD_NO;
	if (exchange->response.status == 0)
		return MHD_NO;
	if (fault->kind == MOCK_FAULT_DRIP || fault->kind == MOCK_FAULT_CUT ||
		fault->kind == MOCK_FAULT_HUGE)
		response = streamed_response(exchange, socket);
	else
		response = plain_response(exchange);
	if (response == NULL)
		return MHD_NO;
	add_headers(response, exchange);
	result = MHD_queue_response(connection, (unsigned) exchange->response.status, response);
	MHD_destroy_response(response);
	return result;
}
