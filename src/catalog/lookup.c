/*-------------------------------------------------------------------------
 *
 * lookup.c
 *	  The registry of tables, and finding things in it.
 *
 * The registry is the one place that knows which tables exist; a new table
 * is its definition, a declaration in tables.h and a line here.
 *
 *-------------------------------------------------------------------------
 */
#include <string.h>

#include "src/catalog/catalog.h"
#include "src/catalog/tables.h"

/* Documentation order: what users ask for most comes first. */
static const StatsigTable *const registry[] = {
	&statsig_table_gates,
	&statsig_table_gate_rules,
	&statsig_table_gate_overrides,
	&statsig_table_gate_versions,
	&statsig_table_dynamic_configs,
	&statsig_table_dynamic_config_rules,
	&statsig_table_experiments,
	&statsig_table_experiment_groups,
	&statsig_table_experiment_overrides,
	&statsig_table_segments,
	&statsig_table_segment_ids,
	&statsig_table_audit_logs,
	&statsig_table_users,
	&statsig_table_teams,
	&statsig_table_tags,
	&statsig_table_project,
};

/* In the order of StatsigType. */
static const char *const type_names[] = {
	[STATSIG_TEXT] = "text",
	[STATSIG_BOOL] = "boolean",
	[STATSIG_INT4] = "integer",
	[STATSIG_INT8] = "bigint",
	[STATSIG_FLOAT8] = "double precision",
	[STATSIG_PERCENT] = "numeric(5,2)",
	[STATSIG_DATE] = "date",
	[STATSIG_TIMESTAMPTZ_MS] = "timestamp with time zone",
	[STATSIG_TIMESTAMPTZ_ISO] = "timestamp with time zone",
	[STATSIG_JSONB] = "jsonb",
	[STATSIG_TEXT_ARRAY] = "text[]",
};

const StatsigTable *const *
statsig_catalog_tables(int *count)
{
	*count = STATSIG_LENGTHOF(registry);
	return registry;
}

const StatsigTable *
statsig_catalog_table(const char *name)
{
	for (int i = 0; i < STATSIG_LENGTHOF(registry); i++)
	{
		if (strcmp(registry[i]->name, name) == 0)
			return registry[i];
	}
	return NULL;
}

int
statsig_catalog_column(const StatsigTable *table, const char *name)
{
	for (int i = 0; i < table->n_columns; i++)
	{
		if (strcmp(table->columns[i].name, name) == 0)
			return i;
	}
	return -1;
}

const StatsigColumn *
statsig_catalog_column_ref(const StatsigTable *table, const char *name)
{
	return &table->columns[statsig_catalog_column(table, name)];
}

bool
statsig_catalog_in_key(const StatsigTable *table, const char *column)
{
	for (const char *const *key = table->key; *key != NULL; key++)
	{
		if (strcmp(*key, column) == 0)
			return true;
	}
	return false;
}

bool
statsig_catalog_in_path(const char *path, const char *column)
{
	size_t length = strlen(column);

	for (const char *brace = path ? strchr(path, '{') : NULL; brace != NULL;
		 brace = strchr(brace + 1, '{'))
	{
		if (strncmp(brace + 1, column, length) == 0 && brace[1 + length] == '}')
			return true;
	}
	return false;
}

const char *
statsig_type_name(StatsigType type)
{
	return type_names[type];
}

const char *
statsig_format_name(StatsigFormat format)
{
	switch (format)
	{
		case STATSIG_FORMAT_ANY:
			break;
		case STATSIG_FORMAT_EMAIL:
			return "email";
		case STATSIG_FORMAT_URI:
			return "uri";
	}
	return NULL;
}

const char *
statsig_column_write_member(const StatsigColumn *column)
{
	return column->write_json ? column->write_json : column->json;
}

bool
statsig_table_can_insert(const StatsigTable *table)
{
	return table->insert.kind != STATSIG_VERB_NONE;
}

/* An action is an UPDATE as well, where the API has no call that changes fields. */
bool
statsig_table_can_update(const StatsigTable *table)
{
	return table->update.kind != STATSIG_VERB_NONE || table->n_actions > 0;
}

bool
statsig_table_can_delete(const StatsigTable *table)
{
	return table->delete.kind != STATSIG_VERB_NONE;
}
