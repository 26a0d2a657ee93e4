#!/bin/sh
# Runs each target for some seconds, one after the other: `fuzz/run.sh 360 [target...]`.
# What it found lies in `fuzz/artifacts/<target>/`; what it learnt, in `fuzz/corpus/<target>/`.
set -eu
cd "$(dirname "$0")/.."
seconds=$1
shift
imports=tests/imports
for target in ${*:-azurehound graph arm csv plain opengraph roadrecon containers encodings rules query snapshot}; do
    case $target in
    azurehound | graph | arm | csv | opengraph) seeds=$imports/$target ;;
    plain) seeds="$imports/plain fuzz/seeds/plain" ;;
    containers | encodings) seeds="$imports/azurehound $imports/graph $imports/csv fuzz/seeds/$target" ;;
    query) seeds="tests/queries/ok tests/queries/err/resolve" ;;
    *) seeds=fuzz/seeds/$target ;;
    esac
    mkdir -p "fuzz/corpus/$target"
    # One engine thread: coverage is then the same each time.
    RAYON_NUM_THREADS=1 cargo +nightly fuzz run --fuzz-dir fuzz ${FUZZ_FLAGS:-} "$target" \
        "fuzz/corpus/$target" $seeds -- \
        -max_total_time="$seconds" -rss_limit_mb=2000 -timeout=20 -max_len="${MOST:-16384}" -print_final_stats=1 ||
        echo "$target stopped: see fuzz/artifacts/$target" >&2
done
