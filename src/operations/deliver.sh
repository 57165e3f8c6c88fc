#!/bin/sh
# Has three chunks of work delivered: adds a repository, injects them, answers the first question, prints the merged commits.
# Usage: sh deliver.sh REPOSITORY AGENT [ARGUMENT ...]
set -eu
repository=$1
shift
export SIGNALBOX_PROJECT=notes

signalbox project add "$repository" --key notes --phases IMPLEMENT,REVIEW,COMPLETE --agent command -- "$@"
signalbox inject storage --goal 'Notes are kept in a file.'
signalbox inject export --goal 'Notes can be exported. Ask for the format.' --depends-on storage
signalbox inject manual --goal 'There is a manual.' --depends-on export

asking=$(signalbox wait --any --status needs-attention storage export manual)
signalbox attention
signalbox answer "$asking" 'Markdown'

signalbox wait storage export manual
signalbox ps --status done --fields mergedCommit,chunk
