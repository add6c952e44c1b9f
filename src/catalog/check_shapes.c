/*-------------------------------------------------------------------------
 *
 * check_shapes.c
 *	  The part of the catalogue's self-check that looks into shapes.
 *
 * A shape that says something of a kind it does not admit would never be
 * noticed otherwise: the words would be without effect.
 *
 *-------------------------------------------------------------------------
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/catalog/catalog.h"
#include "src/catalog/shapes.h"

/* Where the text of the first problem goes. */
typedef struct Problem
{
	char *text;
	size_t size;
} Problem;

static bool tell(Problem *problem, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Returns true, so that whoever finds a problem can return at once. */
static bool
tell(Problem *problem, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(problem->text, problem->size, format, arguments);
	va_end(arguments);
	return true;
}

static const StatsigShapeMember *
find_member(const StatsigShape *shape, const char *name)
{
	for (const StatsigShapeMember *member = shape->members; member && member->name; member++)
	{
		if (strcmp(member->name, name) == 0)
			return member;
	}
	return NULL;
}

/* Words must be about a kind that the shape admits. */
static bool
kinds_problem(const StatsigShape *shape, const char *where, Problem *problem)
{
	const StatsigDomain *domain = &shape->domain;
	bool of_text = domain->min_length > 0 || domain->max_length > 0 || domain->characters != NULL ||
				   domain->values != NULL || domain->format != STATSIG_FORMAT_ANY;
	bool of_number = domain->has_range || shape->max_decimals > 0;
	bool of_array = shape->element != NULL || shape->one_kind || shape->max_elements > 0 ||
					shape->unique_member != NULL || shape->sum_member != NULL;

	if (shape->kinds == 0 || shape->kinds >= 1U << STATSIG_KINDS)
		return tell(problem, "%s: no kind of value", where);
	if ((of_text &&
		 (shape->kinds & (STATSIG_KIND_STRING | STATSIG_KIND_NUMBER)) != STATSIG_KIND_STRING) ||
		(of_number &&
		 (shape->kinds & (STATSIG_KIND_STRING | STATSIG_KIND_NUMBER)) != STATSIG_KIND_NUMBER))
		return tell(problem, "%s: a domain of another kind", where);
	if (domain->has_range && domain->minimum > domain->maximum)
		return tell(problem, "%s: its range makes no sense", where);
	if ((shape->members != NULL && !(shape->kinds & STATSIG_KIND_OBJECT)) ||
		(of_array && !(shape->kinds & STATSIG_KIND_ARRAY)))
		return tell(problem, "%s: members or elements of another kind", where);
	return false;
}

/* Members that an array compares or adds up must be ones that its elements have. */
static bool
array_problem(const StatsigShape *shape, const char *where, Problem *problem)
{
	const char *const names[] = {shape->unique_member, shape->sum_member};
	const unsigned kinds[] = {STATSIG_KIND_STRING, STATSIG_KIND_NUMBER};

	for (int i = 0; i < STATSIG_LENGTHOF(names); i++)
	{
		const StatsigShapeMember *member;

		if (names[i] == NULL)
			continue;
		member = shape->element ? find_member(shape->element, names[i]) : NULL;
		if (member == NULL || !member->required || member->shape->kinds != kinds[i] ||
			shape->element->kinds != STATSIG_KIND_OBJECT)
			return tell(problem, "%s: its elements need not have a \"%s\"", where, names[i]);
	}
	return false;
}

/* Nulls that are sent are not absent, so nothing may be said of what is around them. */
static bool
member_problem(const StatsigColumn *column, const StatsigShape *shape,
			   const StatsigShapeMember *member, Problem *problem)
{
	if (member->shape == NULL)
		return tell(problem, "member \"%s\": no shape", member->name);
	if (find_member(shape, member->name) != member)
		return tell(problem, "member \"%s\": there are two of them", member->name);
	if (statsig_catalog_is_among(column->keep_nulls_in, member->name) &&
		(member->shape->members != NULL || member->shape->element != NULL))
		return tell(problem, "member \"%s\": keeps its nulls, but is not free", member->name);
	return false;
}

static bool
shape_problem(const StatsigColumn *column, const StatsigShape *shape, const char *where, int depth,
			  Problem *problem)
{
	if (depth > STATSIG_MAX_SHAPE_DEPTH)
		return tell(problem, "%s: the shape does not end", where);
	if (kinds_problem(shape, where, problem) || array_problem(shape, where, problem))
		return true;
	for (const StatsigShapeMember *member = shape->members; member && member->name; member++)
	{
		if (member_problem(column, shape, member, problem) ||
			shape_problem(column, member->shape, member->name, depth + 1, problem))
			return true;
	}
	return shape->element != NULL &&
		   shape_problem(column, shape->element, "element", depth + 1, problem);
}

/* What is not sent cannot be required. */
static bool
write_members_problem(const StatsigColumn *column, Problem *problem)
{
	for (const StatsigShapeMember *member = column->shape->members; member && member->name;
		 member++)
	{
		if (column->write_members != NULL &&
			!statsig_catalog_is_among(column->write_members, member->name))
			return tell(problem, "member \"%s\": judged, but not sent", member->name);
	}
	return false;
}

bool
statsig_shape_problem(const StatsigColumn *column, char *text, size_t size)
{
	Problem problem = {text, size};
	bool written = (column->flags & (STATSIG_WRITTEN_BY_INSERT | STATSIG_UPDATE | STATSIG_WHOLE |
									 STATSIG_ACTION)) != 0;

	if ((column->shape != NULL) != (written && column->type == STATSIG_JSONB))
		return tell(&problem, column->shape ? "a shape, but no jsonb that is written" :
											  "jsonb that is written, but without a shape");
	if (column->shape == NULL)
		return false;
	if ((column->flags & STATSIG_FREE_FORM) &&
		(column->shape->members != NULL || column->shape->element != NULL))
		return tell(&problem, "keeps its nulls, but is not free");
	if (column->shape->kinds & ~(STATSIG_KIND_OBJECT | STATSIG_KIND_ARRAY))
		return tell(&problem, "a scalar is no jsonb column");
	return shape_problem(column, column->shape, "value", 1, &problem) ||
		   write_members_problem(column, &problem);
}
