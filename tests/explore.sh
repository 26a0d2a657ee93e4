#!/bin/sh
# Runs random tests for some seconds on cases that nobody has seen, a new seed each round:
# `tests/explore.sh 600 -p enfilade-access --test agreement`. It stops at the first failure.
set -eu
cd "$(dirname "$0")/.."
seconds=$1
shift
end=$(($(date +%s) + seconds))
rounds=0
while [ "$(date +%s)" -lt "$end" ]; do
    PROPTEST_RNG_SEED=$(od -An -N6 -tu8 /dev/urandom | tr -d ' ')
    export PROPTEST_RNG_SEED
    if ! cargo test --quiet --release --locked "$@" >target/explore.log 2>&1; then
        cat target/explore.log
        echo "failed with PROPTEST_RNG_SEED=$PROPTEST_RNG_SEED, after $rounds rounds without a failure" >&2
        exit 1
    fi
    rounds=$((rounds + 1))
done
echo "$rounds rounds without a failure"
