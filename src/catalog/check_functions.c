/*-------------------------------------------------------------------------
 *
 * check_functions.c
 *	  The catalogue's self-check for functions that are calls of the API.
 *
 * Whether they agree with the CREATE FUNCTION statements of the extension's
 * script is for the tests to say.
 *
 *-------------------------------------------------------------------------
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "src/catalog/functions.h"

#define PROBLEM_LENGTH 512

/* One run of the check; counts what it reports. */
typedef struct Check
{
	StatsigProblemReporter report;
	void *arg;
	const StatsigFunction *function;
	int problems;
} Check;

static void complain(Check *check, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void
complain(Check *check, const char *format, ...)
{
	char problem[PROBLEM_LENGTH];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(problem, sizeof(problem), format, arguments);
	va_end(arguments);
	check->problems++;
	check->report(check->arg, check->function->name, problem);
}

static const StatsigParameter *
find_parameter(const StatsigFunction *function, const char *name, size_t length)
{
	for (const StatsigParameter *parameter = function->parameters; parameter->name; parameter++)
	{
		if (strlen(parameter->name) == length && strncmp(parameter->name, name, length) == 0)
			return parameter;
	}
	return NULL;
}

/* Whatever stands in braces is an argument for the path. */
static void
check_path(Check *check)
{
	const char *path = check->function->path;
	const char *brace = path;

	if (path[0] != '/')
		complain(check, "path \"%s\" does not begin with a slash", path);
	while ((brace = strchr(brace, '{')) != NULL)
	{
		size_t length = strcspn(++brace, "}");
		const StatsigParameter *parameter = find_parameter(check->function, brace, length);

		if (parameter == NULL || parameter->place != STATSIG_IN_PATH)
			complain(check, "path \"%s\": there is no argument \"%.*s\" for it", path, (int) length,
					 brace);
	}
}

static void
check_parameter(Check *check, const StatsigParameter *parameter)
{
	const char *name = parameter->name;

	if (find_parameter(check->function, name, strlen(name)) != parameter)
		complain(check, "there are two arguments \"%s\"", name);
	if ((parameter->place == STATSIG_IN_PATH) != (parameter->member == NULL))
		complain(check, "argument \"%s\": place and member do not go together", name);
	if (parameter->place == STATSIG_IN_PATH &&
		(!parameter->required || parameter->type != STATSIG_TEXT ||
		 !statsig_catalog_in_path(check->function->path, name)))
		complain(check, "argument \"%s\": one for the path is a required text that stands in it",
				 name);
	if (parameter->type != STATSIG_TEXT && parameter->type != STATSIG_BOOL &&
		parameter->type != STATSIG_TEXT_ARRAY)
		complain(check, "argument \"%s\": there are no arguments of this type", name);
	if (parameter->type == STATSIG_TEXT_ARRAY && parameter->place != STATSIG_IN_BODY)
		complain(check, "argument \"%s\": an array belongs into the body", name);
}

int
statsig_catalog_check_functions(StatsigProblemReporter report, void *arg)
{
	Check check = {.report = report, .arg = arg};
	int count;
	const StatsigFunction *functions = statsig_catalog_functions(&count);

	for (int i = 0; i < count; i++)
	{
		check.function = &functions[i];
		if (statsig_catalog_function(functions[i].name) != &functions[i])
			complain(&check, "there are two functions of this name");
		if (strcmp(functions[i].method, "GET") == 0)
			complain(&check, "what it reads could be a table");
		if (functions[i].member == NULL)
			complain(&check, "it returns nothing");
		check_path(&check);
		for (const StatsigParameter *parameter = functions[i].parameters; parameter->name;
			 parameter++)
			check_parameter(&check, parameter);
	}
	return check.problems;
}
