/*-------------------------------------------------------------------------
 *
 * row_reader.h
 *	  Inside of the row reader; included by its own files, and by those that read
 *	  answers for requests (list_read.c, entries_read.c).
 *
 * row_compile.c makes a reader, rows.c moves it from row to row, row_values.c
 * takes the values from where it stands, envelope.c opens an answer.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ROW_READER_H
#define STATSIG_ROW_READER_H

#include "utils/hsearch.h"

#include "src/remote/rows.h"
#include "src/remote/values.h"

/* One wanted attribute. */
typedef struct StatsigOutput
{
	int attribute; /* 0-based */
	StatsigConverter converter;
	int row_slot;				 /* slot of the row object, or -1 */
	int second_slot;			 /* FROM_DISPLAY_TIME: of the time; FROM_JOINED: of the second */
	int item_slot;				 /* slot of the item, or -1 */
	const StatsigColumn *joined; /* FROM_ROW: the column that this one is a part of ... */
	bool second_part;			 /* ... and which; NULL: none */
	bool secret;				 /* errors must not quote its values */
} StatsigOutput;

struct StatsigRowReader
{
	const StatsigTable *table;
	const char *relation_name;
	int n_attributes;
	int n_outputs;
	StatsigOutput *outputs;

	/* how rows lie in an item */
	int n_facets;
	const StatsigFacet **facets;

	/* compiled members */
	StatsigMembers *item_members; /* those of the item, then those of the row */
	int n_item_slots;			  /* how many belong to the item ... */
	int n_all_slots;			  /* ... and how many there are */
	StatsigMembers *row_members;
	int key_slot;	   /* item slot of table->item_key, or -1 */
	int *array_slots;  /* per facet: item slot of its array, or -1 */
	int *list_slots;   /* per facet: row slot of its list, or -1 */
	int *unless_slots; /* per facet: item slot of the array that rules it out, or -1 */

	/* entries that an item may name twice; see row_repeats.c */
	int *entry_slots; /* per column: row slot of what tells entries apart; NULL: nothing does */
	HTAB *entries;	  /* those of the present item */

	/* items that the list leaves incomplete */
	int omitted_slot; /* item slot of the member left out; -1: not wanted */
	int omitted_when_slot;
	StatsigItemFetcher fetch; /* NULL: items are taken as they are */
	StatsigItemAsker ask;	  /* NULL: they are fetched when their turn comes */
	void *fetch_arg;

	/* changes of the transaction that the API does not know yet */
	StatsigItemOverlay overlay; /* NULL: there are none */
	void *overlay_arg;
	StatsigOverlaid overlaid; /* the item the reader stands on */
	bool made;				  /* the body is an item that is in no answer */

	/* what was seen of the list */
	MemoryContext list_context;
	HTAB *seen; /* NULL: nothing is skipped */
	int64 n_seen;

	/* the body that is open */
	MemoryContext body_context;
	StatsigSlice data;
	bool is_list;			  /* the data is an array of items; else it is the only one */
	StatsigElements taken;	  /* the items, with their members; none: ... */
	int n_taken;			  /* (how many of them have been delivered) */
	StatsigJsonReader *items; /* ... they are read one by one */
	bool data_pending;		  /* ... and has not been delivered */
	const StatsigBinding *bindings;
	int n_bindings;

	/* where in it the reader stands */
	bool in_item;
	StatsigSlice item;
	StatsigSlice *item_slices;
	int facet;
	bool in_facet;
	StatsigJsonReader *objects; /* NULL: the item is the row object */
	int position;
	bool in_object;
	StatsigSlice object;
	StatsigSlice *object_slices; /* storage for objects of an array */
	StatsigSlice *row_slices;	 /* the current row object's */
	StatsigSlice *elements;
	int n_elements;
	int element;
};

/*
 * The data inside an answer, and what its pagination block says.  If the data
 * is an array in an envelope, its elements are taken on the way, unless
 * "elements" is NULL.  Raises 08P01 when the answer does not have the form of the
 * envelope; relation_name is for the message.
 */
extern StatsigSlice
statsig_envelope_open(const char *relation_name, StatsigSlice text, StatsigEnvelope envelope,
					  StatsigElements *elements, StatsigPageInfo *info);

/* Raises 08P01 unless the data is of the kind that the endpoint answers with. */
extern void
statsig_envelope_check_kind(const char *relation_name, StatsigSlice data, StatsigJsonKind wanted);

/* The value of an attribute where the reader stands, in the current context. */
extern Datum statsig_row_datum(StatsigRowReader *reader, StatsigOutput *output, bool *isnull);

/*
 * Prepares the reader to tell entries apart, where an item can name one twice;
 * add(paths, member) gives the row slot of a member.
 */
typedef int (*StatsigRowPathAdder)(void *paths, const char *member);
extern void statsig_repeats_compile(StatsigRowReader *reader, StatsigRowPathAdder add, void *paths);

/* Forgets the entries of the item before. */
extern void statsig_repeats_begin_item(StatsigRowReader *reader);

/* Whether the entry that the reader stands on has not come before in its item. */
extern bool statsig_repeats_is_new(StatsigRowReader *reader);

#endif /* STATSIG_ROW_READER_H */
