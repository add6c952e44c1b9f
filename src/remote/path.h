/*-------------------------------------------------------------------------
 *
 * path.h
 *	  The path of a request as a user writes it.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_PATH_H
#define STATSIG_PATH_H

/*
 * A path as a user writes it ("/gates/a", "/console/v1/gates/a"; in the
 * database's encoding, percent-encoded where that is needed) in the form that
 * requests have: below STATSIG_API_ROOT, every segment encoded.  Raises 22023
 * for one that is no path below the root, or that anything on the way could
 * take for another.  The path is not repeated in the error: it may hold a
 * secret.  palloc'd.
 */
extern char *statsig_path_canonical(const char *path);

/*
 * Whether a value would lead out of its segment at a server that decodes it
 * and takes what it finds for a path, however often it does.
 */
extern bool statsig_path_leads_away(const char *segment);

#endif /* STATSIG_PATH_H */
