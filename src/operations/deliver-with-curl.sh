#!/bin/sh
# What deliver.sh does, by three calls of curl: a mutation, a subscription as server-sent events, and the answer to the first question.
# Usage: SIGNALBOX_URL=http://127.0.0.1:7420 SIGNALBOX_TOKEN=... sh deliver-with-curl.sh REPOSITORY '["AGENT", "ARGUMENT"]'
set -eu
repository=$1 agent=$2
scratch=$(mktemp -d)
trap 'kill "${!-}" 2>/dev/null || true; rm -rf "$scratch"' EXIT
# In a file, so that no list of processes shows the token.
cat >"$scratch/curl" <<END
url = "$SIGNALBOX_URL/graphql"
header = "Authorization: Bearer $SIGNALBOX_TOKEN"
header = "Content-Type: application/json"
silent
show-error
END
check() { case $1 in *'"errors"'*) printf '%s\n' "$1" >&2 && exit 1 ;; esac; }

answer=$(curl --config "$scratch/curl" --data @- <<END
{ "query": "mutation (\$project: CreateProjectInput!, \$work: InjectWorkUnitsInput!) {
    createProject(input: \$project) { cursor }
    injectWorkUnits(input: \$work) { workUnits { chunk } } }",
  "variables": {
    "project": { "key": "notes", "repositoryPath": "$repository", "phases": ["IMPLEMENT", "REVIEW", "COMPLETE"],
      "agent": { "driver": "COMMAND", "command": $agent }, "idempotencyKey": "notes-project" },
    "work": { "project": "notes", "idempotencyKey": "notes-chunks", "workUnits": [
      { "chunk": "storage", "goal": "Notes are kept in a file." },
      { "chunk": "export", "goal": "Notes can be exported. Ask for the format.", "dependsOn": ["storage"] },
      { "chunk": "manual", "goal": "There is a manual.", "dependsOn": ["export"] } ] } } }
END
)
check "$answer"
cursor=$(printf '%s\n' "$answer" | sed 's/.*"cursor":"\([^"]*\)".*/\1/')

mkfifo "$scratch/events"
curl --config "$scratch/curl" --no-buffer --header 'Accept: text/event-stream' --data @- >"$scratch/events" <<END &
{ "query": "subscription (\$after: Cursor) { workUnitUpdated(project: \"notes\", after: \$after) {
    chunk previousStatus workUnit { status mergedCommit attention { id prompt } } } }",
  "variables": { "after": "$cursor" } }
END

asked='' open=3
while [ $open -gt 0 ] && read -r event; do
  check "$event"
  case $event in
    *'"status":"NEEDS_ATTENTION"'*)
      [ -z "$asked" ] || continue
      asked=$(printf '%s\n' "$event" | sed 's/.*"attention":\[{"id":"\([^"]*\)".*/\1/')
      answer=$(curl --config "$scratch/curl" --data @- <<END
{ "query": "mutation (\$input: AnswerAttentionInput!) { answerAttention(input: \$input) { cursor } }",
  "variables": { "input": { "item": "$asked", "answer": "Markdown", "idempotencyKey": "answer-$asked" } } }
END
      )
      check "$answer" ;;
    *'"previousStatus":"RUNNING"'*'"status":"DONE"'*)
      printf '%s\n' "$event" | sed 's/.*"chunk":"\([^"]*\)".*"mergedCommit":"\([^"]*\)".*/\2 \1/'
      open=$((open - 1)) ;;
  esac
done <"$scratch/events"
[ $open -eq 0 ] || { echo 'The stream of events has ended before all was done.' >&2 && exit 1; }
