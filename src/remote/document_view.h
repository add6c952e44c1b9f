/*-------------------------------------------------------------------------
 *
 * document_view.h
 *	  What a document looks like to the transaction that has changed it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_DOCUMENT_VIEW_H
#define STATSIG_DOCUMENT_VIEW_H

#include "src/remote/rows.h"
#include "src/remote/units.h"

/*
 * The document with the changes of its unit made in it.  item is the text as
 * the API has it, NULL for a document that the unit makes.  rows: the table
 * that is going to read it; tokens are those of its rows.  In the current
 * context.
 */
extern StatsigOverlaid
statsig_document_view(const StatsigUnit *unit, const char *item, const StatsigTable *rows);

#endif /* STATSIG_DOCUMENT_VIEW_H */
