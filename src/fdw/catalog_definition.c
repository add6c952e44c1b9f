/*-------------------------------------------------------------------------
 *
 * catalog_definition.c
 *	  What the catalogue has as JSON, for tools that check or document it.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "utils/json.h"

#include "src/fdw/catalog_definition.h"

static const char *const envelope_names[] = {
	[STATSIG_DATA_ARRAY] = "data array",
	[STATSIG_DATA_OBJECT] = "data object",
	[STATSIG_BARE_ARRAY] = "bare array",
	[STATSIG_DATA_ANY] = "data array or object",
	[STATSIG_CSV] = "csv",
	[STATSIG_ECHO] = "echo",
	[STATSIG_MESSAGE_ONLY] = "message",
};

static const char *const verb_names[] = {
	[STATSIG_VERB_NONE] = "none",
	[STATSIG_VERB_OBJECT] = "object",
	[STATSIG_VERB_CHILD] = "child",
	[STATSIG_VERB_ENTRIES] = "entries",
	[STATSIG_VERB_PARENT_ARRAY] = "parent array",
	[STATSIG_VERB_WHOLE] = "whole",
	[STATSIG_VERB_SET] = "set",
};

static const char *const facet_value_names[] = {
	[STATSIG_FACET_CONSTANT] = "constant",
	[STATSIG_FACET_NULL] = "null",
	[STATSIG_FACET_ELEMENT] = "element",
};

static const char *const place_names[] = {
	[STATSIG_IN_PATH] = "path",
	[STATSIG_IN_QUERY] = "query",
	[STATSIG_IN_BODY] = "body",
};

/*
 * A writer of nested objects and arrays needs to know only whether a comma is
 * due, which the last character tells.
 */
static void
put_comma(StringInfo json)
{
	char last = json->len > 0 ? json->data[json->len - 1] : '{';

	if (last != '{' && last != '[' && last != ':')
		appendStringInfoChar(json, ',');
}

static void
put_name(StringInfo json, const char *name)
{
	put_comma(json);
	escape_json(json, name);
	appendStringInfoChar(json, ':');
}

/* A text member; NULL is left out. */
static void
put_text(StringInfo json, const char *name, const char *value)
{
	if (value == NULL)
		return;
	put_name(json, name);
	escape_json(json, value);
}

/* A member that is left out when false. */
static void
put_flag(StringInfo json, const char *name, bool value)
{
	if (!value)
		return;
	put_name(json, name);
	appendStringInfoString(json, "true");
}

/* A member with a list of names; NULL is left out. */
static void
put_names(StringInfo json, const char *name, const char *const *values)
{
	if (values == NULL)
		return;
	put_name(json, name);
	appendStringInfoChar(json, '[');
	for (; *values != NULL; values++)
	{
		put_comma(json);
		escape_json(json, *values);
	}
	appendStringInfoChar(json, ']');
}

/* A member with the names of the columns that have the flag. */
static void
put_flagged(StringInfo json, const char *name, const StatsigTable *table, unsigned flag)
{
	put_name(json, name);
	appendStringInfoChar(json, '[');
	for (int i = 0; i < table->n_columns; i++)
	{
		if (!(table->columns[i].flags & flag))
			continue;
		put_comma(json);
		escape_json(json, table->columns[i].name);
	}
	appendStringInfoChar(json, ']');
}

/* A limit; 0 is none and left out. */
static void
put_limit(StringInfo json, const char *name, int value)
{
	if (value == 0)
		return;
	put_name(json, name);
	appendStringInfo(json, "%d", value);
}

/* The value of a member or the element of an array. */
static void
put_endpoint_value(StringInfo json, const StatsigEndpoint *endpoint)
{
	put_comma(json);
	appendStringInfoChar(json, '{');
	put_text(json, "path", endpoint->path);
	put_text(json, "answer", envelope_names[endpoint->envelope]);
	put_flag(json, "paged", endpoint->paging != STATSIG_NOT_PAGED);
	put_flag(json, "paged_by_number", endpoint->paging == STATSIG_PAGED_BY_NUMBER);
	put_limit(json, "most_values", endpoint->most_values);
	appendStringInfoChar(json, '}');
}

static void
put_endpoint(StringInfo json, const char *name, const StatsigEndpoint *endpoint)
{
	if (endpoint->path == NULL)
		return;
	put_name(json, name);
	put_endpoint_value(json, endpoint);
}

/* The columns that the parent gives values to, and which rows of it do. */
static void
put_parent(StringInfo json, const StatsigParent *parent)
{
	if (parent->column == NULL)
		return;
	put_name(json, "parent");
	appendStringInfoChar(json, '{');
	put_text(json, "table", parent->table);
	put_name(json, "columns");
	appendStringInfoChar(json, '{');
	put_text(json, parent->column, parent->key);
	for (int i = 0; i < STATSIG_MAX_PARENT_KEYS && parent->also[i].column != NULL; i++)
		put_text(json, parent->also[i].column, parent->also[i].key);
	appendStringInfoChar(json, '}');
	put_text(json, "when_column", parent->when_column);
	put_names(json, "when_values", parent->when_values);
	put_names(json, "maybe_values", parent->maybe_values);
	appendStringInfoChar(json, '}');
}

/* The further lists, and the further endpoints that are used when their columns are known. */
static void
put_lists(StringInfo json, const StatsigTable *table)
{
	put_text(json, "constant", table->constant);
	put_name(json, "parts");
	appendStringInfoChar(json, '[');
	for (int i = 0; i < table->n_parts; i++)
	{
		put_comma(json);
		appendStringInfoChar(json, '{');
		put_text(json, "constant", table->parts[i].constant);
		put_endpoint(json, "list", &table->parts[i].list);
		put_parent(json, &table->parts[i].parent);
		appendStringInfoChar(json, '}');
	}
	appendStringInfoChar(json, ']');
	put_name(json, "alternatives");
	appendStringInfoChar(json, '[');
	for (int i = 0; i < table->n_alternatives; i++)
		put_endpoint_value(json, &table->alternatives[i]);
	appendStringInfoChar(json, ']');
}

/* What a list leaves out, though items have it. */
static void
put_omission(StringInfo json, const StatsigOmission *omission)
{
	if (omission->member == NULL)
		return;
	put_name(json, "omission");
	appendStringInfoChar(json, '{');
	put_text(json, "column", omission->column);
	put_text(json, "member", omission->member);
	put_text(json, "value", omission->value);
	appendStringInfoChar(json, '}');
}

/* Path columns with the values that are asked for where a query gives none. */
static void
put_enumerations(StringInfo json, const StatsigTable *table)
{
	put_name(json, "enumerations");
	appendStringInfoChar(json, '{');
	for (int i = 0; i < table->n_enumerations; i++)
		put_names(json, table->enumerations[i].column, table->enumerations[i].values);
	appendStringInfoChar(json, '}');
}

/* The parameters without which the API refuses the list. */
static void
put_required_parameters(StringInfo json, const StatsigTable *table)
{
	put_name(json, "required_parameters");
	appendStringInfoChar(json, '[');
	for (int i = 0; i < table->n_filters; i++)
	{
		if (!table->filters[i].required)
			continue;
		put_comma(json);
		escape_json(json, table->filters[i].parameter);
	}
	appendStringInfoChar(json, ']');
}

/* Where rows come from. */
static void
put_reading(StringInfo json, const StatsigTable *table)
{
	put_endpoint(json, "list", &table->list);
	put_endpoint(json, "item", &table->item);
	put_text(json, "unreadable", table->unreadable);
	put_text(json, "item_key", table->item_key);
	put_parent(json, &table->parent);
	put_lists(json, table);
	put_enumerations(json, table);
	put_required_parameters(json, table);
	put_omission(json, &table->omission);
}

static void
put_verb(StringInfo json, const char *name, const StatsigVerb *verb)
{
	if (verb->kind == STATSIG_VERB_NONE)
		return;
	put_name(json, name);
	appendStringInfoChar(json, '{');
	put_text(json, "kind", verb_names[verb->kind]);
	put_text(json, "method", verb->method);
	put_text(json, "path", verb->path);
	put_text(json, "several_method", verb->several_method);
	put_text(json, "several_path", verb->several_path);
	put_text(json, "several_member", verb->several_member);
	put_limit(json, "max_entries", verb->max_entries);
	put_text(json, "member", verb->member);
	put_text(json, "member_json", verb->member_json);
	put_flag(json, "bare", verb->bare);
	put_text(json, "clear_method", verb->clear_method);
	put_text(json, "clear_path", verb->clear_path);
	put_text(json, "answer", envelope_names[verb->answer]);
	put_flag(json, "repeatable", verb->repeatable);
	if (verb->variant != NULL)
	{
		put_text(json, "variant_parent", verb->variant->parent_path);
		put_text(json, "variant_member", verb->variant->member);
		put_text(json, "variant_value", verb->variant->value);
		put_verb(json, "variant", &verb->variant->verb);
	}
	appendStringInfoChar(json, '}');
}

static void
put_facet(StringInfo json, const StatsigFacet *facet)
{
	put_comma(json);
	appendStringInfoChar(json, '{');
	put_text(json, "array", facet->array);
	put_text(json, "list", facet->list);
	put_name(json, "values");
	appendStringInfoChar(json, '{');
	for (int i = 0; i < STATSIG_MAX_FACET_VALUES && facet->values[i].column != NULL; i++)
	{
		const StatsigFacetValue *value = &facet->values[i];

		put_name(json, value->column);
		appendStringInfoChar(json, '{');
		put_text(json, "kind", facet_value_names[value->kind]);
		put_text(json, "text", value->text);
		appendStringInfoChar(json, '}');
	}
	appendStringInfoChar(json, '}');
	put_text(json, "unless", facet->unless);
	put_flag(json, "always", facet->always);
	put_flag(json, "write_only", facet->write_only);
	put_name(json, "body");
	appendStringInfo(json, "%d}", facet->body);
}

static void
put_action(StringInfo json, const StatsigAction *action)
{
	put_comma(json);
	appendStringInfoChar(json, '{');
	put_text(json, "column", action->column);
	put_text(json, "from", action->from);
	put_text(json, "to", action->to);
	put_flag(json, "alone", action->alone);
	put_flag(json, "before_fields", action->stage == STATSIG_BEFORE_FIELDS);
	put_text(json, "method", action->method);
	put_text(json, "path", action->path);
	put_name(json, "arguments");
	appendStringInfoChar(json, '[');
	for (int i = 0; i < STATSIG_MAX_ARGUMENTS && action->arguments[i].column != NULL; i++)
	{
		put_comma(json);
		appendStringInfoChar(json, '{');
		put_text(json, "column", action->arguments[i].column);
		put_text(json, "member", action->arguments[i].json);
		put_flag(json, "required", action->arguments[i].required);
		put_text(json, "fallback", action->arguments[i].fallback);
		appendStringInfoChar(json, '}');
	}
	appendStringInfoChar(json, ']');
	put_text(json, "collect", action->collect);
	put_text(json, "collect_column", action->collect_column);
	put_text(json, "answer", envelope_names[action->answer]);
	put_flag(json, "repeatable", action->repeatable);
	put_text(json, "comment", action->comment);
	appendStringInfoChar(json, '}');
}

char *
statsig_catalog_definition(const StatsigTable *table)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	put_reading(&json, table);
	put_verb(&json, "insert", &table->insert);
	put_verb(&json, "update", &table->update);
	put_verb(&json, "whole", &table->whole);
	put_verb(&json, "delete", &table->delete);
	put_verb(&json, "reorder", &table->reorder);
	put_text(&json, "unique_column", table->unique_column);
	put_names(&json, "insert_any", table->insert_any);
	put_flagged(&json, "whole_columns", table, STATSIG_WHOLE);
	put_flagged(&json, "inserted_after", table, STATSIG_INSERT_AFTER);
	put_flagged(&json, "identifying", table, STATSIG_IDENTIFIES);
	put_flagged(&json, "secret", table, STATSIG_SECRET);
	appendStringInfoString(&json, ",\"facets\":[");
	for (int i = 0; i < table->n_facets; i++)
		put_facet(&json, &table->facets[i]);
	appendStringInfoString(&json, "],\"actions\":[");
	for (int i = 0; i < table->n_actions; i++)
		put_action(&json, &table->actions[i]);
	appendStringInfoString(&json, "]}");
	return json.data;
}

/* One name, or a list of several. */
static void
put_kinds(StringInfo json, unsigned kinds)
{
	bool several = (kinds & (kinds - 1)) != 0;

	put_name(json, "type");
	if (several)
		appendStringInfoChar(json, '[');
	for (int i = 0; i < STATSIG_KINDS; i++)
	{
		if (!(kinds & 1U << i))
			continue;
		put_comma(json);
		escape_json(json, statsig_kind_name(i));
	}
	if (several)
		appendStringInfoChar(json, ']');
}

static void
put_domain(StringInfo json, const StatsigDomain *domain)
{
	put_names(json, "enum", domain->values);
	put_limit(json, "minLength", domain->min_length);
	put_limit(json, "maxLength", domain->max_length);
	put_text(json, "characters", domain->characters);
	put_text(json, "format", statsig_format_name(domain->format));
	if (domain->has_range)
		appendStringInfo(json, ",\"minimum\":%g,\"maximum\":%g", domain->minimum, domain->maximum);
}

static void
put_scalar(StringInfo json, const StatsigShape *shape)
{
	put_domain(json, &shape->domain);
	if (shape->max_decimals > 0)
		appendStringInfo(json, ",\"multipleOf\":1e-%d", shape->max_decimals);
}

static void put_shape(StringInfo json, const StatsigShape *shape);

static void
put_object(StringInfo json, const StatsigShape *shape)
{
	if (shape->members == NULL)
		return;
	put_name(json, "properties");
	appendStringInfoChar(json, '{');
	for (const StatsigShapeMember *member = shape->members; member->name; member++)
	{
		put_name(json, member->name);
		put_shape(json, member->shape);
	}
	appendStringInfoString(json, "},\"required\":[");
	for (const StatsigShapeMember *member = shape->members; member->name; member++)
	{
		if (!member->required)
			continue;
		put_comma(json);
		escape_json(json, member->name);
	}
	appendStringInfoChar(json, ']');
}

static void
put_array(StringInfo json, const StatsigShape *shape)
{
	if (shape->element != NULL)
	{
		put_name(json, "items");
		put_shape(json, shape->element);
	}
	put_flag(json, "oneKind", shape->one_kind);
	put_limit(json, "maxItems", shape->max_elements);
	put_text(json, "uniqueMember", shape->unique_member);
	put_text(json, "sumMember", shape->sum_member);
	if (shape->sum_member != NULL)
		appendStringInfo(json, ",\"sum\":%g", shape->sum);
}

static void
put_shape(StringInfo json, const StatsigShape *shape)
{
	appendStringInfoChar(json, '{');
	put_kinds(json, shape->kinds);
	put_scalar(json, shape);
	put_object(json, shape);
	put_array(json, shape);
	appendStringInfoChar(json, '}');
}

char *
statsig_shape_definition(const StatsigShape *shape)
{
	StringInfoData json;

	initStringInfo(&json);
	put_shape(&json, shape);
	return json.data;
}

char *
statsig_function_definition(const StatsigFunction *function)
{
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '[');
	for (const StatsigParameter *parameter = function->parameters; parameter->name; parameter++)
	{
		put_comma(&json);
		appendStringInfoChar(&json, '{');
		put_text(&json, "name", parameter->name);
		put_text(&json, "type", statsig_type_name(parameter->type));
		put_text(&json, "place", place_names[parameter->place]);
		put_text(&json, "member", parameter->member);
		put_flag(&json, "required", parameter->required);
		put_domain(&json, &parameter->domain);
		appendStringInfoChar(&json, '}');
	}
	appendStringInfoChar(&json, ']');
	return json.data;
}
