/*
 * handler_registry.c
 *		The list of all handler tables and item hooks.
 *
 * A new handler_<area>.c adds its array here and nowhere else.
 */
#include "handler.h"

const MockHandler *const mock_handler_tables[] = {
	NULL
};

const MockItemHook mock_item_hooks[] = {
	{NULL, NULL}
};
