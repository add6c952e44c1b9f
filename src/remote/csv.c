/*-------------------------------------------------------------------------
 *
 * csv.c
 *	  Answers in text/csv, read as if they were JSON.
 *
 * What follows a quoted field up to the next comma belongs to it, as other
 * readers have it.  Lines end with CR, LF or both; empty ones are no records.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"

#include "src/remote/csv.h"
#include "src/remote/json.h"

/* UTF-8's byte order mark, which spreadsheets write. */
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

typedef struct Reader
{
	const char *next;
	const char *end;
} Reader;

static bool
is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

/* The inside of a field in quotes, whose first one has been read. */
static void
read_quoted(Reader *reader, StringInfo field)
{
	for (;;)
	{
		if (reader->next == reader->end)
			ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
							errmsg("the answer of the Statsig API is not usable CSV"),
							errdetail("A quoted field has no end.")));
		if (*reader->next == '"')
		{
			reader->next++;
			if (reader->next == reader->end || *reader->next != '"')
				return;
		}
		appendStringInfoChar(field, *reader->next++);
	}
}

static char *
read_field(Reader *reader)
{
	StringInfoData field;

	initStringInfo(&field);
	if (reader->next < reader->end && *reader->next == '"')
	{
		reader->next++;
		read_quoted(reader, &field);
	}
	while (reader->next < reader->end && *reader->next != ',' && !is_line_end(*reader->next))
		appendStringInfoChar(&field, *reader->next++);
	return field.data;
}

/* The fields (char *) of the next record; NIL at the end. */
static List *
read_record(Reader *reader)
{
	List *fields = NIL;

	while (reader->next < reader->end && is_line_end(*reader->next))
		reader->next++;
	if (reader->next == reader->end)
		return NIL;
	for (;;)
	{
		fields = lappend(fields, read_field(reader));
		if (reader->next == reader->end || *reader->next != ',')
			return fields;
		reader->next++;
	}
}

/* The name of the n-th field, from 0: no two fields of a record share one. */
static char *
field_name(List *header, int n)
{
	const char *name = n < list_length(header) ? list_nth(header, n) : "";

	for (int i = 0; i < n && name[0] != '\0' && i < list_length(header); i++)
		if (strcmp(list_nth(header, i), name) == 0)
			return psprintf("%s (%d)", name, n + 1);
	return name[0] != '\0' ? pstrdup(name) : psprintf("(%d)", n + 1);
}

/* The names of as many fields as a record has. */
static List *
extend_names(List *names, List *header, int n)
{
	while (list_length(names) < n)
		names = lappend(names, field_name(header, list_length(names)));
	return names;
}

static void
append_record(StringInfo json, int line_no, List *names, List *fields)
{
	ListCell *lc;

	appendStringInfo(json, "%s{\"line_no\":%d,\"line\":{", line_no > 1 ? "," : "", line_no);
	foreach(lc, fields)
	{
		if (foreach_current_index(lc) > 0)
			appendStringInfoChar(json, ',');
		statsig_json_append_string(json, list_nth(names, foreach_current_index(lc)));
		appendStringInfoChar(json, ':');
		statsig_json_append_string(json, lfirst(lc));
	}
	appendStringInfoString(json, "}}");
}

char *
statsig_csv_to_json(const char *text, size_t length)
{
	Reader reader = {text, text + length};
	StringInfoData json;
	List *header;
	List *names = NIL;
	List *fields;
	int line_no = 0;

	if (length >= 3 && memcmp(text, BYTE_ORDER_MARK, 3) == 0)
		reader.next += 3;
	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	header = read_record(&reader);
	while ((fields = read_record(&reader)) != NIL)
	{
		CHECK_FOR_INTERRUPTS();
		names = extend_names(names, header, list_length(fields));
		append_record(&json, ++line_no, names, fields);
		list_free_deep(fields);
	}
	appendStringInfoChar(&json, ']');
	return json.data;
}
