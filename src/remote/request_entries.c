/*-------------------------------------------------------------------------
 *
 * request_entries.c
 *	  Requests whose body holds all rows of one parent: override sets, id
 *	  lists, invitations.
 *
 * The table's facets, which say how rows are found in an answer, are read
 * backwards here: the first facet whose constants a row carries says in which
 * array and list of the body it goes.
 *
 * A body that removes something names it.  What the API does with a DELETE
 * that has no body, or an empty one, is not known; it may clear everything.
 * So a step exists only where at least one row is in its body.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "src/catalog/catalog.h"
#include "src/remote/body.h"
#include "src/remote/json.h"
#include "src/remote/request_internal.h"

/* One row with its place. */
typedef struct Entry
{
	const StatsigTable *table;
	const StatsigChange *change; /* it is of; NULL: it was read */
	const StatsigValue *row;
	const StatsigFacet *facet;
	const char *members; /* the other members as text: rows with the same
						  * text share an object */
} Entry;

/* Rows that go into one body. */
typedef struct Bundle
{
	int body;			 /* facets' body number */
	const char *members; /* of the body itself; "" when they are an array's */
	List *entries;
	int count;
} Bundle;

/* What expand() needs to go on once the parent has been read. */
typedef struct VariantChoice
{
	const StatsigVerb *verb;
	List *changes;
	bool use_old;
} VariantChoice;

/* Constants are SQL input: "true" stands for a bool whose text is "t". */
static bool
constant_equals(const StatsigColumn *column, const char *constant, const char *text)
{
	if (text == NULL)
		return false;
	if (column->type == STATSIG_BOOL)
		return constant[0] == text[0];
	return strcmp(constant, text) == 0;
}

/* A row fits a facet when nothing it says contradicts what the facet says of its rows. */
static bool
facet_admits(const StatsigTable *table, const StatsigFacet *facet, const StatsigValue *row)
{
	for (int i = 0; i < STATSIG_MAX_FACET_VALUES && facet->values[i].column; i++)
	{
		const StatsigFacetValue *value = &facet->values[i];
		int column = statsig_catalog_column(table, value->column);
		const char *text = row[column].text;

		if (value->kind == STATSIG_FACET_NULL && text != NULL)
			return false;
		if (value->kind == STATSIG_FACET_ELEMENT && text == NULL)
			return false;
		if (value->kind == STATSIG_FACET_CONSTANT &&
			!constant_equals(&table->columns[column], value->text, text))
			return false;
	}
	return true;
}

static const StatsigFacet *
facet_of(const StatsigTable *table, const StatsigValue *row)
{
	for (int i = 0; i < table->n_facets; i++)
		if (facet_admits(table, &table->facets[i], row))
			return &table->facets[i];
	return NULL;
}

void
statsig_entries_check(const StatsigChange *change, const StatsigValue *row)
{
	if (facet_of(change->table, row) == NULL)
		ereport(ERROR, (errcode(ERRCODE_CHECK_VIOLATION),
						errmsg("row does not fit foreign table \"%s\"", change->relation),
						errdetail("The API has no place for this combination of values.")));
}

/* Whether the column is a member of the object that holds the entry. */
static bool
is_member(const Entry *entry, int i, const char *path)
{
	const StatsigColumn *column = &entry->table->columns[i];

	return (column->flags & (STATSIG_INSERT | STATSIG_REQUIRED)) && entry->row[i].json != NULL &&
		   statsig_catalog_pinned(entry->facet, column->name) == NULL &&
		   !statsig_catalog_in_path(path, column->name);
}

/*
 * Serves as the key of grouping only; the column number keeps equal values of
 * different columns apart.
 */
static const char *
members_text(const Entry *entry, const char *path)
{
	StringInfoData text = {0};

	for (int i = 0; i < entry->table->n_columns; i++)
	{
		if (!is_member(entry, i, path))
			continue;

		/* most entries have none, and they may be very many */
		if (text.data == NULL)
			initStringInfo(&text);
		appendStringInfo(&text, "%d:%s,", i, entry->row[i].json);
	}
	return text.data ? text.data : "";
}

static void
set_members(cJSON *object, const Entry *entry, const char *path)
{
	const StatsigTable *table = entry->table;

	for (int i = 0; i < table->n_columns; i++)
		if (is_member(entry, i, path))
			statsig_body_set(object, statsig_column_write_member(&table->columns[i]),
							 statsig_body_value(&table->columns[i], entry->row[i].json));
}

/* The bundle an entry belongs to, made when there is none with room. */
static Bundle *
bundle_for(List **bundles, const Entry *entry, int max_entries)
{
	const char *members = entry->facet->array ? "" : entry->members;
	Bundle *bundle;
	ListCell *cell;

	foreach(cell, *bundles)
	{
		bundle = lfirst(cell);
		if (bundle->body == entry->facet->body && strcmp(bundle->members, members) == 0 &&
			(max_entries == 0 || bundle->count < max_entries))
			return bundle;
	}
	bundle = palloc0(sizeof(Bundle));
	bundle->body = entry->facet->body;
	bundle->members = members;
	*bundles = lappend(*bundles, bundle);
	return bundle;
}

/* The JSON of the scalar that stands in the facet's list. */
static const char *
element_json(const Entry *entry)
{
	const StatsigTable *table = entry->table;

	for (int i = 0; i < STATSIG_MAX_FACET_VALUES && entry->facet->values[i].column; i++)
		if (entry->facet->values[i].kind == STATSIG_FACET_ELEMENT)
			return entry->row[statsig_catalog_column(table, entry->facet->values[i].column)].json;
	elog(ERROR, "facet of table %s has a list without an element", table->name);
}

/* An object of the facet's array, with the list of every facet of that array. */
static cJSON *
array_object(cJSON *root, const Entry *entry, const char *path)
{
	const StatsigTable *table = entry->table;
	cJSON *object = statsig_body_append_object(statsig_body_list(root, entry->facet->array));

	set_members(object, entry, path);
	for (int i = 0; i < table->n_facets; i++)
	{
		const StatsigFacet *facet = &table->facets[i];

		if (facet->list && facet->array && strcmp(facet->array, entry->facet->array) == 0)
			statsig_body_list(object, facet->list);
	}
	return object;
}

/* Objects made so far, by array and members. */
typedef struct Holder
{
	const char *array;
	const char *members;
	cJSON *object;
} Holder;

/*
 * Without a list each row is an object of its own; with one, rows that agree
 * in all members share the object.
 */
static cJSON *
holder_for(List **holders, cJSON *root, const Entry *entry, const char *path)
{
	Holder *holder;
	ListCell *cell;

	if (entry->facet->list == NULL)
		return array_object(root, entry, path);
	foreach(cell, *holders)
	{
		holder = lfirst(cell);
		if (strcmp(holder->array, entry->facet->array) == 0 &&
			strcmp(holder->members, entry->members) == 0)
			return holder->object;
	}
	holder = palloc(sizeof(Holder));
	holder->array = entry->facet->array;
	holder->members = entry->members;
	holder->object = array_object(root, entry, path);
	*holders = lappend(*holders, holder);
	return holder->object;
}

/*
 * The lists that must be there come first, so that an empty one is not
 * forgotten; all of them where the body says what the whole set is.
 */
static void
fill_body(StatsigBody *body, const StatsigTable *table, const Bundle *bundle, const char *path,
		  bool whole)
{
	cJSON *root = statsig_body_root(body);
	List *holders = NIL;
	ListCell *cell;

	for (int i = 0; i < table->n_facets; i++)
		if ((whole || table->facets[i].always) && table->facets[i].body == bundle->body)
			statsig_body_list(root, table->facets[i].array ? table->facets[i].array :
															 table->facets[i].list);
	if (bundle->members[0] != '\0')
		set_members(root, linitial(bundle->entries), path);

	foreach(cell, bundle->entries)
	{
		const Entry *entry = lfirst(cell);
		cJSON *object = entry->facet->array ? holder_for(&holders, root, entry, path) : root;

		if (entry->facet->list)
			statsig_body_append(statsig_body_list(object, entry->facet->list), element_json(entry));
	}
}

/* The place of one row. */
static Entry *
create_entry(const StatsigTable *table, const StatsigChange *change, const StatsigValue *row,
			 const char *path)
{
	Entry *entry = palloc0(sizeof(Entry));

	entry->table = table;
	entry->change = change;
	entry->row = row;
	entry->facet = facet_of(table, row);
	if (entry->facet == NULL)
		ereport(ERROR, (errcode(ERRCODE_PROTOCOL_VIOLATION),
						errmsg("an entry of the Statsig API fits no list of \"%s\"", table->name),
						errdetail("It has no value where there must be one.")));
	entry->members = members_text(entry, path);
	return entry;
}

char *
statsig_entries_item(const StatsigChange *change)
{
	const char *path = change->table->insert.path;
	StatsigBody *body = statsig_body_create('{');
	List *bundles = NIL;
	Entry *entry = create_entry(change->table, change, change->new_values, path);
	Bundle *bundle = bundle_for(&bundles, entry, 0);

	bundle->entries = list_make1(entry);
	fill_body(body, change->table, bundle, path, false);
	return statsig_body_local_text(body);
}

/* What one request cannot carry; as a rule several can. */
static void
raise_not_whole(const StatsigVerb *verb, const StatsigChange *sample, int code, const char *detail)
{
	ereport(ERROR,
			(errcode(code),
			 errmsg("rows of foreign table \"%s\" cannot be written as a whole", sample->relation),
			 errdetail("%s", detail),
			 verb == &sample->table->whole ?
				 errhint("Use the table's option \"update_mode\" with \"partial\".") :
				 0));
}

char *
statsig_entries_whole_body(const StatsigVerb *verb, const StatsigChange *sample, List *rows,
						   const StatsigValue *was)
{
	const StatsigTable *table = sample->table;
	Bundle empty = {.body = table->facets[0].body, .members = ""};
	StatsigBody *body = statsig_body_of(verb);
	List *bundles = NIL;
	ListCell *cell;

	foreach(cell, rows)
	{
		Entry *entry = create_entry(table, NULL, lfirst(cell), verb->path);
		Bundle *bundle = bundle_for(&bundles, entry, 0);

		bundle->entries = lappend(bundle->entries, entry);
	}
	if (list_length(bundles) > 1)
		raise_not_whole(verb, sample, ERRCODE_FEATURE_NOT_SUPPORTED,
						"The API takes them in bodies that exclude each other.");
	if (verb->max_entries != 0 && list_length(rows) > verb->max_entries)
		raise_not_whole(verb, sample, ERRCODE_PROGRAM_LIMIT_EXCEEDED,
						psprintf("The API takes %d at once, and there are %d.", verb->max_entries,
								 list_length(rows)));
	if (was && facet_of(table, was))
		empty.body = facet_of(table, was)->body;
	fill_body(body, table, bundles ? linitial(bundles) : &empty, verb->path, true);
	return statsig_body_text(body);
}

/* The requests for rows of one parent. */
static List *
parent_steps(const StatsigVerb *verb, List *changes, bool use_old)
{
	const StatsigTable *table = ((const StatsigChange *) linitial(changes))->table;
	List *bundles = NIL;
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, changes)
	{
		const StatsigChange *change = lfirst(cell);
		const StatsigValue *row = use_old ? change->old_values : change->new_values;
		Entry *entry = create_entry(table, change, row, verb->path);
		Bundle *bundle;

		bundle = bundle_for(&bundles, entry, verb->max_entries);
		bundle->entries = lappend(bundle->entries, entry);
		bundle->count++;
	}

	foreach(cell, bundles)
	{
		const Bundle *bundle = lfirst(cell);
		StatsigBody *body = statsig_body_of(verb);
		List *covered = NIL;
		ListCell *entry_cell;
		StatsigStep *step;

		foreach(entry_cell, bundle->entries)
			covered = lappend(covered,
							  unconstify(StatsigChange *, ((Entry *) lfirst(entry_cell))->change));
		step = statsig_step_create(verb->method, verb->path, linitial(covered), covered,
								   verb->answer, verb->repeatable);
		fill_body(body, table, bundle, verb->path, false);
		step->request.body = statsig_body_text(body);
		steps = lappend(steps, step);
	}
	return steps;
}

/* The value of a member of the answer's data, as text; NULL when it is not there. */
static char *
data_member(const StatsigAnswer *answer, const char *member)
{
	const char *data_path[] = {"data"};
	const char *member_path[] = {member};
	StatsigSlice data;
	StatsigSlice value;

	statsig_json_object(statsig_json_text(answer->body, answer->length),
						statsig_json_members(data_path, 1), &data);
	if (data.kind != STATSIG_JSON_OBJECT)
		return NULL;
	statsig_json_object(data, statsig_json_members(member_path, 1), &value);
	return statsig_json_as_text(value);
}

/* Called with the parent's JSON: its member decides which of two endpoints knows these rows. */
static List *
choose_variant(StatsigStep *step, List *pages)
{
	VariantChoice *choice = step->expand_arg;
	const StatsigVerbVariant *variant = choice->verb->variant;
	char *value = data_member(linitial(pages), variant->member);
	bool other = value != NULL && strcmp(value, variant->value) == 0;

	return parent_steps(other ? &variant->verb : choice->verb, choice->changes, choice->use_old);
}

/*
 * Method and path are those of the usual verb until the parent says otherwise;
 * messages about a failed read show them.
 */
static StatsigStep *
variant_step(const StatsigVerb *verb, List *changes, bool use_old)
{
	const StatsigChange *first = linitial(changes);
	VariantChoice *choice = palloc0(sizeof(VariantChoice));
	StatsigStep *step = statsig_step_create(verb->method, verb->path, first, changes, verb->answer,
											verb->repeatable);

	choice->verb = verb;
	choice->changes = changes;
	choice->use_old = use_old;
	step->read = statsig_step_read(verb->variant->parent_path, first);
	step->expand = choose_variant;
	step->expand_arg = choice;
	return step;
}

List *
statsig_entries_steps(const StatsigVerb *verb, List *changes, bool use_old)
{
	List *steps = NIL;
	ListCell *cell;

	foreach(cell, statsig_group_by_path(changes, verb->path))
	{
		if (verb->variant)
			steps = lappend(steps, variant_step(verb, lfirst(cell), use_old));
		else
			steps = list_concat(steps, parent_steps(verb, lfirst(cell), use_old));
	}
	return steps;
}
