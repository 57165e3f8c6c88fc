/** Reads the fields of one step of a script, each with its type, and refuses what is left over. */

/** What is wrong with a script, and where, in a sentence. */
export class ScriptError extends Error {
  override readonly name = 'ScriptError'
}

export class StepFields {
  #values: Record<string, unknown>
  #place: string
  #known: string[] = []

  /** A value that is no table stands for the field `main`: `say: hello` is `say: { text: hello }`. */
  constructor(value: unknown, main: string | null, place: string) {
    const isTable = typeof value === 'object' && value !== null && !Array.isArray(value)
    this.#place = place
    this.#values = isTable ? { ...value } : value === null || main === null ? {} : { [main]: value }
    if (!isTable && value !== null && main === null) throw new ScriptError(`${place} takes no plain value.`)
  }

  text(name: string): string {
    return this.#read(name, 'a text', isText)
  }

  textOr(name: string, otherwise: string): string {
    return this.#has(name) ? this.text(name) : otherwise
  }

  texts(name: string): string[] {
    if (!this.#has(name)) return []
    return this.#read(name, 'a list of texts', isTexts)
  }

  /** A whole number from 0. */
  count(name: string): number {
    return this.#read(name, 'a whole number from 0', isCount)
  }

  countOr<Otherwise>(name: string, otherwise: Otherwise): number | Otherwise {
    return this.#has(name) ? this.count(name) : otherwise
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice {
    this.#known.push(name)
    const choice = choices.find((candidate) => candidate === this.#values[name])
    return choice ?? this.#refuse(name, `one of ${choices.join(', ')}`)
  }

  /** Throws a `ScriptError` for a field that nobody has read. */
  rejectOthers(): void {
    const other = Object.keys(this.#values).find((name) => !this.#known.includes(name))
    if (other !== undefined) {
      throw new ScriptError(`${this.#place} has "${other}", which is not known. It may have ${this.#known.join(', ') || 'nothing'}.`)
    }
  }

  #read<Value>(name: string, expected: string, isExpected: (value: unknown) => value is Value): Value {
    this.#known.push(name)
    const value = this.#values[name]
    return isExpected(value) ? value : this.#refuse(name, expected)
  }

  #refuse(name: string, expected: string): never {
    const found = this.#values[name] === undefined ? 'nothing' : JSON.stringify(this.#values[name])
    throw new ScriptError(`${this.#place}.${name} must be ${expected}; found ${found}.`)
  }

  #has(name: string): boolean {
    this.#known.push(name)
    return this.#values[name] !== undefined
  }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isText)
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
