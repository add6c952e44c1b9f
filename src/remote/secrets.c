/*-------------------------------------------------------------------------
 *
 * secrets.c
 *	  What may be shown of a request, and which texts may not.
 *
 * All is told by the request itself and the catalogue: a path that was made
 * from a template of a table, with a secret column in it, shows which of its
 * segments is secret; and a body sent there, which of its members are.  So no
 * one who makes a request has to say what is secret in it, and none can
 * forget.  It holds for paths that users write as well.
 *
 * In doubt too much is taken for secret: a path that goes on where the
 * template ends, a member of that name at another place.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "src/catalog/catalog.h"
#include "src/remote/change.h"
#include "src/remote/json_edit.h"
#include "src/remote/json_tree.h"
#include "src/remote/secrets.h"
#include "src/remote/url.h"
#include "utils/memutils.h"

const char *
statsig_secrets_value(const StatsigTable *table, const StatsigColumn *column, const char *text)
{
	return text != NULL && statsig_catalog_is_secret(table, column) ? STATSIG_MASK : text;
}

/* --- paths --- */

/* What the catalogue says of a path. */
typedef struct Findings
{
	const char *path;
	bool *hidden; /* by byte of the path */
	List *tables; /* const StatsigTable *: with secret columns, whose request it may be */
} Findings;

static bool
is_secret_column(const StatsigTable *table, const char *name, size_t length)
{
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (strlen(column->name) == length && strncmp(column->name, name, length) == 0)
			return (column->flags & STATSIG_SECRET) != 0;
	}
	return false;
}

/* Hides a part of the path; where the value is not known yet, there is nothing to hide. */
static bool
hide(Findings *findings, const char *start, size_t length)
{
	if (length == 0 || *start == '{')
		return false;
	memset(findings->hidden + (start - findings->path), true, length);
	return true;
}

/*
 * StatsigPathVisitor: follows the template along the path as far as it goes,
 * hiding what stands for secret columns.  Users may write the path in any
 * case, and without the query that a template has.
 */
static void
follow_template(void *arg, const StatsigTable *table, const char *template)
{
	Findings *findings = arg;
	const char *at = findings->path;
	bool hidden = false;

	while (*template != '\0')
	{
		if (*template == '{')
		{
			const char *close = strchr(template, '}');
			size_t length = strcspn(at, "/?&");

			if (length == 0)
				break;
			if (is_secret_column(table, template + 1, close - template - 1))
				hidden |= hide(findings, at, length);
			at += length;
			template = close + 1;
		}
		else if (pg_tolower((unsigned char) *at) == pg_tolower((unsigned char) *template))
		{
			at++;
			template ++;
		}
		else
			break;
	}
	if (hidden || (*at == '\0' && (*template == '\0' || *template == '?')))
		findings->tables =
			list_append_unique_ptr(findings->tables, unconstify(StatsigTable *, table));
}

static Findings
look_up(const char *path)
{
	Findings findings = {path, palloc0(strlen(path) + 1), NIL};
	int count;
	const StatsigTable *const *tables = statsig_catalog_tables(&count);

	for (int i = 0; i < count; i++)
		if (statsig_catalog_flagged_column(tables[i], STATSIG_SECRET) >= 0)
			statsig_catalog_visit_paths(tables[i], follow_template, &findings);
	return findings;
}

char *
statsig_secrets_path(const char *path)
{
	Findings findings = look_up(path);
	StringInfoData shown;

	initStringInfo(&shown);
	for (size_t i = 0; path[i] != '\0'; i++)
	{
		if (!findings.hidden[i])
			appendStringInfoChar(&shown, path[i]);
		else if (!findings.hidden[i + 1])
			appendStringInfoString(&shown, STATSIG_MASK);
	}
	return shown.data;
}

/* --- values --- */

static List *add_values(List *secrets, const char *json, int length);

/* A text and each line of it: a message may quote one, or break lines in a way of its own. */
static List *
add_lines(List *secrets, const char *text)
{
	if (strpbrk(text, "\r\n") != NULL)
		secrets = lappend(secrets, pstrdup(text));
	while (*text != '\0')
	{
		size_t length = strcspn(text, "\r\n");

		if (length > 0)
			secrets = lappend(secrets, pnstrdup(text, length));
		text += length;
		text += strspn(text, "\r\n");
	}
	return secrets;
}

/* Credentials may be an object written as text. */
static List *
add_text(List *secrets, const char *text)
{
	char first = statsig_json_first_character(text);

	if (first == '{' || first == '[')
	{
		StatsigJsonTree *tree = statsig_json_tree_create();
		bool is_json;

		tree->root = cJSON_ParseWithOpts(text, NULL, true);
		is_json = tree->root != NULL;
		statsig_json_tree_free(tree);
		if (is_json)
			return add_values(secrets, text, strlen(text));
	}
	return add_lines(secrets, text);
}

/* The text of a JSON string, without an error whatever it holds. */
static List *
add_string(List *secrets, const char *json, int length)
{
	StatsigJsonTree *tree = statsig_json_tree_create();

	tree->root = cJSON_ParseWithLength(json, length);
	if (cJSON_IsString(tree->root))
		secrets = add_text(secrets, tree->root->valuestring);
	statsig_json_tree_free(tree);
	return secrets;
}

/* All strings and numbers in a JSON value. */
static List *
add_values(List *secrets, const char *json, int length)
{
	StatsigMember member;
	const char *element;
	int element_length;

	check_stack_depth();
	switch (statsig_json_first_character(json))
	{
		case '{':
			while (statsig_json_next_member(&json, &member))
				secrets = add_values(secrets, member.value, member.value_length);
			return secrets;
		case '[':
			while (statsig_json_next_element(&json, &element, &element_length))
				secrets = add_values(secrets, element, element_length);
			return secrets;
		case '"':
			return add_string(secrets, json, length);
		case 't':
		case 'f':
		case 'n':
			return secrets;
		default:
			return lappend(secrets, pnstrdup(json, length));
	}
}

/* --- bodies --- */

/* A walk through the body of a request to one of these tables. */
typedef struct Walk
{
	List *tables;
	StringInfoData shown; /* the body without its secrets */
	List *secrets;		  /* char *: what it is without */
} Walk;

/* Whether "outer.x|outer.y" ends in the name of the member. */
static bool
is_named_in(const StatsigMember *member, const char *spelling)
{
	while (spelling != NULL && *spelling != '\0')
	{
		size_t length = strcspn(spelling, ".|");
		bool is_innermost = spelling[length] != '.';

		if (is_innermost && (int) length == member->name_length &&
			strncmp(spelling, member->name, length) == 0)
			return true;
		spelling += length + (spelling[length] != '\0');
	}
	return false;
}

/* Whether an argument of some action is sent in the member and is a secret. */
static bool
is_secret_argument(const StatsigTable *table, const StatsigMember *member)
{
	for (int i = 0; i < table->n_actions; i++)
		for (int j = 0; j < STATSIG_MAX_ARGUMENTS && table->actions[i].arguments[j].column; j++)
		{
			const StatsigArgument *argument = &table->actions[i].arguments[j];

			if (is_secret_column(table, argument->column, strlen(argument->column)) &&
				is_named_in(member, argument->json))
				return true;
		}
	return false;
}

static bool
is_secret_member(const Walk *walk, const StatsigMember *member)
{
	ListCell *cell;

	foreach(cell, walk->tables)
	{
		const StatsigTable *table = lfirst(cell);

		for (int i = 0; i < table->n_columns; i++)
			if ((table->columns[i].flags & STATSIG_SECRET) &&
				(is_named_in(member, table->columns[i].json) ||
				 is_named_in(member, table->columns[i].write_json)))
				return true;
		if (is_secret_argument(table, member))
			return true;
	}
	return false;
}

static void walk_value(Walk *walk, const char *json, int length);

static void
walk_object(Walk *walk, const char *object)
{
	StatsigMember member;
	bool first = true;

	appendStringInfoChar(&walk->shown, '{');
	while (statsig_json_next_member(&object, &member))
	{
		appendStringInfo(&walk->shown, "%s\"%.*s\":", first ? "" : ",", member.name_length,
						 member.name);
		if (!is_secret_member(walk, &member) || statsig_json_member_is_null(&member))
			walk_value(walk, member.value, member.value_length);
		else
		{
			appendStringInfoString(&walk->shown, "\"" STATSIG_MASK "\"");
			walk->secrets = add_values(walk->secrets, member.value, member.value_length);
		}
		first = false;
	}
	appendStringInfoChar(&walk->shown, '}');
}

static void
walk_array(Walk *walk, const char *array)
{
	const char *element;
	int length;
	bool first = true;

	appendStringInfoChar(&walk->shown, '[');
	while (statsig_json_next_element(&array, &element, &length))
	{
		if (!first)
			appendStringInfoChar(&walk->shown, ',');
		walk_value(walk, element, length);
		first = false;
	}
	appendStringInfoChar(&walk->shown, ']');
}

static void
walk_value(Walk *walk, const char *json, int length)
{
	check_stack_depth();
	switch (statsig_json_first_character(json))
	{
		case '{':
			walk_object(walk, json);
			break;
		case '[':
			walk_array(walk, json);
			break;
		default:
			appendBinaryStringInfo(&walk->shown, json, length);
	}
}

static Walk
walk_body(const char *body, List *tables)
{
	Walk walk = {.tables = tables};

	initStringInfo(&walk.shown);
	walk_value(&walk, body, strlen(body));
	return walk;
}

const char *
statsig_secrets_body(const StatsigRequest *request)
{
	const char *body = request->body;
	List *tables = body != NULL ? look_up(request->path).tables : NIL;

	if (tables != NIL)
		body = walk_body(body, tables).shown.data;
	return body != NULL ? pg_any_to_server(body, strlen(body), PG_UTF8) : NULL;
}

/* --- what others must not repeat --- */

static List *
add_hidden_parts(List *secrets, const Findings *findings)
{
	const bool *hidden = findings->hidden;
	size_t start = 0;

	for (size_t i = 0; findings->path[i] != '\0'; i++)
	{
		if (hidden[i] && (i == 0 || !hidden[i - 1]))
			start = i;
		if (hidden[i] && !hidden[i + 1])
		{
			char *part = pnstrdup(findings->path + start, i + 1 - start);

			secrets = add_text(secrets, statsig_url_decode(part, NULL));
		}
	}
	return secrets;
}

List *
statsig_secrets_of_request(const StatsigRequest *request)
{
	Findings findings;
	List *secrets;

	if (request == NULL)
		return NIL;
	findings = look_up(request->path);
	secrets = add_hidden_parts(list_copy(request->secrets), &findings);
	if (request->body != NULL && findings.tables != NIL)
		secrets = list_concat(secrets, walk_body(request->body, findings.tables).secrets);
	return secrets;
}

static List *
add_row(List *secrets, const StatsigTable *table, const StatsigValue *row)
{
	for (int i = 0; row != NULL && i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];
		const char *text = row[i].text;

		if (!(column->flags & STATSIG_SECRET) || text == NULL)
			continue;
		text = pg_server_to_any(text, strlen(text), PG_UTF8);
		secrets = column->type == STATSIG_JSONB ? add_values(secrets, text, strlen(text)) :
												  add_text(secrets, text);
	}
	return secrets;
}

List *
statsig_secrets_of_changes(List *changes)
{
	List *secrets = NIL;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (statsig_catalog_flagged_column(change->table, STATSIG_SECRET) < 0)
			continue;
		secrets = add_row(secrets, change->table, change->old_values);
		secrets = add_row(secrets, change->table, change->new_values);
	}
	return secrets;
}

/* --- errors --- */

void
statsig_secrets_withhold(MemoryContext context, const char *column, const char *relation)
{
	ErrorData *error;

	if (ERRCODE_TO_CATEGORY(geterrcode()) != ERRCODE_DATA_EXCEPTION)
		PG_RE_THROW();
	MemoryContextSwitchTo(context);
	error = CopyErrorData();
	FlushErrorState();
	ereport(ERROR, (errcode(error->sqlerrcode),
					column == NULL ?
						errmsg("answer of the Statsig API cannot be converted to jsonb") :
						errmsg("value of column \"%s\" of foreign table \"%s\" cannot be converted",
							   column, relation),
					errdetail("It may hold a secret and is not shown.")));
}
