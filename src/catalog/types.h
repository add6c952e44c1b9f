/*-------------------------------------------------------------------------
 *
 * types.h
 *	  The words in which the catalogue describes the Console API.
 *
 * A table of the catalogue says where its rows lie in the answers of the API
 * and which requests an INSERT, UPDATE or DELETE makes.  The engine in
 * src/fdw and src/remote reads these words and never a table's name: a
 * resource that cannot be said with them needs a new word here, not a branch
 * there.
 *
 * Paths are written below the API's root ("/gates/{id}" means
 * /console/v1/gates/{id}); a name in braces is a column of the table.  A path
 * may end in a query ("/reports?type={type}&date={date}"); its values are
 * encoded like segments.
 *
 * JSON members are written as "name", as "outer.inner" for a nested one, as
 * "first|second" where the API spells one thing in two ways, and as
 * "array[].name" for one member of each object of an array (text[] only).
 *
 * Nothing here depends on PostgreSQL, so that the catalogue is plain data.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_CATALOG_TYPES_H
#define STATSIG_CATALOG_TYPES_H

#include <stdbool.h>
#include <stddef.h>

/* clang-format off */

/* Most columns in a key, most values a facet pins down. */
#define STATSIG_MAX_KEY			6
#define STATSIG_MAX_FACET_VALUES 4
#define STATSIG_MAX_ARGUMENTS	4
#define STATSIG_MAX_PARENT_KEYS	2

/* SQL types of columns; statsig_type_name() gives their spelling. */
typedef enum StatsigType
{
	STATSIG_TEXT,
	STATSIG_BOOL,
	STATSIG_INT4,
	STATSIG_INT8,
	STATSIG_FLOAT8,
	STATSIG_PERCENT,			/* numeric(5,2) */
	STATSIG_DATE,
	STATSIG_TIMESTAMPTZ_MS,		/* timestamptz; JSON number, or its digits, ms since 1970 */
	STATSIG_TIMESTAMPTZ_ISO,	/* timestamptz; JSON string, ISO 8601 */
	STATSIG_JSONB,
	STATSIG_TEXT_ARRAY			/* text[]; JSON array, or one bare scalar */
} StatsigType;

/*
 * Where the value of a column comes from when a row is read.
 *
 * The "item" is one element of a list's data (or the data object itself); the
 * "row object" is the item, or the element of the item's array that a facet
 * names; the "element" is one scalar of the list a facet names.
 */
typedef enum StatsigSource
{
	STATSIG_FROM_ROW,			/* member of the row object */
	STATSIG_FROM_ITEM,			/* member of the item around the row object */
	STATSIG_FROM_FACET,			/* only what the facet says */
	STATSIG_FROM_PATH,			/* the value the request's path was made with */
	STATSIG_FROM_QUERY,			/* parameter column: the value asked for, or NULL */
	STATSIG_FROM_LIST,			/* what the list that the row came from says (StatsigPart) */
	STATSIG_FROM_JOINED,		/* text: "first+second", the two members joined by "::"; the
								 * value the request's path was made with where there is one */
	STATSIG_FROM_POSITION,		/* 0-based index of the row object in its array */
	STATSIG_FROM_MATCH,			/* bool: "row member=item member" are equal; where the
								 * item names none, true for the first row object */
	STATSIG_FROM_DISPLAY_TIME,	/* timestamptz from two display texts,
								 * "date member+time member" */
	STATSIG_FROM_RAW,			/* the whole row object as it came */
	STATSIG_FROM_NOWHERE		/* write-only: reads as NULL */
} StatsigSource;

/* What can be written, and how.  Flags of StatsigColumn. */
#define STATSIG_INSERT		0x0001	/* may be given on INSERT */
#define STATSIG_REQUIRED	0x0002	/* must be given on INSERT (implies INSERT) */
#define STATSIG_UPDATE		0x0004	/* sent by the table's update verb */
#define STATSIG_ACTION		0x0008	/* sent only by an action, or as its argument */
#define STATSIG_NULLABLE	0x0010	/* UPDATE to NULL sends JSON null */
#define STATSIG_FREE_FORM	0x0020	/* jsonb is the user's own: never strip nulls */
#define STATSIG_EMPTY_NULL	0x0040	/* "" in JSON reads as NULL */
#define STATSIG_DISTINCT	0x0080	/* text[]: repeated elements are dropped */
#define STATSIG_NOT_NULL	0x0100	/* the API always gives a value (for comments
									 * and documentation; not enforced) */
#define STATSIG_REORDER		0x0200	/* position: UPDATE moves the element inside the
									 * parent's array (read-modify-write) */
#define STATSIG_READ_ONLY_MEMBER 0x0400 /* never sent back inside a rewritten array */
#define STATSIG_TOUCHED		0x0800	/* the API sets it anew with every change of the row */
#define STATSIG_STAMP		0x1000	/* a scalar member of an item that is never the same
									 * again once somebody has changed the item */
#define STATSIG_UNIQUE		0x2000	/* no two items of the list have the same */
#define STATSIG_OUTLIVED	0x4000	/* names what may be gone when the object has been
									 * deleted: not given when it is made again */
#define STATSIG_INSERT_AFTER 0x8000	/* may be given on INSERT, but the API takes it only once
									 * the object is there: it follows in an update */
#define STATSIG_WHOLE		0x10000	/* sent only by the table's "whole" verb; with STATSIG_ACTION:
									 * part of its body, but changed by actions only */
#define STATSIG_IDENTIFIES	0x20000	/* part of the key that goes into the body of an update */
#define STATSIG_ON_CHANGE	0x200000	/* not repeated in an object that is written whole: what
									 * was read is not what the API would take it for */
#define STATSIG_SECRET		0x40000	/* never shown: not in EXPLAIN, messages or views */
#define STATSIG_SHARED		0x400000	/* names an object that the API changes along with the row:
									 * rows that name the same are not changed at a time */
#define STATSIG_DEMANDED	0x100000	/* must be in an object that is written whole: null when the
									 * API shows nothing */

/* Columns that an INSERT takes have one of these. */
#define STATSIG_WRITTEN_BY_INSERT (STATSIG_INSERT | STATSIG_REQUIRED | STATSIG_INSERT_AFTER)

/*
 * Columns that an object which is written whole has in it have one of these.
 * With ACTION beside WHOLE only actions change the column.
 */
#define STATSIG_IN_WHOLE (STATSIG_UPDATE | STATSIG_WHOLE)

/* Forms of text that have a name; StatsigDomain.format. */
typedef enum StatsigFormat
{
	STATSIG_FORMAT_ANY = 0,
	STATSIG_FORMAT_EMAIL,		/* something@something, without white space */
	STATSIG_FORMAT_URI			/* scheme:something, without white space */
} StatsigFormat;

/* What values may be written; all members zero: anything the type takes. */
typedef struct StatsigDomain
{
	int			min_length;		/* characters, text only */
	int			max_length;		/* characters, 0: no limit */
	const char *characters;		/* extra characters allowed beside
								 * [a-zA-Z0-9]; NULL: any character */
	bool		has_range;
	double		minimum;
	double		maximum;
	const char *const *values;	/* NULL-terminated list of allowed texts */
	StatsigFormat format;
} StatsigDomain;

/* Shorthands for the column grids. */
#define STATSIG_ANYTHING	{0}
#define STATSIG_LENGTH(lo, hi)	{.min_length = (lo), .max_length = (hi)}
#define STATSIG_RANGE(lo, hi)	{.has_range = true, .minimum = (lo), .maximum = (hi)}
#define STATSIG_VALUES(...)		{.values = (const char *const[]){__VA_ARGS__, NULL}}

typedef struct StatsigColumn
{
	const char *name;			/* SQL name */
	StatsigType type;
	StatsigSource source;
	const char *json;			/* JSON member (or query parameter) read from */
	unsigned	flags;
	StatsigDomain domain;
	const char *comment;
	const char *write_json;		/* JSON member written to; NULL: same as json */
	const char *insert_default; /* JSON text sent when INSERT leaves a required
								 * column out; NULL: none */
	const char *const *write_members;	/* jsonb: the members of the object that the
										 * API takes, others are left out of the body;
										 * NULL: all */
	const char *const *keep_nulls_in;	/* jsonb: members, at any depth, whose values are
										 * the user's own: nulls inside them are sent */
	const struct StatsigShape *shape;	/* jsonb that is written: what it must look like,
										 * see shapes.h */
	const char *same_as;		/* another column that says the same in other words: what is
								 * written whole has the one that changes, not both */
} StatsigColumn;

/* A NULL-terminated list of names, for the members above and below. */
#define STATSIG_NAMES(...)		((const char *const[]){__VA_ARGS__, NULL})

/* How an answer wraps what it carries. */
typedef enum StatsigEnvelope
{
	STATSIG_DATA_ARRAY,			/* {"data": [item, ...]} */
	STATSIG_DATA_OBJECT,		/* {"data": item} */
	STATSIG_BARE_ARRAY,			/* [item, ...], or as DATA_ARRAY */
	STATSIG_DATA_ANY,			/* {"data": item} or {"data": [item, ...]} */
	STATSIG_CSV,				/* text/csv with a header; an item is {"line_no": n from 1,
								 * "line": {header: field, ...}} */
	STATSIG_ECHO,				/* nothing is asked: one row of the values known, so that an
								 * UPDATE finds something to change */
	STATSIG_MESSAGE_ONLY		/* {"message": ...}: nothing to read */
} StatsigEnvelope;

typedef enum StatsigPaging
{
	STATSIG_NOT_PAGED,
	STATSIG_PAGED,				/* limit=, page= from 1 */
	STATSIG_PAGED_BY_NUMBER		/* page= from 1; the API chooses how many items a page has */
} StatsigPaging;

/* One endpoint that reads. */
typedef struct StatsigEndpoint
{
	const char *path;			/* NULL: the API has no such endpoint */
	StatsigEnvelope envelope;
	StatsigPaging paging;
	int			most_values;	/* values of the last "{column}", a parameter of its query,
								 * that one request takes (repeated); 0: one */
} StatsigEndpoint;

/*
 * A facet says how rows lie inside an item: every object of the array
 * "array" (NULL: the item itself), and in it every scalar of the list "list"
 * (NULL: the object itself) is a row.  A table without facets has one row per
 * item.
 *
 * When rows are written as entries of a body (STATSIG_VERB_ENTRIES), the same
 * facets are read backwards: a row belongs to the first facet whose constants
 * it carries and goes to that array and list; rows with the same members go
 * into one object.  An object that is made for an array carries the list of
 * every facet of that array, [] when empty.
 */
typedef enum StatsigFacetValueKind
{
	STATSIG_FACET_CONSTANT = 1,	/* "text", as SQL input of the column */
	STATSIG_FACET_NULL,			/* the column is NULL */
	STATSIG_FACET_ELEMENT		/* the scalar of the list */
} StatsigFacetValueKind;

typedef struct StatsigFacetValue
{
	const char *column;
	StatsigFacetValueKind kind;
	const char *text;
} StatsigFacetValue;

typedef struct StatsigFacet
{
	const char *array;
	const char *list;
	StatsigFacetValue values[STATSIG_MAX_FACET_VALUES];
	int			body;			/* facets of one number may share a body */
	bool		always;			/* the outermost member must be in the body, [] when empty */
	bool		write_only;		/* how rows are written, but not how they are read: the
								 * table's items are rows */
	const char *unless;			/* not for items that have this array */
} StatsigFacet;

/* A filter that the list endpoint evaluates; see src/fdw/filter.c. */
typedef enum StatsigFilterKind
{
	STATSIG_FILTER_EQUAL,		/* column = value; not sent for several, except that a
								 * parameter column has a list for each */
	STATSIG_FILTER_REPEATED,	/* column = value or IN: the parameter repeated */
	STATSIG_FILTER_MEMBER,		/* text[] column contains value; one value only */
	STATSIG_FILTER_DATE_FROM,	/* column >= value, sent as a day, some days earlier */
	STATSIG_FILTER_DATE_TO		/* column <= value, sent as a day, some days later */
} StatsigFilterKind;

typedef struct StatsigFilter
{
	const char *column;
	StatsigFilterKind kind;
	const char *parameter;
	const char *several;		/* parameter used when there is more than one value
								 * (REPEATED only); NULL: the same */
	const char *const *values;	/* the API refuses every other value, so a filter
								 * for one is not sent; NULL: takes anything */
	bool		required;		/* the API refuses the request without the parameter */
	bool		each;			/* EQUAL: without the parameter the API gives but some of the
								 * rows, so several values are a list for each */
} StatsigFilter;

/* The rows that give an unbound path column its values. */
typedef struct StatsigParent
{
	const char *column;			/* path column of this table */
	const char *table;			/* table to enumerate */
	const char *key;			/* column of that table with the values */
	const char *when_column;	/* only rows of it where this text column ... */
	const char *const *when_values; /* ... is one of these; NULL: all rows */
	const char *const *maybe_values;	/* rows that may or may not have such a list: the
										 * API's refusal (400) says that one has not */
	struct
	{
		const char *column;
		const char *key;
	}			also[STATSIG_MAX_PARENT_KEYS];	/* more path columns that the same row gives
												 * values to */
} StatsigParent;

/*
 * A path column whose values are few and known: no others are asked for, and
 * where a query gives none, each of them is.  The API's refusal (400, 404) of
 * some says that there is nothing; of all of them it is an error.
 */
typedef struct StatsigEnumeration
{
	const char *column;
	const char *const *values;
} StatsigEnumeration;

/* One more list whose rows belong to the table. */
typedef struct StatsigPart
{
	const char *constant;		/* value of the STATSIG_FROM_LIST column for its rows */
	StatsigEndpoint list;
	StatsigParent parent;
} StatsigPart;

/*
 * A member that the list leaves out of some items although they have it: such
 * an item is got by itself when the column is wanted.
 */
typedef struct StatsigOmission
{
	const char *column;			/* column that is read from the member; NULL: the member is
								 * the array of the table's rows */
	const char *member;			/* left out of items whose "member" ...; NULL: nothing is */
	const char *value;			/* ... is this text */
} StatsigOmission;

/*
 * The order in which a list gives its items, whatever its filters: column NULL means
 * that none can be relied upon.
 */
typedef struct StatsigOrder
{
	const char *column;			/* timestamptz */
	bool		descending;
} StatsigOrder;

/*
 * How rows are written.
 *
 * OBJECT: one request a row.  The body is an object of the row's columns; a
 * DELETE has none.
 *
 * CHILD: like OBJECT for an element of the parent's array; several rows of
 * one parent go to "several_path" as {several_member: [element, ...]}, where
 * an updated element carries the key columns that are not in the path.
 *
 * ENTRIES: all rows of one parent in one body, made by the facets; a DELETE's
 * body names what to remove and is never empty.
 *
 * PARENT_ARRAY: the parent is read at the item endpoint, its array (that of
 * the first facet) changed, and the whole array written as {array: [...]}.
 *
 * WHOLE: the object is read at the item endpoint (where there is none, at the
 * list's) and written whole: every member that an update of the table sends,
 * with the row's changes.
 *
 * SET: all rows of one parent are read, changed and written whole, as a body
 * made by the facets.
 */
typedef enum StatsigVerbKind
{
	STATSIG_VERB_NONE = 0,
	STATSIG_VERB_OBJECT,
	STATSIG_VERB_CHILD,
	STATSIG_VERB_ENTRIES,
	STATSIG_VERB_PARENT_ARRAY,
	STATSIG_VERB_WHOLE,
	STATSIG_VERB_SET
} StatsigVerbKind;

typedef struct StatsigVerb
{
	StatsigVerbKind kind;
	const char *method;
	const char *path;
	const char *several_method;	/* CHILD: several rows of one parent at once; */
	const char *several_path;	/* NULL: one request a row */
	const char *several_member;
	int			max_entries;	/* ENTRIES: most scalars in one body; 0: no limit */
	StatsigEnvelope answer;		/* DATA_OBJECT: the item as it is now;
								 * MESSAGE_ONLY: read again for RETURNING */
	bool		repeatable;		/* the same request twice does what once does */
	const struct StatsigVerbVariant *variant;	/* another verb for some parents */
	const char *member;			/* a member that every body has, and ... */
	const char *member_json;	/* ... its value as JSON text */
	bool		bare;			/* PARENT_ARRAY: the body is the array itself */
	const char *clear_method;	/* SET: what to call when nothing is left; NULL: the */
	const char *clear_path;		/* same with empty lists */
} StatsigVerb;

/* The verb to use instead where the parent's "member" has the value. */
typedef struct StatsigVerbVariant
{
	const char *parent_path;
	const char *member;
	const char *value;
	StatsigVerb verb;
} StatsigVerbVariant;

/* When an action runs in relation to the table's update verb. */
typedef enum StatsigStage
{
	STATSIG_AFTER_FIELDS,
	STATSIG_BEFORE_FIELDS
} StatsigStage;

/* A column whose value goes into an action's body. */
typedef struct StatsigArgument
{
	const char *column;
	const char *json;			/* member; NULL: the value is the whole body */
	bool		required;
	const char *fallback;		/* column whose old value is sent where "column" has none */
} StatsigArgument;

/*
 * An UPDATE that is a call of its own.  It runs when the statement changes
 * "column" from a value that "from" admits to one that "to" admits.  Values
 * are SQL text as the type's output function writes it ("t" for a true bool);
 * NULL admits every value; "!x" every one but x, SQL NULL among them.
 *
 * All actions that match run, in catalogue order within their stage.  A
 * column that an action has taken is not sent by the update verb as well.
 * The change of a column flagged STATSIG_ACTION that no action takes is an
 * error at the statement.
 *
 * An action that destroys something says what: it is sent even if a later
 * statement of the transaction sets the old value again, and the statement
 * that would take it back is remarked with it.
 */
typedef struct StatsigAction
{
	const char *column;
	const char *to;
	const char *from;
	bool		alone;			/* only when the statement changes nothing else
								 * that the update verb would send */
	StatsigStage stage;
	const char *method;
	const char *path;
	StatsigArgument arguments[STATSIG_MAX_ARGUMENTS];
	const char *collect;		/* rows of one parent in one request: body member
								 * for the list of values of ... */
	const char *collect_column; /* ... this column; NULL: one request a row */
	StatsigEnvelope answer;
	bool		repeatable;
	bool		rekeys;			/* the row has another key afterwards */
	const char *lost;			/* what no other action brings back, a sentence;
								 * NULL: nothing */
	const char *comment;		/* what it does, for the documentation */
} StatsigAction;

typedef struct StatsigTable
{
	const char *name;			/* SQL name */
	const char *comment;
	const StatsigColumn *columns;
	int			n_columns;
	const char *key[STATSIG_MAX_KEY + 1];	/* column names, NULL-terminated */
	StatsigEndpoint list;
	StatsigEndpoint item;		/* used when all columns in its path are known */
	const StatsigEndpoint *alternatives;	/* more endpoints that are used when all columns in */
	int			n_alternatives;	/* their paths are known and those of item's are not */
	const char *constant;		/* value of the STATSIG_FROM_LIST column for rows of "list" */
	const StatsigPart *parts;	/* more lists; */
	int			n_parts;
	const StatsigEnumeration *enumerations;
	int			n_enumerations;
	const char *unreadable;		/* why a query cannot read rows, as a sentence; NULL: it can */
	const char *item_key;		/* JSON member that tells the items of a list
								 * apart; NULL: none */
	StatsigOmission omission;
	const StatsigFacet *facets;
	int			n_facets;
	StatsigParent parent;
	StatsigOrder order;
	const StatsigFilter *filters;
	int			n_filters;
	StatsigVerb insert;
	StatsigVerb update;
	StatsigVerb whole;			/* WHOLE or SET: instead of the verbs above where a column
								 * flagged STATSIG_WHOLE changes, or update_mode is full */
	StatsigVerb delete;
	const StatsigAction *actions;
	int			n_actions;
	const char *insert_any[STATSIG_MAX_KEY + 1];	/* INSERT needs one of these,
													 * NULL-terminated; empty: no rule */
	const char *unique_column;	/* tells a new row apart in the answer (RETURNING
								 * of a CHILD or PARENT_ARRAY insert) */
	StatsigVerb reorder;		/* PARENT_ARRAY: how a change of the STATSIG_REORDER
								 * column is written; NONE: there is no such column */
} StatsigTable;

#define STATSIG_LENGTHOF(array) ((int) (sizeof(array) / sizeof((array)[0])))

/* clang-format on */

#endif /* STATSIG_CATALOG_TYPES_H */
