/**
 * Writes webhooks: what their owners say of them, and how far delivery has come. A delivery is claimed by one server at a time, for as
 * long as its lease says; whoever writes how it went must still hold that claim, and names the position that it started from. So a
 * server that was away too long sets nothing back.
 */
import { SignalboxError } from '../domain/errors.ts'
import type { WebhookEvent } from '../domain/webhook.ts'
import type { Prisma } from '../generated/sqlite/client.ts'
import type { Announcer } from './announcer.ts'
import type { Clients, Transaction } from './clients.ts'
import { touchProject } from './project-row.ts'
import { once, type ReceiptKey } from './receipts.ts'

export interface NewWebhook {
  readonly id: string
  readonly url: string
  readonly events: readonly WebhookEvent[]
  readonly secret: string
  readonly createdBy: string
}

/** What is told of a webhook that was made or removed: the head of its project's log at that time. */
export interface WebhookAnswer {
  readonly id: string
  readonly projectId: string
  /** The project's key. */
  readonly project: string
  readonly sequence: number
}

/** `isFirst` is false for a repeat, which has no effect. */
type Answered = WebhookAnswer & { readonly isFirst: boolean }

/** Who delivers what: the webhook, the server that holds the claim, and the position that it starts from. */
export interface Claim {
  readonly id: string
  readonly by: string
  readonly sequence: number
}

export interface Failure {
  readonly text: string
  readonly at: Date
}

export interface WebhookWriter {
  /** Makes a webhook that is told of what comes after the head of the log; `make` is not asked for a repeat. Throws NOT_FOUND for an unknown project. */
  create(project: string, make: () => NewWebhook, receipt?: ReceiptKey): Promise<Answered>
  /** Throws NOT_FOUND. */
  remove(id: string, receipt?: ReceiptKey): Promise<Answered>
  /** Takes the webhook for a delivery that is due; false where another server has it, or it is not as the caller believes. */
  claim(claim: Claim, at: Date, until: Date): Promise<boolean>
  /** All up to `sequence` is delivered. False where the claim was lost: then nothing is written, here and below. */
  delivered(claim: Claim, sequence: number): Promise<boolean>
  failed(claim: Claim, failure: Failure, failures: number, nextAttemptAt: Date): Promise<boolean>
  /** Gives the claim back as if there had been no attempt. */
  release(claim: Claim): Promise<boolean>
  /** Nothing up to `sequence` concerns the webhook, or it is gone from the log, which `failure` says. Needs no claim but that nobody has one. */
  pass(claim: Claim, sequence: number, at: Date, failure?: Failure): Promise<boolean>
  /** Makes all claims void: for a database that no other server is at work on. */
  releaseAll(): Promise<void>
}

/** An answer, and when the project was changed with it. */
interface Settled {
  readonly answer: WebhookAnswer
  readonly done: Date
}

const UNCLAIMED = { claimedBy: null, claimedUntil: null }

export function createWebhookWriter({ write }: Clients, announcer: Announcer, now: () => Date): WebhookWriter {
  async function settle(receipt: ReceiptKey | undefined, work: (tx: Transaction, at: Date) => Promise<Settled>): Promise<Answered> {
    const { answer, done } = await once(write, now, receipt, work)
    if (done) announcer.updated(answer.projectId, done)
    return { ...answer, isFirst: done !== null }
  }

  const change = async (where: Prisma.WebhookWhereInput, data: Prisma.WebhookUpdateManyMutationInput): Promise<boolean> =>
    (await write.webhook.updateMany({ where, data })).count === 1

  return {
    create: (key, make, receipt) =>
      settle(receipt, async (tx, at) => {
        const webhook = make()
        const settled = await settings(tx, { key }, webhook.id, at)
        if (!settled)
          throw new SignalboxError('NOT_FOUND', `There is no project '${key}'. 'signalbox project list' shows those that exist.`, 'project')
        const { projectId, sequence } = settled.answer
        await tx.webhook.create({ data: { ...webhook, events: [...webhook.events], projectId, sequence, createdAt: at } })
        return settled
      }),
    remove: (id, receipt) =>
      settle(receipt, async (tx, at) => {
        const found = await tx.webhook.findUnique({ where: { id }, select: { projectId: true } })
        const settled = found && (await settings(tx, { id: found.projectId }, id, at))
        const { count } = await tx.webhook.deleteMany({ where: { id } })
        if (!settled || count === 0)
          throw new SignalboxError('NOT_FOUND', `There is no webhook '${id}'. 'signalbox webhook list' shows those that exist.`, 'id')
        return settled
      }),
    claim: ({ id, by, sequence }, at, claimedUntil) =>
      change(
        { id, sequence, AND: [free(by, at), { OR: [{ nextAttemptAt: null }, { nextAttemptAt: { lte: at } }] }] },
        { claimedBy: by, claimedUntil },
      ),
    delivered: ({ id, by, sequence }, reached) =>
      change({ id, claimedBy: by, sequence }, { sequence: reached, failures: 0, nextAttemptAt: null, ...UNCLAIMED }),
    failed: ({ id, by, sequence }, { text, at }, failures, nextAttemptAt) =>
      change({ id, claimedBy: by, sequence }, { failures, nextAttemptAt, lastFailure: text, lastFailureAt: at, ...UNCLAIMED }),
    release: ({ id, by, sequence }) => change({ id, claimedBy: by, sequence }, UNCLAIMED),
    pass: ({ id, by, sequence }, reached, at, failure) =>
      change(
        { id, sequence, ...free(by, at) },
        { sequence: reached, ...(failure && { lastFailure: failure.text, lastFailureAt: failure.at }), ...UNCLAIMED },
      ),
    async releaseAll() {
      await write.webhook.updateMany({ where: { claimedBy: { not: null } }, data: UNCLAIMED })
    },
  }
}

/** Webhooks count as settings of their project: so the servers hear of them. Null where there is no such project. */
async function settings(tx: Transaction, where: { key: string } | { id: string }, id: string, at: Date): Promise<Settled | null> {
  const project = await touchProject(tx, where, at)
  return project && { answer: { id, projectId: project.id, project: project.key, sequence: project.sequence }, done: project.updatedAt }
}

/** No other server than `by` has a claim that holds. */
function free(by: string, at: Date): Prisma.WebhookWhereInput {
  return { OR: [{ claimedBy: null }, { claimedBy: by }, { claimedUntil: { lte: at } }] }
}
