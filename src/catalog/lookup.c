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
	&statsig_table_gate_references,
	&statsig_table_gate_pulse_results,
	&statsig_table_gate_pulse_load_history,
	&statsig_table_dynamic_configs,
	&statsig_table_dynamic_config_rules,
	&statsig_table_dynamic_config_versions,
	&statsig_table_experiments,
	&statsig_table_experiment_groups,
	&statsig_table_experiment_overrides,
	&statsig_table_experiment_cumulative_exposures,
	&statsig_table_experiment_pulse_results,
	&statsig_table_experiment_pulse_load_history,
	&statsig_table_exposure_counts,
	&statsig_table_layers,
	&statsig_table_layer_experiments,
	&statsig_table_layer_overrides,
	&statsig_table_holdouts,
	&statsig_table_holdout_overrides,
	&statsig_table_holdout_pulse_results,
	&statsig_table_segments,
	&statsig_table_segment_rules,
	&statsig_table_segment_ids,
	&statsig_table_segment_idlist_metadata,
	&statsig_table_metrics,
	&statsig_table_metric_values,
	&statsig_table_metric_experiments,
	&statsig_table_metric_sources,
	&statsig_table_metric_source_metrics,
	&statsig_table_assignment_sources,
	&statsig_table_entity_property_sources,
	&statsig_table_qualifying_events,
	&statsig_table_events,
	&statsig_table_event_metrics,
	&statsig_table_autotunes,
	&statsig_table_audit_logs,
	&statsig_table_alerts,
	&statsig_table_users,
	&statsig_table_teams,
	&statsig_table_roles,
	&statsig_table_keys,
	&statsig_table_tags,
	&statsig_table_target_apps,
	&statsig_table_target_app_assignments,
	&statsig_table_unit_id_types,
	&statsig_table_environments,
	&statsig_table_release_pipelines,
	&statsig_table_release_pipeline_triggers,
	&statsig_table_prompts,
	&statsig_table_prompt_versions,
	&statsig_table_param_stores,
	&statsig_table_reports,
	&statsig_table_usage_billing_report,
	&statsig_table_ingestion_sources,
	&statsig_table_ingestion_runs,
	&statsig_table_ingestion_schedules,
	&statsig_table_ingestion_status,
	&statsig_table_ingestion_event_counts,
	&statsig_table_ingestion_event_deltas,
	&statsig_table_ingestion_backfills,
	&statsig_table_ingestion_databricks_connections,
	&statsig_table_settings_project,
	&statsig_table_settings_reviews,
	&statsig_table_settings_roles,
	&statsig_table_settings_teams,
	&statsig_table_project,
	&statsig_table_company,
	&statsig_table_wh_connections,
	&statsig_table_change_validations,
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

int
statsig_catalog_flagged_column(const StatsigTable *table, int flag)
{
	for (int i = 0; i < table->n_columns; i++)
	{
		if (table->columns[i].flags & flag)
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
statsig_catalog_is_among(const char *const *values, const char *text)
{
	for (; values != NULL && *values != NULL; values++)
	{
		if (strcmp(*values, text) == 0)
			return true;
	}
	return false;
}

const StatsigFacetValue *
statsig_catalog_pinned(const StatsigFacet *facet, const char *column)
{
	for (int i = 0; i < STATSIG_MAX_FACET_VALUES && facet->values[i].column != NULL; i++)
	{
		if (strcmp(facet->values[i].column, column) == 0)
			return &facet->values[i];
	}
	return NULL;
}

bool
statsig_catalog_in_key(const StatsigTable *table, const char *column)
{
	return statsig_catalog_is_among(table->key, column);
}

bool
statsig_catalog_parent_gives(const StatsigParent *parent, const char *column)
{
	if (parent->column == NULL)
		return false;
	if (strcmp(parent->column, column) == 0)
		return true;
	for (int i = 0; i < STATSIG_MAX_PARENT_KEYS && parent->also[i].column != NULL; i++)
	{
		if (strcmp(parent->also[i].column, column) == 0)
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

bool
statsig_catalog_is_secret(const StatsigTable *table, const StatsigColumn *column)
{
	return (column->flags & STATSIG_SECRET) ||
		   (column->source == STATSIG_FROM_RAW &&
			statsig_catalog_flagged_column(table, STATSIG_SECRET) >= 0);
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

/* Facets that only say how to write do not tell how rows lie. */
StatsigRowKind
statsig_catalog_row_kind(const StatsigTable *table)
{
	const StatsigFacet *first = NULL;
	int n = 0;

	for (int i = 0; i < table->n_facets; i++)
	{
		if (table->facets[i].write_only)
			continue;
		if (n++ == 0)
			first = &table->facets[i];
	}
	if (n == 0)
		return STATSIG_ROWS_ITEMS;
	return n == 1 && first->array != NULL && first->list == NULL ? STATSIG_ROWS_ELEMENTS :
																   STATSIG_ROWS_ENTRIES;
}

bool
statsig_catalog_is_only_listed(const StatsigTable *table)
{
	return statsig_catalog_row_kind(table) == STATSIG_ROWS_ITEMS && table->item.path == NULL;
}

int
statsig_catalog_document_key(const StatsigTable *table)
{
	StatsigSource source = statsig_catalog_row_kind(table) == STATSIG_ROWS_ELEMENTS ?
							   STATSIG_FROM_ITEM :
							   STATSIG_FROM_ROW;

	if (table->item_key == NULL || statsig_catalog_row_kind(table) == STATSIG_ROWS_ENTRIES)
		return -1;
	for (int i = 0; i < table->n_columns; i++)
	{
		const StatsigColumn *column = &table->columns[i];

		if (column->source == source && column->json != NULL &&
			strcmp(column->json, table->item_key) == 0)
			return i;
	}
	return -1;
}

static bool
same_list(const StatsigTable *a, const StatsigTable *b)
{
	return a->list.path != NULL && b->list.path != NULL && strcmp(a->list.path, b->list.path) == 0;
}

const StatsigTable *
statsig_catalog_document_table(const StatsigTable *table)
{
	for (int i = 0; i < STATSIG_LENGTHOF(registry); i++)
		if (same_list(registry[i], table) &&
			statsig_catalog_row_kind(registry[i]) == STATSIG_ROWS_ITEMS)
			return registry[i];
	return NULL;
}

const StatsigTable *
statsig_catalog_element_table(const StatsigTable *table, const char *array)
{
	for (int i = 0; i < STATSIG_LENGTHOF(registry); i++)
		if (same_list(registry[i], table) &&
			statsig_catalog_row_kind(registry[i]) == STATSIG_ROWS_ELEMENTS &&
			strcmp(registry[i]->facets[0].array, array) == 0)
			return registry[i];
	return NULL;
}

bool
statsig_catalog_in_entry(const StatsigColumn *column)
{
	return column->source != STATSIG_FROM_RAW && column->source != STATSIG_FROM_NOWHERE;
}
