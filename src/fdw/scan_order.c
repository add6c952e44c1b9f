/*-------------------------------------------------------------------------
 *
 * scan_order.c
 *	  Holds a list to the order that a plan relies on.
 *
 * The plan has no sort, so rows in another order would be a wrong result that nobody
 * notices, and with LIMIT the wrong rows.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "utils/timestamp.h"

#include "src/compat.h"
#include "src/fdw/scan_order.h"

pg_noreturn static void
raise_disorder(const StatsigTable *table, const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROTOCOL_VIOLATION),
			 errmsg("the Statsig API does not keep the list \"%s\" in the order of \"%s\"",
					table->list.path, table->order.column),
			 errdetail("%s", detail),
			 errhint("The list may have changed while it was read; try again. A query that reads "
					 "all rows, or orders them by another column as well, does not rely on it.")));
}

void
statsig_scan_order_check(StatsigScanOrder *order, const StatsigTable *table, const Datum *values,
						 const bool *nulls)
{
	Datum value;

	if (order->attribute == 0)
		return;
	if (nulls[order->attribute - 1])
		raise_disorder(table, "A row has no value there.");
	value = values[order->attribute - 1];
	if (order->begun)
	{
		int compared =
			timestamptz_cmp_internal(DatumGetTimestampTz(order->last), DatumGetTimestampTz(value));

		if (table->order.descending ? compared < 0 : compared > 0)
		{
			/* the function has one buffer */
			char *last = pstrdup(timestamptz_to_str(DatumGetTimestampTz(order->last)));

			raise_disorder(table, psprintf("%s comes after %s.",
										   timestamptz_to_str(DatumGetTimestampTz(value)), last));
		}
	}
	order->begun = true;
	order->last = value;
}
