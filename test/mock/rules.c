/*
 * rules.c
 *		Rules of gates, dynamic configs and segments: identity and conditions.
 *
 * Invariants of stored rules: names are unique within their entity, baseID
 * never changes, id follows the pass percentage.
 */
#include <stdlib.h>
#include <string.h>

#include "conditions.h"
#include "rules.h"

static bool
same_text(const char *left, const char *right)
{
	return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* See rules.h. */
cJSON *
mock_rules_find(cJSON *rules, const char *id)
{
	cJSON *rule;

	cJSON_ArrayForEach(rule, rules)
	{
		if (same_text(mock_json_text(rule, "baseID"), id) ||
			same_text(mock_json_text(rule, "id"), id))
			return rule;
	}
	return NULL;
}

/* See rules.h. */
void
mock_rules_answer_unknown(MockResponse *response)
{
	mock_answer_error(response, 400, "A provided rule ID does not match an existing rule ID");
}

/* The stored rule that a rule of a request means, or NULL. */
static const cJSON *
find_old(const cJSON *old_rules, const cJSON *rule)
{
	cJSON *old = NULL;

	if (mock_json_text(rule, "baseID") != NULL)
		old = mock_rules_find((cJSON *) old_rules, mock_json_text(rule, "baseID"));
	if (old == NULL && mock_json_text(rule, "id") != NULL)
		old = mock_rules_find((cJSON *) old_rules, mock_json_text(rule, "id"));
	return old;
}

static bool
check_names(MockResponse *response, const cJSON *rules)
{
	const cJSON *rule;

	cJSON_ArrayForEach(rule, rules)
	{
		for (const cJSON *other = rule->next; other != NULL; other = other->next)
		{
			if (same_text(mock_json_text(rule, "name"), mock_json_text(other, "name")))
			{
				mock_answer_error(response, 400, "Duplicate rule name(s) given");
				return false;
			}
		}
	}
	return true;
}

/* How often the pass percentage has been edited: the number after the last colon. */
static int
edits_of(const char *id)
{
	const char *colon = id != NULL ? strrchr(id, ':') : NULL;

	return colon != NULL ? atoi(colon + 1) : 0;
}

/*
 * Gives the rule its ids.  old is its state before the change, NULL for a new
 * rule.  What a client sends as id or baseID of a new rule is not kept: ids
 * are the server's.
 */
static void
assign_ids(cJSON *rule, const cJSON *old)
{
	static const char *const kept[] = {"completedAutomatedRollouts", "pendingAutomatedRollouts",
									   NULL};
	char fresh[MOCK_ID_SIZE];
	double pass = mock_json_double(mock_json_get(rule, "passPercentage"), 100);
	char *id;

	if (old == NULL)
	{
		mock_new_id(fresh);
		mock_json_set_text(rule, "id", fresh);
		mock_json_set_text(rule, "baseID", fresh);
		return;
	}
	if (pass == mock_json_double(mock_json_get(old, "passPercentage"), 100))
		id = mock_copy_text(mock_json_text(old, "id"));
	else
		id = mock_text_printf("%s:%.2f:%d", mock_json_text(old, "baseID"), pass,
							  edits_of(mock_json_text(old, "id")) + 1);
	mock_json_set_text(rule, "id", id);
	free(id);
	id = mock_copy_text(mock_json_text(old, "baseID"));
	mock_json_set_text(rule, "baseID", id);
	free(id);
	for (int i = 0; kept[i] != NULL; i++)
	{
		cJSON *value = mock_json_get(old, kept[i]);

		if (value != NULL && mock_json_get(rule, kept[i]) == NULL)
			mock_json_set(rule, kept[i], mock_json_clone(value));
	}
}

/* Checks one rule and gives it its ids. */
static bool
prepare_rule(MockResponse *response, cJSON *rule, const cJSON *old)
{
	if (!mock_conditions_prepare(response, mock_json_get(rule, "conditions")))
		return false;
	assign_ids(rule, old);
	return true;
}

/* See rules.h. */
bool
mock_rules_prepare(MockResponse *response, const cJSON *old_rules, cJSON *rules)
{
	cJSON *rule;

	if (!check_names(response, rules))
		return false;
	cJSON_ArrayForEach(rule, rules)
	{
		if (!prepare_rule(response, rule, find_old(old_rules, rule)))
			return false;
	}
	return true;
}

/* See rules.h. */
bool
mock_rules_prepare_added(MockResponse *response, cJSON *rules, int kept)
{
	cJSON *rule;
	int number = 0;

	if (!check_names(response, rules))
		return false;
	cJSON_ArrayForEach(rule, rules)
	{
		if (number++ >= kept && !prepare_rule(response, rule, NULL))
			return false;
	}
	return true;
}

/* See rules.h. */
bool
mock_rule_update(MockResponse *response, cJSON *rules, cJSON *rule, const cJSON *body)
{
	cJSON *old = mock_json_clone(rule);
	cJSON *all = mock_json_clone(rules);
	cJSON *changed = mock_rules_find(all, mock_json_text(rule, "baseID"));
	const cJSON *member;
	bool valid;

	cJSON_ArrayForEach(member, body)
	{
		if (strcmp(member->string, "id") != 0 && strcmp(member->string, "baseID") != 0)
			mock_json_set(changed, member->string, mock_json_clone(member));
	}
	/* Conditions that are not part of the change are not judged again. */
	valid = check_names(response, all) &&
			(mock_json_get(body, "conditions") == NULL ||
			 mock_conditions_prepare(response, mock_json_get(changed, "conditions")));
	if (valid)
	{
		assign_ids(changed, old);
		cJSON_ArrayForEach(member, changed)
			mock_json_set(rule, member->string, mock_json_clone(member));
	}
	cJSON_Delete(old);
	cJSON_Delete(all);
	return valid;
}

/* See rules.h. */
bool
mock_rules_refer_to_gate(const cJSON *rules, const char *gate_id)
{
	const cJSON *rule;

	cJSON_ArrayForEach(rule, rules)
	{
		const cJSON *condition;

		cJSON_ArrayForEach(condition, mock_json_get(rule, "conditions"))
		{
			const char *type = mock_json_text(condition, "type");

			if ((same_text(type, "passes_gate") || same_text(type, "fails_gate")) &&
				mock_json_holds_text(mock_json_get(condition, "targetValue"), gate_id))
				return true;
		}
	}
	return false;
}
