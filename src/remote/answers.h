/*-------------------------------------------------------------------------
 *
 * answers.h
 *	  A store of answers to GETs: in memory up to a bound, beyond it in a
 *	  temporary file of the server's.
 *
 * A store is shared by those who hold it and goes with the last of them.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_ANSWERS_H
#define STATSIG_ANSWERS_H

#include "src/remote/api.h"
#include "src/remote/digest.h"

/* What tells two answers apart; without padding, as it is the key of a hash table of bytes. */
typedef struct StatsigAnswerKey
{
	StatsigDigest resource; /* of project, path and query, but for the page */
	int32 page;				/* 1 ...; 0: it has no pages */
	int32 pass;				/* 1, or 2 when the list is read again */
} StatsigAnswerKey;

typedef struct StatsigAnswers StatsigAnswers;

/*
 * Makes a store, held once by the caller, below a context.  When that context
 * is deleted the store goes with it, whoever holds it.
 */
extern StatsigAnswers *statsig_answers_create(MemoryContext parent);

/* Holds the store once more. */
extern void statsig_answers_hold(StatsigAnswers *answers);

/* Holds it once less; the last one frees everything.  Raises nothing. */
extern void statsig_answers_release(StatsigAnswers *answers);

/* statsig_wait_now() when the store was made: no answer in it is older. */
extern int64 statsig_answers_born(const StatsigAnswers *answers);

/* Bytes of the bodies in the store. */
extern int64 statsig_answers_bytes(const StatsigAnswers *answers);

extern bool statsig_answers_has(const StatsigAnswers *answers, const StatsigAnswerKey *key);

/*
 * Adds a copy of an answer; one that is there stays.  May raise what writing a
 * temporary file raises.
 */
extern void statsig_answers_add(StatsigAnswers *answers, const StatsigAnswerKey *key,
								const StatsigAnswer *answer);

/* A copy of an answer, in the current context; NULL: the store does not have it. */
extern StatsigAnswer *statsig_answers_load(StatsigAnswers *answers, const StatsigAnswerKey *key);

#endif /* STATSIG_ANSWERS_H */
