/*-------------------------------------------------------------------------
 *
 * verbs.h
 *	  Which of a table's verbs makes a change.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_VERBS_H
#define STATSIG_VERBS_H

#include "src/remote/change.h"

/*
 * The verb for an operation.  whole: what can be written whole is, because the
 * option "update_mode" says so or because a column wants it.
 */
extern const StatsigVerb *
statsig_verb_choose(const StatsigTable *table, StatsigOperation operation, bool whole);

/* The verb that makes the change; of kind NONE where only actions do. */
extern const StatsigVerb *statsig_verb_of(const StatsigChange *change);

/* Whether the session's option "update_mode" wants objects and sets to be written whole. */
extern bool statsig_session_writes_whole(const StatsigSession *session);

/* Whether the verb's body is made of the entries of a set. */
extern bool statsig_verb_is_of_entries(const StatsigVerb *verb);

/* Whether the change is one of entries of a set. */
extern bool statsig_change_is_of_entries(const StatsigChange *change);

/*
 * The verb that writes the set whole, where one of the changes (const
 * StatsigChange *), or of those that they were made of, wants that; NULL: none.
 */
extern const StatsigVerb *statsig_changes_set_verb(List *changes);

#endif /* STATSIG_VERBS_H */
