/**
 * Bugs to plant, as data: each breaks one promise of the delivery in the way in which others have broken it, and names the
 * tests that must fail then. `npm run planted` plants them one by one in a copy of this tree.
 */

/** Which tests see it: all of a file, or those whose full name has `title` in it. */
export interface Check {
  readonly project: 'unit' | 'sqlite' | 'postgresql'
  readonly file: string
  readonly title?: string
}

export interface Plant {
  readonly name: string
  /** Where, and the text there, which occurs once. */
  readonly file: string
  readonly find: string
  readonly replace: string
  /** Each of them alone must catch it. */
  readonly caughtBy: readonly Check[]
}

const GROUP: Check = { project: 'unit', file: 'test/delivery/group.property.test.ts', title: 'each event behind their position' }
const PAGES: Check = { project: 'unit', file: 'test/delivery/group.property.test.ts', title: 'no page of the log is held' }
const ISOLATION: Check = { project: 'unit', file: 'test/delivery/isolation.property.test.ts' }
const FRAMES: Check = { project: 'unit', file: 'test/delivery/frames.property.test.ts' }
const WHOLE: Check = { project: 'sqlite', file: 'test/delivery/whole/whole.property.test.ts' }
const TWO_SERVERS: Check = { ...WHOLE, project: 'postgresql' }

export const PLANTS: readonly Plant[] = [
  // A write and what is told of it.
  {
    name: 'published before the commit',
    file: 'src/store/commit.ts',
    find: 'const changes = await write(tx, project, request.actor, at, drafts)',
    replace:
      'const changes = await write(tx, project, request.actor, at, drafts)\n        announcer.changed(changes.map(({ change }) => change))',
    caughtBy: [{ project: 'sqlite', file: 'test/store/commit.test.ts', title: 'at the very end of its transaction' }],
  },
  {
    name: 'one that fails takes those with it that share its transaction',
    file: 'src/store/commit.ts',
    find: 'if (wanted.length > 1 && (!decided || isContradiction(error))) return null',
    replace: '',
    caughtBy: [{ project: 'sqlite', file: 'test/store/commit.test.ts', title: 'nobody else’s error' }],
  },
  {
    name: 'commits that share a transaction are made again when its acknowledgement is lost',
    file: 'src/store/commit.ts',
    find: '(!decided || isContradiction(error))',
    replace: 'true',
    caughtBy: [{ project: 'postgresql', file: 'test/store/servers.test.ts', title: 'none of them is made twice' }],
  },
  {
    name: 'a deletion is not published',
    file: 'src/store/announcer.ts',
    find: "    pubsub.publish('workUnitUpdated', change)",
    replace: "    if (change.kind !== 'DELETED') pubsub.publish('workUnitUpdated', change)",
    caughtBy: [{ project: 'sqlite', file: 'test/store/commit.property.test.ts' }, WHOLE],
  },
  {
    name: 'the doorbell of other servers is not heard, and nothing polls',
    file: 'src/store/doorbell.ts',
    find: 'Promise.all([listen(answer), poll(answer)])',
    replace: 'listen({ look: () => Promise.resolve(), output: () => undefined })',
    caughtBy: [TWO_SERVERS],
  },
  {
    name: 'a server does not look for what another one committed before its own change',
    file: 'src/store/announcer.ts',
    find: 'else if (change.sequence > last) void look()',
    replace: 'else if (change.sequence > last) publish(change)',
    caughtBy: [{ project: 'postgresql', file: 'test/store/commit.test.ts', title: 'two hundred concurrent commits' }],
  },
  {
    name: 'the tail answers though it does not reach back far enough',
    file: 'src/store/tail.ts',
    find: 'position < first.sequence - 1',
    replace: 'position < first.sequence - 2',
    caughtBy: [{ project: 'sqlite', file: 'test/store/tail.test.ts' }],
  },
  {
    name: 'one change more is deleted than is said to have expired',
    file: 'src/store/retention.ts',
    find: 'await deleteExpired(tx, id, log.expiredSequence, reached)',
    replace: 'await deleteExpired(tx, id, log.expiredSequence, reached + 1)',
    caughtBy: [{ project: 'sqlite', file: 'test/store/retention.test.ts', title: 'whatever changes and whenever it is trimmed' }],
  },
  {
    name: 'a page of the log begins with what the reader has',
    file: 'src/store/change-log.ts',
    find: 'where: { projectId, sequence: { gt: position } },',
    replace: 'where: { projectId, sequence: { gte: position } },',
    caughtBy: [WHOLE],
  },

  // A snapshot and a position.
  {
    name: 'the cursor of a snapshot is read beside the rows',
    file: 'src/graphql/project.ts',
    find: `misses no change that is not in the answer already.',
      resolve: ({ id, sequence }) => ({ projectId: id, sequence }),`,
    replace: `misses no change that is not in the answer already.',
      resolve: async ({ id }, _args, { services }) => ({
        projectId: id,
        sequence: (await services.store.read.project.findUniqueOrThrow({ where: { id } })).sequence,
      }),`,
    caughtBy: [{ project: 'sqlite', file: 'test/graphql/work-unit-updated.test.ts', title: 'a snapshot and the changes after its cursor' }],
  },
  {
    name: 'a subscription takes its position at the first pull',
    file: 'src/server/fan-out/subscriptions.ts',
    find: `          const subscriber = new Subscriber(sink, position)
          return { ended: serve(group, subscriber), leave: () => subscriber.end(null) }`,
    replace: `          let subscriber = new Subscriber(sink, position)
          const begin = async () => {
            const late = await createSourceEventStream({ schema, document, variableValues, operationName, contextValue })
            subscriber = new Subscriber(sink, late.position)
            await serve(group, subscriber)
          }
          return { ended: begin(), leave: () => subscriber.end(null) }`,
    caughtBy: [{ project: 'unit', file: 'test/server/delivery.test.ts', title: 'begins at the head as of its subscribe' }],
  },

  // Replay, live, and the seam.
  {
    name: 'a subscriber joins the live ones although it is behind',
    file: 'src/server/fan-out/group.ts',
    find: 'if (this.#position !== null && subscriber.position >= this.#position) {',
    replace: 'if (this.#position !== null) {',
    caughtBy: [GROUP],
  },
  {
    name: 'a subscriber takes what it has already',
    file: 'src/server/fan-out/subscriber.ts',
    find: 'const news = behind(batch, this.#position)',
    replace: 'const news = batch',
    caughtBy: [GROUP],
  },
  {
    name: 'the last event of a page is skipped',
    file: 'src/server/fan-out/group.ts',
    find: 'if (isWanted(event)) {',
    replace: 'if (isWanted(event) && (index === 0 || index < page.length - 1)) {',
    caughtBy: [GROUP, WHOLE],
  },
  {
    name: 'what is behind a page is not looked for before the next growth',
    file: 'src/server/fan-out/group.ts',
    find: '        if (page.length > 0) hasGrown = true\n',
    replace: '',
    caughtBy: [GROUP],
  },
  {
    name: 'a growth that comes while the log is read is forgotten',
    file: 'src/server/fan-out/group.ts',
    find: `        hasGrown = false
        const page = await this.#log.read(position)`,
    replace: `        const page = await this.#log.read(position)
        hasGrown = false`,
    caughtBy: [GROUP],
  },
  {
    name: 'a page is held for as long as its client likes',
    file: 'src/server/fan-out/group.ts',
    find: 'if (subscriber.isOver || subscriber.ready() !== null) break',
    replace: 'if (subscriber.isOver) break\n        await subscriber.ready()',
    caughtBy: [PAGES],
  },
  {
    name: 'two follow the log for one group',
    file: 'src/server/fan-out/group.ts',
    find: 'else if (this.#position === null) this.#goLive',
    replace: 'else if (subscriber.position >= 0) this.#goLive',
    caughtBy: [GROUP],
  },
  {
    name: 'a group that everybody has left goes on listening',
    file: 'src/server/fan-out/group.ts',
    find: '      if (this.isEmpty) this.#wake?.()\n',
    replace: '',
    caughtBy: [GROUP],
  },

  // One execution for all.
  {
    name: 'each subscriber has an execution of its own',
    file: 'src/server/fan-out/recent-results.ts',
    find: '    if (known) return known\n',
    replace: '',
    caughtBy: [GROUP],
  },
  {
    name: 'an execution that failed is kept',
    file: 'src/server/fan-out/recent-results.ts',
    find: 'result.then(({ length }) => this.#budget.keep(length, drop), drop)',
    replace: 'result.then(({ length }) => this.#budget.keep(length, drop), () => undefined)',
    caughtBy: [GROUP],
  },
  {
    name: 'a frame is shared by viewers who may see different things',
    file: 'src/server/fan-out/equal-operations.ts',
    find: 'JSON.stringify([source, audience, text,',
    replace: 'JSON.stringify([source, text,',
    caughtBy: [ISOLATION],
  },
  {
    name: 'subscriptions are equal whatever their variables',
    file: 'src/server/fan-out/equal-operations.ts',
    find: 'names.map((name) => (Object.hasOwn(values, name) ? [name, values[name]] : [name]))',
    replace: 'names',
    caughtBy: [{ project: 'unit', file: 'test/server/delivery.test.ts', title: 'subscriptions that ask for something else get that' }],
  },
  {
    name: 'a frame has the id of the operation that came first',
    file: 'src/server/frames.ts',
    find: 'for (const place of template.places) id.copy(template.bytes, place)',
    replace: 'for (const place of template.places) if (template.bytes[place] === 0) id.copy(template.bytes, place)',
    caughtBy: [ISOLATION],
  },
  {
    name: 'frames that wait on a slow connection get the id of the next one',
    file: 'src/server/frames.ts',
    find: '  if (template.isLent) template.bytes = Buffer.from(template.bytes)\n',
    replace: '',
    caughtBy: [FRAMES],
  },
  {
    name: 'a full outbox drops what comes, and the connection goes on',
    file: 'src/server/outbox.ts',
    find: '      this.#onOverflow()\n      return false',
    replace: '      return false',
    caughtBy: [{ project: 'unit', file: 'test/server/slow-consumers.test.ts', title: 'sockets that never read are closed with 4508' }],
  },

  // What an operator or an agent asks for.
  {
    name: 'a mutation answers with a cursor at which not all of it has been seen',
    file: 'src/store/commit.ts',
    find: 'sequence: project.sequence + changes.length,',
    replace: 'sequence: project.sequence + Math.max(0, changes.length - 1),',
    caughtBy: [{ project: 'sqlite', file: 'test/graphql/effect-cursor.test.ts', title: 'has been seen at its cursor, and not before' }],
  },
  {
    name: 'a repeat is carried out again',
    file: 'src/store/receipts.ts',
    find: '  if (!found) return null\n',
    replace: '  if (found ?? true) return null\n',
    caughtBy: [
      { project: 'sqlite', file: 'test/graphql/repeats.test.ts', title: 'answers a repeat as it did the first time, and does nothing' },
      { project: 'sqlite', file: 'test/system/lost-answers.test.ts' },
    ],
  },
  {
    name: 'a repeat shows a run as it is now',
    file: 'src/graphql/run.ts',
    find: 'partOf(unit, run.id === open?.id ? runRow(open, unit.id) : run)',
    replace: 'partOf(unit, run)',
    caughtBy: [
      { project: 'sqlite', file: 'test/graphql/repeats.test.ts', title: 'answers a repeat as it did the first time, and does nothing' },
    ],
  },
  {
    name: 'the end of a run undoes that its unit is held',
    file: 'src/services/run.ts',
    find: 'unit: apply(unit, decision.event, reader.at), reason: decision.reason',
    replace: 'unit: { ...apply(unit, decision.event, reader.at), held: false }, reason: decision.reason',
    caughtBy: [{ project: 'sqlite', file: 'test/services/run-end.test.ts' }],
  },

  // The client.
  {
    name: 'the client resumes after its first cursor',
    file: 'src/client/follow-project.ts',
    find: '    this.#position = { cursor, sequence }\n    this.#sayIfLive()',
    replace: '    this.#position = { cursor: this.#position.cursor, sequence }\n    this.#sayIfLive()',
    caughtBy: [WHOLE],
  },
  {
    name: 'the client applies what its snapshot has already',
    file: 'src/client/follow-project.ts',
    find: 'if (revision > (this.#revisions.get(workUnitId) ?? 0)) {',
    replace: 'if (revision > 0) {',
    caughtBy: [
      { project: 'unit', file: 'test/client/follow-project.test.ts', title: 'where the rows of the snapshot are newer than its cursor' },
    ],
  },

  // What the dashboard shows and sends.
  {
    name: 'a deleted unit stays on the screen',
    file: 'dashboard/api/unit-store.ts',
    find: '      this.#units.delete(workUnitId)\n',
    replace: '',
    caughtBy: [
      { project: 'unit', file: 'test/dashboard/unit-store.test.ts', title: 'a deleted unit is gone' },
      { project: 'unit', file: 'test/dashboard/live.test.ts', title: 'takes a deleted unit off the board' },
    ],
  },
  {
    name: 'a late deletion of the old unit takes the new one of its chunk',
    file: 'dashboard/api/unit-store.ts',
    find: 'if (before && this.#ids.get(before.chunk) === workUnitId) this.#ids.delete(before.chunk)',
    replace: 'this.#ids.clear()',
    caughtBy: [{ project: 'unit', file: 'test/dashboard/unit-store.test.ts', title: 'a chunk that was injected anew is found' }],
  },
  {
    name: 'a decision is sent again under another key',
    file: 'dashboard/api/send.ts',
    find: 'const result = await client.mutation(mutation, variables).toPromise()',
    replace: 'const result = await client.mutation(mutation, { input: { ...variables.input, idempotencyKey: newKey() } }).toPromise()',
    caughtBy: [{ project: 'unit', file: 'test/dashboard/send.test.ts', title: 'one whose answer is lost is sent again with its key' }],
  },
  {
    name: 'a decision on an old picture is sent at once',
    file: 'dashboard/api/send.ts',
    find: 'if (gate && !(await gate.whenOpen(signal))) return null',
    replace: 'if (signal.aborted) return null',
    caughtBy: [{ project: 'unit', file: 'test/dashboard/send.test.ts', title: 'while the picture is not live nothing is sent' }],
  },
]
