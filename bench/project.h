/*
 * project.h
 *		The made-up project that the bench server serves: gates as JSON, and the
 *		pages of their list.
 */
#ifndef BENCH_PROJECT_H
#define BENCH_PROJECT_H

#include <stddef.h>

/* Rows of a page that is rendered beforehand, and the most that a page can have. */
#define BENCH_PAGE_SIZE 100

/* Bytes that live as long as the project. */
typedef struct BenchText
{
	char *bytes;
	size_t length;
} BenchText;

/* Lives until the process ends: an answer that quotes it may still be under way. */
typedef struct BenchProject
{
	int n_gates;
	int n_pages;	  /* of BENCH_PAGE_SIZE gates */
	BenchText *gates; /* one object each, in the order of the list */
	BenchText *pages; /* the whole answers, page 1 first */
} BenchProject;

/* Renders a project; the same number of gates gives the same bytes on every run. */
extern BenchProject *bench_project_make(int n_gates);

/*
 * A page of the list: "limit" from 1 to BENCH_PAGE_SIZE, "number" from 1.  A
 * page behind the last has no gates.  The bytes are malloc'd.
 */
extern BenchText bench_project_page(const BenchProject *project, int limit, int number);

/* The answer with one gate, malloc'd; without bytes when there is no such gate. */
extern BenchText bench_project_gate(const BenchProject *project, const char *id);

#endif /* BENCH_PROJECT_H */
