/*-------------------------------------------------------------------------
 *
 * mask.h
 *	  Texts of others with the secrets in them made unreadable.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_MASK_H
#define STATSIG_MASK_H

#include "nodes/pg_list.h"

/* What stands in the place of a secret. */
#define STATSIG_MASK "***"

/*
 * A copy of the text in which every occurrence of the secrets (char *, in the
 * text's encoding) is masked, as it is, percent-encoded or escaped as in JSON,
 * in upper or lower case (of ASCII letters), and also of their beginnings, if long enough to tell.
 * So are console keys of any kind, known by how they begin.  Short secrets are masked where they
 * stand alone: "a" is in every word.  palloc'd; raises no error because of
 * what the text holds.
 */
extern char *statsig_mask(const char *text, List *secrets);

#endif /* STATSIG_MASK_H */
