/*
 * main.c
 *		statsig-mock: a stand-in for Statsig's Console API, for tests.
 *
 * usage: statsig-mock --contract FILE [--fixtures DIR]… [--port N] [--log FILE]
 *                     [--key KEY] [--page-default N] [--check-answers]
 *
 * Prints "listening on http://127.0.0.1:PORT" and serves until SIGTERM or
 * SIGINT.
 */
#include <getopt.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "contract.h"
#include "deliver.h"
#include "exchange.h"
#include "log.h"
#include "server.h"

static const struct option long_options[] = {{"contract", required_argument, NULL, 'c'},
											 {"fixtures", required_argument, NULL, 'f'},
											 {"port", required_argument, NULL, 'p'},
											 {"log", required_argument, NULL, 'l'},
											 {"log-all", required_argument, NULL, 'L'},
											 {"key", required_argument, NULL, 'k'},
											 {"page-default", required_argument, NULL, 'd'},
											 {"check-answers", no_argument, NULL, 'a'},
											 {NULL, 0, NULL, 0}};

typedef struct Options
{
	const char *contract;
	const char *log;
	const char *log_of_all;
	int port;
} Options;

/* Reads the options and loads the fixtures they name; false after a message. */
static bool
read_options(int argc, char **argv, Options *options)
{
	int option;

	while ((option = getopt_long(argc, argv, "", long_options, NULL)) != -1)
	{
		switch (option)
		{
			case 'c':
				options->contract = optarg;
				break;
			case 'f':
				if (!mock_state_load(optarg))
					return false;
				break;
			case 'p':
				options->port = atoi(optarg);
				break;
			case 'l':
				options->log = optarg;
				break;
			case 'L':
				options->log_of_all = optarg;
				break;
			case 'k':
				mock_settings.key = optarg;
				break;
			case 'd':
				mock_settings.page_default = atoi(optarg) > 0 ? atoi(optarg) : 100;
				break;
			case 'a':
				mock_settings.check_answers = true;
				break;
			default:
				return false;
		}
	}
	if (options->contract == NULL || optind != argc)
	{
		fputs("usage: statsig-mock --contract FILE [--fixtures DIR]... [--port N] [--log FILE]\n"
			  "                    [--log-all FILE] [--key KEY] [--page-default N]\n"
			  "                    [--check-answers]\n",
			  stderr);
		return false;
	}
	return true;
}

/* Waits for the signal that ends the program; all threads have it blocked. */
static void
wait_for_signal(const sigset_t *signals)
{
	int received;

	sigwait(signals, &received);
}

int
main(int argc, char **argv)
{
	Options options = {0};
	sigset_t signals;
	int port;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);

	if (!read_options(argc, argv, &options) || !mock_contract_load(options.contract) ||
		!mock_log_open(options.log, options.log_of_all) ||
		(port = mock_server_start(options.port)) < 0)
		return 1;
	printf("listening on http://127.0.0.1:%d\n", port);
	fflush(stdout);

	wait_for_signal(&signals);

	mock_deliver_stop();
	mock_server_stop();
	mock_log_close();
	mock_fault_clear();
	mock_state_free();
	mock_contract_free();
	return 0;
}
