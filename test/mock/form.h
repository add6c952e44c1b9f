/*
 * form.h
 *		Other forms of an answer than the contract's.
 *
 * The official examples, and clients, know answers whose form the contract
 * does not declare.  The mock answers by the contract (and checks that), then
 * turns the finished answer into the form that is asked for.  Who asks: a
 * fault of the kind "form", for a test that wants to see both; or a stored
 * value with a hidden member _mockForm, for a value that always comes so.
 *
 *	snake_case	members of items in snake_case, absoluteChange is called value
 *	camel_case	the other way round
 *	array		data is an array with the object in it
 *	object		data is the first element of the array
 *	bare		data alone, without the envelope
 *	nested		rows with a date become {date, events: [rows of that date]}
 *	message		the message alone, without data
 *	no_message	the envelope without message
 *	whole		the handler answers the whole entity where it has the choice
 *
 * Besides, "without" (names) takes members away wherever they stand in data,
 * and "set" (an object) sets members of each item of data.
 */
#ifndef MOCK_FORM_H
#define MOCK_FORM_H

#include "json.h"

/* Is there a form of this name? */
extern bool mock_form_known(const char *name);

/* Turns a finished answer into the form; a body that is no JSON object stays. */
extern void mock_form_apply(MockBuffer *body, const char *name);

/* The same with the arguments of a fault: "form", "without", "set", each optional. */
extern void mock_form_apply_all(MockBuffer *body, const cJSON *arguments);

#endif /* MOCK_FORM_H */
