/*-------------------------------------------------------------------------
 *
 * complaint.h
 *	  What an error answer says, made fit to be shown.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_COMPLAINT_H
#define STATSIG_COMPLAINT_H

#include "src/remote/session.h"

/*
 * The API's words in the body of an error answer: its message and every field
 * error, in the database's encoding, secrets masked, on one line.  NULL when
 * the body holds no words (empty, HTML, not UTF-8).  palloc'd; never raises an
 * error because of what the body holds.
 */
extern char *statsig_complaint_read(const char *body, size_t length, const StatsigSession *session,
									const char *path);

/* Cuts a text in place at 512 bytes, not within a character. */
extern void statsig_complaint_cut(char *text);

/*
 * A copy of text in which the session's key, console keys of any kind and the
 * secret in path are masked.  path may be NULL.  palloc'd.
 */
extern char *
statsig_complaint_mask(const char *text, const StatsigSession *session, const char *path);

/*
 * A request's path as it may be shown: "/keys/<secret>" carries a secret.
 * palloc'd.
 */
extern char *statsig_complaint_shown_path(const char *path);

#endif /* STATSIG_COMPLAINT_H */
