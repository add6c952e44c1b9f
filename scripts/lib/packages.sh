# shellcheck shell=bash
# What the project needs on the machine, and how to get it.
#
# A need is looked for by what it does, not by a package's name, so that other
# packages (libcurl4-gnutls-dev, a PostgreSQL built by hand) do as well.
# Missing ones are installed with apt-get where there is one.

oldest_postgres=15

# Sets PG_CONFIG to the pg_config of a usable server installation and
# pg_major to its major version; false when there is none.
find_postgres()
{
	local candidate version

	# shellcheck disable=SC2012 # the names are numbers
	for candidate in ${PG_CONFIG:-} \
		$(ls -d /usr/lib/postgresql/*/bin/pg_config 2>/dev/null | sort -t/ -k5,5nr) \
		$(command -v pg_config || true); do
		version=$("$candidate" --version 2>/dev/null | sed 's/^PostgreSQL \([0-9]*\).*/\1/') || continue
		if [ "${version:-0}" -ge "$oldest_postgres" ] &&
			[ -x "$("$candidate" --bindir)/initdb" ] &&
			[ -f "$("$candidate" --includedir-server)/postgres.h" ] &&
			[ -f "$("$candidate" --pgxs)" ]; then
			PG_CONFIG=$(command -v "$candidate")
			# shellcheck disable=SC2034 # for the callers
			pg_major=$version
			export PG_CONFIG
			return 0
		fi
	done
	return 1
}

# The major version to install: that of an installed server, or the
# distribution's default.
choose_major()
{
	local installed

	installed=$(find /usr/lib/postgresql/*/bin -name postgres 2>/dev/null |
		sed 's|.*postgresql/\([0-9]*\)/.*|\1|' | sort -nr | head -n 1)
	if [ "${installed:-0}" -ge "$oldest_postgres" ]; then
		printf '%s' "$installed"
	else
		apt-cache depends postgresql |
			sed -n 's/^ *Depends: postgresql-\([0-9][0-9]*\)$/\1/p' | head -n 1
	fi
}

# Prints the packages that are missing, one a line.  Arguments: the groups.
missing_packages()
{
	local group

	for group in "$@"; do
		case $group in
		build)
			command -v gcc >/dev/null || say gcc
			echo '#include <stdio.h>' | gcc -fsyntax-only -xc - 2>/dev/null || say libc6-dev
			command -v make >/dev/null || say make
			command -v pkg-config >/dev/null || say pkg-config
			pkg-config --exists libcurl 2>/dev/null || say libcurl4-openssl-dev
			pkg-config --exists libcjson 2>/dev/null || say libcjson-dev
			find_postgres || say postgresql
			;;
		mock)
			pkg-config --exists libmicrohttpd 2>/dev/null || say libmicrohttpd-dev
			command -v curl >/dev/null || say curl
			;;
		api)
			[ -f /etc/ssl/certs/ca-certificates.crt ] || say ca-certificates
			;;
		check)
			command -v clang >/dev/null || say clang
			command -v clang-format >/dev/null || say clang-format
			command -v python3 >/dev/null || say python3
			command -v nm >/dev/null || say binutils
			;;
		bench)
			command -v python3 >/dev/null || say python3
			;;
		esac
	done
}

# Installs what the groups need and leaves PG_CONFIG set.
install_missing()
{
	local missing major

	missing=$(missing_packages "$@")
	if [ -n "$missing" ]; then
		command -v apt-get >/dev/null ||
			die "some software is missing and there is no apt-get to install it:" \
				"${missing//$'\n'/ }" \
				"Install it (the names are Debian's; PostgreSQL with server headers) and run this again."
		is_root || command -v sudo >/dev/null ||
			die "some packages are missing and you are neither root nor have sudo:" \
				"${missing//$'\n'/ }"
		say "Installing: ${missing//$'\n'/ }"
		apt_get update
		if printf '%s\n' "$missing" | grep -qx postgresql; then
			major=$(choose_major)
			[ "${major:-0}" -ge "$oldest_postgres" ] ||
				die "PostgreSQL $oldest_postgres or newer is needed; this distribution has ${major:-none}"
			missing="$(printf '%s\n' "$missing" | grep -vx postgresql || true)
				postgresql-$major postgresql-server-dev-$major"
		fi
		# shellcheck disable=SC2086 # a list of words
		apt_install $missing
	fi
	find_postgres ||
		die "found no PostgreSQL $oldest_postgres or newer with server programs and headers" \
			"Set PG_CONFIG to the pg_config of one."
}

# apt-get, quiet unless it fails; a mirror may fail once.
apt_get()
{
	local log status=0 try

	log=$(mktemp)
	for try in 1 2 3; do
		status=0
		as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C apt-get -q -y \
			-o APT::Install-Recommends=false -o Dpkg::Use-Pty=0 "$@" </dev/null >"$log" 2>&1 ||
			status=$?
		[ "$status" -ne 0 ] || break
		[ "$try" -eq 3 ] || sleep 3
	done
	[ "$status" -eq 0 ] || cat "$log" >&2
	rm -f "$log"
	[ "$status" -eq 0 ] || die "apt-get $1 failed"
}

# Installs packages without letting PostgreSQL's make and start a cluster
# that nobody asked for.
apt_install()
{
	local directory=/etc/postgresql-common/createcluster.d
	local file=$directory/statsig_fdw-no-cluster.conf
	local status=0

	as_root mkdir -p "$directory"
	echo 'create_main_cluster = false' | as_root tee "$file" >/dev/null
	(apt_get install "$@") || status=$?
	as_root rm -f "$file"
	[ "$status" -eq 0 ] || exit "$status"
}
