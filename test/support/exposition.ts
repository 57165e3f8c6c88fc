/** Reads Prometheus' text format, version 0.0.4, and throws where a line of it is not as the format wants it. */

export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Family {
  readonly type: string
  readonly help: string
  readonly samples: Sample[]
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*'
const LABEL = String.raw`[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\[\\"n])*"`
const HELP = new RegExp(`^# HELP (${NAME}) (.+)$`)
const TYPE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`)
/** Numbers are read as Go reads them, which takes NaN in any spelling: Node's mean of nothing is `Nan`. */
const SAMPLE = new RegExp(String.raw`^(${NAME})(?:\{(${LABEL}(?:,${LABEL})*)\})? ([+-]?(?:\d[\d.]*(?:e[+-]?\d+)?|Inf)|Na[Nn])$`)

/** The families by name. */
export function readExposition(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('The last line must end with a line feed.')
  const families = new Map<string, Family>()
  let help: RegExpExecArray | null = null
  let current: { name: string; family: Family } | null = null
  for (const line of text.split('\n').filter((line) => line !== '')) {
    const type = TYPE.exec(line)
    const sample = SAMPLE.exec(line)
    if (HELP.test(line)) help = HELP.exec(line)
    else if (type) {
      const [, name = '', kind = ''] = type
      if (help?.[1] !== name) throw new Error(`${name} has a TYPE without a HELP before it.`)
      if (families.has(name)) throw new Error(`${name} comes twice.`)
      current = { name, family: { type: kind, help: help[2] ?? '', samples: [] } }
      families.set(name, current.family)
    } else if (sample && current) {
      const [, name = '', labels = '', value = ''] = sample
      const suffixes = current.family.type === 'histogram' ? ['_bucket', '_sum', '_count'] : ['']
      if (!suffixes.some((suffix) => name === `${current?.name}${suffix}`)) throw new Error(`${name} stands under ${current.name}.`)
      current.family.samples.push({ name, labels: readLabels(labels), value: Number(value.replace('Inf', 'Infinity')) })
    } else throw new Error(`This is no line of the format: ${line}`)
  }
  for (const [name, family] of families) check(name, family)
  return families
}

function readLabels(text: string): Record<string, string> {
  return Object.fromEntries([...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]))
}

/** A series comes once; a histogram's buckets grow up to its count. */
function check(name: string, { type, samples }: Family): void {
  const series = samples.map((sample) => JSON.stringify([sample.name, sample.labels]))
  if (new Set(series).size !== series.length) throw new Error(`A series of ${name} comes twice.`)
  if (type !== 'histogram') return
  const without = ({ labels: { le: _, ...rest } }: Sample): string => JSON.stringify(rest)
  for (const labels of new Set(samples.map(without))) {
    const group = samples.filter((sample) => without(sample) === labels)
    const buckets = group.filter((sample) => sample.name === `${name}_bucket`)
    const counts = buckets.map(({ value }) => value)
    const count = group.find((sample) => sample.name === `${name}_count`)?.value
    const grows = counts.every((value, index) => value >= (counts[index - 1] ?? 0))
    if (!grows || buckets.at(-1)?.labels['le'] !== '+Inf' || counts.at(-1) !== count)
      throw new Error(`The buckets of ${name} do not add up.`)
  }
}
