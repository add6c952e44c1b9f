# shellcheck shell=bash
# A private PostgreSQL: a copy of the installed one with the extension in it,
# and a cluster that only its user can reach.
#
# PostgreSQL finds its own files relative to the directory of its programs.
# A copy of these directories below another root therefore takes extensions
# of its own, and the installed server stays as it is.

# Copies the server's files below $1/; then "make install DESTDIR=$1" puts the
# extension there.  Sets server_bin.
copy_postgres()
{
	local root=$1 directory

	for directory in "$("$PG_CONFIG" --bindir)" "$("$PG_CONFIG" --pkglibdir)" "$("$PG_CONFIG" --sharedir)"; do
		mkdir -p "$root$directory"
		# Copied, not linked: a program looks where its real file lies.
		tar -C "$directory" --exclude=./bitcode --exclude=./pgxs -cf - . | tar -C "$root$directory" -xf -
	done
	server_bin=$root$("$PG_CONFIG" --bindir)
}

# Makes a cluster in $1/data with its socket in $1/socket and starts it.
# Exports PGHOST, PGPORT and PGUSER.  Only the owner of $1 gets in: there is
# no TCP port, and the socket's directory is closed to others.
start_cluster()
{
	local base=$1

	if [ "${#base}" -gt 80 ]; then
		say "The path is too long for a socket: $base" >&2
		say "Set TMPDIR or XDG_STATE_HOME to a shorter one." >&2
		return 1
	fi
	mkdir -p "$base"
	mkdir -m 700 "$base/data" "$base/socket"
	"$server_bin/initdb" --pgdata="$base/data" --auth=trust --encoding=UTF8 --locale=C.UTF-8 \
		--no-sync --no-instructions >"$base/initdb.log" 2>&1 ||
		{
			cat "$base/initdb.log" >&2
			return 1
		}
	cat >>"$base/data/postgresql.conf" <<-EOF
		listen_addresses = ''
		unix_socket_directories = '$base/socket'
		unix_socket_permissions = 0700
		fsync = off
		max_connections = 40
		log_line_prefix = '%m [%p] %q%a '
		logging_collector = off
	EOF
	export PGHOST=$base/socket PGPORT=5432 PGUSER
	PGUSER=$(id -un)
	# A library built with a sanitizer wants its runtime in the server from the start.
	local environment=()
	if [ -n "${STATSIG_SANITIZE-}" ]; then
		gcc -shared -fPIC -o "$base/no-translations.so" "$checkout/scripts/lib/no-translations.c" || return 1
		environment=(env LD_PRELOAD="$(gcc -print-file-name=libasan.so) $base/no-translations.so"
			ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=2)
	fi
	"${environment[@]}" \
		"$server_bin/pg_ctl" --pgdata="$base/data" --log="$base/postgres.log" --wait --silent start \
		</dev/null >/dev/null 2>&1 ||
		{
			cat "$base/postgres.log" >&2
			return 1
		}
}

# Stops the cluster in $1/data when it runs.
stop_cluster()
{
	local base=$1

	if [ -f "$base/data/postmaster.pid" ]; then
		"$server_bin/pg_ctl" --pgdata="$base/data" --mode=fast --wait --silent stop \
			>/dev/null 2>&1 || true
	fi
}
