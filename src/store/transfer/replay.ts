/**
 * Writes a project of a file into a database, through the same door as everybody: change by change in the order of the log, the entry
 * first, then the rows that carry its revision, then the unit at that revision. So the database's triggers hold of every imported row what
 * they hold of all others, and not one of them had to be taken away.
 *
 * Two things make it fast and possible. A unit is moved on as late as it can be, just before its next change, so that many entries are one
 * statement, and so that a conflict, which is a row of two units, finds both before their move. And a unit's own fields are written when it
 * is created and with its last change: what it was in between is in the log, and nobody can see it before the transaction is over.
 */
import type { Transaction } from '../clients.ts'
import type { Checked } from './check.ts'
import { expiredPlaces } from './expired.ts'
import type { TransferRecord } from './records.ts'
import { NOBODY, ReplayWriter } from './replay-writer.ts'

/** Writes `records`, which are those of `checked`. The row of the project is there, with an empty log. */
export async function replay(
  tx: Transaction,
  { project, lastRevisions, kept }: Checked,
  records: AsyncIterable<TransferRecord>,
): Promise<void> {
  const places = expiredPlaces(kept, project.expiredSequence)
  const writer = new ReplayWriter(tx, project.id, lastRevisions)
  const fillUntil = async (sequence: number): Promise<void> => {
    while (place && place.sequence < sequence) {
      await writer.fill(place)
      place = places.next().value
    }
  }
  let place = places.next().value

  for await (const record of records) {
    if (record.record === 'change') await fillUntil(record.sequence)
    await writer.write(record)
  }
  await fillUntil(Infinity)
  await writer.end()
  if (project.expiredSequence === 0) return
  await tx.project.update({ where: { id: project.id }, data: { expiredSequence: project.expiredSequence } })
  await tx.workUnitChange.deleteMany({ where: { projectId: project.id, sequence: { lte: project.expiredSequence }, actor: NOBODY } })
}
