/*
 * rules.h
 *		Rules of gates, dynamic configs and segments: identity and conditions.
 *
 * A rule has a stable baseID and a volatile id, which is the baseID or
 * "<baseID>:<pass>:<n>" after its pass percentage was edited for the nth time.
 */
#ifndef MOCK_RULES_H
#define MOCK_RULES_H

#include "handler.h"

/*
 * Makes an array of rules fit to be stored: checks names and conditions,
 * gives ids, turns targetValue arrays of one element into scalars.  Rules of
 * old_rules (NULL: none) are recognised by baseID or id and keep their
 * identity; all others become new rules.  False after a 400.
 */
extern bool mock_rules_prepare(MockResponse *response, const cJSON *old_rules, cJSON *rules);

/*
 * The same for an array whose first `kept` rules are stored ones: they keep
 * their ids and are not judged again, except for the uniqueness of names.
 */
extern bool mock_rules_prepare_added(MockResponse *response, cJSON *rules, int kept);

/* The rule whose id or baseID is the text, borrowed, or NULL. */
extern cJSON *mock_rules_find(cJSON *rules, const char *id);

/*
 * Applies the members of body (a partial rule) to one rule of rules.  The
 * rule is changed only when the result is valid; false after a 400.
 */
extern bool mock_rule_update(MockResponse *response, cJSON *rules, cJSON *rule, const cJSON *body);

/* 400 "A provided rule ID does not match an existing rule ID". */
extern void mock_rules_answer_unknown(MockResponse *response);

/* Does a condition of a rule name this gate (passes_gate, fails_gate)? */
extern bool mock_rules_refer_to_gate(const cJSON *rules, const char *gate_id);

#endif /* MOCK_RULES_H */
