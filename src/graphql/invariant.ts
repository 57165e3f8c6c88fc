/** The broadcast invariant, as the schema tells it in the four places where the next author or client will look. */

export const BROADCAST_INVARIANT = `
The broadcast invariant: every state change of a work unit is published, in order, exactly once per cursor. Its creation, every
field that the API shows, and its deletion are changes; none is sent before it is committed, and none that is committed goes unsent.

To add a change: write an event in \`src/domain/transitions.ts\`, and a service that hands its decision to \`commit\`, which writes
the rows, the revision, the log entry and the sequence in one transaction and publishes after it. There is nothing else to remember.

A change that goes around \`commit\` does not get far: it does not compile, because nobody else has a client that writes; the
architecture test fails; the read client refuses; and the database refuses to commit a work unit whose revision is not in the log.
`.trim()
