/*-------------------------------------------------------------------------
 *
 * answers.c
 *	  A store of answers to GETs.
 *
 * Bodies stay in memory up to work_mem, as the rows of a tuplestore do; those
 * beyond go to one temporary file, one after the other.
 *
 * The file belongs to no resource owner, since a store may outlive the
 * statement and the transaction; it hangs on the store's context, whose reset
 * callback closes it.  Closing must not fail there, so nothing is left
 * unwritten in the file's buffer after a body has been added.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "miscadmin.h"
#include "storage/buffile.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "src/compat.h"
#include "src/remote/answers.h"
#include "src/remote/wait.h"

/* One answer.  A body that is not in memory lies in the file. */
typedef struct KeptAnswer
{
	StatsigAnswerKey key;
	int status;
	bool is_csv;
	char *body; /* NUL-terminated; NULL: in the file, at ... */
	int file;	/* ... this segment ... */
	off_t offset;
	size_t length;
} KeptAnswer;

struct StatsigAnswers
{
	MemoryContext context;
	MemoryContextCallback close;
	int holders;
	int64 born;
	HTAB *kept; /* KeptAnswer */
	size_t in_memory;
	int64 bytes;
	BufFile *file; /* NULL: none yet */
	int end_file;  /* where the next body goes */
	off_t end_offset;
};

/* The context's reset callback. */
static void
close_file(void *arg)
{
	StatsigAnswers *answers = arg;
	BufFile *file = answers->file;

	answers->file = NULL;
	if (file != NULL)
		BufFileClose(file);
}

StatsigAnswers *
statsig_answers_create(MemoryContext parent)
{
	MemoryContext context =
		AllocSetContextCreate(parent, "statsig answers", ALLOCSET_DEFAULT_SIZES);
	StatsigAnswers *answers = MemoryContextAllocZero(context, sizeof(StatsigAnswers));
	HASHCTL control = {.keysize = sizeof(StatsigAnswerKey), .entrysize = sizeof(KeptAnswer)};

	answers->context = context;
	answers->holders = 1;
	answers->born = statsig_wait_now();
	answers->close.func = close_file;
	answers->close.arg = answers;
	MemoryContextRegisterResetCallback(context, &answers->close);
	control.hcxt = context;
	answers->kept =
		hash_create("statsig answers", 64, &control, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return answers;
}

void
statsig_answers_hold(StatsigAnswers *answers)
{
	answers->holders++;
}

void
statsig_answers_release(StatsigAnswers *answers)
{
	Assert(answers->holders > 0);
	if (--answers->holders == 0)
		MemoryContextDelete(answers->context);
}

int64
statsig_answers_born(const StatsigAnswers *answers)
{
	return answers->born;
}

int64
statsig_answers_bytes(const StatsigAnswers *answers)
{
	return answers->bytes;
}

bool
statsig_answers_has(const StatsigAnswers *answers, const StatsigAnswerKey *key)
{
	return hash_search(answers->kept, key, HASH_FIND, NULL) != NULL;
}

/* Goes to a place in the file. */
static void
seek(StatsigAnswers *answers, int file, off_t offset)
{
	if (BufFileSeek(answers->file, file, offset, SEEK_SET) != 0)
		ereport(ERROR, (errcode_for_file_access(),
						errmsg("could not seek in the temporary file of answers: %m")));
}

/* Appends a body to the file. */
static void
write_body(StatsigAnswers *answers, KeptAnswer *kept, const char *body)
{
	if (answers->file == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(answers->context);

		answers->file = BufFileCreateTemp(true);
		MemoryContextSwitchTo(caller);
	}
	seek(answers, answers->end_file, answers->end_offset);
	kept->file = answers->end_file;
	kept->offset = answers->end_offset;
	BufFileWrite(answers->file, unconstify(char *, body), kept->length);
	BufFileTell(answers->file, &answers->end_file, &answers->end_offset);

	/* to read, even nothing, writes what the buffer holds; see above */
	statsig_read_file_exact(answers->file, answers, 0);
}

void
statsig_answers_add(StatsigAnswers *answers, const StatsigAnswerKey *key,
					const StatsigAnswer *answer)
{
	KeptAnswer kept = {.status = answer->status, .is_csv = answer->is_csv};

	if (statsig_answers_has(answers, key))
		return;
	kept.key = *key;
	kept.length = answer->length;
	if (answers->in_memory + kept.length <= (size_t) work_mem * 1024)
	{
		kept.body = MemoryContextAllocHuge(answers->context, kept.length + 1);
		memcpy(kept.body, answer->body, kept.length + 1);
		answers->in_memory += kept.length;
	}
	else
		write_body(answers, &kept, answer->body);
	answers->bytes += kept.length;

	/* entered last: an error above leaves no trace */
	*(KeptAnswer *) hash_search(answers->kept, key, HASH_ENTER, NULL) = kept;
}

StatsigAnswer *
statsig_answers_load(StatsigAnswers *answers, const StatsigAnswerKey *key)
{
	const KeptAnswer *kept = hash_search(answers->kept, key, HASH_FIND, NULL);
	StatsigAnswer *answer;

	if (kept == NULL)
		return NULL;
	answer = palloc0(sizeof(StatsigAnswer));
	answer->status = kept->status;
	answer->is_csv = kept->is_csv;
	answer->length = kept->length;
	answer->body = MemoryContextAllocHuge(CurrentMemoryContext, kept->length + 1);
	if (kept->body != NULL)
		memcpy(answer->body, kept->body, kept->length);
	else
	{
		seek(answers, kept->file, kept->offset);
		statsig_read_file_exact(answers->file, answer->body, kept->length);
	}
	answer->body[kept->length] = '\0';
	return answer;
}
