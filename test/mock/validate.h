/*
 * validate.h
 *		Checks JSON values and query texts against schemas of the contract.
 */
#ifndef MOCK_VALIDATE_H
#define MOCK_VALIDATE_H

#include <cjson/cJSON.h>
#include <stdbool.h>

/*
 * Which way the value travels.
 *
 * A request body is refused when it has an unknown top-level member, sends a
 * member that is read-only, or sends null for an optional member of a nested
 * object (the API wants such members left out, even those the contract calls
 * nullable; a nullable member that is required may be null).
 *
 * An answer must not have unknown members at any depth where the schema lists
 * properties.
 */
typedef enum MockDirection
{
	MOCK_REQUEST_BODY,
	MOCK_ANSWER_BODY
} MockDirection;

/*
 * Appends {"property","errorMessage"} to errors for everything that is wrong;
 * returns whether nothing was.
 */
extern bool
mock_validate(const cJSON *schema, const cJSON *value, MockDirection direction, cJSON *errors);

/* The same for a query or path parameter, which is a text. */
extern bool
mock_validate_text(const cJSON *schema, const char *name, const char *text, cJSON *errors);

/* Appends one error. */
extern void mock_validation_error(cJSON *errors, const char *property, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* MOCK_VALIDATE_H */
