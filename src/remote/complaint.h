/*-------------------------------------------------------------------------
 *
 * complaint.h
 *	  What an error answer says, made fit to be shown.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_COMPLAINT_H
#define STATSIG_COMPLAINT_H

#include "src/remote/api.h"

/*
 * The API's words in the body of an error answer: its message and every field
 * error, in the database's encoding, secrets masked, on one line.  NULL when
 * the body holds no words (empty, HTML, not UTF-8).  request: what it answers,
 * for the secrets in that; may be NULL.  palloc'd; never raises an error
 * because of what the body holds.
 */
extern char *statsig_complaint_read(const char *body, size_t length, const StatsigSession *session,
									const StatsigRequest *request);

/* Cuts a text in place at 512 bytes, not within a character. */
extern void statsig_complaint_cut(char *text);

/*
 * A copy of text in UTF-8 in which the session's key, keys of any kind and the
 * secrets of the request (may be NULL) are masked.  palloc'd.
 */
extern char *statsig_complaint_mask(const char *text, const StatsigSession *session,
									const StatsigRequest *request);

/*
 * A request's path as it may be shown: without the secrets in it, and cut.
 * palloc'd.
 */
extern char *statsig_complaint_shown_path(const char *path);

#endif /* STATSIG_COMPLAINT_H */
