/*-------------------------------------------------------------------------
 *
 * options.c
 *	  Options of servers, user mappings, foreign tables and their columns:
 *	  which exist, which values they take, and the session they resolve to.
 *
 * One grid says everything about an option: where it may stand, what it
 * accepts and which member of the session it fills.  The API key may stand
 * in a user mapping only, because the options of all other objects can be
 * read by everyone.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "access/reloptions.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_foreign_table.h"
#include "catalog/pg_user_mapping.h"
#include "commands/defrem.h"
#include "foreign/fdwapi.h"
#include "foreign/foreign.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "src/catalog/catalog.h"
#include "src/compat.h"
#include "src/fdw/hosts.h"
#include "src/fdw/option_checks.h"
#include "src/fdw/options.h"
#include "src/remote/digest.h"

/* Objects an option may stand at; bits of StatsigOption.places. */
#define AT_SERVER  0x01
#define AT_MAPPING 0x02
#define AT_TABLE   0x04
#define AT_COLUMN  0x08

typedef enum OptionKind
{
	OPTION_TEXT,	 /* char *; check() says what is accepted */
	OPTION_BOOL,	 /* bool */
	OPTION_COUNT,	 /* int */
	OPTION_DURATION, /* int, milliseconds */
	OPTION_SIZE		 /* int64, bytes; written in kB when without a unit */
} OptionKind;

typedef struct StatsigOption
{
	const char *name;
	int places;
	OptionKind kind;
	int minimum; /* in the kind's unit; sizes in kB */
	int maximum;
	void (*check)(const char *value); /* texts; may be NULL */
	int member;						  /* offset in StatsigSession, or NO_MEMBER */
} StatsigOption;

#define NO_MEMBER		(-1)
#define SESSION(member) ((int) offsetof(StatsigSession, member))

/* An answer is one allocation of the server's, which bounds max_response_size. */
static const StatsigOption options[] = {
	{"base_url", AT_SERVER, OPTION_TEXT, 0, 0, statsig_hosts_check_url, SESSION(base_url)},
	{"page_size", AT_SERVER | AT_TABLE, OPTION_COUNT, 1, 100, NULL, SESSION(page_size)},
	{"fetch_concurrency", AT_SERVER, OPTION_COUNT, 1, 32, NULL, SESSION(fetch_concurrency)},
	{"cache_ttl", AT_SERVER | AT_TABLE, OPTION_DURATION, 0, 24 * 3600 * 1000, NULL,
	 SESSION(cache_ttl)},
	{"mutations_per_10_seconds", AT_SERVER, OPTION_COUNT, 1, 100000, NULL,
	 SESSION(mutations_per_10_seconds)},
	{"mutations_per_15_minutes", AT_SERVER, OPTION_COUNT, 1, 100000, NULL,
	 SESSION(mutations_per_15_minutes)},
	{"connect_timeout", AT_SERVER, OPTION_DURATION, 1, 3600000, NULL, SESSION(connect_timeout)},
	{"request_timeout", AT_SERVER, OPTION_DURATION, 1, 3600000, NULL, SESSION(request_timeout)},
	{"max_response_size", AT_SERVER, OPTION_SIZE, 1, 1023 * 1024, NULL, SESSION(max_response_size)},
	{"updatable", AT_SERVER | AT_TABLE, OPTION_BOOL, 0, 0, NULL, NO_MEMBER},
	{"write_mode", AT_SERVER | AT_TABLE, OPTION_TEXT, 0, 0, statsig_check_write_mode,
	 SESSION(write_mode)},
	{"update_mode", AT_TABLE, OPTION_TEXT, 0, 0, statsig_check_update_mode, SESSION(update_mode)},
	{"check_conflicts", AT_SERVER | AT_TABLE, OPTION_BOOL, 0, 0, NULL, SESSION(check_conflicts)},
	{"respect_review_settings", AT_SERVER, OPTION_BOOL, 0, 0, NULL,
	 SESSION(respect_review_settings)},
	{"api_version", AT_SERVER, OPTION_TEXT, 0, 0, statsig_check_api_version, SESSION(api_version)},
	{"use_remote_estimate", AT_SERVER | AT_TABLE, OPTION_BOOL, 0, 0, NULL,
	 SESSION(remote_estimate)},
	{"ca_file", AT_SERVER, OPTION_TEXT, 0, 0, statsig_check_ca_file, SESSION(ca_file)},
	{"api_key", AT_MAPPING, OPTION_TEXT, 0, 0, statsig_check_api_key, SESSION(api_key)},
	{"resource", AT_TABLE, OPTION_TEXT, 0, 0, statsig_check_resource, NO_MEMBER},
	{"column_name", AT_COLUMN, OPTION_TEXT, 0, 0, NULL, NO_MEMBER},
};

/* What is used where no option says otherwise. */
static const StatsigSession default_session = {
	.base_url = "https://statsigapi.net",
	.api_version = "20240601",
	.connect_timeout = 10 * 1000,
	.request_timeout = 30 * 1000,
	.max_response_size = INT64CONST(64) * 1024 * 1024,
	.page_size = 100,
	.fetch_concurrency = 8,
	/* A little below the documented limits, 100 and 900: clocks and networks are not exact. */
	.mutations_per_10_seconds = 90,
	.mutations_per_15_minutes = 850,
	.check_conflicts = true,
	.write_mode = "commit",
	.update_mode = "partial",
};

/* The places by system catalog, with their names for messages. */
static const struct
{
	Oid catalog;
	int place;
	const char *noun;
} places[] = {
	{ForeignServerRelationId, AT_SERVER, "a server"},
	{UserMappingRelationId, AT_MAPPING, "a user mapping"},
	{ForeignTableRelationId, AT_TABLE, "a foreign table"},
	{AttributeRelationId, AT_COLUMN, "a column of a foreign table"},
};

/*
 * Values
 */

/* Parses a number with an optional unit; raises HV024 when it is out of bounds. */
static int
parse_number(const StatsigOption *option, const char *value)
{
	static const int units[] = {
		[OPTION_COUNT] = 0,
		[OPTION_DURATION] = GUC_UNIT_MS,
		[OPTION_SIZE] = GUC_UNIT_KB,
	};
	static const char *const unit_names[] = {
		[OPTION_COUNT] = "",
		[OPTION_DURATION] = " ms",
		[OPTION_SIZE] = " kB",
	};
	const char *hint = NULL;
	int number;

	if (!parse_int(value, &number, units[option->kind], &hint))
		statsig_raise_bad_value(option->name,
								option->kind == OPTION_COUNT ?
									"The value must be a whole number." :
									"The value must be a number, with a unit or without.",
								hint);
	if (number < option->minimum || number > option->maximum)
		statsig_raise_bad_value(option->name,
								psprintf("The value must be between %d%s and %d%s.",
										 option->minimum, unit_names[option->kind], option->maximum,
										 unit_names[option->kind]),
								NULL);
	return number;
}

/*
 * Checks one value and, unless target is NULL, stores it there.  Texts are
 * not checked when they are stored: what a check allows can depend on who
 * asks, and that was asked when the option was set.
 */
static void
take_value(const StatsigOption *option, DefElem *element, void *target)
{
	int number;
	bool truth;

	switch (option->kind)
	{
		case OPTION_TEXT:
			if (target != NULL)
				*(char **) target = pstrdup(defGetString(element));
			else if (option->check != NULL)
				option->check(defGetString(element));
			break;
		case OPTION_BOOL:
			if (!parse_bool(defGetString(element), &truth))
				statsig_raise_bad_value(option->name, "The value must be true or false.", NULL);
			if (target != NULL)
				*(bool *) target = truth;
			break;
		case OPTION_COUNT:
		case OPTION_DURATION:
			number = parse_number(option, defGetString(element));
			if (target != NULL)
				*(int *) target = number;
			break;
		case OPTION_SIZE:
			number = parse_number(option, defGetString(element));
			if (target != NULL)
				*(int64 *) target = (int64) number * 1024;
			break;
	}
}

static const StatsigOption *
find_option(const char *name)
{
	for (int i = 0; i < (int) lengthof(options); i++)
	{
		if (strcmp(options[i].name, name) == 0)
			return &options[i];
	}
	return NULL;
}

/* An option that is known but stands at the wrong object. */
static void
raise_misplaced(const StatsigOption *option)
{
	StringInfoData nouns;

	initStringInfo(&nouns);
	for (int i = 0; i < (int) lengthof(places); i++)
	{
		if (option->places & places[i].place)
			appendStringInfo(&nouns, "%s%s", nouns.len ? " or " : "", places[i].noun);
	}
	ereport(ERROR, (errcode(ERRCODE_FDW_INVALID_OPTION_NAME),
					errmsg("invalid option \"%s\"", option->name),
					(option->places & AT_MAPPING) ?
						errdetail("Everyone can read the options of this object.") :
						0,
					errhint("It is an option of %s.", nouns.data)));
}

static void
raise_unknown(const char *name, int place)
{
	ClosestMatchState match;
	const char *closest;
	StringInfoData valid;

	initStringInfo(&valid);
	initClosestMatch(&match, name, 4);
	for (int i = 0; i < (int) lengthof(options); i++)
	{
		if (!(options[i].places & place))
			continue;
		appendStringInfo(&valid, "%s%s", valid.len ? ", " : "", options[i].name);
		updateClosestMatch(&match, options[i].name);
	}
	closest = getClosestMatch(&match);
	ereport(ERROR, (errcode(ERRCODE_FDW_INVALID_OPTION_NAME), errmsg("invalid option \"%s\"", name),
					valid.len > 0 ? errdetail("Valid options are: %s.", valid.data) :
									errdetail("There are no valid options in this context."),
					closest ? errhint("Perhaps you meant the option \"%s\".", closest) : 0));
}

void
statsig_options_validate(List *given, Oid catalog)
{
	int place = 0;
	ListCell *cell;

	for (int i = 0; i < (int) lengthof(places); i++)
	{
		if (places[i].catalog == catalog)
			place = places[i].place;
	}
	foreach(cell, given)
	{
		DefElem *element = lfirst_node(DefElem, cell);
		const StatsigOption *option = find_option(element->defname);

		if (option == NULL)
			raise_unknown(element->defname, place);
		if (!(option->places & place))
			raise_misplaced(option);
		take_value(option, element, NULL);
	}
}

/*
 * Resolving
 */

static void
apply_list(StatsigSession *session, List *given)
{
	ListCell *cell;

	foreach(cell, given)
	{
		DefElem *element = lfirst_node(DefElem, cell);
		const StatsigOption *option = find_option(element->defname);

		if (option != NULL && option->member != NO_MEMBER)
			take_value(option, element, (char *) session + option->member);
	}
}

/* Options of the table, if there is one, over those of the server, over the defaults. */
static void
apply_options(StatsigSession *session, const ForeignServer *server, Oid relid)
{
	*session = default_session;
	apply_list(session, server->options);
	if (OidIsValid(relid))
		apply_list(session, GetForeignTable(relid)->options);
}

static void
raise_no_key(Oid userid, const ForeignServer *server)
{
	ereport(
		ERROR,
		(errcode(ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION),
		 errmsg("user \"%s\" has no API key for server \"%s\"", GetUserNameFromId(userid, false),
				server->servername),
		 errhint("Give the key as option \"api_key\" of a user mapping, with CREATE USER MAPPING "
				 "or ALTER USER MAPPING.")));
}

/* GetUserMapping() would raise an error of its own, without saying what to do. */
static UserMapping *
find_mapping(Oid userid, const ForeignServer *server)
{
	if (!SearchSysCacheExists2(USERMAPPINGUSERSERVER, ObjectIdGetDatum(userid),
							   ObjectIdGetDatum(server->serverid)) &&
		!SearchSysCacheExists2(USERMAPPINGUSERSERVER, ObjectIdGetDatum(InvalidOid),
							   ObjectIdGetDatum(server->serverid)))
		raise_no_key(userid, server);
	return GetUserMapping(userid, server->serverid);
}

/* The key is hashed and not copied. */
static void
set_project(StatsigSession *session)
{
	StatsigDigest url = statsig_digest(session->base_url, strlen(session->base_url));
	StatsigDigest key = statsig_digest(session->api_key, strlen(session->api_key));

	for (int i = 0; i < (int) lengthof(session->project); i++)
		session->project[i] = hash_combine64(url.halves[i], key.halves[i]);
}

StatsigSession *
statsig_options_session(Oid server_oid, Oid userid, Oid relid)
{
	ForeignServer *server = GetForeignServer(server_oid);
	StatsigSession *session = palloc(sizeof(StatsigSession));
	UserMapping *mapping;

	if (!OidIsValid(userid))
		userid = GetUserId();
	apply_options(session, server, relid);
	statsig_hosts_check_url(session->base_url);
	session->base_url = statsig_hosts_trim_url(session->base_url);

	mapping = find_mapping(userid, server);
	apply_list(session, mapping->options);
	if (session->api_key == NULL)
		raise_no_key(userid, server);

	session->server_oid = server_oid;
	session->user_oid = userid;
	set_project(session);
	session->server_name = pstrdup(server->servername);
	return session;
}

int
statsig_options_page_size(Oid relid)
{
	StatsigSession session;

	apply_options(&session, GetForeignServer(GetForeignServerIdByRelId(relid)), relid);
	return session.page_size;
}

bool
statsig_options_use_remote_estimate(Oid relid)
{
	StatsigSession session;

	apply_options(&session, GetForeignServer(GetForeignServerIdByRelId(relid)), relid);
	return session.remote_estimate;
}

/* The value of an option of the list as text, or NULL. */
static const char *
option_text(List *given, const char *name)
{
	ListCell *cell;

	foreach(cell, given)
	{
		DefElem *element = lfirst_node(DefElem, cell);

		if (strcmp(element->defname, name) == 0)
			return defGetString(element);
	}
	return NULL;
}

/* The name of the catalogue entry that a foreign table asks for. */
static const char *
resource_name(Oid relid)
{
	const char *resource = option_text(GetForeignTable(relid)->options, "resource");

	return resource != NULL ? resource : get_rel_name(relid);
}

const StatsigTable *
statsig_options_table(Oid relid)
{
	const char *resource = resource_name(relid);

	statsig_check_resource(resource);
	return statsig_catalog_table(resource);
}

const StatsigTable *
statsig_options_find_table(Oid relid)
{
	return statsig_catalog_table(resource_name(relid));
}

bool
statsig_options_server_updatable(Oid server_oid)
{
	const char *value = option_text(GetForeignServer(server_oid)->options, "updatable");
	bool updatable = true;

	if (value != NULL)
		(void) parse_bool(value, &updatable);
	return updatable;
}

bool
statsig_options_updatable(Oid relid)
{
	ForeignTable *table = GetForeignTable(relid);
	const char *value = option_text(table->options, "updatable");
	bool updatable = true;

	if (value == NULL)
		return statsig_options_server_updatable(table->serverid);
	(void) parse_bool(value, &updatable);
	return updatable;
}

bool
statsig_options_writes_whole(Oid relid, const StatsigTable *table)
{
	const char *value = option_text(GetForeignTable(relid)->options, "update_mode");

	if (value == NULL || strcmp(value, "full") != 0)
		return false;
	if (table->whole.kind == STATSIG_VERB_NONE)
		ereport(ERROR,
				(errcode(ERRCODE_FDW_INVALID_ATTRIBUTE_VALUE),
				 errmsg("foreign table \"%s\" cannot be written with \"update_mode\" = \"full\"",
						get_rel_name(relid)),
				 errdetail("The API has no call that writes \"%s\" whole.", table->name),
				 errhint("Take the option from the table, with ALTER FOREIGN TABLE ... OPTIONS "
						 "(DROP update_mode).")));
	return true;
}

static void
raise_no_column(const StatsigTable *table, Relation relation, const char *name)
{
	ClosestMatchState match;
	const char *closest;

	initClosestMatch(&match, name, 3);
	for (int i = 0; i < table->n_columns; i++)
		updateClosestMatch(&match, table->columns[i].name);
	closest = getClosestMatch(&match);
	ereport(ERROR,
			(errcode(ERRCODE_FDW_COLUMN_NAME_NOT_FOUND),
			 errmsg("resource \"%s\" has no column \"%s\"", table->name, name),
			 errdetail("It is wanted by foreign table \"%s\".", RelationGetRelationName(relation)),
			 closest ?
				 errhint("Perhaps you meant the column \"%s\"; the option \"column_name\" maps a "
						 "column of another name.",
						 closest) :
				 errhint("The option \"column_name\" maps a column of another name.")));
}

int *
statsig_options_columns(Relation relation, const StatsigTable *table)
{
	TupleDesc tupdesc = RelationGetDescr(relation);
	int *columns = palloc(sizeof(int) * Max(tupdesc->natts, 1));

	for (int i = 0; i < tupdesc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(tupdesc, i);
		const char *name;

		columns[i] = -1;
		if (attribute->attisdropped)
			continue;
		name = option_text(GetForeignColumnOptions(RelationGetRelid(relation), attribute->attnum),
						   "column_name");
		if (name == NULL)
			name = NameStr(attribute->attname);
		columns[i] = statsig_catalog_column(table, name);
		if (columns[i] < 0)
			raise_no_column(table, relation, name);
	}
	return columns;
}
