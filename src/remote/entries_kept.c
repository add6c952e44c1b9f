/*-------------------------------------------------------------------------
 *
 * entries_kept.c
 *	  Whether all that an object of a set has can be written back.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "src/catalog/catalog.h"
#include "src/remote/entries_kept.h"

/* Whether the member is among the spellings "a|b" of a column's member. */
static bool
is_spelling(const char *spellings, const char *member)
{
	size_t length = strlen(member);

	while (spellings != NULL)
	{
		size_t spelling = strcspn(spellings, "|.[");

		if (spelling == length && strncmp(spellings, member, length) == 0)
			return true;
		spellings = strchr(spellings, '|');
		if (spellings != NULL)
			spellings++;
	}
	return false;
}

/* Whether rows of the facet have no value in the column, whatever the object says. */
static bool
is_null_in(const StatsigFacet *facet, const StatsigColumn *column)
{
	const StatsigFacetValue *pinned = statsig_catalog_pinned(facet, column->name);

	return pinned != NULL && pinned->kind == STATSIG_FACET_NULL;
}

/* Whether some column of the rows, or some list of such objects, is the member. */
static bool
is_kept(const StatsigTable *table, const StatsigFacet *facet, const char *member)
{
	for (int i = 0; i < table->n_facets; i++)
	{
		const StatsigFacet *other = &table->facets[i];

		if (other->array != NULL && other->list != NULL &&
			strcmp(other->array, facet->array) == 0 && strcmp(other->list, member) == 0)
			return true;
	}
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (column->source == STATSIG_FROM_ROW && is_spelling(column->json, member))
			return !is_null_in(facet, column);
	}

	/* what stands in every object of the array may be said by the facet alone */
	for (int i = 0; i < table->n_columns; i++)
		if (table->columns[i].write_json != NULL &&
			is_spelling(table->columns[i].write_json, member))
			return true;
	return false;
}

void
statsig_entries_check_kept(const StatsigChange *change, const StatsigFacet *facet,
						   StatsigSlice object)
{
	char *text = statsig_json_as_written(object);
	Jsonb *jsonb = DatumGetJsonbP(DirectFunctionCall1(jsonb_in, CStringGetDatum(text)));
	JsonbIterator *iterator = JsonbIteratorInit(&jsonb->root);
	JsonbIteratorToken token;
	JsonbValue value;
	char *member = NULL;

	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			member = pnstrdup(value.val.string.val, value.val.string.len);
		if (token != WJB_VALUE || value.type == jbvNull || is_kept(change->table, facet, member))
			continue;
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("rows of foreign table \"%s\" cannot be written back", change->relation),
				 errdetail("What is there has a member \"%s\" that the rows do not hold, and that "
						   "would be lost.",
						   member)));
	}
	pfree(jsonb);
	pfree(text);
}
