# shellcheck shell=bash
# What every script shares: messages, privileges, the user that runs servers.
#
# Scripts are started by root or by a normal user.  Only the installation of
# packages needs root (or sudo).  PostgreSQL refuses to run as root, so that
# everything else is done by $work_user: the caller, or "postgres" for root.

set -euo pipefail

# A caller's settings must not reach the private servers and tests, and
# neither must a proxy: all connections are local.
for name in "${!PG@}" "${!STATSIG_MOCK@}"; do
	[ "$name" = PG_CONFIG ] || unset "$name"
done
unset name MAKEFLAGS MAKELEVEL CDPATH
export no_proxy=127.0.0.1,localhost NO_PROXY=127.0.0.1,localhost
export LC_ALL=C.UTF-8

# The checkout this script belongs to.
checkout=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)

say()
{
	printf '%s\n' "$*"
}

# Ends the script with a message; each argument is a line.
die()
{
	printf '%s: %s\n' "${0##*/}" "$1" >&2
	shift
	[ $# -eq 0 ] || printf '    %s\n' "$@" >&2
	exit 1
}

is_root()
{
	[ "$(id -u)" -eq 0 ]
}

# Runs a command with root's rights.
as_root()
{
	if is_root; then
		"$@"
	elif command -v sudo >/dev/null; then
		sudo "$@"
	else
		return 1
	fi
}

# The user that builds and runs servers; made when root finds none.
find_work_user()
{
	if ! is_root; then
		work_user=$(id -un)
	else
		work_user=postgres
		if ! id -u "$work_user" >/dev/null 2>&1; then
			work_user=statsig_fdw
			id -u "$work_user" >/dev/null 2>&1 ||
				useradd --system --no-create-home --shell /usr/sbin/nologin "$work_user"
		fi
	fi
}

# Runs a command as that user, from a directory the user can enter.
as_work_user()
{
	if is_root; then
		(cd / && runuser -u "$work_user" -- "$@")
	else
		(cd / && "$@")
	fi
}

# Copies the sources without anything built to a directory of the work user,
# so that a checkout that is read-only or belongs to another user will do.
copy_sources()
{
	local target=$1

	as_work_user mkdir -p "$target"
	tar -C "$checkout" -cf - \
		--exclude=./.git --exclude='*.o' --exclude='*.so' --exclude='*.bc' \
		--exclude='*.pyc' --exclude=__pycache__ --exclude=./results --exclude=./tmp_check \
		--exclude=./log --exclude=./regression.diffs --exclude=./regression.out \
		--exclude=./test/mock/statsig-mock \
		--exclude=./bench/bench-server --exclude=./bench/keyed --exclude=./bench/load . |
		as_work_user tar -C "$target" --no-same-owner --no-same-permissions -xf -
	as_work_user chmod -R u+w "$target"
}
