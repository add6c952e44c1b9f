/*-------------------------------------------------------------------------
 *
 * digest.h
 *	  128 bits of hash that stand for a text: that two texts which differ are
 *	  taken for the same is not to be expected.
 *
 *-------------------------------------------------------------------------
 */
#ifndef STATSIG_DIGEST_H
#define STATSIG_DIGEST_H

#include "common/hashfn.h"

/* Without padding, so that it can be the key of a hash table of bytes. */
typedef struct StatsigDigest
{
	uint64 halves[2];
} StatsigDigest;

static inline StatsigDigest
statsig_digest(const char *text, size_t length)
{
	StatsigDigest digest;

	digest.halves[0] = hash_bytes_extended((const unsigned char *) text, (int) length, 0);
	digest.halves[1] = hash_bytes_extended((const unsigned char *) text, (int) length,
										   UINT64CONST(0x9E3779B97F4A7C15));
	return digest;
}

static inline bool
statsig_same_digest(const StatsigDigest *a, const StatsigDigest *b)
{
	return a->halves[0] == b->halves[0] && a->halves[1] == b->halves[1];
}

#endif /* STATSIG_DIGEST_H */
