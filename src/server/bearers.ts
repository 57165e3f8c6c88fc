/**
 * Who is in: the connections that live on each token, and what all of them together make the server hold. Whoever has a token may
 * open many, and nobody may take with one what is there for all. Twice a second the tokens are looked at again: one may have been
 * revoked, here or on another server, or has expired, or its run has ended, and nobody stays in on it.
 */

/** What one token may have at a time. */
export interface Allowance {
  /** WebSockets and streams of events. */
  readonly connections: number
  /** Queries, mutations and subscriptions that are running. */
  readonly operations: number
  /** What is held of its requests, and as much again of what its clients have not taken yet. */
  readonly bytes: number
}

export const ALLOWANCE: Allowance = { connections: 5_000, operations: 20_000, bytes: 256 * 1024 * 1024 }

const LOOK_EVERY_MS = 500

/** A connection that lives on a token. */
export interface LiveConnection {
  /** Bytes that its client has not taken yet. */
  readonly waiting: number
  /** Its token lets nobody in any more. */
  expel(): void
  /** The connections of its token hold too much together, and this one the most. */
  shed(): void
}

/** What one operation makes the server hold. */
export interface Hold {
  add(bytes: number): void
  end(): void
}

/** One token, by all that came with it. */
export class Bearer {
  readonly #allowance: Allowance
  readonly #connections = new Set<LiveConnection>()
  #operations = 0
  #bytes = 0

  constructor(allowance: Allowance) {
    this.#allowance = allowance
  }

  /** Lets a connection in, until it leaves; false where there are too many. */
  enter(connection: LiveConnection): boolean {
    if (this.#connections.size >= this.#allowance.connections) return false
    this.#connections.add(connection)
    return true
  }

  leave(connection: LiveConnection): void {
    this.#connections.delete(connection)
  }

  /** Begins an operation. Whether there is too much of them `isOverdrawn` tells afterwards. */
  begin(): Hold {
    let held = 0
    this.#operations += 1
    return {
      add: (bytes) => {
        held += bytes
        this.#bytes += bytes
      },
      end: () => {
        this.#operations -= 1
        this.#bytes -= held
      },
    }
  }

  get isOverdrawn(): boolean {
    return this.#operations > this.#allowance.operations || this.#bytes > this.#allowance.bytes
  }

  get isConnected(): boolean {
    return this.#connections.size > 0
  }

  get isIdle(): boolean {
    return !this.isConnected && this.#operations === 0
  }

  expel(): void {
    for (const connection of this.#connections) connection.expel()
  }

  /** Closes those whose clients take least, until the others are within the bound. */
  shed(): void {
    const connections = [...this.#connections].map((connection) => ({ connection, waiting: connection.waiting }))
    let waiting = connections.reduce((sum, entry) => sum + entry.waiting, 0)
    if (waiting <= this.#allowance.bytes) return
    for (const entry of connections.toSorted((a, b) => b.waiting - a.waiting)) {
      if (waiting <= this.#allowance.bytes) return
      entry.connection.shed()
      waiting -= entry.waiting
    }
  }
}

interface BearersOptions {
  readonly allowance: Allowance
  /** Those of the tokens that let somebody in now. */
  readonly goodTokens: (tokens: readonly string[]) => Promise<ReadonlySet<string>>
  /** Hears of a look that failed: it tells nothing of the tokens, and the next one comes all the same. */
  readonly onError: (error: unknown) => void
}

export interface Bearers {
  /** Of a token that was good a moment ago. */
  of(token: string): Bearer
  stop(): void
}

export function watchBearers({ allowance, goodTokens, onError }: BearersOptions): Bearers {
  const bearers = new Map<string, Bearer>()
  const look = async (): Promise<void> => {
    const looked = [...bearers].filter(([, bearer]) => bearer.isConnected)
    const good = looked.length > 0 ? await goodTokens(looked.map(([token]) => token)) : new Set()
    for (const [token, bearer] of looked) {
      if (good.has(token)) bearer.shed()
      else bearer.expel()
    }
    for (const [token, bearer] of bearers) if (bearer.isIdle) bearers.delete(token)
  }
  let timer = setTimeout(tick, LOOK_EVERY_MS)
  let isStopped = false
  function tick(): void {
    void look()
      .catch(onError)
      .finally(() => {
        if (!isStopped) timer = setTimeout(tick, LOOK_EVERY_MS)
      })
  }
  return {
    of(token) {
      const bearer = bearers.get(token) ?? new Bearer(allowance)
      bearers.set(token, bearer)
      return bearer
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
