/*-------------------------------------------------------------------------
 *
 * envelope.c
 *	  Opens an answer: where its data is, and what it says about paging.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include <ctype.h>

#include "src/remote/row_reader.h"

/* More items than any list has; a double still tells one from the next. */
#define MOST_ITEMS 9007199254740992.0

/* Where the members of an envelope are found; the order is that of envelope_paths. */
enum
{
	ENVELOPE_DATA,
	ENVELOPE_BLOCK,
	ENVELOPE_NEXT,
	ENVELOPE_TOTAL,
	N_ENVELOPE
};

static const char *const envelope_paths[N_ENVELOPE] = {"data", "pagination", "pagination.nextPage",
													   "pagination.totalItems"};

/*
 * A number of items, also when it is written as text or with an exponent; -1
 * for anything else.  Without it a list that shrinks while it is read would
 * come out short without a word.
 */
static int64
count_of(StatsigSlice slice)
{
	const char *text = slice.start;
	double count;

	if (slice.kind == STATSIG_JSON_STRING)
		text++;
	else if (slice.kind != STATSIG_JSON_NUMBER)
		return -1;
	if (!isdigit((unsigned char) *text))
		return -1;
	count = strtod(text, NULL);
	return count < MOST_ITEMS ? (int64) count : -1;
}

static void
read_block(const StatsigSlice *slices, StatsigPageInfo *info)
{
	StatsigSlice next = slices[ENVELOPE_NEXT];

	info->has_block = slices[ENVELOPE_BLOCK].kind == STATSIG_JSON_OBJECT;
	info->has_next =
		next.kind > STATSIG_JSON_NULL && !(next.kind == STATSIG_JSON_STRING && next.length == 2);
	info->names_next = next.kind != STATSIG_JSON_ABSENT;
	info->total = count_of(slices[ENVELOPE_TOTAL]);
}

void
statsig_envelope_check_kind(const char *relation_name, StatsigSlice data, StatsigJsonKind wanted)
{
	static const char *const kinds[] = {"nothing",	"null",		 "a truth value", "a number",
										"a string", "an object", "an array"};

	if (data.kind != wanted)
		ereport(
			ERROR,
			(errcode(ERRCODE_PROTOCOL_VIOLATION),
			 errmsg("the answer of the Statsig API for foreign table \"%s\" has an unexpected form",
					relation_name),
			 errdetail("Where its data should be %s there is %s.", kinds[wanted],
					   kinds[data.kind])));
}

StatsigSlice
statsig_envelope_open(const char *relation_name, StatsigSlice text, StatsigEnvelope envelope,
					  StatsigElements *elements, StatsigPageInfo *info)
{
	StatsigSlice slices[N_ENVELOPE];
	StatsigMembers *members;
	bool any = envelope == STATSIG_DATA_ANY;

	info->total = -1;

	/* an endpoint that answers with a bare array may one day wrap it */
	if (envelope == STATSIG_BARE_ARRAY || any)
	{
		text = statsig_json_text(text.start, text.length);
		if (text.kind == STATSIG_JSON_ARRAY)
			return text;
	}
	members = statsig_json_members(envelope_paths, N_ENVELOPE);
	statsig_json_take_elements(members, ENVELOPE_DATA, elements);
	statsig_json_object(text, members, slices);
	read_block(slices, info);
	if (!any || slices[ENVELOPE_DATA].kind != STATSIG_JSON_ARRAY)
		statsig_envelope_check_kind(relation_name, slices[ENVELOPE_DATA],
									any || envelope == STATSIG_DATA_OBJECT ? STATSIG_JSON_OBJECT :
																			 STATSIG_JSON_ARRAY);
	return slices[ENVELOPE_DATA];
}
