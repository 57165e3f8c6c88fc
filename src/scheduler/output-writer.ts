/** Writes what a run says into its log: in order, and in batches. While one batch is written the next one gathers. */
import type { OutputStream } from '../domain/run.ts'
import type { Services } from '../services/context.ts'

/** What may wait to be written, in characters and in pieces; beyond it whoever adds has to wait. */
const MAX_CHARACTERS = 512 * 1024
const MAX_PIECES = 1_000
/** What is kept of the end, for whoever must say why a run failed. */
const LAST_LINES = 20
const LAST_CHARACTERS = 4_000

export class OutputWriter {
  readonly #services: Services
  readonly #runId: string
  #waiting: { stream: OutputStream; text: string; at: Date }[] = []
  #characters = 0
  #writing: Promise<void> | null = null
  #failure: { error: unknown } | null = null
  #end = ''

  constructor(services: Services, runId: string) {
    this.#services = services
    this.#runId = runId
  }

  /** The last lines that were said, without those that are blank. */
  get lastLines(): string {
    return this.#end
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-LAST_LINES)
      .join('\n')
  }

  /** Resolves when more may be added. Throws what an earlier write has failed with. */
  async add(stream: OutputStream, text: string): Promise<void> {
    if (this.#failure) throw this.#failure.error
    this.#end = (this.#end + text).slice(-LAST_CHARACTERS)
    this.#waiting.push({ stream, text, at: this.#services.now() })
    this.#characters += text.length
    this.#writing ??= this.#write()
    if (this.#characters > MAX_CHARACTERS || this.#waiting.length > MAX_PIECES) await this.flush()
  }

  /** Resolves when everything is written. Throws what a write has failed with. */
  async flush(): Promise<void> {
    await this.#writing
    if (this.#failure) throw this.#failure.error
  }

  async #write(): Promise<void> {
    try {
      while (this.#waiting.length > 0) {
        const pieces = this.#waiting
        this.#waiting = []
        this.#characters = 0
        await this.#services.store.runOutput.append(this.#runId, pieces)
      }
    } catch (error) {
      this.#failure = { error }
    }
    this.#writing = null
  }
}
