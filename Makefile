# statsig_fdw: the Statsig Console API as foreign tables
#
#   make                 builds the extension
#   make install         installs it
#   make mock            builds the mock of the Console API
#   make installcheck    runs pg_regress, each file against a mock of its own
#   make WERROR=1        turns warnings into errors

MODULE_big = statsig_fdw
EXTENSION = statsig_fdw
DATA = statsig_fdw--1.0.sql
PGFILEDESC = "statsig_fdw - the Statsig Console API as foreign tables"

OBJS = $(patsubst %.c,%.o,$(wildcard statsig_fdw.c src/catalog/*.c src/remote/*.c src/fdw/*.c))
our_headers = $(wildcard src/*.h src/catalog/*.h src/remote/*.h src/fdw/*.h)

REGRESS = $(patsubst sql/%.sql,%,$(sort $(wildcard sql/*.sql)))
REGRESS_OPTS = --launcher=$(CURDIR)/test/with-mock --load-extension=statsig_fdw --no-locale --encoding=UTF8

PKG_CONFIG ?= pkg-config
PG_CPPFLAGS = -I$(CURDIR) $(shell $(PKG_CONFIG) --cflags libcurl libcjson)
# All names are hidden but those marked PGDLLEXPORT, which means something only since 16.
PG_CPPFLAGS += -DPGDLLEXPORT='__attribute__((visibility("default")))'
PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -fvisibility=hidden $(if $(WERROR),-Werror)
SHLIB_LINK = $(shell $(PKG_CONFIG) --libs libcurl libcjson)

EXTRA_CLEAN = $(wildcard src/*/*.bc)

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# PGXS tracks no headers.
$(OBJS): $(our_headers)

.PHONY: mock
mock:
	$(MAKE) -C test/mock

installcheck: mock
