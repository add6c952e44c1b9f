/*
 * handler_exposures.c
 *		How often gates, experiments and dynamic configs were evaluated lately.
 *
 * The request names ids of up to three kinds, at most 25 of each.  Not
 * documented and assumed here: a request without any id is refused; an id
 * nothing is known of has zeros.
 */
#include "handlers.h"

#define MAX_IDS 25 /* of each kind, of the contract */
#define KINDS	3

static const char *const kinds[KINDS] = {"gates", "experiments", "dynamicConfigs"};

static int
count_ids(const MockRequest *request, const char *kind)
{
	int count = 0;

	while (mock_query_parameter_at(request, kind, count) != NULL)
		count++;
	return count;
}

/* One id's counts, a new value. */
static cJSON *
row_of(cJSON *known, const char *id)
{
	cJSON *count = known != NULL ? mock_collection_find(known, "id", id) : NULL;
	cJSON *row;

	if (count != NULL)
		return mock_json_clone(count);
	row = cJSON_CreateObject();
	mock_json_set_text(row, "id", id);
	mock_json_set_integer(row, "pastDay", 0);
	mock_json_set_integer(row, "past7Days", 0);
	return row;
}

static void
read_counts(const MockRequest *request, MockResponse *response)
{
	cJSON *data;
	int total = 0;

	for (int i = 0; i < KINDS; i++)
	{
		total += count_ids(request, kinds[i]);
		if (count_ids(request, kinds[i]) > MAX_IDS)
		{
			mock_answer_field_error(response, kinds[i], "%s must contain no more than %d elements",
									kinds[i], MAX_IDS);
			return;
		}
	}
	if (total == 0)
	{
		mock_answer_error(response, 400, "Data is not available");
		return;
	}
	data = cJSON_CreateObject();
	for (int i = 0; i < KINDS; i++)
	{
		cJSON *known = mock_json_get(mock_state_get("/exposure_count"), kinds[i]);
		cJSON *rows = cJSON_CreateArray();
		const char *id;

		for (int n = 0; (id = mock_query_parameter_at(request, kinds[i], n)) != NULL; n++)
			cJSON_AddItemToArray(rows, row_of(known, id));
		mock_json_set(data, kinds[i], rows);
	}
	mock_answer_data(request, response, "Exposure count fetched successfully.", data);
	cJSON_Delete(data);
}

const MockHandler mock_exposure_handlers[] = {
	{"GET", MOCK_PATH_PREFIX "/exposure_count", read_counts}, {NULL, NULL, NULL}};
