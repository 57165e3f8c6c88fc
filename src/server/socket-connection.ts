/** One WebSocket, bounded in all that its client can make it hold: what it sends before it is let in, what it does not take, what it has running. */
import { CloseCode, type WebSocket as ProtocolSocket } from 'graphql-ws'
import type { Duplex } from 'node:stream'
import type { Logger } from 'pino'
import type { RawData, WebSocket } from 'ws'
import type { Viewer } from '../domain/viewer.ts'
import type { ReportError } from '../graphql/errors.ts'
import type { Bearer, LiveConnection } from './bearers.ts'
import type { Credentials } from './credentials.ts'
import { MAX_BYTES_BEFORE_INIT } from './limits.ts'
import type { Meter } from './meter.ts'
import { Outbox } from './outbox.ts'
import { type OnRefused, refusalByClosing } from './refusals.ts'

/** graphql-ws has no code for it: reconnect, and resume from your cursor. */
const SLOW_CONSUMER = 4508

/** The close code for what ws could not take, where it is not 1002. */
const BAD_FRAMES: Readonly<Record<string, number>> = { WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: 1009, WS_ERR_INVALID_UTF8: 1007 }

const STRANGER_CLOSES_WITHIN_MS = 2_000

interface ConnectionOptions {
  readonly socket: WebSocket
  /** The connection under it. */
  readonly stream: Duplex & { readonly bytesRead?: number }
  readonly credentials: Credentials
  readonly report: ReportError
  readonly log: Logger
  readonly onRefused: OnRefused
  readonly meter: Meter
}

export class SocketConnection implements ProtocolSocket, LiveConnection {
  /** Those of its upgrade, until `connection_init` names others. */
  credentials: Credentials
  readonly stream: ConnectionOptions['stream']
  readonly outbox: Outbox
  readonly protocol: string
  /** Null until it is let in, and when it is not any more. */
  viewer: Viewer | null = null
  readonly #socket: WebSocket
  readonly #report: ReportError
  readonly #log: Logger
  readonly #onRefused: OnRefused
  readonly #meter: Meter
  #bearer: Bearer | null = null
  #running = 0

  constructor({ socket, stream, credentials, report, log, onRefused, meter }: ConnectionOptions) {
    this.credentials = credentials
    this.stream = stream
    this.protocol = socket.protocol
    this.outbox = new Outbox({ stream, isOpen: () => this.isOpen, onOverflow: () => this.#overflow() })
    this.#socket = socket
    this.#report = report
    this.#log = log
    this.#onRefused = onRefused
    this.#meter = meter
    socket.on('ping', (data) => {
      if (this.outbox.admits(1)) socket.pong(data)
    })
    this.#boundUntilLetIn()
  }

  /** Lives on the token of `bearer` from now on; false where that has too many connections. */
  letIn(viewer: Viewer, bearer: Bearer): boolean {
    // One who left while the token was looked up would never leave again.
    if (this.isOpen && !bearer.enter(this)) return false
    this.viewer = viewer
    this.#bearer = bearer
    this.#socket.once('close', () => bearer.leave(this))
    return true
  }

  expel(): void {
    this.close(CloseCode.Forbidden, 'Forbidden')
    this.viewer = null
    this.#cutSoon()
  }

  shed(): void {
    this.#overflow()
  }

  get waiting(): number {
    return this.stream.writableLength
  }

  /** Whether its token has more running, or holds more, than it may. */
  get isOverdrawn(): boolean {
    return this.#bearer?.isOverdrawn ?? false
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN
  }

  /** Messages that are being handled: that of an operation for as long as it runs, also when its client has completed it. */
  get running(): number {
    return this.#running
  }

  send(message: string): void {
    if (this.outbox.admits(1)) this.#socket.send(message)
  }

  /** Who was let in has the time that ws gives to take what is left and the code; a stranger has less. */
  close(code: number, reason: string): void {
    const refusal = this.isOpen ? refusalByClosing(code, this.viewer?.name) : null
    if (refusal !== null) this.#onRefused(refusal)
    this.#socket.close(code, reason)
    if (this.viewer === null) this.#cutSoon()
  }

  onMessage(receive: (message: string) => Promise<void>): void {
    this.#socket.on('message', (data: RawData) => {
      // One that is being closed is not served any more.
      if (this.isOpen) void this.#handle(receive, String(data))
    })
  }

  /** ws closes the connection itself. */
  onBadFrame({ code = '' }: NodeJS.ErrnoException): void {
    const closeCode = code.startsWith('WS_ERR_') ? (BAD_FRAMES[code] ?? 1002) : 1006
    const refusal = refusalByClosing(closeCode, this.viewer?.name)
    if (refusal !== null) this.#onRefused(refusal)
  }

  /** Its client has not answered for a while: it is slow, or it is gone. One that is being closed has its deadline already. */
  onSilence(): void {
    if (!this.isOpen) return
    if (this.outbox.isPending) this.#overflow()
    else this.#socket.terminate()
  }

  async #handle(receive: (message: string) => Promise<void>, message: string): Promise<void> {
    this.#running += 1
    const hold = this.#bearer?.begin()
    hold?.add(message.length)
    try {
      await receive(message)
    } catch (error) {
      // What only servers send: graphql-ws has no close code for it.
      if (error instanceof Error && error.message.startsWith('Unexpected message of type'))
        return this.close(CloseCode.BadRequest, 'Unexpected message')
      this.#report(error)
      this.close(CloseCode.InternalServerError, 'Internal server error')
    } finally {
      hold?.end()
      this.#running -= 1
    }
  }

  #cutSoon(): void {
    setTimeout(() => this.#socket.terminate(), STRANGER_CLOSES_WITHIN_MS)
  }

  #overflow(): void {
    this.#meter.closedSlow('websocket')
    this.#log.info({ transport: 'websocket', actor: this.viewer?.name }, 'closed a WebSocket whose client does not take what it is sent')
    this.close(SLOW_CONSUMER, 'Slow consumer: reconnect, and resume from your cursor')
  }

  #boundUntilLetIn(): void {
    const { stream } = this
    const bound = (): void => {
      if (this.viewer !== null) stream.off('data', bound)
      else if ((stream.bytesRead ?? 0) > MAX_BYTES_BEFORE_INIT) {
        stream.off('data', bound)
        this.#onRefused({ transport: 'websocket', code: 'LIMIT_EXCEEDED' })
        this.#socket.terminate()
      }
    }
    stream.on('data', bound)
  }
}
