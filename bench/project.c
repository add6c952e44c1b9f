/*
 * project.c
 *		Renders gates as the Console API would: who made them, what they are for,
 *		rules with conditions.  1.76 kB each on average.
 *
 * Everything about a gate follows from its number, so that two runs, and two
 * sizes of the project, agree on it.  The number is the end of the gate's id,
 * which makes finding one by id an index into an array.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "project.h"

#define LENGTHOF(array) ((int) (sizeof(array) / sizeof((array)[0])))

/* One of an array of strings, by a draw of its own. */
#define PICK(draws, array) ((array)[draw(draws, LENGTHOF(array))])

static const char *const areas[] = {"checkout", "search",  "profile", "payments",
									"shipping", "loyalty", "support", "catalogue"};
static const char *const features[] = {"express_pay",	 "guest_order",	 "new_header",
									   "address_hints",	 "saved_carts",	 "two_column_layout",
									   "faster_images",	 "gift_cards",	 "return_labels",
									   "voice_commands", "fraud_checks", "price_alerts"};
static const char *const descriptions[] = {
	"Shows the new version to part of the customers; the old one stays for everybody else until "
	"the figures of two weeks are in.",
	"Kill switch. Ask #payments-oncall before you touch it, also when it looks unused.",
	"Rolled out country by country.\\nThe list of countries is in \\\"Rollout plan 7\\\", and "
	"legal must have signed before the next one is added.",
	"Holds back the nightly job while the old and the new tables are compared; goes away after "
	"the migration."};
static const char *const people[] = {"Carla Andersen", "Zoë Brandt", "Ines Moreau",
									 "Ulrike Sánchez", "Ben Berg",	 "Tomasz Zieliński"};
static const char *const addresses[] = {"carla.andersen", "zoe.brandt+statsig", "ines.moreau",
										"ulrike.sanchez", "ben.berg",			"tomasz.zielinski"};
static const char *const teams[] = {"Search and Browse", "Payments and Fraud", "Growth",
									"Mobile Platform"};
static const char *const tags[] = {"Core", "web", "ios", "android", "needs \\\"cleanup\\\""};
static const char *const apps[] = {"iOS App", "Android App", "Web Shop"};
static const char *const units[] = {"userID", "stableID", "companyID"};
static const char *const types[] = {"TEMPORARY", "TEMPORARY", "PERMANENT", "STALE"};
static const char *const reasons[] = {"STALE_PROBABLY_LAUNCHED", "STALE_ALL_TRUE",
									  "STALE_EMPTY_CHECKS"};
static const char *const statuses[] = {"In Progress", "In Progress", "Launched", "Disabled"};
static const char *const rule_names[] = {"Employees",			"Beta testers",
										 "Germany and Austria", "Gold customers",
										 "Old app versions",	"Everyone else"};
static const char *const conditions[] = {
	"{\"type\":\"public\"}",
	"{\"type\":\"country\",\"operator\":\"any\",\"targetValue\":[\"DE\",\"AT\",\"CH\",\"FR\"]}",
	"{\"type\":\"app_version\",\"operator\":\"version_gte\",\"targetValue\":\"7.12.0\"}",
	"{\"type\":\"email\",\"operator\":\"str_contains_any\",\"targetValue\":[\"@lindenhof.example\","
	"\"@example.com\"]}",
	"{\"type\":\"custom_field\",\"operator\":\"gte\",\"targetValue\":2500,\"field\":\"points\"}",
	"{\"type\":\"passes_segment\",\"operator\":\"any\",\"targetValue\":[\"vip_customers\"]}",
	"{\"type\":\"unit_id\",\"operator\":\"any\",\"targetValue\":[\"ord-77\",\"ord-78\"],"
	"\"customID\":\"orderID\"}"};

/* Pseudo-random numbers (splitmix64), a sequence for each gate. */
typedef struct Draws
{
	uint64_t state;
} Draws;

static uint64_t
draw_bits(Draws *draws)
{
	uint64_t bits = (draws->state += UINT64_C(0x9e3779b97f4a7c15));

	bits = (bits ^ (bits >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	bits = (bits ^ (bits >> 27)) * UINT64_C(0x94d049bb133111eb);
	return bits ^ (bits >> 31);
}

/* A number from 0 to below "bound". */
static int
draw(Draws *draws, int bound)
{
	return (int) (draw_bits(draws) % (uint64_t) bound);
}

static _Noreturn void
out_of_memory(void)
{
	fputs("bench-server: out of memory\n", stderr);
	exit(1);
}

static void *
allocate(size_t size)
{
	void *memory = malloc(size);

	if (memory == NULL)
		out_of_memory();
	return memory;
}

/* A stream into memory; finish_text() closes it. */
static FILE *
begin_text(BenchText *text)
{
	FILE *stream = open_memstream(&text->bytes, &text->length);

	if (stream == NULL)
		out_of_memory();
	return stream;
}

static void
finish_text(FILE *stream)
{
	if (fclose(stream) != 0)
		out_of_memory();
}

/* 22 letters and digits, as Statsig's ids of objects. */
static void
print_object_id(FILE *out, Draws *draws)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

	for (int i = 0; i < 22; i++)
		fputc(alphabet[draw(draws, LENGTHOF(alphabet) - 1)], out);
}

/* "creatorID":…,"creatorName":…,"creatorEmail":…, with another prefix. */
static void
print_person(FILE *out, Draws *draws, const char *prefix)
{
	int person = draw(draws, LENGTHOF(people));

	fprintf(out, ",\"%sID\":\"", prefix);
	print_object_id(out, draws);
	fprintf(out, "\",\"%sName\":\"%s\",\"%sEmail\":\"%s@lindenhof.example\"", prefix,
			people[person], prefix, addresses[person]);
}

static void
print_rule(FILE *out, Draws *draws)
{
	int n_conditions = 1 + draw(draws, 2);

	fputs("{\"id\":\"", out);
	print_object_id(out, draws);
	fputs("\",\"baseID\":\"", out);
	print_object_id(out, draws);
	fprintf(out, "\",\"name\":\"%s\",\"passPercentage\":%d,\"conditions\":[",
			PICK(draws, rule_names), draw(draws, 101));
	for (int i = 0; i < n_conditions; i++)
		fprintf(out, "%s%s", i > 0 ? "," : "", PICK(draws, conditions));
	fprintf(out, "],\"environments\":%s}",
			draw(draws, 3) == 0 ? "[\"development\",\"staging\"]" : "null");
}

/* What a gate is and what it belongs to, up to "isEnabled". */
static void
print_state(FILE *out, Draws *draws)
{
	const char *type = PICK(draws, types);

	fprintf(out, ",\"tags\":[\"%s\"],\"targetApps\":[\"%s\"],\"holdoutIDs\":[]", PICK(draws, tags),
			PICK(draws, apps));
	fprintf(out, ",\"team\":\"%s\",\"teamID\":\"", PICK(draws, teams));
	print_object_id(out, draws);
	fprintf(out, "\",\"version\":%d,\"checksPerHour\":%d.5", 1 + draw(draws, 40),
			draw(draws, 20000));
	fprintf(out, ",\"status\":\"%s\",\"type\":\"%s\",\"typeReason\":\"%s\"", PICK(draws, statuses),
			type, strcmp(type, "STALE") == 0 ? PICK(draws, reasons) : "NONE");
	fputs(",\"owner\":{\"ownerType\":\"USER\"", out);
	print_person(out, draws, "owner");
	fprintf(out, "},\"isTemplate\":false,\"isEnabled\":%s", draw(draws, 4) > 0 ? "true" : "false");
}

/* The id of the gate with this number; "id" has room for 64 bytes. */
static void
write_gate_id(char *id, int number)
{
	Draws draws = {(uint64_t) number};
	const char *area = PICK(&draws, areas);

	snprintf(id, 64, "%s_%s_%05d", area, PICK(&draws, features), number);
}

static BenchText
render_gate(int number)
{
	BenchText text;
	FILE *out = begin_text(&text);
	Draws draws = {(uint64_t) number << 20};
	long created = 1640995200000L + (long) (draw_bits(&draws) % UINT64_C(120000000000));
	int n_rules = 1 + draw(&draws, 4);
	char id[64];

	write_gate_id(id, number);
	fprintf(out, "{\"id\":\"%s\",\"name\":\"%s\",\"idType\":\"%s\",\"description\":\"%s\"", id, id,
			PICK(&draws, units), PICK(&draws, descriptions));
	print_person(out, &draws, "creator");
	print_person(out, &draws, "lastModifier");
	fprintf(out, ",\"createdTime\":%ld,\"lastModifiedTime\":%ld", created,
			created + 1 + draw(&draws, 2000000000));
	print_state(out, &draws);
	fputs(",\"rules\":[", out);
	for (int i = 0; i < n_rules; i++)
	{
		if (i > 0)
			fputc(',', out);
		print_rule(out, &draws);
	}
	fputs("],\"measureMetricLifts\":true,\"monitoringMetrics\":[{\"name\":\"orders\",\"type\":"
		  "\"event_count_custom\"},{\"name\":\"page_load_time\",\"type\":\"mean\"}],"
		  "\"reviewSettings\":{\"requiredReview\":false}}",
		  out);
	finish_text(out);
	return text;
}

/* ,"nextPage":"…" and the like; null when there is no such page. */
static void
print_link(FILE *out, const char *member, int limit, int number, int n_pages)
{
	if (number < 1 || number > n_pages)
		fprintf(out, ",\"%s\":null", member);
	else
		fprintf(out, ",\"%s\":\"/console/v1/gates?page=%d&limit=%d\"", member, number, limit);
}

/* See project.h. */
BenchText
bench_project_page(const BenchProject *project, int limit, int number)
{
	BenchText text;
	FILE *out = begin_text(&text);
	int n_pages = (project->n_gates + limit - 1) / limit;
	long first = (long) (number - 1) * limit;

	fputs("{\"message\":\"Gates listed successfully.\",\"data\":[", out);
	for (long i = first; i < first + limit && i < project->n_gates; i++)
	{
		if (i > first)
			fputc(',', out);
		fwrite(project->gates[i].bytes, 1, project->gates[i].length, out);
	}
	fprintf(out, "],\"pagination\":{\"itemsPerPage\":%d,\"pageNumber\":%d", limit, number);
	print_link(out, "nextPage", limit, number + 1, n_pages);
	print_link(out, "previousPage", limit, number - 1, n_pages);
	fprintf(out, ",\"totalItems\":%d,\"all\":\"/console/v1/gates\"}}", project->n_gates);
	finish_text(out);
	return text;
}

/* See project.h. */
BenchProject *
bench_project_make(int n_gates)
{
	BenchProject *project = allocate(sizeof(BenchProject));

	project->n_gates = n_gates;
	project->n_pages = (n_gates + BENCH_PAGE_SIZE - 1) / BENCH_PAGE_SIZE;
	project->gates = allocate(sizeof(BenchText) * ((size_t) n_gates + 1));
	project->pages = allocate(sizeof(BenchText) * ((size_t) project->n_pages + 1));
	for (int i = 0; i < n_gates; i++)
		project->gates[i] = render_gate(i);
	for (int i = 0; i < project->n_pages; i++)
		project->pages[i] = bench_project_page(project, BENCH_PAGE_SIZE, i + 1);
	return project;
}

/* See project.h. */
BenchText
bench_project_gate(const BenchProject *project, const char *id)
{
	BenchText text = {NULL, 0};
	const char *end = strrchr(id, '_');
	long number = end != NULL ? strtol(end + 1, NULL, 10) : -1;
	char expected[64];
	FILE *out;

	if (number < 0 || number >= project->n_gates)
		return text;
	write_gate_id(expected, (int) number);
	if (strcmp(expected, id) != 0)
		return text;
	out = begin_text(&text);
	fputs("{\"message\":\"Gate read successfully.\",\"data\":", out);
	fwrite(project->gates[number].bytes, 1, project->gates[number].length, out);
	fputs("}", out);
	finish_text(out);
	return text;
}
