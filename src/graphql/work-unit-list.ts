/** Lists of work units, filtered and in pages: the oldest first, so that a page stays what it was when new ones come. */
import type { Prisma } from '../generated/sqlite/client.ts'
import type { ReadClient } from '../store/clients.ts'
import { builder } from './builder.ts'
import type { GraphQLContext } from './context.ts'
import { connectionOf, pageArgs, pageSize, placeAfter, placeCursor } from './page.ts'
import { Phase } from './phase.ts'
import { Project, projectNamed } from './project.ts'
import type { UnitRow } from './unit-parts.ts'
import { WorkUnit } from './work-unit.ts'
import { WorkUnitStatus } from './work-unit-status.ts'

const WorkUnitFilter = builder.inputType('WorkUnitFilter', {
  description: 'Which work units: those for which everything that is given is true.',
  fields: (t) => ({
    status: t.field({ type: [WorkUnitStatus], description: 'Those with one of these statuses.' }),
    phase: t.field({ type: [Phase], description: 'Those in one of these phases.' }),
    chunks: t.stringList({ description: 'Those of these chunks.' }),
    held: t.boolean({ description: 'Those that are held, or those that are not.' }),
    search: t.string({ description: 'Those with this text in their chunk or title, in capital or small letters.' }),
  }),
})

type Filter = typeof WorkUnitFilter.$inferInput

const WorkUnitConnection = builder.connectionObject(
  { type: WorkUnit, name: 'WorkUnitConnection', description: 'A page of work units, the oldest first.' },
  { name: 'WorkUnitEdge', description: 'A work unit in a list.' },
)

const DEFAULT_SIZE = 50

interface PageArgs {
  readonly filter?: Filter | null | undefined
  readonly first?: number | null | undefined
  readonly after?: string | null | undefined
}

async function workUnitPage({ services, loaders }: GraphQLContext, projectId: string, { filter, first, after }: PageArgs) {
  const size = pageSize(first, DEFAULT_SIZE)
  const behind = placeAfter('workUnits', after)
  const list = await unitsMatching(services.store.read, projectId, filter ?? {})
  const units = await list.after(behind ?? 0, size + 1)
  for (const unit of units) loaders.units.prime(unit.id, unit)
  return connectionOf({
    nodes: units.slice(0, size),
    cursorOf: placeCursor('workUnits', ({ ordinal }: UnitRow) => ordinal),
    hasPreviousPage: behind !== null,
    hasNextPage: units.length > size,
    totalCount: list.count,
  })
}

interface UnitList {
  after(ordinal: number, most: number): Promise<UnitRow[]>
  count(): Promise<number> | number
}

/** Statements take only so many parameters. */
const MOST_CHUNKS = 500

async function unitsMatching(read: ReadClient, projectId: string, filter: Filter): Promise<UnitList> {
  const { status, phase, chunks, held, search } = filter
  const few = chunks && chunks.length <= MOST_CHUNKS
  const where: Prisma.WorkUnitWhereInput = {
    projectId,
    ...(status && { status: { in: [...new Set(status)] } }),
    ...(phase && { phase: { in: [...new Set(phase)] } }),
    ...(few && { chunk: { in: chunks } }),
    ...(typeof held === 'boolean' && { held }),
  }
  const page = (ordinal: Prisma.IntFilter, most: number): Promise<UnitRow[]> =>
    read.workUnit.findMany({ where: { AND: [where, { ordinal }] }, orderBy: { ordinal: 'asc' }, take: most })
  if (!search && (few || !chunks)) {
    return { after: (ordinal, most) => page({ gt: ordinal }, most), count: () => read.workUnit.count({ where }) }
  }

  const found = await sifted(read, where, chunks ? new Set(chunks) : null, search ?? '')
  return {
    after: (ordinal, most) => page({ in: found.filter((candidate) => candidate > ordinal).slice(0, most) }, most),
    count: () => found.length,
  }
}

/**
 * Ordinals of the units of those chunks with that text. Sifted here and not by the database, because LIKE has wildcards,
 * and means another thing by capital letters on each database.
 */
async function sifted(
  read: ReadClient,
  where: Prisma.WorkUnitWhereInput,
  chunks: ReadonlySet<string> | null,
  search: string,
): Promise<number[]> {
  const units = await read.workUnit.findMany({ where, orderBy: { ordinal: 'asc' }, select: { ordinal: true, chunk: true, title: true } })
  const text = search.toLowerCase()
  return units
    .filter(({ chunk }) => chunks?.has(chunk) ?? true)
    .filter(({ chunk, title }) => chunk.includes(text) || title.toLowerCase().includes(text))
    .map(({ ordinal }) => ordinal)
}

const FILTER = { type: WorkUnitFilter, description: 'Which of them; all when absent.' }

builder.objectField(Project, 'workUnits', (t) =>
  t.field({
    type: WorkUnitConnection,
    description: 'Its work units, the oldest first.',
    args: { filter: t.arg(FILTER), ...pageArgs(t.arg, DEFAULT_SIZE) },
    resolve: ({ id }, args, context) => workUnitPage(context, id, args),
  }),
)

builder.queryField('workUnits', (t) =>
  t.field({
    type: WorkUnitConnection,
    authScopes: { reader: true },
    description: 'The work units of a project, the oldest first. An unknown project is NOT_FOUND.',
    args: {
      project: t.arg.string({ required: true, description: "The project's key." }),
      filter: t.arg(FILTER),
      ...pageArgs(t.arg, DEFAULT_SIZE),
    },
    resolve: async (_root, { project, ...args }, context) => workUnitPage(context, (await projectNamed(context, project)).id, args),
  }),
)
