/*-------------------------------------------------------------------------
 *
 * session.h
 *	  What a request must know about the other side, resolved from the options
 *	  of server, user mapping and table once per statement; and what the
 *	  requests of one plan node have cost so far.
 *
 * The API key lives here and in the header list of a request under way, and
 * nowhere else.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_SESSION_H
#define STATSIG_SESSION_H

/* Resolved options.  Plain data; belongs to the context it was made in. */
typedef struct StatsigSession
{
	Oid server_oid;
	Oid user_oid; /* the checked user, whose mapping gave the key */
	char *server_name;
	char *base_url; /* scheme, host, optional port; no trailing slash */
	char *api_key;
	char *api_version;		 /* value of STATSIG-API-VERSION */
	char *ca_file;			 /* NULL: the system's certificates */
	int connect_timeout;	 /* milliseconds */
	int request_timeout;	 /* milliseconds, one request, retries not counted */
	int64 max_response_size; /* bytes */
	int page_size;			 /* rows a list page is asked for */
	int fetch_concurrency;	 /* most GETs, and most changes, of the project under way at once */
	int cache_ttl;			 /* milliseconds that answers are used by later statements; 0: not */
	bool remote_estimate;	 /* planning asks the API how large a list is */
	int mutations_per_10_seconds;
	int mutations_per_15_minutes;
	bool respect_review_settings;
	bool check_conflicts; /* look before sending whether an object is as it was read */
	char *write_mode;	  /* when changes are sent, as options say; see settings.h */
	char *update_mode;	  /* "partial": what changes is sent; "full": objects are written whole
						   * where the API can */
	uint64 project[2];	  /* hash of base URL and key: who shares it sees the same objects */
} StatsigSession;

/* Whether two values of "project" are the same. */
static inline bool
statsig_is_project(const uint64 *a, const uint64 *b)
{
	return a[0] == b[0] && a[1] == b[1];
}

/* Whether two sessions certainly speak of the same objects. */
static inline bool
statsig_same_project(const StatsigSession *a, const StatsigSession *b)
{
	return statsig_is_project(a->project, b->project);
}

/* Counters of one scan or one statement, shown by EXPLAIN ANALYZE. */
typedef struct StatsigUsage
{
	int64 requests; /* requests sent, repeated ones included */
	int64 bytes;	/* bytes of answer bodies */
	int64 rows;		/* rows delivered, before local filters */
} StatsigUsage;

#endif /* STATSIG_SESSION_H */
