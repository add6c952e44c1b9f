/*-------------------------------------------------------------------------
 *
 * footprint.c
 *	  Which requests may be under way at the same time.
 *
 * Statements are in order, the rows of one statement are not.  So two steps
 * may overtake each other when they are the same call for rows of one
 * statement and table, or when both change nothing but fields of what is
 * there; and in either case only if neither has to do with the object of the
 * other: the same document or one that belongs to it, a name that one gives
 * up and the other takes, an object that both change along, or the object's
 * key or name in the path or body of the other.
 *
 * Everything else waits: a step that reads before it writes, that writes a
 * whole object back, or that goes on with an object made by a step before.
 *
 * The names are looked for as words of the other's JSON text, not as values,
 * so that one inside of a longer text (SQL of a metric) is found as well.  A
 * word that is there by chance costs a moment; one that is missed could cost a
 * change.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "mb/pg_wchar.h"

#include "src/catalog/catalog.h"
#include "src/remote/footprint.h"
#include "src/remote/json.h"
#include "src/remote/merge.h"
#include "src/remote/units.h"
#include "src/remote/url.h"
#include "src/remote/verbs.h"

/* A text that names an object, in the spellings of requests. */
typedef struct ObjectName
{
	char *text;	   /* in the database's encoding */
	char *in_json; /* as it stands between the quotes of a JSON string, UTF-8 */
	char *in_path; /* as a segment */
} ObjectName;

struct StatsigFootprint
{
	const StatsigStep *step;
	const StatsigChange *first;
	bool alone;			   /* nothing else may be under way */
	bool one_statement;	   /* all rows are of one statement and table */
	bool changes_fields;   /* of what is there, and nothing else */
	List *documents;	   /* StatsigDigest *: those it is about, and their parents */
	List *names;		   /* ObjectName *: of its objects */
	const char **mentions; /* texts that may name other objects, UTF-8; NULL-terminated */
};

/* --- what a step is --- */

static bool
is_alone(const StatsigStep *step)
{
	ListCell *cell;

	if (step->read || step->awaits || step->whole)
		return true;
	foreach(cell, step->changes)
		if (((const StatsigChange *) lfirst(cell))->follows)
			return true;
	return false;
}

/* Whether the change comes from this statement and table, with all it was made of. */
static bool
is_of_statement(const StatsigChange *change, const StatsigChange *first)
{
	ListCell *cell;

	if (change->statement != first->statement || change->relid != first->relid)
		return false;
	foreach(cell, change->sources)
	{
		const StatsigChange *source = lfirst(cell);

		if (source->statement != first->statement || source->relid != first->relid)
			return false;
	}
	return true;
}

static bool
is_of_one_statement(const StatsigFootprint *footprint)
{
	ListCell *cell;

	foreach(cell, footprint->step->changes)
		if (!is_of_statement(lfirst(cell), footprint->first))
			return false;
	return true;
}

/* Whether it is a PATCH of rows that are there, by the update verb. */
static bool
is_change_of_fields(const StatsigStep *step)
{
	ListCell *cell;

	if (step->action || strcmp(step->request.method, "PATCH") != 0)
		return false;
	foreach(cell, step->changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (change->operation != STATSIG_OPERATION_UPDATE || statsig_change_is_of_entries(change))
			return false;
	}
	return true;
}

/* --- what it touches --- */

/* The rows of a step mostly lie in one document, so the last one is enough to look at. */
static List *
add_document(List *documents, const StatsigDigest *digest)
{
	if (documents != NIL && statsig_same_digest(llast(documents), digest))
		return documents;
	return lappend(documents, unconstify(StatsigDigest *, digest));
}

/* A new document whose key the API is going to choose is none of those that are known. */
static bool
is_keyless(const StatsigChange *change)
{
	return change->key == NULL && change->operation == STATSIG_OPERATION_INSERT &&
		   statsig_change_is_document(change);
}

static List *
documents_of(const StatsigStep *step)
{
	List *documents = NIL;
	List *parents = NIL;
	ListCell *cell;

	foreach(cell, step->changes)
	{
		const StatsigChange *change = lfirst(cell);

		if (!is_keyless(change))
			documents = add_document(documents, &change->digest);
		if (change->has_parent)
			parents = add_document(parents, &change->parent);
	}
	return list_concat(documents, parents);
}

static char *
to_utf8(const char *text)
{
	return pg_server_to_any(text, (int) strlen(text), PG_UTF8);
}

static List *
add_name(List *names, const char *text)
{
	ObjectName *last = names != NIL ? llast(names) : NULL;
	StringInfoData path;
	ObjectName *name;
	char *quoted;

	if (text == NULL || text[0] == '\0' || (last && strcmp(last->text, text) == 0))
		return names;
	initStringInfo(&path);
	statsig_url_append_encoded(&path, text);
	quoted = to_utf8(statsig_json_quote(text));
	name = palloc(sizeof(ObjectName));
	name->text = unconstify(char *, text);
	name->in_json = pnstrdup(quoted + 1, strlen(quoted) - 2);
	name->in_path = path.data;
	return lappend(names, name);
}

/* The elements of a text[], or the text itself. */
static List *
add_values(List *names, const StatsigValue *value)
{
	StatsigSlice slice;
	StatsigSlice *elements;
	int count;

	if (value->text == NULL || value->json == NULL || value->json[0] != '[')
		return add_name(names, value->text);
	slice = statsig_json_text(value->json, strlen(value->json));
	elements = statsig_json_elements(slice, &count);
	for (int i = 0; i < count; i++)
		names = add_name(names, statsig_json_as_text(elements[i]));
	return names;
}

/* ASCII only, whatever the locale says. */
static bool
is_alphanumeric(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* The key that the API makes of a name when it is given none: "New Checkout" is new_checkout. */
static List *
add_likely_key(List *names, const char *text)
{
	char *key = text ? pstrdup(text) : NULL;

	for (char *c = key; c && *c; c++)
		*c = is_alphanumeric(*c) ? (char) pg_ascii_tolower((unsigned char) *c) : '_';
	return add_name(names, key);
}

/* Whether the values of the column name the row, or what changes along with it. */
static bool
is_naming(const StatsigTable *table, const StatsigColumn *column)
{
	return (column->flags & (STATSIG_UNIQUE | STATSIG_SHARED)) != 0 ||
		   statsig_catalog_in_key(table, column->name) ||
		   (table->insert_any[0] && statsig_catalog_is_among(table->insert_any, column->name));
}

static List *
add_row_names(List *names, const StatsigChange *change)
{
	const StatsigTable *table = change->table;

	for (int i = 0; i < table->n_columns; i++)
	{
		if (!is_naming(table, &table->columns[i]))
			continue;
		if (change->old_values)
			names = add_values(names, &change->old_values[i]);
		if (change->new_values)
			names = add_values(names, &change->new_values[i]);
		if (change->new_values && is_keyless(change))
			names = add_likely_key(names, change->new_values[i].text);
	}
	return names;
}

/* Rows inside of a document go by the name of the document. */
static List *
names_of(const StatsigStep *step)
{
	List *names = NIL;
	ListCell *cell;

	foreach(cell, step->changes)
	{
		const StatsigChange *change = lfirst(cell);
		const char *parent = change->table->parent.column;

		if (statsig_change_is_document(change))
			names = add_row_names(names, change);
		if (change->key)
			names = add_name(names, change->key);
		else if (parent)
			names = add_name(names, statsig_change_identity(
										change)[statsig_catalog_column(change->table, parent)]
										.text);
	}
	return names;
}

/* --- what it mentions --- */

/* A DELETE has no body; what its object refers to is in the object. */
static int
add_deleted(const char **mentions, const StatsigChange *change)
{
	int n = 0;

	if (change->before)
	{
		mentions[n++] = to_utf8(change->before);
		return n;
	}
	for (int i = 0; i < change->table->n_columns; i++)
		if (change->old_values[i].json)
			mentions[n++] = to_utf8(change->old_values[i].json);
	return n;
}

static const char **
mentions_of(const StatsigStep *step)
{
	const StatsigChange *first = linitial(step->changes);
	const char **mentions = palloc(sizeof(char *) * (first->table->n_columns + 3));
	int n = 0;

	mentions[n++] = step->request.path;
	if (step->request.body)
		mentions[n++] = step->request.body;
	else if (first->operation == STATSIG_OPERATION_DELETE)
		n += add_deleted(mentions + n, first);
	mentions[n] = NULL;
	return mentions;
}

StatsigFootprint *
statsig_footprint_of(const StatsigStep *step)
{
	StatsigFootprint *footprint = palloc0(sizeof(StatsigFootprint));

	footprint->step = step;
	footprint->first = linitial(step->changes);
	footprint->alone = is_alone(step);
	if (footprint->alone)
		return footprint;
	footprint->one_statement = is_of_one_statement(footprint);
	footprint->changes_fields = is_change_of_fields(step);
	footprint->documents = documents_of(step);
	footprint->names = names_of(step);
	footprint->mentions = mentions_of(step);
	return footprint;
}

/* --- two of them --- */

static bool
is_same_call(const StatsigFootprint *a, const StatsigFootprint *b)
{
	return a->one_statement && b->one_statement && is_of_statement(b->first, a->first) &&
		   a->step->action == b->step->action &&
		   strcmp(a->step->request.method, b->step->request.method) == 0 &&
		   strcmp(a->step->template, b->step->template) == 0;
}

static bool
share_documents(const StatsigFootprint *a, const StatsigFootprint *b)
{
	ListCell *left;
	ListCell *right;

	foreach(left, a->documents)
		foreach(right, b->documents)
			if (statsig_same_digest(lfirst(left), lfirst(right)))
				return true;
	return false;
}

static bool
share_names(const StatsigFootprint *a, const StatsigFootprint *b)
{
	ListCell *left;
	ListCell *right;

	foreach(left, a->names)
		foreach(right, b->names)
			if (statsig_same_text(((const ObjectName *) lfirst(left))->text,
								  ((const ObjectName *) lfirst(right))->text))
				return true;
	return false;
}

static bool
is_word_char(char c)
{
	return is_alphanumeric(c) || c == '_' || c == '-';
}

/* Whether a word can begin at this place of a JSON text: the "n" of "\n" belongs to none. */
static bool
begins_word(const char *text, const char *at)
{
	return at == text || !is_word_char(at[-1]) ||
		   (at - text >= 2 && at[-2] == '\\' && strchr("nrtbf", at[-1]) != NULL);
}

static bool
has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
		if (begins_word(text, at) && !is_word_char(at[length]))
			return true;
	return false;
}

static bool
mentions(const StatsigFootprint *footprint, const StatsigFootprint *other)
{
	ListCell *cell;

	foreach(cell, other->names)
	{
		const ObjectName *name = lfirst(cell);

		if (has_word(footprint->mentions[0], name->in_path))
			return true;
		for (int i = 1; footprint->mentions[i]; i++)
			if (has_word(footprint->mentions[i], name->in_json))
				return true;
	}
	return false;
}

bool
statsig_footprints_meet(const StatsigFootprint *earlier, const StatsigFootprint *later)
{
	if (earlier->alone || later->alone ||
		!statsig_same_project(earlier->first->session, later->first->session))
		return true;
	if (!(earlier->changes_fields && later->changes_fields) && !is_same_call(earlier, later))
		return true;
	return share_documents(earlier, later) || share_names(earlier, later) ||
		   mentions(earlier, later) || mentions(later, earlier);
}
