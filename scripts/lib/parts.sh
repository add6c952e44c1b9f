# shellcheck shell=bash
# Counting what was tested.
#
# A part is a command.  It counts by the last line "N passed, N failed" that
# it prints, or as one test when it prints none.  A part that cannot run, that
# passes nothing, or whose exit status contradicts its numbers has failed.

total_passed=0
total_failed=0
part_lines=()
part_counted=no
part_directory=.				# where logs go; the caller sets it

# part NAME COMMAND...
part()
{
	local name=$1 log status=0 counts passed failed seconds=$SECONDS

	shift
	log=$part_directory/$name.log
	say
	say "== $name"
	"$@" >"$log" 2>&1 </dev/null || status=$?

	counts=$(grep -E '^[0-9]+ passed, [0-9]+ failed$' "$log" | tail -n 1 || true)
	if [ -n "$counts" ]; then
		passed=${counts%% passed*}
		failed=${counts##*, }
		failed=${failed%% *}
		if [ "$failed" -eq 0 ] && { [ "$status" -ne 0 ] || [ "$passed" -eq 0 ]; }; then
			failed=1
		fi
	elif [ "$status" -eq 0 ] && [ "$part_counted" = no ]; then
		passed=1 failed=0
	else
		passed=0 failed=1
	fi

	if [ "$failed" -gt 0 ] || [ "$status" -ne 0 ]; then
		cat "$log"
		say "-- $name: exit status $status"
	else
		say "-- $name: ok"
	fi
	total_passed=$((total_passed + passed))
	total_failed=$((total_failed + failed))
	part_lines+=("$(printf '%-14s %5d passed  %5d failed  %4d s' "$name" "$passed" "$failed" $((SECONDS - seconds)))")
}

# The same for a command that must print its numbers.
counted_part()
{
	part_counted=yes
	part "$@"
	part_counted=no
}

# Prints the parts and, as the last line, the sums; false when anything failed.
report_parts()
{
	say
	printf '%s\n' "${part_lines[@]}"
	say
	say "$total_passed passed, $total_failed failed"
	[ "$total_failed" -eq 0 ] && [ "$total_passed" -gt 0 ]
}
