#!/usr/bin/env bash
# What Semaphore puts at /tmp/ssh_jump_point: the way from the host into the environment of the job.
export SEMAPHORE_JOB_ENVIRONMENT=container
if [ $# -gt 0 ]; then exec "$@"; fi
cd "$HOME/project" || exit 1
exec bash -l
