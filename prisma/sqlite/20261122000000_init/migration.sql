-- The tables are what Prisma's schema engine derives from schema.prisma, with two things added by hand:
--   1. the foreign keys of a work unit's aggregate are deferred, so that a transaction may write its rows in any order;
--   2. the triggers at the end, the database's half of the one door.
-- CreateTable
CREATE TABLE "Project" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "key" TEXT NOT NULL,
    "repositoryPath" TEXT NOT NULL,
    "baseBranch" TEXT NOT NULL,
    "maxAgents" INTEGER NOT NULL,
    "paused" BOOLEAN NOT NULL,
    "agent" JSONB NOT NULL,
    "checkCommand" JSONB,
    "phases" JSONB NOT NULL,
    "sequence" INTEGER NOT NULL DEFAULT 0,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "WorkUnit" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "chunk" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "goal" TEXT,
    "phase" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "statusSince" DATETIME NOT NULL,
    "held" BOOLEAN NOT NULL,
    "priority" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "notBefore" DATETIME,
    "branch" TEXT,
    "worktreePath" TEXT,
    "generation" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "reviewRound" INTEGER NOT NULL,
    "session" TEXT,
    "pendingAnswer" TEXT,
    "feedback" TEXT,
    "mergedCommit" TEXT,
    "codePaths" JSONB NOT NULL,
    "codeReferences" JSONB NOT NULL,
    "inputTokens" INTEGER,
    "outputTokens" INTEGER,
    "costUsd" REAL,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "WorkUnit_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "WorkUnit_id_revision_fkey" FOREIGN KEY ("id", "revision") REFERENCES "WorkUnitChange" ("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
);

-- CreateTable
CREATE TABLE "Dependency" (
    "workUnitId" TEXT NOT NULL,
    "dependsOnId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,

    PRIMARY KEY ("workUnitId", "dependsOnId"),
    CONSTRAINT "Dependency_workUnitId_fkey" FOREIGN KEY ("workUnitId") REFERENCES "WorkUnit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "Dependency_dependsOnId_fkey" FOREIGN KEY ("dependsOnId") REFERENCES "WorkUnit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "Dependency_workUnitId_revision_fkey" FOREIGN KEY ("workUnitId", "revision") REFERENCES "WorkUnitChange" ("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
);

-- CreateTable
CREATE TABLE "Run" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "workUnitId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "phase" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL,
    "status" TEXT NOT NULL,
    "host" TEXT NOT NULL,
    "serverId" TEXT NOT NULL,
    "pid" INTEGER,
    "processIdentity" TEXT,
    "tokenHash" TEXT,
    "startedAt" DATETIME NOT NULL,
    "endedAt" DATETIME,
    "exitCode" INTEGER,
    "failure" TEXT,
    "verdict" TEXT,
    "verdictSummary" TEXT,
    "verdictIssues" JSONB,
    "inputTokens" INTEGER,
    "outputTokens" INTEGER,
    "costUsd" REAL,
    CONSTRAINT "Run_workUnitId_fkey" FOREIGN KEY ("workUnitId") REFERENCES "WorkUnit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "Run_workUnitId_revision_fkey" FOREIGN KEY ("workUnitId", "revision") REFERENCES "WorkUnitChange" ("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
);

-- CreateTable
CREATE TABLE "RunOutput" (
    "runId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "stream" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("runId", "position"),
    CONSTRAINT "RunOutput_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "AttentionItem" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "workUnitId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "runId" TEXT,
    "conflictId" TEXT,
    "kind" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "prompt" TEXT NOT NULL,
    "options" JSONB NOT NULL,
    "detail" TEXT,
    "generation" INTEGER NOT NULL,
    "openedAt" DATETIME NOT NULL,
    "deadline" DATETIME,
    "answer" TEXT,
    "answeredBy" TEXT,
    "answeredAt" DATETIME,
    CONSTRAINT "AttentionItem_workUnitId_fkey" FOREIGN KEY ("workUnitId") REFERENCES "WorkUnit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "AttentionItem_workUnitId_revision_fkey" FOREIGN KEY ("workUnitId", "revision") REFERENCES "WorkUnitChange" ("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "AttentionItem_runId_fkey" FOREIGN KEY ("runId") REFERENCES "Run" ("id") ON DELETE SET NULL ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Conflict" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "projectId" TEXT NOT NULL,
    "unitAId" TEXT NOT NULL,
    "unitBId" TEXT NOT NULL,
    "revisionA" INTEGER NOT NULL,
    "revisionB" INTEGER NOT NULL,
    "verdict" TEXT NOT NULL,
    "evidence" JSONB NOT NULL,
    "resolution" TEXT,
    "resolvedBy" TEXT,
    "firstId" TEXT,
    "createdAt" DATETIME NOT NULL,
    "updatedAt" DATETIME NOT NULL,
    CONSTRAINT "Conflict_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE,
    CONSTRAINT "Conflict_unitAId_fkey" FOREIGN KEY ("unitAId") REFERENCES "WorkUnit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "Conflict_unitBId_fkey" FOREIGN KEY ("unitBId") REFERENCES "WorkUnit" ("id") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "Conflict_unitAId_revisionA_fkey" FOREIGN KEY ("unitAId", "revisionA") REFERENCES "WorkUnitChange" ("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT "Conflict_unitBId_revisionB_fkey" FOREIGN KEY ("unitBId", "revisionB") REFERENCES "WorkUnitChange" ("workUnitId", "revision") ON DELETE RESTRICT ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
);

-- CreateTable
CREATE TABLE "WorkUnitChange" (
    "projectId" TEXT NOT NULL,
    "sequence" INTEGER NOT NULL,
    "workUnitId" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "chunk" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "snapshot" JSONB,
    "previousStatus" TEXT,
    "previousPhase" TEXT,
    "changedFields" JSONB NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "at" DATETIME NOT NULL,

    PRIMARY KEY ("projectId", "sequence"),
    CONSTRAINT "WorkUnitChange_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project" ("id") ON DELETE RESTRICT ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "Server" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "host" TEXT NOT NULL,
    "pid" INTEGER NOT NULL,
    "startedAt" DATETIME NOT NULL,
    "leaseUntil" DATETIME NOT NULL
);

-- CreateTable
CREATE TABLE "Token" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "createdAt" DATETIME NOT NULL,
    "expiresAt" DATETIME,
    "revokedAt" DATETIME
);

-- CreateTable
CREATE TABLE "Receipt" (
    "actor" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "operation" TEXT NOT NULL,
    "inputHash" TEXT NOT NULL,
    "result" JSONB NOT NULL,
    "createdAt" DATETIME NOT NULL,

    PRIMARY KEY ("actor", "key")
);

-- CreateIndex
CREATE UNIQUE INDEX "Project_key_key" ON "Project"("key");

-- CreateIndex
CREATE INDEX "WorkUnit_projectId_ordinal_idx" ON "WorkUnit"("projectId", "ordinal");

-- CreateIndex
CREATE INDEX "WorkUnit_projectId_status_ordinal_idx" ON "WorkUnit"("projectId", "status", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "WorkUnit_projectId_chunk_key" ON "WorkUnit"("projectId", "chunk");

-- CreateIndex
CREATE UNIQUE INDEX "WorkUnit_id_revision_key" ON "WorkUnit"("id", "revision");

-- CreateIndex
CREATE INDEX "Dependency_dependsOnId_idx" ON "Dependency"("dependsOnId");

-- CreateIndex
CREATE UNIQUE INDEX "Run_tokenHash_key" ON "Run"("tokenHash");

-- CreateIndex
CREATE INDEX "Run_endedAt_idx" ON "Run"("endedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Run_workUnitId_generation_key" ON "Run"("workUnitId", "generation");

-- CreateIndex
CREATE INDEX "AttentionItem_workUnitId_state_idx" ON "AttentionItem"("workUnitId", "state");

-- CreateIndex
CREATE INDEX "AttentionItem_state_openedAt_idx" ON "AttentionItem"("state", "openedAt");

-- CreateIndex
CREATE INDEX "Conflict_unitBId_idx" ON "Conflict"("unitBId");

-- CreateIndex
CREATE INDEX "Conflict_projectId_verdict_idx" ON "Conflict"("projectId", "verdict");

-- CreateIndex
CREATE UNIQUE INDEX "Conflict_unitAId_unitBId_key" ON "Conflict"("unitAId", "unitBId");

-- CreateIndex
CREATE UNIQUE INDEX "WorkUnitChange_workUnitId_revision_key" ON "WorkUnitChange"("workUnitId", "revision");

-- CreateIndex
CREATE UNIQUE INDEX "Token_name_key" ON "Token"("name");

-- CreateIndex
CREATE UNIQUE INDEX "Token_hash_key" ON "Token"("hash");

-- The one door. A change entry for the next revision comes first; only then may the rows of that unit be written, each
-- with that revision, and the unit last. Nobody can do this by accident, and what is in the log is broadcast. The triggers
-- ask for the entry themselves, because SQLite's own shell does not enforce foreign keys.

CREATE TRIGGER "WorkUnit_insert" BEFORE INSERT ON "WorkUnit"
WHEN NEW."revision" <> 1 OR EXISTS (SELECT 1 FROM "WorkUnit" WHERE "id" = NEW."id")
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."id" AND "revision" = 1)
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "WorkUnit_update" BEFORE UPDATE ON "WorkUnit"
WHEN NEW."revision" <> OLD."revision" + 1 OR NEW."id" <> OLD."id"
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."id" AND "revision" = NEW."revision")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "WorkUnit_delete" BEFORE DELETE ON "WorkUnit"
WHEN NOT EXISTS (
  SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = OLD."id" AND "revision" = OLD."revision" + 1 AND "kind" = 'DELETED'
)
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Dependency_revision_insert" BEFORE INSERT ON "Dependency"
WHEN NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."workUnitId" AND "revision" = NEW."revision")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Dependency_revision_update" BEFORE UPDATE ON "Dependency"
WHEN NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."workUnitId" AND "revision" = NEW."revision")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Dependency_revision_delete" BEFORE DELETE ON "Dependency"
WHEN NOT EXISTS (
  SELECT 1 FROM "WorkUnitChange"
  WHERE "workUnitId" = OLD."workUnitId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."workUnitId") + 1
)
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Run_revision_insert" BEFORE INSERT ON "Run"
WHEN NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."workUnitId" AND "revision" = NEW."revision")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Run_revision_update" BEFORE UPDATE ON "Run"
WHEN NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."workUnitId" AND "revision" = NEW."revision")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Run_revision_delete" BEFORE DELETE ON "Run"
WHEN NOT EXISTS (
  SELECT 1 FROM "WorkUnitChange"
  WHERE "workUnitId" = OLD."workUnitId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."workUnitId") + 1
)
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "AttentionItem_revision_insert" BEFORE INSERT ON "AttentionItem"
WHEN NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."workUnitId" AND "revision" = NEW."revision")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "AttentionItem_revision_update" BEFORE UPDATE ON "AttentionItem"
WHEN NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."workUnitId" AND "revision" = NEW."revision")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "AttentionItem_revision_delete" BEFORE DELETE ON "AttentionItem"
WHEN NOT EXISTS (
  SELECT 1 FROM "WorkUnitChange"
  WHERE "workUnitId" = OLD."workUnitId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."workUnitId") + 1
)
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Conflict_revisionA_insert" BEFORE INSERT ON "Conflict"
WHEN NEW."revisionA" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."unitAId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."unitAId" AND "revision" = NEW."revisionA")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Conflict_revisionA_update" BEFORE UPDATE ON "Conflict"
WHEN NEW."revisionA" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."unitAId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."unitAId" AND "revision" = NEW."revisionA")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Conflict_revisionA_delete" BEFORE DELETE ON "Conflict"
WHEN NOT EXISTS (
  SELECT 1 FROM "WorkUnitChange"
  WHERE "workUnitId" = OLD."unitAId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."unitAId") + 1
)
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Conflict_revisionB_insert" BEFORE INSERT ON "Conflict"
WHEN NEW."revisionB" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."unitBId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."unitBId" AND "revision" = NEW."revisionB")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Conflict_revisionB_update" BEFORE UPDATE ON "Conflict"
WHEN NEW."revisionB" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."unitBId"), 0) + 1
  OR NOT EXISTS (SELECT 1 FROM "WorkUnitChange" WHERE "workUnitId" = NEW."unitBId" AND "revision" = NEW."revisionB")
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

CREATE TRIGGER "Conflict_revisionB_delete" BEFORE DELETE ON "Conflict"
WHEN NOT EXISTS (
  SELECT 1 FROM "WorkUnitChange"
  WHERE "workUnitId" = OLD."unitBId" AND "revision" = (SELECT "revision" FROM "WorkUnit" WHERE "id" = OLD."unitBId") + 1
)
BEGIN
  SELECT RAISE(ABORT, 'Work units change only through commit() of signalbox, which writes the change log in the same transaction. Use the API or the command line.');
END;

-- The change log: only ever the next sequence of the project and the next revision of the unit, and never altered.

CREATE TRIGGER "WorkUnitChange_insert" BEFORE INSERT ON "WorkUnitChange"
WHEN NEW."sequence" <> COALESCE((SELECT MAX("sequence") FROM "WorkUnitChange" WHERE "projectId" = NEW."projectId"), 0) + 1
  OR NEW."revision" <> COALESCE((SELECT "revision" FROM "WorkUnit" WHERE "id" = NEW."workUnitId"), 0) + 1
BEGIN
  SELECT RAISE(ABORT, 'The change log has no gaps: a change has the next sequence of its project and the next revision of its unit.');
END;

CREATE TRIGGER "WorkUnitChange_head" AFTER INSERT ON "WorkUnitChange"
BEGIN
  UPDATE "Project" SET "sequence" = NEW."sequence" WHERE "id" = NEW."projectId";
END;

CREATE TRIGGER "WorkUnitChange_update" BEFORE UPDATE ON "WorkUnitChange"
BEGIN
  SELECT RAISE(ABORT, 'The change log is never altered.');
END;

CREATE TRIGGER "WorkUnitChange_delete" BEFORE DELETE ON "WorkUnitChange"
BEGIN
  SELECT RAISE(ABORT, 'The change log is never altered.');
END;

CREATE TRIGGER "Project_sequence" BEFORE UPDATE ON "Project"
WHEN NEW."sequence" <> OLD."sequence" AND NOT EXISTS (
  SELECT 1 FROM "WorkUnitChange" WHERE "projectId" = NEW."id" AND "sequence" = NEW."sequence" AND NEW."sequence" = OLD."sequence" + 1
)
BEGIN
  SELECT RAISE(ABORT, 'The head of the change log moves with the log.');
END;
