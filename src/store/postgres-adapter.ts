/**
 * Prisma's adapter for PostgreSQL, for migrations: Prisma's own splits a script at every semicolon, also at those in the
 * body of a function. PostgreSQL itself takes the whole script, as one transaction.
 */
import { PrismaPg } from '@prisma/adapter-pg'

export class WholeScriptPostgres extends PrismaPg {
  override async connect(): ReturnType<PrismaPg['connect']> {
    return withWholeScripts(await super.connect())
  }

  override async connectToShadowDb(): ReturnType<PrismaPg['connectToShadowDb']> {
    return withWholeScripts(await super.connectToShadowDb())
  }
}

type Connection = Awaited<ReturnType<PrismaPg['connect']>>

function withWholeScripts(connection: Connection): Connection {
  connection.executeScript = async (script) => {
    await connection.underlyingDriver().query(script)
  }
  return connection
}
