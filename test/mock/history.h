/*
 * history.h
 *		What a change leaves behind: an audit log entry and a version row.
 *
 * A handler that changes an entity clones it first, changes it, and calls
 * mock_entity_changed.  The wrappers create, update and delete do the same
 * around the generic handler.
 */
#ifndef MOCK_HISTORY_H
#define MOCK_HISTORY_H

#include "handler.h"

/* How the audit log names the changes of one kind of entity. */
typedef struct MockEntityKind
{
	const char *collection;	   /* state path: "/gates" */
	bool versions;			   /* does "<collection>/{id}/versions" exist? */
	const char *create_action; /* actionType values of the audit log */
	const char *update_action;
	const char *delete_action;
	const char *noun; /* "Gate": for the entry's text */
} MockEntityKind;

extern const MockEntityKind mock_gate_kind;
extern const MockEntityKind mock_config_kind;
extern const MockEntityKind mock_experiment_kind;
extern const MockEntityKind mock_segment_kind;
extern const MockEntityKind mock_team_kind;
extern const MockEntityKind mock_tag_kind;

/*
 * Puts a new entry in front of the audit log.  changes lists the top-level
 * members in which old and new differ; either may be NULL.
 */
extern void
mock_audit_add(const char *action, const char *text, const cJSON *old, const cJSON *new);

/*
 * After a handler changed item: stamps it (mock_item_touch), adds its version
 * row and its audit entry.  old is the state before and is freed here.  An
 * action of NULL means the kind's update action.
 */
extern void
mock_entity_changed(const MockEntityKind *kind, cJSON *old, cJSON *item, const char *action);

/* The generic create, update and delete, each with its version row and audit entry. */
extern void
mock_entity_create(const MockEntityKind *kind, const MockRequest *request, MockResponse *response);
extern void
mock_entity_update(const MockEntityKind *kind, const MockRequest *request, MockResponse *response);
extern void
mock_entity_delete(const MockEntityKind *kind, const MockRequest *request, MockResponse *response);

/* Answers the version rows, newest first; an entity without history has one row. */
extern void mock_entity_versions(const MockEntityKind *kind, const MockRequest *request,
								 MockResponse *response);

/*
 * For item hooks: creatorID or creatorEmail of the body name a user, team or
 * teamID a team; both members of the pair are set from what is found.  False
 * after a 400 when there is no such user or team.
 */
extern bool mock_entity_people(const MockRequest *request, MockResponse *response, cJSON *item);

#endif /* MOCK_HISTORY_H */
