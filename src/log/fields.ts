/**
 * The fields of a log line: the same thing has the same name in every line. Values are structured, `msg` is one of a few fixed phrases.
 * What an agent says, a token, or any other secret stands in none of them.
 */
export const FIELDS = {
  time: 'When, in ISO 8601 and UTC.',
  level: 'trace, debug, info, warn, error or fatal.',
  msg: 'What the line is about: `changed`, `refused` and other fixed phrases.',
  pid: 'The process of the server that wrote the line.',
  hostname: 'The machine of that server.',

  project: 'The key of the project.',
  projectId: 'The id of the project, where its key is not at hand.',
  chunk: 'The chunk of the work unit.',
  run: 'The id of the run.',
  actor: 'Who caused it: the name of a token, `scheduler`, or `agent of CHUNK`.',

  sequence: 'changed: the position in the change log of the project.',
  revision: 'changed: the revision of the work unit.',
  kind: 'changed: CREATED, UPDATED or DELETED.',
  previousStatus: 'changed: the status before.',
  status: 'changed: the status after it; absent when DELETED.',
  previousPhase: 'changed: the phase before.',
  phase: 'The phase; that after it in a line about a change.',
  reason: 'changed: why, in words. In other lines: what was wrong, in words of the server.',

  code: 'refused: the error code that the client got.',
  transport: 'refused: http, websocket or sse.',
  field: 'refused: the input that was to blame.',
  method: 'refused, outside of GraphQL: the method of the request.',
  path: 'refused, outside of GraphQL: the path of the request, without its query.',
  answeredWith: 'refused: the HTTP status, or the close code of a WebSocket.',
  unlogged: 'How many refusals of one second have no line of their own.',
  errorId: 'The id by which the client can name an unexpected error.',
  err: 'An error, with its type, message and stack.',

  settings: 'project settings changed: the names of those that were written.',
  name: 'token created, token revoked: whose token it is.',

  generation: 'The generation of a run.',
  event: 'What ended a run, as the state machine calls it.',
  process: 'The process id of an agent.',
  survivors: 'Processes that could not be killed.',
  running: 'How many units of the project run.',
  picked: 'How many units were picked to be dispatched.',
  until: 'When a deferred unit may be dispatched; when a webhook is tried again; the end of a lease.',
  conflicts: 'What speaks against a dispatch: verdicts and paths.',
  other: 'The chunk of the other unit of a conflict.',
  tries: 'How often a merge was tried.',
  backupRef: 'The ref that keeps what would be lost.',
  stopped: 'The runs that were taken out of a phase by a stop of the server.',
  inTime: 'Whether a stop has ended everything in time.',

  webhook: 'The id of a webhook.',
  events: 'What a webhook was told of.',
  failures: 'How many attempts at a webhook have failed in a row.',

  url: 'Where the server listens.',
  database: 'SQLITE or POSTGRESQL.',
} as const satisfies Readonly<Record<string, string>>

/** A line as it is handed to the logger. */
export type Line = Partial<Readonly<Record<keyof typeof FIELDS, unknown>>>
